import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { AppElement, AppInput, AppPermissions, OwnApp } from '../../../api/apps.ts';
import { appApiIdProblem, appUrlProblem } from './rules.ts';

/** An element being edited; one that the server does not know yet has no id. */
export type DraftElement = Omit<AppElement, 'id'> & { id?: string };

/** An app as the form holds it. */
export interface AppDraft {
  name: string;
  apiId: string;
  setupUrl: string;
  configurationUrl: string;
  avatarUrl: string;
  description: string;
  permissions: AppPermissions;
  elements: DraftElement[];
}

export const emptyDraft: AppDraft = {
  name: '',
  apiId: '',
  setupUrl: '',
  configurationUrl: '',
  avatarUrl: '',
  description: '',
  permissions: { CONTENT: 'NONE', SCHEMA: 'NONE', WEBHOOKS: 'NONE', USER: 'NONE' },
  elements: [],
};

export const draftOf = (app: OwnApp): AppDraft => ({
  name: app.name,
  apiId: app.apiId,
  setupUrl: app.setupUrl,
  configurationUrl: app.configurationUrl ?? '',
  avatarUrl: app.avatarUrl,
  description: app.description,
  permissions: app.permissions,
  elements: app.elements,
});

export type GeneralField = 'name' | 'apiId' | 'setupUrl' | 'configurationUrl' | 'avatarUrl';
export type DraftProblems = Partial<Record<GeneralField, MessageDescriptor>>;

/** What keeps the draft from being saved, by field; the mandatory ones are those of apps.md §2. */
export function problemsOf(draft: AppDraft, studioOrigin: string): DraftProblems {
  const found: Record<GeneralField, MessageDescriptor | null> = {
    name: draft.name.trim() ? null : msg`Enter a name.`,
    apiId: appApiIdProblem(draft.apiId),
    setupUrl: appUrlProblem(draft.setupUrl, studioOrigin),
    configurationUrl: draft.configurationUrl.trim()
      ? appUrlProblem(draft.configurationUrl, studioOrigin)
      : null,
    avatarUrl: appUrlProblem(draft.avatarUrl, studioOrigin),
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem));
}

function elementInput(element: DraftElement): Partial<AppElement> {
  const { id, apiId, name, type, description, src, config, features, fieldType } = element;
  const common = { ...(id ? { id } : {}), apiId, name, type, description, src };
  if (type === 'field') return { ...common, config, features: features ?? [], fieldType };
  return type === 'formSidebar' ? { ...common, config } : common;
}

/** The draft as the Management API takes it. */
export const inputOf = (draft: AppDraft): AppInput => ({
  apiId: draft.apiId,
  name: draft.name.trim(),
  description: draft.description.trim(),
  avatarUrl: draft.avatarUrl.trim(),
  setupUrl: draft.setupUrl.trim(),
  configurationUrl: draft.configurationUrl.trim() || null,
  elements: draft.elements.map(elementInput),
});
