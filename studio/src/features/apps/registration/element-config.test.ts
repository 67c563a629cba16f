import { expect, test } from 'vitest';
import { configProblem, writeConfig } from './element-config.ts';

test.each([
  '',
  '  ',
  '{}',
  '{"API_KEY": {"type": "string", "displayName": "Key", "required": true}}',
  '{"SIZE": {"type": "number", "defaultValue": 3}, "ON": {"type": "boolean", "defaultValue": false}}',
])('%s is taken', (text) => {
  expect(configProblem(text)).toBeNull();
});

test.each([
  '{',
  '[]',
  '"x"',
  '{"A": {}}',
  '{"A": "string"}',
  '{"A": {"type": "date"}}',
  '{"A": {"type": "string", "displayName": 1}}',
  '{"A": {"type": "string", "required": "yes"}}',
  '{"A": {"type": "number", "defaultValue": "3"}}',
])('%s is refused', (text) => {
  expect(configProblem(text)).not.toBeNull();
});

test('no settings are written as nothing', () => {
  expect(writeConfig(null)).toBe('');
  expect(writeConfig({})).toBe('');
  expect(writeConfig({ A: { type: 'string' } })).toContain('"A"');
});
