import { msg } from '@lingui/core/macro';
import type { AuditAction, AuditResource, AuditTrigger } from '../../../api/audit.ts';

export const resourceNames = {
  PROJECT: msg`Project`,
  ENVIRONMENT: msg`Environment`,
  MODEL: msg`Model`,
  COMPONENT: msg`Component`,
  FIELD: msg`Field`,
  ENUMERATION: msg`Enumeration`,
  ENUMERATION_VALUE: msg`Enumeration value`,
  STAGE: msg`Stage`,
  LOCALE: msg`Locale`,
  CONTENT: msg`Content`,
  WEBHOOK: msg`Webhook`,
  PAT: msg`Permanent token`,
  ROLE: msg`Role`,
  MEMBER: msg`Member`,
  INVITE: msg`Invitation`,
  VIEWGROUP: msg`View group`,
  CONTENTVIEW: msg`Content view`,
  EXTENSION: msg`App or extension`,
  TAXONOMY: msg`Taxonomy`,
  TAXONOMY_NODE: msg`Taxonomy node`,
  AGENT_CONFIG: msg`Agent settings`,
} satisfies Record<AuditResource, unknown>;

export const auditActionNames = {
  CREATE: msg`Created`,
  UPDATE: msg`Changed`,
  DELETE: msg`Deleted`,
  PUBLISH: msg`Published`,
  UNPUBLISH: msg`Unpublished`,
  ACCEPT: msg`Accepted`,
  TRANSITION_STEP: msg`Moved to a step`,
} satisfies Record<AuditAction, unknown>;

export const triggerNames = {
  USER: msg`Member`,
  PAT: msg`Permanent token`,
  THIRD_PARTY: msg`Third party`,
  OPEN: msg`Public API`,
  APP_TOKEN: msg`App`,
  AGENT: msg`Agent`,
} satisfies Record<AuditTrigger, unknown>;
