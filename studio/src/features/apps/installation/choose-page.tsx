import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type App, appQuery } from '../../../api/apps.ts';
import { type ProjectSummary, projectsQuery } from '../../../api/projects.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { NotFoundPage } from '../../../ui/not-found-page.tsx';
import { Card, Empty, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { SelectField } from '../../../ui/select-field.tsx';

/** Where an installation link leads: it asks for the project and the environment. */
export function ChoosePage() {
  const { t } = useLingui();
  const { apiId } = useParams({ from: '/signed-in/apps/$apiId/new' });
  const app = useQuery(appQuery(apiId));
  const projects = useQuery(projectsQuery);
  const error = app.error ?? projects.error;
  if (error) return <ProblemPage error={error} />;
  if (app.data === undefined || !projects.data) return <Loading />;
  if (app.data === null) return <NotFoundPage />;
  return (
    <Page
      title={t`Install ${app.data.name}`}
      width="narrow"
      lead={
        <>
          <Avatar name={app.data.name} address={app.data.avatarUrl} /> {app.data.description}
        </>
      }
    >
      {projects.data.length === 0 ? (
        <Empty title={t`You have no project yet`} action={<Link to="/">{t`Go to your projects`}</Link>}>
          <Trans>An app is installed in an environment of a project. Create a project first.</Trans>
        </Empty>
      ) : (
        <PlaceForm app={app.data} projects={projects.data} />
      )}
    </Page>
  );
}

function PlaceForm({ app, projects }: { app: App; projects: ProjectSummary[] }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [projectId, setProjectId] = useState(projects[0]?.id ?? '');
  const [chosenName, setName] = useState<string | null>(null);
  const environments = projects.find((project) => project.id === projectId)?.environments ?? [];
  const environmentName =
    environments.find((one) => one.name === chosenName)?.name ?? environments[0]?.name ?? '';
  const go = () =>
    navigate({
      to: '/$projectId/$environmentName/apps/$apiId/new',
      params: { projectId, environmentName, apiId: app.apiId },
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <Card>
        <SelectField
          label={t`Project`}
          value={projectId}
          onChange={setProjectId}
          options={projects.map((project) => ({ value: project.id, label: project.name }))}
        />
        <SelectField
          label={t`Environment`}
          value={environmentName}
          onChange={setName}
          options={environments.map((one) => ({ value: one.name, label: one.displayName }))}
          description={t`The app sees this environment only, and is installed in each one by itself.`}
        />
        <div>
          <Button type="submit" kind="primary" isDisabled={!environmentName}>{t`Install`}</Button>
        </div>
      </Card>
    </form>
  );
}
