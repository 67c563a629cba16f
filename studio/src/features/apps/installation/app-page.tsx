import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type Environment, environmentQuery } from '../../../api/environment.ts';
import type { Installation } from '../../../api/installations.ts';
import { hasCode, messageOf } from '../../../api/problem.ts';
import type { Place } from '../../../api/schema.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { AppFrame } from '../host/app-frame.tsx';
import { pageProps } from '../host/page-props.ts';
import { useInstallation, useUpdateFromApp, useUpdateInstallation } from './use-installation.ts';

interface InstallationPageProps {
  place: Place;
  appApiId: string;
  children: (environment: Environment, installation: Installation) => ReactNode;
}

/** Loads what every page of an installed app needs, or says why it cannot. */
export function InstallationPage({ place, appApiId, children }: InstallationPageProps) {
  const environment = useQuery(environmentQuery(place.projectId, place.environmentName));
  const installation = useInstallation(place, appApiId);
  const error = environment.error ?? installation.error;
  // What is gone is gone, even when an older answer is still at hand; other errors leave a running page alone.
  const isGone = hasCode(error, 'NOT_FOUND');
  if (environment.data && installation.data && !isGone) return children(environment.data, installation.data);
  return error ? <ProblemPage error={error} /> : <Loading />;
}

interface InstalledFrameProps {
  place: Place;
  environment: Environment;
  installation: Installation;
  address: string;
  title: string;
  /** Mounts the page anew; a setup page gets a fresh code by it. Left out: the same address again. */
  onRetry?: () => void;
}

/** One page of an installed app, with the values and calls that both setup pages and page elements get. */
export function InstalledFrame(props: InstalledFrameProps) {
  const { place, environment, installation, address, title, onRetry } = props;
  const { user: person } = useRouteContext({ from: '/signed-in' });
  const updateInstallation = useUpdateFromApp(place, installation.app.apiId);
  const [attempt, setAttempt] = useState(0);
  return (
    <AppFrame
      key={attempt}
      address={address}
      title={title}
      values={pageProps({ environment, installation, person })}
      calls={{ updateInstallation }}
      onRetry={onRetry ?? (() => setAttempt(attempt + 1))}
    />
  );
}

/** Stands in place of an app's page while the installation is switched off. */
export function DisabledNotice({ place, installation }: { place: Place; installation: Installation }) {
  const { t } = useLingui();
  const update = useUpdateInstallation(place);
  return (
    <>
      <Notice tone="warning">
        {t`${installation.app.name} is disabled in this environment. Its pages are not shown and its token is refused.`}
      </Notice>
      {update.error && <Notice tone="danger">{messageOf(update.error)}</Notice>}
      <div>
        <Button
          kind="primary"
          isPending={update.isPending}
          onPress={() => update.mutate({ installation, change: { status: 'COMPLETED' } })}
        >{t`Enable`}</Button>
      </div>
    </>
  );
}
