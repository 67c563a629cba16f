import { i18n } from '@lingui/core';

/** The languages Studio speaks, by the code of their catalogue, under their own names. */
export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

/** React Aria's own strings are kept for these locales only (vite.config.ts). */
export const ariaLocales: Record<Language, string> = { en: 'en-US', de: 'de-DE' };

const storageKey = 'epigraph.language';

const isLanguage = (value: string | null | undefined): value is Language => !!value && value in languages;

/** The person's own choice, else the first language of the browser that Studio speaks, else English. */
export function preferredLanguage(chosen: string | null, browser: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return browser.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

async function catalogue(language: Language) {
  switch (language) {
    case 'en':
      return (await import('./en.po')).messages;
    case 'de':
      return (await import('./de.po')).messages;
  }
}

/** Loads and activates one language; the page's `lang` follows, for screen readers and hyphenation. */
export async function speak(language: Language): Promise<void> {
  i18n.loadAndActivate({ locale: language, messages: await catalogue(language) });
  document.documentElement.lang = language;
}

export function startLanguage(): Language {
  return preferredLanguage(localStorage.getItem(storageKey), navigator.languages);
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
