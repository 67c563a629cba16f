import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** The words of a display name, without accents and signs: `Über uns!` gives `Uber`, `uns`. */
function wordsOf(displayName: string): string[] {
  const plain = displayName.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return plain.match(/[A-Za-z0-9]+/g) ?? [];
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const withoutLeadingDigits = (id: string) => id.replace(/^[0-9]+/, '');

/** `Blog post` gives `BlogPost`; empty when the name holds no usable letter. */
export function suggestModelApiId(displayName: string): string {
  return capital(withoutLeadingDigits(wordsOf(displayName).map(capital).join('')));
}

/** An English plural good enough to start from; the person may change it. */
export function suggestPlural(apiId: string): string {
  if (!apiId) return '';
  if (/[^aeiou]y$/i.test(apiId)) return `${apiId.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/i.test(apiId)) return `${apiId}es`;
  return `${apiId}s`;
}

/** `Sub title` gives `subTitle`. */
export function suggestFieldApiId(displayName: string): string {
  const id = withoutLeadingDigits(wordsOf(displayName).map(capital).join(''));
  return id.charAt(0).toLowerCase() + id.slice(1);
}

const longest = 64;

/** Rule for the API ID of a model and its plural (management-api.md §4.4). */
export function modelApiIdProblem(apiId: string): MessageDescriptor | null {
  if (!apiId) return msg`Enter an API ID.`;
  if (apiId.length > longest) return msg`Use an API ID of at most ${longest} characters.`;
  if (!/^[A-Z]/.test(apiId)) return msg`Start with a capital letter, as in “BlogPost”.`;
  if (!/^[A-Za-z0-9_]+$/.test(apiId)) return msg`Use letters, digits and _ only.`;
  return null;
}

/** Rule for the API ID of a field (management-api.md §4.4). */
export function fieldApiIdProblem(apiId: string): MessageDescriptor | null {
  if (!apiId) return msg`Enter an API ID.`;
  if (apiId.length > longest) return msg`Use an API ID of at most ${longest} characters.`;
  if (!/^[a-z]/.test(apiId)) return msg`Start with a lower-case letter, as in “subTitle”.`;
  if (!/^[A-Za-z0-9_]+$/.test(apiId)) return msg`Use letters, digits and _ only.`;
  return null;
}
