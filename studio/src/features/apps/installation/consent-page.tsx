import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { type App, appQuery } from '../../../api/apps.ts';
import { type Environment, environmentQuery } from '../../../api/environment.ts';
import { createAppInstallation } from '../../../api/installations.ts';
import { messageOf } from '../../../api/problem.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button, buttonClass, DocumentLink } from '../../../ui/button.tsx';
import { NotFoundPage } from '../../../ui/not-found-page.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Card, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import style from './consent.module.css';
import { permissionSentences } from './permission-sentences.ts';
import { setupPath } from './setup-path.ts';

export function ConsentPage() {
  const { t } = useLingui();
  const { apiId, ...place } = useParams({ from: '/signed-in/$projectId/$environmentName/apps/$apiId/new' });
  const app = useQuery(appQuery(apiId));
  const environment = useQuery(environmentQuery(place.projectId, place.environmentName));
  const error = app.error ?? environment.error;
  if (error) return <ProblemPage error={error} />;
  if (app.data === undefined || !environment.data) return <Loading />;
  if (app.data === null) return <NotFoundPage />;
  const isInstalled = environment.data.installations.some((one) => one.app.apiId === apiId);
  const projectName = environment.data.project.name;
  return (
    <Page
      title={t`Authorize ${app.data.name}`}
      width="narrow"
      lead={
        <Trans>
          For the environment {environment.data.displayName} of {projectName}.
        </Trans>
      }
    >
      {isInstalled ? (
        <Notice tone="info">
          <p>{t`This app is installed here already.`}</p>
          <DocumentLink href={setupPath(place, apiId)}>{t`Open its setup page`}</DocumentLink>
        </Notice>
      ) : (
        <Consent app={app.data} environment={environment.data} />
      )}
    </Page>
  );
}

function Consent({ app, environment }: { app: App; environment: Environment }) {
  const { t } = useLingui();
  const place = { projectId: environment.project.id, environmentName: environment.name };
  const authorize = useMutation({
    mutationFn: () => createAppInstallation(environment.id, app.apiId),
    // A new document: only its policy lets the app's page be framed.
    onSuccess: () => window.location.assign(setupPath(place, app.apiId)),
  });
  const sentences = permissionSentences(app.permissions);
  const { origin } = new URL(app.setupUrl);
  return (
    <Card>
      <h2>
        <Avatar name={app.name} address={app.avatarUrl} /> {t`This app will be able to:`}
      </h2>
      <ul className={style.rights}>
        {sentences.map((sentence) => (
          <li key={sentence.id}>
            <Check size={15} aria-hidden />
            {t(sentence)}
          </li>
        ))}
        <li>
          <Check size={15} aria-hidden />
          {t`Read and write its own settings, and show its own pages inside Studio.`}
        </li>
      </ul>
      <p className={style.small}>
        <Trans>
          Its pages come from <code>{origin}</code>. It reaches no other environment and no other project. You
          can disable or uninstall it at any time; its access ends at once.
        </Trans>
      </p>
      {authorize.error && <Notice tone="danger">{messageOf(authorize.error)}</Notice>}
      <div className={style.actions}>
        <Button
          kind="primary"
          isPending={authorize.isPending || authorize.isSuccess}
          onPress={() => authorize.mutate()}
        >{t`Authorize app`}</Button>
        <Link className={buttonClass} data-kind="plain" to="/$projectId/$environmentName/apps" params={place}>
          {t`Cancel`}
        </Link>
      </div>
    </Card>
  );
}
