import { queryOptions } from '@tanstack/react-query';
import { graphql } from './graphql.ts';
import { ApiError } from './problem.ts';

/** platform.md §9. */
export const auditResources = [
  'PROJECT',
  'ENVIRONMENT',
  'MODEL',
  'COMPONENT',
  'FIELD',
  'ENUMERATION',
  'ENUMERATION_VALUE',
  'STAGE',
  'LOCALE',
  'CONTENT',
  'WEBHOOK',
  'PAT',
  'ROLE',
  'MEMBER',
  'INVITE',
  'VIEWGROUP',
  'CONTENTVIEW',
  'EXTENSION',
  'TAXONOMY',
  'TAXONOMY_NODE',
  'AGENT_CONFIG',
] as const;
export const auditActions = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'PUBLISH',
  'UNPUBLISH',
  'ACCEPT',
  'TRANSITION_STEP',
] as const;
export const auditTriggers = ['USER', 'PAT', 'THIRD_PARTY', 'OPEN', 'APP_TOKEN', 'AGENT'] as const;

export type AuditResource = (typeof auditResources)[number];
export type AuditAction = (typeof auditActions)[number];
export type AuditTrigger = (typeof auditTriggers)[number];

export interface AuditLog {
  id: string;
  entityId: string | null;
  timestamp: string;
  resource: AuditResource;
  action: AuditAction;
  environmentName: string | null;
  payload: unknown;
  triggerType: AuditTrigger;
  triggeredBy: { tokenName?: string; profile?: { name: string } } | null;
}

export interface AuditFilter {
  resource?: AuditResource;
  action?: AuditAction;
  triggerType?: AuditTrigger;
  entityId?: string;
}

export const auditPageSize = 50;

export const auditQuery = (projectId: string, where: AuditFilter, page: number) =>
  queryOptions({
    queryKey: ['audit', projectId, where, page],
    queryFn: async () => {
      const { viewer } = await graphql<{
        viewer: { project: { auditLogs: { logs: AuditLog[]; total: number } } | null };
      }>(
        `query AuditLogs($projectId: ID!, $where: AuditLogWhereInput, $limit: Int, $skip: Int) {
          viewer {
            project(id: $projectId) {
              auditLogs(where: $where, limit: $limit, skip: $skip, orderBy: timestamp_DESC) {
                total
                logs {
                  id entityId timestamp resource action environmentName payload triggerType
                  triggeredBy { ... on PermanentAuthToken { tokenName: name } ... on Member { profile { name } } }
                }
              }
            }
          }
        }`,
        { projectId, where, limit: auditPageSize, skip: page * auditPageSize },
      );
      if (!viewer.project) throw new ApiError('', 'NOT_FOUND');
      return viewer.project.auditLogs;
    },
  });
