/**
 * Where to go after signing in: a path of Studio itself, or the start.
 * An address of another site, however it is disguised (`//evil`, `/\evil`, `/.//evil`), is never followed.
 */
export function returnPath(wanted: string | undefined, origin: string): string {
  if (!wanted?.startsWith('/')) return '/';
  const url = URL.parse(wanted, origin);
  // `/.//evil` is a path of ours whose own text, once its dots are gone, would name another host.
  if (!url || url.origin !== origin || url.pathname === '/sign-in' || url.pathname.startsWith('//'))
    return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
