import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Environment } from '../../../api/environment.ts';
import { createSetupCode, type Installation } from '../../../api/installations.ts';
import { messageOf } from '../../../api/problem.ts';
import type { Place } from '../../../api/schema.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { withCode } from '../host/address.ts';
import { DisabledNotice, InstallationPage, InstalledFrame } from './app-page.tsx';
import { Status } from './status.tsx';

export function SetupPage() {
  const { apiId, ...place } = useParams({ from: '/signed-in/$projectId/$environmentName/apps/$apiId/setup' });
  return (
    <InstallationPage place={place} appApiId={apiId}>
      {(environment, installation) => (
        <Setup key={installation.id} place={place} environment={environment} installation={installation} />
      )}
    </InstallationPage>
  );
}

interface SetupProps {
  place: Place;
  environment: Environment;
  installation: Installation;
}

/**
 * While the installation is not completed the page opens with a code; afterwards the same address is the app's
 * configuration page and gets none (apps.md §3). A page that completes itself stays: it shows its own success.
 */
function Setup({ place, environment, installation }: SetupProps) {
  const { t } = useLingui();
  const { app, status } = installation;
  const [needsCode] = useState(status === 'PENDING');
  const code = useSetupCode(environment, installation, needsCode);
  const isPending = status === 'PENDING';
  const actions = (
    <>
      {isPending && <Button onPress={code.renew} isPending={code.isRenewing}>{t`Get a new code`}</Button>}
      <Link className={buttonClass} data-kind="plain" to="/$projectId/$environmentName/apps" params={place}>
        {t`All installed apps`}
      </Link>
    </>
  );
  return (
    <Page
      title={isPending ? t`Set up ${app.name}` : app.name}
      width="full"
      lead={<Status status={status} />}
      actions={actions}
    >
      {status === 'DISABLED' ? (
        <DisabledNotice place={place} installation={installation} />
      ) : code.error ? (
        <ProblemPage error={code.error} />
      ) : needsCode && !code.value ? (
        <Loading />
      ) : (
        <InstalledFrame
          key={code.value}
          place={place}
          environment={environment}
          installation={installation}
          address={code.value ? withCode(app.setupUrl, code.value) : (app.configurationUrl ?? app.setupUrl)}
          title={t`Setup of ${app.name}`}
          onRetry={needsCode && isPending ? code.renew : undefined}
        />
      )}
    </Page>
  );
}

/** The code of this visit. It is asked for once, kept while the page is open, and replaced on demand only. */
function useSetupCode(environment: Environment, installation: Installation, isNeeded: boolean) {
  const { t } = useLingui();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['setup-code', installation.id],
    queryFn: () => createSetupCode(environment.id, installation.app.apiId),
    enabled: isNeeded,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const renew = async () => {
    const fresh = await refetch();
    if (fresh.error) {
      showToast({ title: t`There is no new code.`, description: messageOf(fresh.error), tone: 'danger' });
    }
  };
  return { value: data, error: data ? null : error, isRenewing: isFetching, renew };
}
