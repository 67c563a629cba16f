import type { Place } from '../../../api/schema.ts';

/** Where an installation's setup or configuration page opens. */
export const setupPath = ({ projectId, environmentName }: Place, appApiId: string): string =>
  `/${encodeURIComponent(projectId)}/${encodeURIComponent(environmentName)}/apps/${encodeURIComponent(appApiId)}/setup`;
