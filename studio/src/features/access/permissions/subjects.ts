import type { ManagementPermission } from '../../../api/team.ts';

const verbs = /_(CREATE|READ|UPDATE|DELETE|PROMOTE|RESTORE|USE|CLONE|PUBLISH|INVITE|REMOVE|ASSIGNROLE)$/;

/** What an action is about, as words: `REMOTE_SOURCE_READ` is about “Remote source”. */
export function subjectOf(action: string): string {
  const words = action
    .replace(/^VIEW_(?!GROUP)/, '')
    .replace(verbs, '')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Permissions under their subjects, both in the order in which the server lists them. */
export function grouped(
  permissions: readonly ManagementPermission[],
): { subject: string; permissions: ManagementPermission[] }[] {
  const groups = new Map<string, ManagementPermission[]>();
  for (const permission of permissions) {
    const subject = subjectOf(permission.action);
    groups.set(subject, [...(groups.get(subject) ?? []), permission]);
  }
  return [...groups].map(([subject, members]) => ({ subject, permissions: members }));
}
