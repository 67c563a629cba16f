import { queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { hasCode } from './problem.ts';

export type ReadWrite = 'NONE' | 'READ' | 'READ_WRITE';
export interface AppPermissions {
  CONTENT: ReadWrite;
  SCHEMA: ReadWrite;
  WEBHOOKS: 'NONE' | 'READ_WRITE';
  USER: 'NONE' | 'READ';
}

export type ElementType = 'field' | 'formSidebar' | 'page';
export const fieldTypes = [
  'ID',
  'STRING',
  'RICHTEXT',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'JSON',
  'DATETIME',
  'DATE',
  'LOCATION',
  'COLOR',
  'RELATION',
  'ENUMERATION',
] as const;
export type ElementFieldType = (typeof fieldTypes)[number];
export const elementFeatures = ['FieldRenderer', 'ListRenderer', 'TableRenderer'] as const;
export type ElementFeature = (typeof elementFeatures)[number];

export interface AppElement {
  id: string;
  apiId: string;
  name: string;
  type: ElementType;
  description: string | null;
  src: string;
  config: unknown;
  features?: ElementFeature[];
  fieldType?: ElementFieldType;
}

export interface App {
  id: string;
  apiId: string;
  name: string;
  description: string;
  avatarUrl: string;
  setupUrl: string;
  configurationUrl: string | null;
  permissions: AppPermissions;
  elements: AppElement[];
}

/** An app as its owner sees it. */
export interface OwnApp extends App {
  clientId: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface AppSecrets {
  clientId: string;
  clientSecret: string;
}

/** What the owner writes; the API ID never changes after the first save, permissions neither (apps.md §2). */
export interface AppInput {
  apiId: string;
  name: string;
  description: string;
  avatarUrl: string;
  setupUrl: string;
  configurationUrl: string | null;
  elements: Partial<AppElement>[];
}

/** Fields of any `IApp`; documents embed it, so both kinds of app are read alike. */
export const appFields = `
  id apiId name description avatarUrl setupUrl configurationUrl
  permissions { CONTENT SCHEMA WEBHOOKS USER }
  elements {
    id apiId name type description src config
    ... on FieldAppElement { features fieldType }
  }`;

const withElements = <A extends { elements: AppElement[] | null }>(app: A) => ({
  ...app,
  elements: app.elements ?? [],
});

export const ownAppsQuery = queryOptions({
  queryKey: ['own-apps'],
  queryFn: async (): Promise<OwnApp[]> => {
    const { viewer } = await graphql<{ viewer: { apps: OwnApp[] } }>(
      `query OwnApps { viewer { ... on UserViewer { apps { ${appFields} clientId createdAt updatedAt } } } }`,
    );
    return (viewer.apps ?? []).map(withElements);
  },
});

/** One app by its API ID, whoever owns it; null when there is none. */
export const appQuery = (apiId: string) =>
  queryOptions({
    queryKey: ['app', apiId],
    queryFn: async (): Promise<App | null> => {
      try {
        const { viewer } = await graphql<{ viewer: { app: App | null } }>(
          `query App($apiId: String!) { viewer { ... on UserViewer { app(apiId: $apiId) { ${appFields} } } } }`,
          { apiId },
        );
        return viewer.app ? withElements(viewer.app) : null;
      } catch (error) {
        if (hasCode(error, 'NOT_FOUND')) return null;
        throw error;
      }
    },
  });

/** Registers an app. The secret in the answer is the only copy the server ever shows. */
export async function createApp(input: AppInput & { permissions: AppPermissions }): Promise<AppSecrets> {
  const { createApp } = await graphql<{
    createApp: { createdApp: { clientId: string | null; clientSecret: string | null } };
  }>(
    `mutation CreateApp($data: CreateAppInput!) { createApp(data: $data) { createdApp { clientId clientSecret } } }`,
    { data: input },
  );
  const { clientId, clientSecret } = createApp.createdApp;
  return clientId && clientSecret ? { clientId, clientSecret } : createAppSecrets(input.apiId);
}

export async function updateApp(input: AppInput): Promise<void> {
  await graphql(
    `mutation UpdateApp($data: UpdateAppInput!) { updateApp(data: $data) { updatedApp { id } } }`,
    { data: input },
  );
}

export async function deleteApp(apiId: string): Promise<void> {
  await graphql(`mutation DeleteApp($data: DeleteAppInput!) { deleteApp(data: $data) { deletedAppId } }`, {
    data: { apiId },
  });
}

export async function createAppSecrets(apiId: string): Promise<AppSecrets> {
  const { createAppSecrets } = await graphql<{ createAppSecrets: AppSecrets }>(
    `mutation CreateAppSecrets($data: CreateAppSecretsInput!) { createAppSecrets(data: $data) { clientId clientSecret } }`,
    { data: { apiId } },
  );
  return createAppSecrets;
}
