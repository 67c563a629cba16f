import { expect, test } from 'vitest';
import { limitsInput } from '../../../api/content-permissions.ts';
import { draftOf, draftProblem, emptyDraft, limitsOfDraft } from './draft.ts';

test('a row without limits is sent with null for all', () => {
  expect(limitsInput('Read', limitsOfDraft(emptyDraft))).toEqual({
    model: null,
    locales: null,
    stages: null,
  });
  expect(limitsInput('ReadVersion', limitsOfDraft(emptyDraft))).toEqual({ modelId: null });
});

test('only publishing has stages to come from and to go to', () => {
  const limits = limitsOfDraft({ ...emptyDraft, fromStages: ['draft'], toStages: ['live'] });
  expect(limitsInput('Publish', limits)).toMatchObject({ fromStages: ['draft'], toStages: ['live'] });
  expect(limitsInput('Update', limits)).toEqual({ model: null, locales: null });
});

test('a condition belongs to one model and is left out with all of them', () => {
  const condition = '{"title":"x"}';
  expect(limitsOfDraft({ ...emptyDraft, condition }).condition).toBeNull();
  const limits = limitsOfDraft({ ...emptyDraft, modelId: 'm', condition });
  expect(limitsInput('Delete', limits)).toEqual({ model: { id: 'm', condition }, locales: null });
});

test('what would grant nothing or be refused is told before it is sent', () => {
  expect(draftProblem(emptyDraft)).toBeNull();
  expect(draftProblem({ ...emptyDraft, actions: [] })).toBe('no-action');
  expect(draftProblem({ ...emptyDraft, locales: [] })).toBe('empty-limit');
  expect(draftProblem({ ...emptyDraft, condition: '[]' })).toBe('condition-is-no-object');
  expect(draftProblem({ ...emptyDraft, condition: '{' })).toBe('condition-is-no-object');
});

test('a row comes back as it is', () => {
  const draft = draftOf({
    id: 'p',
    action: 'Read',
    enabled: true,
    model: { id: 'm', apiId: 'Post', displayName: 'Post' },
    locales: null,
    stages: [{ id: 's', apiId: 'PUBLISHED' }],
    fromStages: null,
    toStages: null,
    condition: null,
  });
  expect(limitsInput('Read', limitsOfDraft(draft))).toEqual({
    model: { id: 'm', condition: null },
    locales: null,
    stages: ['s'],
  });
});
