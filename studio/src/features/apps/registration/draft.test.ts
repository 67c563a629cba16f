import { expect, test } from 'vitest';
import { type AppDraft, emptyDraft, inputOf, problemsOf } from './draft.ts';

const studio = 'https://cms.example';
const complete: AppDraft = {
  ...emptyDraft,
  name: ' Demo ',
  apiId: 'demo',
  setupUrl: 'https://app.example/setup',
  avatarUrl: 'https://app.example/a.png',
};

test('name, API ID, setup and avatar URL are mandatory', () => {
  expect(Object.keys(problemsOf(emptyDraft, studio)).sort()).toEqual([
    'apiId',
    'avatarUrl',
    'name',
    'setupUrl',
  ]);
  expect(problemsOf(complete, studio)).toEqual({});
});

test('a configuration URL is checked when there is one', () => {
  expect(Object.keys(problemsOf({ ...complete, configurationUrl: `${studio}/x` }, studio))).toEqual([
    'configurationUrl',
  ]);
});

test('blank optional texts travel as the API wants them', () => {
  expect(inputOf(complete)).toMatchObject({
    name: 'Demo',
    description: '',
    configurationUrl: null,
    elements: [],
  });
});

test('an element carries only what its type has', () => {
  const element = {
    name: 'N',
    description: null,
    src: 'https://app.example/e',
    config: { A: { type: 'string' } },
  };
  const [page, field, sidebar] = inputOf({
    ...complete,
    elements: [
      { ...element, id: 'e1', apiId: 'p', type: 'page' },
      { ...element, apiId: 'f', type: 'field', fieldType: 'STRING', features: ['FieldRenderer'] },
      { ...element, apiId: 's', type: 'formSidebar', fieldType: 'STRING' },
    ],
  }).elements;
  expect(page).toEqual({
    id: 'e1',
    apiId: 'p',
    type: 'page',
    name: 'N',
    description: null,
    src: 'https://app.example/e',
  });
  expect(field).toMatchObject({
    fieldType: 'STRING',
    features: ['FieldRenderer'],
    config: { A: { type: 'string' } },
  });
  expect(sidebar).not.toHaveProperty('fieldType');
});
