import { Trans, useLingui } from '@lingui/react/macro';
import type { AppSecrets } from '../../../api/apps.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { Dialog, DialogActions } from '../../../ui/dialog.tsx';

/** The only sight of a client secret: it closes by its button alone, never by a stray click or key. */
export function SecretDialog({ secrets, onClose }: { secrets: AppSecrets; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Save the client secret now`} isOpen onClose={onClose} isDismissable={false}>
      <p>
        <Trans>
          The app’s server needs both values to exchange a setup code for its token. The secret is shown this
          one time; Epigraph keeps no readable copy. If it gets lost, re-issue it.
        </Trans>
      </p>
      <CopyField label={t`Client ID`} value={secrets.clientId} copyLabel={t`Copy client ID`} />
      <CopyField label={t`Client secret`} value={secrets.clientSecret} copyLabel={t`Copy client secret`} />
      <DialogActions>
        <Button kind="primary" onPress={onClose}>{t`I have saved it`}</Button>
      </DialogActions>
    </Dialog>
  );
}
