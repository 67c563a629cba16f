import { queryOptions, useQuery } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

/** Actions that decide which screens and controls a person is shown (platform.md §1.4). */
const asked = [
  'VIEW_TEAM_MEMBER_SETTINGS',
  'VIEW_ROLE_PERMISSION_SETTINGS',
  'AUDIT_LOGS_READ',
  'USER_INVITE',
  'USER_ASSIGNROLE',
  'USER_REMOVE',
  'ROLE_CREATE',
  'ROLE_UPDATE',
  'ROLE_DELETE',
  'PAT_READ',
  'PAT_CREATE',
  'PAT_UPDATE',
  'PAT_DELETE',
  'CONTENT_PERMISSION_READ',
  'CONTENT_PERMISSION_CREATE',
  'CONTENT_PERMISSION_UPDATE',
  'CONTENT_PERMISSION_DELETE',
  'ENVIRONMENT_UPDATE',
] as const;
export type Right = (typeof asked)[number];

/** Says whether the person has a right. Nobody's rights are known before the server answered: then there are none. */
export type Rights = (right: Right) => boolean;

const rightsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['rights', projectId],
    queryFn: async (): Promise<readonly string[]> => {
      const { viewer } = await graphql<{
        viewer: {
          project: { viewerAsMember: { hasPermissions: { notAllowedActions: string[] } } | null } | null;
        };
      }>(
        `query Rights($projectId: ID!, $actions: [PermissionAction!]!) {
          viewer { project(id: $projectId) { viewerAsMember { hasPermissions(actions: $actions) { notAllowedActions } } } }
        }`,
        { projectId, actions: asked },
      );
      if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
      const missing = viewer.project.viewerAsMember?.hasPermissions.notAllowedActions ?? asked;
      return asked.filter((right) => !missing.includes(right));
    },
    staleTime: 30_000,
  });

export function useRights(projectId: string): Rights {
  const { data } = useQuery(rightsQuery(projectId));
  return (right) => data?.includes(right) ?? false;
}
