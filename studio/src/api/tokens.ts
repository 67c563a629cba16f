import { queryOptions } from '@tanstack/react-query';
import {
  type ContentPermission,
  type ContentPermissionAnswer,
  contentPermissionFields,
  type Named,
  readContentPermission,
} from './content-permissions.ts';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';
import type { Place } from './schema.ts';
import type { ManagementPermission } from './team.ts';

export interface TokenSummary {
  id: string;
  name: string;
  description: string | null;
  createdAt: string;
  defaults: { stage: Named & { displayName: string } };
}

export interface PermanentToken extends TokenSummary {
  /** The secret value; the server gives it to those who may read tokens. */
  token: string;
  contentPermissions: ContentPermission[];
  managementPermissions: ManagementPermission[];
}

export interface PublicAccess {
  stageId: string;
  contentPermissions: ContentPermission[];
}

async function environment<Data>(selection: string, place: Place): Promise<Data> {
  const { viewer } = await graphql<{ viewer: { project: { environment: Data } | null } }>(
    `query Access($projectId: ID!, $environmentName: String!) {
      viewer { project(id: $projectId) { environment(name: $environmentName) { ${selection} } } }
    }`,
    { projectId: place.projectId, environmentName: place.environmentName },
  );
  if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
  return viewer.project.environment;
}

const summaryFields = 'id name description createdAt defaults { stage { id apiId displayName } }';

export const tokensQuery = (place: Place) =>
  queryOptions({
    queryKey: ['tokens', place.projectId, place.environmentName],
    queryFn: async () => {
      const { permanentAuthTokens } = await environment<{ permanentAuthTokens: TokenSummary[] }>(
        `permanentAuthTokens { ${summaryFields} }`,
        place,
      );
      return permanentAuthTokens;
    },
  });

type TokenAnswer = Omit<PermanentToken, 'contentPermissions'> & {
  contentPermissions: ContentPermissionAnswer[];
};

/** One token with its value. The Management API lists tokens only, so that the one is picked here. */
export const tokenQuery = (place: Place, tokenId: string) =>
  queryOptions({
    queryKey: ['tokens', place.projectId, place.environmentName, tokenId],
    queryFn: async (): Promise<PermanentToken> => {
      const { permanentAuthTokens } = await environment<{ permanentAuthTokens: TokenAnswer[] }>(
        `permanentAuthTokens {
          ${summaryFields} token managementPermissions { id action description }
          contentPermissions { ${contentPermissionFields} }
        }`,
        place,
      );
      const token = permanentAuthTokens.find((one) => one.id === tokenId);
      if (!token) throw new ApiError('', 'NOT_FOUND');
      return { ...token, contentPermissions: token.contentPermissions.map(readContentPermission) };
    },
    // A secret is not kept longer than its page is open.
    gcTime: 0,
  });

export const publicAccessQuery = (place: Place) =>
  queryOptions({
    queryKey: ['public-access', place.projectId, place.environmentName],
    queryFn: async (): Promise<PublicAccess> => {
      const { publicContentAPI } = await environment<{
        publicContentAPI: {
          defaults: { stage: { id: string } };
          contentPermissions: ContentPermissionAnswer[];
        };
      }>(
        `publicContentAPI { defaults { stage { id } } contentPermissions { ${contentPermissionFields} } }`,
        place,
      );
      return {
        stageId: publicContentAPI.defaults.stage.id,
        contentPermissions: publicContentAPI.contentPermissions.map(readContentPermission),
      };
    },
  });

export interface TokenInput {
  name: string;
  description: string | null;
  defaults: { stage: string };
}

/** Makes a token that may nothing yet: its page offers the defaults. */
export async function createToken(environmentId: string, input: TokenInput): Promise<string> {
  const { createPermanentAuthToken } = await graphql<{
    createPermanentAuthToken: { createdPermanentAuthToken: { id: string } };
  }>(
    `mutation CreatePermanentAuthToken($data: CreatePermanentAuthTokenInput!) {
      createPermanentAuthToken(data: $data) { createdPermanentAuthToken { id } }
    }`,
    { data: { environmentId, managementPermissionIds: [], ...input } },
  );
  return createPermanentAuthToken.createdPermanentAuthToken.id;
}

export async function updateToken(
  id: string,
  change: Partial<TokenInput> & { managementPermissionIds?: string[] },
): Promise<void> {
  await graphql(
    `mutation UpdatePermanentAuthToken($data: UpdatePermanentAuthTokenInput!) {
      updatePermanentAuthToken(data: $data) { updatedPermanentAuthToken { id } }
    }`,
    { data: { id, ...change } },
  );
}

export async function deleteToken(id: string): Promise<void> {
  await graphql(
    `mutation DeletePermanentAuthToken($data: DeletePermanentAuthTokenInput!) {
      deletePermanentAuthToken(data: $data) { deletedPermanentAuthTokenId }
    }`,
    { data: { id } },
  );
}

export async function updatePublicStage(environmentId: string, stage: string): Promise<void> {
  await graphql(
    `mutation UpdatePublicEndpoint($data: UpdatePublicEndpointInput!) {
      updatePublicEndpoint(data: $data) { environment { id } }
    }`,
    { data: { environmentId, defaults: { stage } } },
  );
}
