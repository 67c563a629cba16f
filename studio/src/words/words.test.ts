import { expect, test } from 'vitest';
import german from './de.po?raw';
import { preferredLanguage } from './words.ts';

test('the own choice wins, then the first language of the browser that Studio speaks, then English', () => {
  expect(preferredLanguage('de', ['en-GB'])).toBe('de');
  expect(preferredLanguage(null, ['fr', 'de-AT', 'en'])).toBe('de');
  expect(preferredLanguage('xx', ['fr'])).toBe('en');
  expect(preferredLanguage(null, [])).toBe('en');
});

test('nothing is left untranslated', () => {
  const [, ...entries] = german.split(/\n\n+/);
  const missing = entries.filter(
    (entry) => /^msgid /m.test(entry) && /^msgstr ""$/m.test(entry) && !/^msgstr ""\n"/m.test(entry),
  );
  expect(missing).toEqual([]);
});
