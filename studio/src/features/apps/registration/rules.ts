import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { isMixedContent } from '../host/address.ts';

/** `/apps/new` is the page that registers an app, so no app can have that address. */
const takenByStudio = 'new';

/** Rule for an app's API ID, unique over the whole server and never changed (apps.md §2). */
export function appApiIdProblem(apiId: string): MessageDescriptor | null {
  if (!apiId) return msg`Enter an API ID.`;
  if (!/^[a-z]/.test(apiId)) return msg`Start with a lower-case letter.`;
  if (!/^[A-Za-z0-9_-]+$/.test(apiId)) return msg`Use letters, digits, _ and - only.`;
  if (apiId.length > 64) return msg`Use at most 64 characters.`;
  if (apiId === takenByStudio) return msg`Studio itself uses this word. Choose another API ID.`;
  return null;
}

/** Rule for an element's API ID: the same letters, since it stands in the address of its page. */
export function elementApiIdProblem(apiId: string): MessageDescriptor | null {
  if (!apiId) return msg`Enter an API ID.`;
  if (!/^[A-Za-z]/.test(apiId)) return msg`Start with a letter.`;
  if (!/^[A-Za-z0-9_-]+$/.test(apiId)) return msg`Use letters, digits, _ and - only.`;
  if (apiId.length > 64) return msg`Use at most 64 characters.`;
  return null;
}

/** Rule for every address of an app: its pages, which Studio frames (apps.md §6), and its picture. */
export function appUrlProblem(address: string, studioOrigin: string): MessageDescriptor | null {
  if (!address.trim()) return msg`Enter an address.`;
  const url = webAddress(address);
  if (!url) return msg`Enter a whole address that starts with https:// or http://.`;
  if (url.username || url.password) return msg`Leave name and password out of the address.`;
  if (url.origin === studioOrigin) {
    return msg`The app must lie on another origin than Studio (${studioOrigin}): on the same one it could act as you. Use another host name or port.`;
  }
  if (isMixedContent(url.href, studioOrigin)) {
    return msg`Studio is open under https, so browsers will not show this http address inside it. Use https; only localhost may do without.`;
  }
  return null;
}

function webAddress(address: string): URL | null {
  const url = URL.parse(address.trim());
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname ? url : null;
}
