/**
 * The address of a page of an app, resolved against the page that names it. Throws for anything that must not be
 * framed: other schemes than http(s), and Studio's own origin, where the sandbox would protect nothing.
 */
export function frameAddress(src: string, base: string, studioOrigin: string): URL {
  const url = URL.parse(src, base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`"${src}" is not the address of a page.`);
  }
  if (url.origin === studioOrigin) throw new Error('A page of an app cannot lie on the origin of Studio.');
  return url;
}

/** A setup page's address with its code; what the app itself put into the query stays. */
export function withCode(setupUrl: string, code: string): string {
  const url = new URL(setupUrl);
  url.searchParams.set('code', code);
  return url.href;
}

export type Cause = 'policy' | 'mixedContent' | 'notRunning' | 'frameHeaders' | 'redirect' | 'noSdk';

interface Failure {
  address: string;
  studioOrigin: string;
  /** The browser reported that Studio's own Content-Security-Policy kept the frame out. */
  isBlockedByPolicy: boolean;
}

/** Browsers frame `http` inside `https` only where it never leaves the machine. */
const staysOnThisMachine = (host: string) =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

export const isMixedContent = (address: string, studioOrigin: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && studioOrigin.startsWith('https:') && !staysOnThisMachine(url.hostname);
};

/** Why a page may not have connected, the certain causes alone, else the likely ones in order. */
export function likelyCauses({ address, studioOrigin, isBlockedByPolicy }: Failure): Cause[] {
  if (isMixedContent(address, studioOrigin)) return ['mixedContent'];
  if (isBlockedByPolicy) return ['policy', 'redirect'];
  return ['notRunning', 'frameHeaders', 'redirect', 'noSdk'];
}
