import { queryOptions } from '@tanstack/react-query';
import {
  type ContentPermission,
  type ContentPermissionAnswer,
  contentPermissionFields,
  readContentPermission,
} from './content-permissions.ts';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

export interface RoleName {
  id: string;
  name: string;
}

export interface ManagementPermission {
  id: string;
  action: string;
  description: string | null;
}

export interface Role extends RoleName {
  description: string | null;
  /** A system role: it cannot be changed (platform.md §1.1). */
  isDefault: boolean;
  members: { id: string }[];
}

export interface RoleDetails extends Role {
  managementPermissions: ManagementPermission[];
  contentPermissions: ContentPermission[];
}

export interface Member {
  id: string;
  createdAt: string;
  isOwner: boolean;
  profile: { name: string; email: string; picture: string | null };
  roles: RoleName[];
}

export interface Invite {
  id: string;
  code: string;
  email: string;
  expirationDate: string;
  acceptedAt: string | null;
  roles: RoleName[];
}

export interface Team {
  members: Member[];
  invites: Invite[];
  existingRoles: Role[];
}

/** Reads one project, or throws `NOT_FOUND`: a foreign project answers as a missing one (management-api.md §1.4). */
async function project<Data>(document: string, variables: Record<string, unknown>): Promise<Data> {
  const { viewer } = await graphql<{ viewer: { project: Data | null } }>(document, variables);
  if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
  return viewer.project;
}

export const teamQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['team', projectId],
    queryFn: () =>
      project<Team>(
        `query Team($projectId: ID!) {
          viewer {
            project(id: $projectId) {
              members { id createdAt isOwner profile { name email picture } roles { id name } }
              invites { id code email expirationDate acceptedAt roles { id name } }
              existingRoles { id name description isDefault members { id } }
            }
          }
        }`,
        { projectId },
      ),
  });

export const rolesQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['roles', projectId],
    queryFn: async () => {
      const { existingRoles } = await project<{ existingRoles: Role[] }>(
        `query Roles($projectId: ID!) {
          viewer { project(id: $projectId) { existingRoles { id name description isDefault members { id } } } }
        }`,
        { projectId },
      );
      return existingRoles;
    },
  });

type RoleAnswer = Omit<RoleDetails, 'contentPermissions'> & { contentPermissions: ContentPermissionAnswer[] };

export const roleQuery = (projectId: string, environmentId: string, roleId: string) =>
  queryOptions({
    queryKey: ['roles', projectId, roleId, environmentId],
    queryFn: async (): Promise<RoleDetails> => {
      const { existingRole } = await project<{ existingRole: RoleAnswer }>(
        `query Role($projectId: ID!, $environmentId: ID!, $roleId: ID!) {
          viewer {
            project(id: $projectId) {
              existingRole(id: $roleId) {
                id name description isDefault members { id }
                managementPermissions { id action description }
                contentPermissions(environmentId: $environmentId) { ${contentPermissionFields} }
              }
            }
          }
        }`,
        { projectId, environmentId, roleId },
      );
      return {
        ...existingRole,
        contentPermissions: existingRole.contentPermissions.map(readContentPermission),
      };
    },
  });

/** Every management permission that a role or a token can be given. */
export const managementPermissionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['management-permissions', projectId],
    queryFn: async () => {
      const { availableManagementPermissions } = await project<{
        availableManagementPermissions: ManagementPermission[];
      }>(
        `query ManagementPermissions($projectId: ID!) {
          viewer { project(id: $projectId) { availableManagementPermissions { id action description } } }
        }`,
        { projectId },
      );
      return availableManagementPermissions;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a new role or token begins with, as far as the person who asks may give it. */
export async function defaultManagementPermissions(
  projectId: string,
  kind: 'ROLE' | 'PAT',
): Promise<string[]> {
  const { defaultManagementPermissions: defaults } = await project<{
    defaultManagementPermissions: { id: string }[];
  }>(
    `query DefaultManagementPermissions($projectId: ID!, $kind: ContentPermissionTargetKind!) {
      viewer { project(id: $projectId) { defaultManagementPermissions(kind: $kind) { id } } }
    }`,
    { projectId, kind },
  );
  return defaults.map(({ id }) => id);
}

export interface RoleChange {
  name?: string;
  description?: string | null;
  managementPermissionIds?: string[];
}

export async function createRole(
  projectId: string,
  input: { name: string; description: string | null },
): Promise<RoleName> {
  const { createRole } = await graphql<{ createRole: RoleName }>(
    `mutation CreateRole($data: CreateRoleInput!) { createRole(data: $data) { id name } }`,
    { data: { projectId, ...input } },
  );
  return createRole;
}

export async function updateRole(id: string, change: RoleChange): Promise<void> {
  await graphql(`mutation UpdateRole($data: UpdateRoleInput!) { updateRole(data: $data) { id } }`, {
    data: { id, ...change },
  });
}

export async function deleteRole(id: string): Promise<void> {
  await graphql(`mutation DeleteRole($data: DeleteRoleInput!) { deleteRole(data: $data) { deletedId } }`, {
    data: { id },
  });
}

export async function updateMemberRoles(memberId: string, roleIds: string[]): Promise<void> {
  await graphql(
    `mutation UpdateMemberRoles($data: UpdateMemberRolesInput!) { updateMemberRoles(data: $data) { id } }`,
    { data: { memberId, roleIds } },
  );
}

export async function removeMember(memberId: string): Promise<void> {
  await graphql(
    `mutation RemoveMember($data: RemoveMemberInput!) { removeMember(data: $data) { removedMemberId } }`,
    { data: { memberId } },
  );
}

export async function sendInvite(projectId: string, email: string, roleIds: string[]): Promise<Invite> {
  const { sendInvite } = await graphql<{ sendInvite: { invite: Invite } }>(
    `mutation SendInvite($data: SendInviteInput!) {
      sendInvite(data: $data) { invite { id code email expirationDate acceptedAt roles { id name } } }
    }`,
    { data: { projectId, email, roleIds } },
  );
  return sendInvite.invite;
}

export async function revokeInvite(inviteId: string): Promise<void> {
  await graphql(
    `mutation RevokeInvite($data: RevokeInviteInput!) { revokeInvite(data: $data) { revokedInviteId } }`,
    { data: { id: inviteId } },
  );
}
