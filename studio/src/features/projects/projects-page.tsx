import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ProjectSummary, projectsQuery } from '../../api/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Loading, Page } from '../../ui/page.tsx';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { CreateProjectDialog } from './create-project-dialog.tsx';
import style from './projects.module.css';

export function ProjectsPage() {
  const { t } = useLingui();
  const { data, error } = useQuery(projectsQuery);
  const [isCreating, setCreating] = useState(false);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const create = (
    <Button kind="primary" onPress={() => setCreating(true)}>
      <Plus size={15} aria-hidden />
      {t`Create project`}
    </Button>
  );
  return (
    <Page title={t`Projects`} actions={data.length > 0 && create}>
      {data.length === 0 ? (
        <Empty title={t`No project yet`} action={create}>
          <Trans>A project holds a schema, its content and the apps that work with it.</Trans>
        </Empty>
      ) : (
        <ul className={style.cards}>
          {data.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </ul>
      )}
      {isCreating && <CreateProjectDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function ProjectCard({ project }: { project: ProjectSummary }) {
  const home = project.environments.find((one) => one.name === 'master') ?? project.environments[0];
  return (
    <li className={style.card}>
      <h2>
        <Link
          to="/$projectId/$environmentName"
          params={{ projectId: project.id, environmentName: home?.name ?? 'master' }}
        >
          {project.name}
        </Link>
      </h2>
      {project.description && <p className={style.description}>{project.description}</p>}
      <p className={style.environments}>
        <Plural value={project.environments.length} one="# environment" other="# environments" />
      </p>
    </li>
  );
}
