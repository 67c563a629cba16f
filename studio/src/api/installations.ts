import { queryOptions } from '@tanstack/react-query';
import { type App, appFields } from './apps.ts';
import type { InstallationStatus } from './environment.ts';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

/** An installation as a page of the app needs it. */
export interface Installation {
  id: string;
  status: InstallationStatus;
  config: unknown;
  /** The app token; handed to the app's own pages and shown nowhere. */
  authToken: string;
  createdAt: string;
  updatedAt: string;
  app: App;
}

const installationFields = `id status config authToken createdAt updatedAt app { ${appFields} }`;

const read = (installation: Installation): Installation => ({
  ...installation,
  app: { ...installation.app, elements: installation.app.elements ?? [] },
});

export const installationQuery = (projectId: string, environmentName: string, appApiId: string) =>
  queryOptions({
    queryKey: ['installation', projectId, environmentName, appApiId],
    queryFn: async (): Promise<Installation> => {
      const { viewer } = await graphql<{
        viewer: { project: { environment: { appInstallation: Installation } } | null };
      }>(
        `query Installation($projectId: ID!, $environmentName: String!, $appApiId: String!) {
          viewer {
            project(id: $projectId) {
              environment(name: $environmentName) {
                appInstallation(appApiId: $appApiId) { ${installationFields} }
              }
            }
          }
        }`,
        { projectId, environmentName, appApiId },
      );
      if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
      return read(viewer.project.environment.appInstallation);
    },
  });

/** Authorizes an app in an environment; it stays PENDING until its setup page has done its work. */
export async function createAppInstallation(environment: string, appApiId: string): Promise<void> {
  await graphql(
    `mutation CreateAppInstallation($data: CreateAppInstallationInput!) {
      createAppInstallation(data: $data) { createdAppInstallation { id status } }
    }`,
    { data: { environment, appApiId, status: 'PENDING', config: {} } },
  );
}

export interface InstallationChange {
  appInstallationId: string;
  config: unknown;
  /** Left out: it stays. */
  status?: InstallationStatus | undefined;
}

export async function updateAppInstallation(change: InstallationChange): Promise<Installation> {
  const { updateAppInstallation } = await graphql<{
    updateAppInstallation: { updatedAppInstallation: Installation };
  }>(
    `mutation UpdateAppInstallation($data: UpdateAppInstallationInput!) {
      updateAppInstallation(data: $data) { updatedAppInstallation { ${installationFields} } }
    }`,
    { data: change },
  );
  return read(updateAppInstallation.updatedAppInstallation);
}

export async function deleteAppInstallation(appInstallationId: string): Promise<void> {
  await graphql(
    `mutation DeleteAppInstallation($data: DeleteAppInstallationInput!) {
      deleteAppInstallation(data: $data) { deletedAppInstallationId }
    }`,
    { data: { appInstallationId } },
  );
}

/** A fresh setup code; it works once and for a quarter of an hour (apps.md §4). */
export async function createSetupCode(environment: string, appApiId: string): Promise<string> {
  const { createAppExchangeToken } = await graphql<{
    createAppExchangeToken: { createdAppExchangeToken: string };
  }>(
    `mutation CreateAppExchangeToken($data: CreateAppExchangeTokenInput!) {
      createAppExchangeToken(data: $data) { createdAppExchangeToken }
    }`,
    { data: { environment, appApiId } },
  );
  return createAppExchangeToken.createdAppExchangeToken;
}
