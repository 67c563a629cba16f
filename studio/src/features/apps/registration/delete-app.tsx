import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteApp, type OwnApp, ownAppsQuery } from '../../../api/apps.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { Card, Section } from '../../../ui/page.tsx';
import { showToast } from '../../../ui/toasts.ts';

export function DeleteApp({ app }: { app: OwnApp }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteApp(app.apiId),
    onSuccess: async () => {
      await navigate({ to: '/apps' });
      await queryClient.invalidateQueries({ queryKey: ownAppsQuery.queryKey });
      showToast({ title: t`${app.name} was deleted.`, tone: 'success' });
    },
  });
  return (
    <Section title={t`Delete`}>
      <Card>
        <p>
          <Trans>
            Deleting the app removes it from every environment where it is installed, and its tokens stop
            working at once. What it has created there stays.
          </Trans>
        </p>
        <div>
          <Button kind="danger" onPress={() => setAsking(true)}>{t`Delete app`}</Button>
        </div>
      </Card>
      <ConfirmDialog
        title={t`Delete ${app.name}?`}
        confirmLabel={t`Delete app`}
        isOpen={isAsking}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        <p>
          <Trans>
            The app vanishes from every environment, and its tokens stop working at once. This cannot be
            undone.
          </Trans>
        </p>
      </ConfirmDialog>
    </Section>
  );
}
