import { t } from '@lingui/core/macro';
import { queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

export const simpleFieldTypes = [
  'STRING',
  'RICHTEXT',
  'INT',
  'FLOAT',
  'BOOLEAN',
  'DATE',
  'DATETIME',
  'JSON',
  'LOCATION',
  'COLOR',
  'ID',
] as const;
export type SimpleFieldType = (typeof simpleFieldTypes)[number];

export interface Field {
  id: string;
  __typename: string;
  apiId: string;
  displayName: string;
  description: string | null;
  isSystem: boolean;
  isList: boolean;
  simpleType?: SimpleFieldType;
  isRequired?: boolean;
  isUnique?: boolean;
  isLocalized?: boolean;
  isTitle?: boolean;
}

export interface Model {
  id: string;
  apiId: string;
  apiIdPlural: string;
  displayName: string;
  description: string | null;
  isSystem: boolean;
  fields: Field[];
}

export interface Schema {
  environmentId: string;
  models: Model[];
  enumerations: { id: string; apiId: string; displayName: string; values: { id: string; apiId: string }[] }[];
  locales: { id: string; apiId: string; displayName: string; isDefault: boolean }[];
  stages: { id: string; apiId: string; displayName: string; color: string }[];
}

type SchemaAnswer = {
  viewer: { project: { environment: { id: string; contentModel: Omit<Schema, 'environmentId'> } } | null };
};

// `type` has another enum on every kind of field, so it needs its own name in one selection.
const fieldFields = `
  id __typename apiId displayName description isSystem isList
  ... on SimpleField { simpleType: type }
  ... on IRequireableField { isRequired }
  ... on IUniqueableField { isUnique }
  ... on ILocalizableField { isLocalized }
  ... on ITitleableField { isTitle }`;

export const schemaQuery = (projectId: string, environmentName: string) =>
  queryOptions({
    queryKey: ['schema', projectId, environmentName],
    queryFn: async (): Promise<Schema> => {
      const { viewer } = await graphql<SchemaAnswer>(
        `query Schema($projectId: ID!, $environmentName: String!) {
          viewer {
            project(id: $projectId) {
              environment(name: $environmentName) {
                id
                contentModel {
                  models { id apiId apiIdPlural displayName description isSystem fields { ${fieldFields} } }
                  enumerations { id apiId displayName values { id apiId } }
                  locales { id apiId displayName isDefault }
                  stages { id apiId displayName color }
                }
              }
            }
          }
        }`,
        { projectId, environmentName },
      );
      if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
      const { id, contentModel } = viewer.project.environment;
      return { environmentId: id, ...contentModel };
    },
  });

interface Migration {
  id: string;
  status: 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'TIMEOUT' | 'FAILED';
  errors: string | null;
}

/** Where a change is made: the pair that addresses an environment in every query. */
export interface Place {
  projectId: string;
  environmentName: string;
}

const migrationFields = 'id status errors';
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Waits until a migration has ended and throws its own words if it failed (management-api.md §4.1). */
async function finished(place: Place, migration: Migration): Promise<void> {
  let now = migration;
  while (now.status === 'QUEUED' || now.status === 'RUNNING') {
    await pause(400);
    const { viewer } = await graphql<{ viewer: { project: { environment: { migration: Migration } } } }>(
      `query Migration($projectId: ID!, $environmentName: String!, $id: ID!) {
        viewer { project(id: $projectId) { environment(name: $environmentName) { migration(id: $id) { ${migrationFields} } } } }
      }`,
      { ...place, id: migration.id },
    );
    now = viewer.project.environment.migration;
  }
  if (now.status !== 'SUCCESS') throw new ApiError(now.errors ?? t`The change was not made.`, now.status);
}

export interface ModelInput {
  environmentId: string;
  apiId: string;
  apiIdPlural: string;
  displayName: string;
  description: string | null;
}

export async function createModel(place: Place, data: ModelInput): Promise<void> {
  const { createModel } = await graphql<{ createModel: { migration: Migration } }>(
    `mutation CreateModel($data: CreateModelInput!) { createModel(data: $data) { migration { ${migrationFields} } } }`,
    { data },
  );
  await finished(place, createModel.migration);
}

export interface SimpleFieldInput {
  parentId: string;
  apiId: string;
  type: SimpleFieldType;
  displayName: string;
  description: string | null;
  isRequired: boolean;
  isUnique: boolean;
  isList: boolean;
  isLocalized: boolean;
  isTitle: boolean;
}

export async function createSimpleField(place: Place, data: SimpleFieldInput): Promise<void> {
  const { createSimpleField } = await graphql<{ createSimpleField: { migration: Migration } }>(
    `mutation CreateSimpleField($data: CreateSimpleFieldInput!) {
      createSimpleField(data: $data) { migration { ${migrationFields} } }
    }`,
    { data },
  );
  await finished(place, createSimpleField.migration);
}
