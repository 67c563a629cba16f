import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  environmentQuery,
  type InstallationStatus,
  type InstallationSummary,
} from '../../../api/environment.ts';
import { deleteAppInstallation, installationQuery } from '../../../api/installations.ts';
import { messageOf } from '../../../api/problem.ts';
import type { Place } from '../../../api/schema.ts';
import { Button, DocumentLink } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { RowActions } from '../../../ui/table.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { setupPath } from './setup-path.ts';
import { useUpdateInstallation } from './use-installation.ts';

interface InstallationActionsProps {
  place: Place;
  installation: InstallationSummary;
}

export function InstallationActions({ place, installation }: InstallationActionsProps) {
  const { t } = useLingui();
  const { app, status } = installation;
  const [isAsking, setAsking] = useState(false);
  const change = useChangeStatus(place, installation);
  const uninstall = useUninstall(place, installation);
  return (
    <RowActions>
      <DocumentLink href={setupPath(place, app.apiId)}>
        {status === 'PENDING' ? t`Continue setup` : t`Configure`}
      </DocumentLink>
      {status === 'COMPLETED' && (
        <Button isPending={change.isPending} onPress={() => change.mutate('DISABLED')}>{t`Disable`}</Button>
      )}
      {status === 'DISABLED' && (
        <Button isPending={change.isPending} onPress={() => change.mutate('COMPLETED')}>{t`Enable`}</Button>
      )}
      <Button onPress={() => setAsking(true)}>{t`Uninstall`}</Button>
      <ConfirmDialog
        title={t`Uninstall ${app.name}?`}
        confirmLabel={t`Uninstall`}
        isOpen={isAsking}
        isPending={uninstall.isPending}
        error={uninstall.error}
        onClose={() => setAsking(false)}
        onConfirm={() => uninstall.mutate()}
      >
        <p>
          <Trans>
            Its token stops working at once, and its settings in this environment are deleted. Models and
            content that it created stay. To use the app here again, it has to be authorized and set up anew.
          </Trans>
        </p>
      </ConfirmDialog>
    </RowActions>
  );
}

/** Switches an installation off or on. Its settings are read first: the API wants them with every change. */
function useChangeStatus(place: Place, { app }: InstallationSummary) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const update = useUpdateInstallation(place);
  return useMutation({
    mutationFn: async (status: InstallationStatus) => {
      const query = installationQuery(place.projectId, place.environmentName, app.apiId);
      const installation = await queryClient.fetchQuery({ ...query, staleTime: 0 });
      return update.mutateAsync({ installation, change: { status } });
    },
    onSuccess: ({ status }) =>
      showToast({
        title: status === 'DISABLED' ? t`${app.name} is disabled.` : t`${app.name} is enabled.`,
        tone: 'success',
      }),
    onError: (error) =>
      showToast({ title: t`Nothing was changed.`, description: messageOf(error), tone: 'danger' }),
  });
}

function useUninstall(place: Place, { id, app }: InstallationSummary) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => deleteAppInstallation(id),
    onSuccess: async () => {
      const { projectId, environmentName } = place;
      queryClient.removeQueries({
        queryKey: installationQuery(projectId, environmentName, app.apiId).queryKey,
      });
      showToast({ title: t`${app.name} is uninstalled.`, tone: 'success' });
      await queryClient.invalidateQueries({
        queryKey: environmentQuery(projectId, environmentName).queryKey,
      });
    },
  });
}
