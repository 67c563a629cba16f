import {
  type ContentAction,
  type ContentPermission,
  type Limits,
  limitsOf,
  type Named,
  noLimits,
} from '../../../api/content-permissions.ts';

/** A permission as the dialog edits it: several actions with the same limits become one row each. */
export interface Draft extends Limits {
  actions: ContentAction[];
  condition: string;
}

export const emptyDraft: Draft = { ...noLimits, condition: '', actions: ['Read'] };

const ids = (named: Named[] | null) => named?.map((one) => one.id) ?? null;

export const draftOf = (row: ContentPermission): Draft => ({
  actions: [row.action],
  modelId: row.model?.id ?? null,
  locales: ids(row.locales),
  stages: ids(row.stages),
  fromStages: ids(row.fromStages),
  toStages: ids(row.toStages),
  condition: row.condition ?? '',
});

export const takes = (draft: Draft, limit: 'locales' | 'stages' | 'condition'): boolean =>
  draft.actions.some((action) => limitsOf[action][limit]);

/** Where the server's word is not needed to know that a row would be refused or grant nothing. */
export type DraftProblem = 'no-action' | 'empty-limit' | 'condition-is-no-object';

export function draftProblem(draft: Draft): DraftProblem | null {
  if (draft.actions.length === 0) return 'no-action';
  const limits = [draft.locales, draft.stages, draft.fromStages, draft.toStages];
  if (limits.some((limit) => limit?.length === 0)) return 'empty-limit';
  return isCondition(draft.condition) ? null : 'condition-is-no-object';
}

function isCondition(text: string): boolean {
  if (!text.trim()) return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The limits as they are sent: a condition is about one model only (platform.md §1.3). */
export const limitsOfDraft = ({ actions, condition, ...limits }: Draft): Limits => ({
  ...limits,
  condition: limits.modelId ? condition.trim() || null : null,
});
