import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '../../../ui/button.tsx';
import { type Cause, likelyCauses } from './address.ts';
import style from './app-frame.module.css';

const explanations: Record<Cause, MessageDescriptor> = {
  policy: msg`This page of Studio was loaded before the app was allowed to be framed. “Retry” loads it anew.`,
  mixedContent: msg`Studio is open under https, and browsers do not frame a plain http page inside it. Serve the app under https; only localhost may do without.`,
  notRunning: msg`The app is not running, or this browser cannot reach it. Open its address in a tab of its own to see.`,
  frameHeaders: msg`The app forbids to be framed: it sends “X-Frame-Options”, or a Content-Security-Policy whose “frame-ancestors” does not list Studio’s address.`,
  redirect: msg`The address redirects to another origin, for instance from http to https or to a “www” name. Register the address where the page finally lies.`,
  noSdk: msg`The page loads but does not speak with Studio: it needs the app SDK, with its “Wrapper” around the page.`,
};

interface FrameFailureProps {
  address: string;
  isBlockedByPolicy: boolean;
  onRetry: () => void;
}

/** A browser does not tell why a frame stays empty, so the person is told what to look at. */
export function FrameFailure({ address, isBlockedByPolicy, onRetry }: FrameFailureProps) {
  const { t } = useLingui();
  const studioOrigin = window.location.origin;
  const causes = likelyCauses({ address, studioOrigin, isBlockedByPolicy });
  const { origin, pathname } = new URL(address);
  // The query may hold a setup code, which is nobody's to read.
  const shown = `${origin}${pathname}`;
  const retry = () => (isBlockedByPolicy ? window.location.reload() : onRetry());
  return (
    <section className={style.failure} role="alert" aria-label={t`The app does not answer`}>
      <h2>{t`The app does not answer`}</h2>
      <p>
        <Trans>
          Studio opened <code>{shown}</code>, and no answer came from it. This may be why:
        </Trans>
      </p>
      <ul>
        {causes.map((cause) => (
          <li key={cause}>{t(explanations[cause])}</li>
        ))}
      </ul>
      <Button kind="primary" onPress={retry}>{t`Retry`}</Button>
    </section>
  );
}
