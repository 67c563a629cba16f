import { expect, test } from 'vitest';
import { grouped, subjectOf } from './subjects.ts';

test('an action is filed under what it is about', () => {
  expect(subjectOf('REMOTE_SOURCE_READ')).toBe('Remote source');
  expect(subjectOf('VIEW_GROUP_CREATE')).toBe('View group');
  expect(subjectOf('VIEW_SCHEMA')).toBe('Schema');
});

test('groups and members keep the order of the list', () => {
  const list = ['MODEL_READ', 'FIELD_READ', 'MODEL_CREATE'].map((action) => ({
    id: action,
    action,
    description: null,
  }));
  expect(grouped(list).map((group) => [group.subject, group.permissions.map((one) => one.action)])).toEqual([
    ['Model', ['MODEL_READ', 'MODEL_CREATE']],
    ['Field', ['FIELD_READ']],
  ]);
});
