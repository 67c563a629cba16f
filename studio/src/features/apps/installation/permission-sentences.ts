import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { AppPermissions } from '../../../api/apps.ts';

const sentences = {
  CONTENT: {
    READ: msg`Read all content of this environment, on every stage, drafts included.`,
    READ_WRITE: msg`Read all content of this environment, and create, change, publish and delete it.`,
  },
  SCHEMA: {
    READ: msg`Read the schema: which models and fields there are.`,
    READ_WRITE: msg`Change the schema: create, change and delete models and fields. Deleting a field deletes its content.`,
  },
  WEBHOOKS: {
    READ_WRITE: msg`Create, change and delete webhooks, which send news of your content to other servers.`,
  },
  USER: {
    READ: msg`See who is using it: your ID, your permissions and your roles in this project.`,
  },
} as const;

/** What an app may do, one sentence for each right it asks for; none means it sees its own settings only. */
export function permissionSentences(permissions: AppPermissions): MessageDescriptor[] {
  const { CONTENT, SCHEMA, WEBHOOKS, USER } = permissions;
  return [
    ...(CONTENT === 'NONE' ? [] : [sentences.CONTENT[CONTENT]]),
    ...(SCHEMA === 'NONE' ? [] : [sentences.SCHEMA[SCHEMA]]),
    ...(WEBHOOKS === 'NONE' ? [] : [sentences.WEBHOOKS[WEBHOOKS]]),
    ...(USER === 'NONE' ? [] : [sentences.USER[USER]]),
  ];
}
