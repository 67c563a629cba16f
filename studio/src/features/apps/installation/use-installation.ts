import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { environmentQuery, type InstallationStatus } from '../../../api/environment.ts';
import { type Installation, installationQuery, updateAppInstallation } from '../../../api/installations.ts';
import { ApiError, messageOf } from '../../../api/problem.ts';
import type { Place } from '../../../api/schema.ts';
import { installationProp } from '../host/page-props.ts';

/** While an app sets itself up its own server may complete the installation; this is how soon the page shows it. */
const pollWhilePending = 1500;

/** The installation of an app in an environment, kept up to date while it is not completed. */
export function useInstallation(place: Place, appApiId: string) {
  return useQuery({
    ...installationQuery(place.projectId, place.environmentName, appApiId),
    refetchInterval: ({ state }) => (state.data?.status === 'PENDING' ? pollWhilePending : false),
  });
}

/** What an app sends: both parts may be missing, and then stay as they are (apps.md §3). */
export interface PartialChange {
  config?: unknown;
  status?: InstallationStatus;
}

/**
 * Changes an installation and shows the new state everywhere at once. Its result is what the server made of it,
 * which need not be what was asked.
 */
export function useUpdateInstallation(place: Place) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ installation, change }: { installation: Installation; change: PartialChange }) =>
      updateAppInstallation({
        appInstallationId: installation.id,
        config: change.config === undefined ? installation.config : change.config,
        status: change.status,
      }),
    onSuccess: async (updated) => {
      const { projectId, environmentName } = place;
      const { queryKey } = installationQuery(projectId, environmentName, updated.app.apiId);
      // A poll that was sent before this change must not bring the old state back.
      await queryClient.cancelQueries({ queryKey });
      queryClient.setQueryData(queryKey, updated);
      return queryClient.invalidateQueries({
        queryKey: environmentQuery(projectId, environmentName).queryKey,
      });
    },
  });
}

/** `updateInstallation` as a page of the app calls it. */
export function useUpdateFromApp(place: Place, appApiId: string) {
  const queryClient = useQueryClient();
  const update = useUpdateInstallation(place);
  return async (change: PartialChange | null | undefined) => {
    const { queryKey } = installationQuery(place.projectId, place.environmentName, appApiId);
    const installation = queryClient.getQueryData(queryKey);
    if (!installation) throw new Error('The installation is gone.');
    try {
      const updated = await update.mutateAsync({ installation, change: change ?? {} });
      return installationProp(updated);
    } catch (error) {
      // Only message and code of an error cross to the app.
      throw Object.assign(new Error(messageOf(error)), {
        code: error instanceof ApiError ? error.code : 'UNKNOWN',
      });
    }
  };
}
