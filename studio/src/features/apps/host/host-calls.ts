import { t } from '@lingui/core/macro';
import { showToast, type ToastTone } from '../../../ui/toasts.ts';
import type { Props } from './wire.ts';

type UrlOrMaker = string | ((current: string) => string | Promise<string>);

const tones: Record<string, ToastTone> = { success: 'success', error: 'danger', warning: 'warning' };
const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** `showToast` as apps know it; what a foreign page sends is taken piece by piece, never as it is. */
async function showAppToast(wanted: Record<string, unknown> = {}): Promise<string> {
  const id = text(wanted.id) ?? (typeof wanted.id === 'number' ? String(wanted.id) : undefined);
  return showToast({
    title: text(wanted.title) ?? '',
    description: text(wanted.description),
    tone: tones[String(wanted.variantColor)] ?? 'info',
    isClosable: wanted.isClosable !== false,
    duration: typeof wanted.duration === 'number' ? wanted.duration : wanted.duration === null ? null : 5000,
    ...(id === undefined ? {} : { id }),
  });
}

/** Assets come to Studio later; until then the app gets what "nothing was picked" gives. */
async function openAssetPicker(): Promise<null> {
  showToast({ title: t`Assets cannot be picked in this version of Epigraph.`, tone: 'warning' });
  return null;
}

/** Leaves Studio, as far as a link could: a scheme that runs code is refused. */
async function redirectParent(location: unknown): Promise<void> {
  const url = URL.parse(String(location), window.location.href);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Error('redirectParent takes an http(s) address.');
  window.location.assign(url);
}

/** A path inside Studio; a function runs in the app, so its answer has to be waited for. */
async function studioPath(wanted: UrlOrMaker): Promise<string> {
  const answer = typeof wanted === 'function' ? await wanted(window.location.href) : wanted;
  const url = URL.parse(String(answer), window.location.href);
  if (!url || url.origin !== window.location.origin)
    throw new Error('Only a path inside Studio can be opened so.');
  return `${url.pathname}${url.search}${url.hash}`;
}

interface History {
  push(path: string): void;
  replace(path: string): void;
}

/** The calls that every page of an app may make and that need nothing but Studio itself (apps.md §5). */
export function commonCalls(history: History): Props {
  return {
    showToast: showAppToast,
    openAssetPicker,
    redirectParent,
    historyPush: async (wanted: UrlOrMaker) => history.push(await studioPath(wanted)),
    historyReplace: async (wanted: UrlOrMaker) => history.replace(await studioPath(wanted)),
  };
}
