import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../../api/session.ts';
import type { Invite } from '../../../api/team.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';

export const inviteLink = (code: string) => `${window.location.origin}/invite/${encodeURIComponent(code)}`;

/** The link goes by whatever way people here use; by mail, too, if the server sends any. */
export function InviteLinkDialog({ invite, onClose }: { invite: Invite; onClose: () => void }) {
  const { t } = useLingui();
  const { data: session } = useQuery(sessionQuery);
  return (
    <Dialog title={t`Invitation for ${invite.email}`} isOpen onClose={onClose}>
      <p>
        <Trans>Give this link to the person. It works once.</Trans>
      </p>
      {session?.sendsMail && (
        <p>
          <Trans>It also goes to {invite.email} by mail, but a letter may get lost.</Trans>
        </p>
      )}
      <CopyField label={t`Invitation link`} copyLabel={t`Copy link`} value={inviteLink(invite.code)} />
      <DialogActions>
        <Button kind="primary" onPress={onClose}>{t`Done`}</Button>
      </DialogActions>
    </Dialog>
  );
}
