/** What a page of an app gets: values that cross as JSON and functions that cross as remote calls. */
export type Props = Record<string, unknown>;

/**
 * Names that zoid keeps for itself. A prop of such a name travels with `_` before it; the app's SDK takes the
 * underscore off again (apps.md §6, gotchas).
 */
const reservedNames = new Set([
  'timeout',
  'window',
  'close',
  'focus',
  'resize',
  'uid',
  'cspNonce',
  'getParent',
  'getParentDomain',
  'hide',
  'show',
  'export',
  'onDisplay',
  'onRendered',
  'onRender',
  'onClose',
  'onDestroy',
  'onResize',
  'onFocus',
  'onError',
  'onProps',
]);

type RemoteFunction = ((...args: never[]) => unknown) & { __id__?: string };

let functionCount = 0;

/**
 * post-robot files a function under its `__id__` and makes a new one at every push if there is none:
 * one id for good keeps its table from growing.
 */
function withFixedId(remote: RemoteFunction): RemoteFunction {
  if (!remote.__id__) {
    functionCount += 1;
    Object.defineProperty(remote, '__id__', { value: `studio_${functionCount}` });
  }
  return remote;
}

function wireValue(value: unknown): unknown {
  if (typeof value === 'function') return withFixedId(value as RemoteFunction);
  if (Array.isArray(value)) return value.map(wireValue);
  if (value && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wireValue(inner)]));
  }
  return value;
}

/**
 * Props in the form in which they cross to the app: reserved names prefixed, functions with fixed ids, and null
 * where nothing is, because the app keeps its old value when `undefined` arrives.
 */
export function toWire(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props).map(([name, value]) => [
      reservedNames.has(name) ? `_${name}` : name,
      value === undefined ? null : wireValue(value),
    ]),
  );
}

/**
 * The props that differ from those the app has. A push gives every function in the app a new identity, so one that
 * changes nothing would make effects in the app run again, for ever in the worst case.
 */
export function changedProps(before: Props, after: Props): Props {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      const old = before[name];
      if (typeof value === 'function' || typeof old === 'function') return value !== old;
      return JSON.stringify(value ?? null) !== JSON.stringify(old ?? null);
    }),
  );
}

/** A name for one mounted page. zoid splits `window.name` at `__` and `-`, so letters and digits only. */
export function newUid(): string {
  const letters = crypto.getRandomValues(new Uint8Array(20));
  return `epi${Array.from(letters, (byte) => (byte % 36).toString(36)).join('')}`;
}
