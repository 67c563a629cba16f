import { queryOptions } from '@tanstack/react-query';
import type { App } from './apps.ts';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

export type InstallationStatus = 'PENDING' | 'COMPLETED' | 'DISABLED';

/** An installation as lists and navigation need it: without its token. */
export interface InstallationSummary {
  id: string;
  status: InstallationStatus;
  createdAt: string;
  app: Pick<App, 'id' | 'apiId' | 'name' | 'avatarUrl' | 'description'> & {
    elements: { id: string; apiId: string; name: string; type: string }[];
  };
}

export interface Environment {
  id: string;
  name: string;
  displayName: string;
  /** Address of the Content API. */
  endpoint: string;
  /** Address of the same API for cached delivery. */
  newDeliveryUrl: string;
  installations: InstallationSummary[];
  project: { id: string; name: string };
}

interface EnvironmentAnswer {
  viewer: {
    project: {
      id: string;
      name: string;
      environment: Omit<Environment, 'installations' | 'project'> & {
        appInstallations: InstallationSummary[];
      };
    } | null;
  };
}

const document = `
  query Environment($projectId: ID!, $name: String!) {
    viewer {
      project(id: $projectId) {
        id name
        environment(name: $name) {
          id name displayName endpoint newDeliveryUrl
          appInstallations {
            id status createdAt
            app { id apiId name avatarUrl description elements { id apiId name type } }
          }
        }
      }
    }
  }`;

export const environmentQuery = (projectId: string, name: string) =>
  queryOptions({
    queryKey: ['environment', projectId, name],
    queryFn: async (): Promise<Environment> => {
      const { viewer } = await graphql<EnvironmentAnswer>(document, { projectId, name });
      if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
      const { environment, ...project } = viewer.project;
      const { appInstallations, ...rest } = environment;
      const installations = appInstallations.map((one) => ({
        ...one,
        app: { ...one.app, elements: one.app.elements ?? [] },
      }));
      return { ...rest, installations, project };
    },
  });

/** The Management API stands beside the Content API; no slash at the end, apps cut the last path segment (apps.md §4). */
export const managementApiOf = (endpoint: string): string => `${new URL(endpoint).origin}/graphql`;
