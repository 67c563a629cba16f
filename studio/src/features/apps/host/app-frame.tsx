import { useLingui } from '@lingui/react/macro';
import { useRouter } from '@tanstack/react-router';
import { useLayoutEffect, useRef, useState } from 'react';
import { frameAddress } from './address.ts';
import { AppDialog, type DialogOptions } from './app-dialog.tsx';
import style from './app-frame.module.css';
import { FrameFailure } from './frame-failure.tsx';
import { commonCalls } from './host-calls.ts';
import { type MountedPage, mountPage } from './mount.ts';
import type { Props } from './wire.ts';

/** A page that has not connected after this long will hardly do so; the person is told why it may be. */
const patience = 10_000;

interface AppFrameProps {
  /** Where the page lies; another address mounts another page. */
  address: string;
  title: string;
  /** Values; what changes in them is pushed to the running page. */
  values: Props;
  /** Functions besides those that every page gets. The ones of the latest render are called. */
  calls?: Props;
  onRetry: () => void;
}

interface OpenDialog extends DialogOptions {
  key: number;
}

/** One page of an app, its dialogs, and words for the case that it does not come up. */
export function AppFrame({ address, title, values, calls = {}, onRetry }: AppFrameProps) {
  const { t } = useLingui();
  const [state, setState] = useState<'waiting' | 'connected' | 'late'>('waiting');
  const [dialogs, setDialogs] = useState<OpenDialog[]>([]);
  const container = useRef<HTMLDivElement>(null);
  const isBlocked = usePolicyViolation(address);
  const functions = useFunctions(address, calls, (dialog) => setDialogs((now) => [...now, dialog]));
  const page = useRef<MountedPage>(null);
  const latest = useRef(values);
  latest.current = values;

  useLayoutEffect(() => {
    if (!container.current) return;
    setState('waiting');
    const mounted = mountPage({
      container: container.current,
      address: new URL(address),
      title,
      props: { ...latest.current, ...functions },
      onConnected: () => setState('connected'),
    });
    page.current = mounted;
    const timer = setTimeout(() => setState((now) => (now === 'waiting' ? 'late' : now)), patience);
    return () => {
      clearTimeout(timer);
      page.current = null;
      mounted.destroy();
    };
  }, [address, title, functions]);

  useLayoutEffect(() => page.current?.push(values), [values]);

  const close = (key: number) => setDialogs((now) => now.filter((dialog) => dialog.key !== key));
  return (
    <>
      {state !== 'connected' && (state === 'late' || isBlocked) && (
        <FrameFailure address={address} isBlockedByPolicy={isBlocked} onRetry={onRetry} />
      )}
      <div className={style.frame} data-late={state === 'late'}>
        {state === 'waiting' && (
          <p className={style.waiting} role="status">
            {t`Waiting for the app…`}
          </p>
        )}
        <div className={style.page} ref={container} />
      </div>
      {dialogs.map((dialog) => (
        <AppDialog key={dialog.key} values={values} options={dialog} onClose={() => close(dialog.key)} />
      ))}
    </>
  );
}

/**
 * The page's functions, made once: they cross to the app by id, and a new identity would be a change. Those of the
 * owner are looked up at each call, so they always see its latest state.
 */
function useFunctions(address: string, calls: Props, open: (dialog: OpenDialog) => void): Props {
  const { history } = useRouter();
  const latest = useRef({ address, calls, open });
  latest.current = { address, calls, open };
  const [functions] = useState((): Props => {
    let dialogCount = 0;
    const openDialog = (src: unknown, props?: Props) =>
      new Promise<unknown>((settle) => {
        dialogCount += 1;
        const target = frameAddress(String(src), latest.current.address, window.location.origin).href;
        latest.current.open({ key: dialogCount, address: target, props: props ?? {}, settle });
      });
    const own = Object.keys(calls).map((name) => [
      name,
      (...args: unknown[]) => (latest.current.calls[name] as (...args: unknown[]) => unknown)(...args),
    ]);
    return { ...commonCalls(history), openDialog, ...Object.fromEntries(own) };
  });
  return functions;
}

/** Whether the browser said that this document's policy refused to frame the address. */
function usePolicyViolation(address: string): boolean {
  const [blocked, setBlocked] = useState<string | null>(null);
  useLayoutEffect(() => {
    const { origin } = new URL(address);
    const look = (event: SecurityPolicyViolationEvent) => {
      if (event.effectiveDirective === 'frame-src' && event.blockedURI.startsWith(origin))
        setBlocked(address);
    };
    document.addEventListener('securitypolicyviolation', look);
    return () => document.removeEventListener('securitypolicyviolation', look);
  }, [address]);
  return blocked === address;
}
