import { Trans, useLingui } from '@lingui/react/macro';
import type { Invite } from '../../../api/team.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';

export const inviteLink = (code: string) => `${window.location.origin}/invite/${encodeURIComponent(code)}`;

/** The link goes by whatever way people here use: the server sends no mail by itself. */
export function InviteLinkDialog({ invite, onClose }: { invite: Invite; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Invitation for ${invite.email}`} isOpen onClose={onClose}>
      <p>
        <Trans>Give this link to the person. It works once.</Trans>
      </p>
      <CopyField label={t`Invitation link`} copyLabel={t`Copy link`} value={inviteLink(invite.code)} />
      <DialogActions>
        <Button kind="primary" onPress={onClose}>{t`Done`}</Button>
      </DialogActions>
    </Dialog>
  );
}
