import { i18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import type { ReactNode } from 'react';
import { I18nProvider as AriaI18nProvider } from 'react-aria-components/I18nProvider';
import { ariaLocales, type Language } from './words.ts';

/** Hands the chosen language to our own words and to React Aria's. */
export function WordsProvider({ children }: { children: ReactNode }) {
  return (
    <I18nProvider i18n={i18n}>
      <AriaWords>{children}</AriaWords>
    </I18nProvider>
  );
}

function AriaWords({ children }: { children: ReactNode }) {
  const { i18n: current } = useLingui();
  return <AriaI18nProvider locale={ariaLocales[current.locale as Language]}>{children}</AriaI18nProvider>;
}
