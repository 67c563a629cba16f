import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

const settingTypes = ['string', 'number', 'boolean'];
const textKeys = ['displayName', 'description'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The settings of an element as written: JSON, or null when the text is blank. Throws when it is not JSON. */
export const readConfig = (text: string): unknown => (text.trim() ? JSON.parse(text) : null);

export const writeConfig = (config: unknown): string =>
  isRecord(config) && Object.keys(config).length > 0 ? JSON.stringify(config, null, 2) : '';

/** Rule for an element's settings, `{ NAME: { type, displayName?, … } }` (apps.md §2, "Element settings"). */
export function configProblem(text: string): MessageDescriptor | null {
  let config: unknown;
  try {
    config = readConfig(text);
  } catch {
    return msg`This is not valid JSON. Look for a missing comma, quote or bracket.`;
  }
  if (config === null) return null;
  if (!isRecord(config)) return msg`Write an object: one key for each setting.`;
  for (const [name, setting] of Object.entries(config)) {
    const problem = settingProblem(name, setting);
    if (problem) return problem;
  }
  return null;
}

function settingProblem(name: string, setting: unknown): MessageDescriptor | null {
  if (!isRecord(setting) || !settingTypes.includes(String(setting.type))) {
    return msg`Setting “${name}” needs a “type”: "string", "number" or "boolean".`;
  }
  const wrongText = textKeys.find((key) => setting[key] !== undefined && typeof setting[key] !== 'string');
  if (wrongText) return msg`“${wrongText}” of setting “${name}” must be a text.`;
  if (setting.required !== undefined && typeof setting.required !== 'boolean') {
    return msg`“required” of setting “${name}” must be true or false.`;
  }
  if (setting.defaultValue != null && typeof setting.defaultValue !== setting.type) {
    return msg`“defaultValue” of setting “${name}” does not fit its type.`;
  }
  return null;
}
