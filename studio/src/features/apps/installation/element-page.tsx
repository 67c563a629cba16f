import { Trans } from '@lingui/react/macro';
import { useParams } from '@tanstack/react-router';
import { NotFoundPage } from '../../../ui/not-found-page.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { DisabledNotice, InstallationPage, InstalledFrame } from './app-page.tsx';
import { setupPath } from './setup-path.ts';

/** A page that an installed app adds to the environment. */
export function ElementPage() {
  const params = useParams({ from: '/signed-in/$projectId/$environmentName/apps/$apiId/e/$elementApiId' });
  const { apiId, elementApiId, ...place } = params;
  return (
    <InstallationPage place={place} appApiId={apiId}>
      {(environment, installation) => {
        const element = installation.app.elements.find(
          (one) => one.apiId === elementApiId && one.type === 'page',
        );
        if (!element) return <NotFoundPage />;
        return (
          <Page title={element.name} width="full" lead={element.description}>
            {installation.status === 'PENDING' && (
              <Notice tone="info">
                <Trans>
                  The app is not set up yet. <a href={setupPath(place, apiId)}>Open its setup page</a>
                </Trans>
              </Notice>
            )}
            {installation.status === 'DISABLED' && (
              <DisabledNotice place={place} installation={installation} />
            )}
            {installation.status === 'COMPLETED' && (
              <InstalledFrame
                key={element.id}
                place={place}
                environment={environment}
                installation={installation}
                address={element.src}
                title={element.name}
              />
            )}
          </Page>
        );
      }}
    </InstallationPage>
  );
}
