import * as zoid from '@graphcms/zoid/lib/zoid.js';
import { changedProps, newUid, type Props, toWire } from './wire.ts';

/**
 * What a framed page may do. `allow-same-origin` is needed by the protocol and safe only because an app never lies
 * on Studio's own origin (apps.md §6); `frameAddress` keeps that rule.
 */
const sandbox =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals ' +
  'allow-downloads allow-storage-access-by-user-activation';

interface Mount {
  container: HTMLElement;
  address: URL;
  /** The frame's name for a screen reader. */
  title: string;
  props: Props;
  onConnected: () => void;
}

export interface MountedPage {
  /** Hands changed props to the app; never waits, since an app may be unable to acknowledge (apps.md §6). */
  push(props: Props): void;
  destroy(): void;
}

/** Mounts one page of an app into a container that stays where it is: moving it would end the page. */
export function mountPage({ container, address, title, props, onConnected }: Mount): MountedPage {
  const uid = newUid();
  const url = new URL(address);
  url.searchParams.set('extensionUid', uid);
  let present = props;
  let connections = 0;
  const update = (changed: Props) => void instance.updateProps(toWire(changed)).catch(() => {});

  const component = zoid.create({
    tag: uid,
    url: url.href,
    dimensions: { width: '100%', height: '100%' },
    attributes: {
      iframe: { title, sandbox, allow: 'clipboard-write', referrerpolicy: 'strict-origin-when-cross-origin' },
    },
    containerTemplate,
    prerenderTemplate: ({ doc }) => doc.createElement('html'),
  });
  const instance = component({
    ...toWire(props),
    onConnected: async () => {
      connections += 1;
      onConnected();
      // A page that reloads starts again from the props of its first render: hand it today's.
      if (connections > 1) setTimeout(() => update(present), 0);
      return true;
    },
    // zoid rethrows into the page when nobody listens; a frame that fails is told by its time-out.
    onError: () => {},
  });
  instance.render(container, 'iframe').catch(() => {});
  return {
    push: (next) => {
      const changed = changedProps(present, next);
      present = { ...present, ...next };
      if (Object.keys(changed).length > 0) update(changed);
    },
    destroy: () => void instance.close().catch(() => {}),
  };
}

type Container = Parameters<typeof zoid.create>[0]['containerTemplate'];

/** Our own container: zoid's ignores the words `full` and `auto` that the app's SDK sends as sizes. */
const containerTemplate: Container = ({ uid, frame, prerenderFrame, doc, event }) => {
  if (!frame || !prerenderFrame) return undefined;
  const box = doc.createElement('div');
  box.id = uid;
  Object.assign(box.style, { position: 'relative', width: '100%', minHeight: '100%' });
  Object.assign(frame.style, {
    position: 'absolute',
    inset: '0',
    border: '0',
    width: '100%',
    height: '100%',
  });
  prerenderFrame.style.display = 'none';
  prerenderFrame.title = frame.title;
  box.append(frame, prerenderFrame);
  event.on('zoid-rendered', () => setTimeout(() => prerenderFrame.remove(), 1));

  let measured = 0;
  event.on('zoid-resize', ({ height }) => {
    if (typeof height === 'number') measured = height;
    // `auto` comes with every push and no number follows when the content kept its size: the last one counts.
    if (typeof height === 'number' || height === 'auto') box.style.height = `${measured}px`;
    else if (height === 'full') box.style.height = '100dvh';
  });
  return box;
};
