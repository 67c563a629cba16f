import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type AppSecrets, createAppSecrets, type OwnApp } from '../../../api/apps.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyField } from '../../../ui/copy-field.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import style from './app-form.module.css';
import { SecretDialog } from './secret-dialog.tsx';

/** The client ID for good, and the way to a new secret; the secret itself cannot be read again. */
export function Credentials({ app }: { app: OwnApp }) {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const [secrets, setSecrets] = useState<AppSecrets | null>(null);
  const reissue = useMutation({
    mutationFn: () => createAppSecrets(app.apiId),
    onSuccess: (fresh) => {
      setAsking(false);
      setSecrets(fresh);
    },
  });
  return (
    <div className={style.credentials}>
      {app.clientId && <CopyField label={t`Client ID`} value={app.clientId} copyLabel={t`Copy client ID`} />}
      <p>
        <Trans>The client secret was shown when it was issued and cannot be read again.</Trans>
      </p>
      <div>
        <Button onPress={() => setAsking(true)}>{t`Re-issue secret`}</Button>
      </div>
      <ConfirmDialog
        title={t`Re-issue the client secret?`}
        confirmLabel={t`Re-issue secret`}
        kind="primary"
        isOpen={isAsking}
        isPending={reissue.isPending}
        error={reissue.error}
        onClose={() => setAsking(false)}
        onConfirm={() => reissue.mutate()}
      >
        <p>
          <Trans>
            You get a new secret at once. The present one stays valid for 24 hours, so that you can change the
            app’s server without a break. Tokens that the app already has go on working.
          </Trans>
        </p>
      </ConfirmDialog>
      {secrets && <SecretDialog secrets={secrets} onClose={() => setSecrets(null)} />}
    </div>
  );
}
