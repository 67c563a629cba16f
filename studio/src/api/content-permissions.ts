import { graphql } from './graphql.ts';

/** What a row grants, in the words of the Management API's type names (platform.md §1.3). */
export const contentActions = [
  'Read',
  'ReadVersion',
  'Create',
  'Update',
  'Delete',
  'Publish',
  'Unpublish',
] as const;
export type ContentAction = (typeof contentActions)[number];

/** Which limits a row of an action can have. */
export const limitsOf: Record<ContentAction, { locales: boolean; stages: boolean; condition: boolean }> = {
  Read: { locales: true, stages: true, condition: true },
  ReadVersion: { locales: false, stages: false, condition: false },
  Create: { locales: true, stages: false, condition: true },
  Update: { locales: true, stages: false, condition: true },
  Delete: { locales: true, stages: false, condition: true },
  Publish: { locales: true, stages: false, condition: true },
  Unpublish: { locales: true, stages: true, condition: true },
};

export interface Named {
  id: string;
  apiId: string;
}

/** One grant. Null means all of them: models, locales, stages. */
export interface ContentPermission {
  id: string;
  action: ContentAction;
  enabled: boolean;
  model: (Named & { displayName: string }) | null;
  locales: Named[] | null;
  stages: Named[] | null;
  fromStages: Named[] | null;
  toStages: Named[] | null;
  /** JSON of a `where` input of the model. */
  condition: string | null;
}

export type ContentPermissionAnswer = Partial<ContentPermission> & {
  __typename: `${ContentAction}ContentPermission`;
  id: string;
  enabled: boolean;
};

const named = '{ id apiId }';
const limited = `locales ${named} condition`;

export const contentPermissionFields = `
  __typename id enabled model { id apiId displayName }
  ... on ReadContentPermission { ${limited} stages ${named} }
  ... on CreateContentPermission { ${limited} }
  ... on UpdateContentPermission { ${limited} }
  ... on DeleteContentPermission { ${limited} }
  ... on PublishContentPermission { ${limited} fromStages ${named} toStages ${named} }
  ... on UnpublishContentPermission { ${limited} stages ${named} }`;

const nothing = {
  model: null,
  locales: null,
  stages: null,
  fromStages: null,
  toStages: null,
  condition: null,
};

export const readContentPermission = ({
  __typename,
  ...rest
}: ContentPermissionAnswer): ContentPermission => ({
  ...nothing,
  ...rest,
  action: __typename.slice(0, -'ContentPermission'.length) as ContentAction,
});

/** Whom rows are for. */
export type Target =
  | { kind: 'ROLE'; roleId: string; environmentId: string }
  | { kind: 'PAT'; patId: string }
  | { kind: 'PUBLIC'; environmentId: string };

/** The limits of a row as a form holds them: ids, null for all. */
export interface Limits {
  modelId: string | null;
  locales: string[] | null;
  stages: string[] | null;
  fromStages: string[] | null;
  toStages: string[] | null;
  condition: string | null;
}

export const noLimits: Limits = {
  modelId: null,
  locales: null,
  stages: null,
  fromStages: null,
  toStages: null,
  condition: null,
};

/** What a row of this action takes of a form's limits: each action has an input of its own. */
export function limitsInput(action: ContentAction, limits: Limits): Record<string, unknown> {
  if (action === 'ReadVersion') return { modelId: limits.modelId };
  return {
    model: limits.modelId && { id: limits.modelId, condition: limits.condition },
    locales: limits.locales,
    ...(limitsOf[action].stages && { stages: limits.stages }),
    ...(action === 'Publish' && { fromStages: limits.fromStages, toStages: limits.toStages }),
  };
}

export async function createContentPermission(
  target: Target,
  action: ContentAction,
  limits: Limits,
): Promise<void> {
  await graphql(
    `mutation CreateContentPermission($data: Create${action}ContentPermissionInput!) {
      create${action}ContentPermission(data: $data) { permission { id } }
    }`,
    { data: { target, enabled: true, ...limitsInput(action, limits) } },
  );
}

export async function updateContentPermission(
  permissionId: string,
  action: ContentAction,
  limits: Limits,
): Promise<void> {
  await graphql(
    `mutation UpdateContentPermission($data: Update${action}ContentPermissionInput!) {
      update${action}ContentPermission(data: $data) { permission { id } }
    }`,
    { data: { permissionId, ...limitsInput(action, limits) } },
  );
}

export async function enableContentPermission(permissionId: string, enabled: boolean): Promise<void> {
  await graphql(
    `mutation EnableContentPermission($data: UpdateContentPermissionEnabledInput!) {
      updateContentPermissionEnabled(data: $data) { permission { id } }
    }`,
    { data: { permissionId, enabled } },
  );
}

export async function deleteContentPermission(permissionId: string): Promise<void> {
  await graphql(
    `mutation DeleteContentPermission($data: DeleteContentPermissionInput!) {
      deleteContentPermission(data: $data) { deletedPermissionId }
    }`,
    { data: { permissionId } },
  );
}
