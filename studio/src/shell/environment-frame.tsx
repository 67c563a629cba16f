import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { Blocks, Database, Globe, History, KeyRound, ShieldCheck, Users } from 'lucide-react';
import { type Environment, environmentQuery } from '../api/environment.ts';
import { useRights } from '../api/viewer-rights.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Loading } from '../ui/page.tsx';
import { ProblemPage } from '../ui/problem-page.tsx';
import style from './frame.module.css';

/** Everything inside one environment: its navigation, where completed apps add their pages, and the screen. */
export function EnvironmentFrame() {
  const { projectId, environmentName } = useParams({ from: '/signed-in/$projectId/$environmentName' });
  const { data, error } = useQuery(environmentQuery(projectId, environmentName));
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  return (
    <div className={style.environment}>
      <Rail environment={data} />
      <div className={style.content}>
        <Outlet />
      </div>
    </div>
  );
}

function Rail({ environment }: { environment: Environment }) {
  const { t } = useLingui();
  const place = { projectId: environment.project.id, environmentName: environment.name };
  return (
    <nav className={style.rail} aria-label={t`Environment`}>
      <div className={style.place}>
        <p className={style.project}>{environment.project.name}</p>
        <p className={style.environmentName}>
          <Trans>Environment {environment.displayName}</Trans>
        </p>
      </div>
      <ul>
        <li>
          <Link to="/$projectId/$environmentName" params={place} activeOptions={{ exact: true }}>
            <Database size={15} aria-hidden />
            {t`Schema`}
          </Link>
        </li>
        <li>
          <Link to="/$projectId/$environmentName/apps" params={place} activeOptions={{ exact: true }}>
            <Blocks size={15} aria-hidden />
            {t`Installed apps`}
          </Link>
        </li>
      </ul>
      <AppPages environment={environment} />
      <Settings place={place} />
    </nav>
  );
}

/** The settings that the person may see; the group is not there when there is none. */
function Settings({ place }: { place: { projectId: string; environmentName: string } }) {
  const { t } = useLingui();
  const rights = useRights(place.projectId);
  const pages = [
    { right: 'VIEW_TEAM_MEMBER_SETTINGS', to: 'members', Icon: Users, title: t`Members` },
    { right: 'VIEW_ROLE_PERMISSION_SETTINGS', to: 'roles', Icon: ShieldCheck, title: t`Roles` },
    { right: 'PAT_READ', to: 'tokens', Icon: KeyRound, title: t`Permanent tokens` },
    { right: 'CONTENT_PERMISSION_READ', to: 'public', Icon: Globe, title: t`Public API` },
    { right: 'AUDIT_LOGS_READ', to: 'audit-log', Icon: History, title: t`Audit log` },
  ] as const;
  const shown = pages.filter((page) => rights(page.right));
  if (shown.length === 0) return null;
  return (
    <div>
      <p className={style.group} id="settings-pages">{t`Settings`}</p>
      <ul aria-labelledby="settings-pages">
        {shown.map(({ to, Icon, title }) => (
          <li key={to}>
            <Link to={`/$projectId/$environmentName/settings/${to}`} params={place}>
              <Icon size={15} aria-hidden />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function AppPages({ environment }: { environment: Environment }) {
  const { t } = useLingui();
  const pages = environment.installations
    .filter((installation) => installation.status === 'COMPLETED')
    .flatMap(({ app }) =>
      app.elements.filter((element) => element.type === 'page').map((element) => ({ app, element })),
    );
  if (pages.length === 0) return null;
  return (
    <div>
      <p className={style.group} id="app-pages">{t`Apps`}</p>
      <ul aria-labelledby="app-pages">
        {pages.map(({ app, element }) => (
          <li key={element.id}>
            <Link
              to="/$projectId/$environmentName/apps/$apiId/e/$elementApiId"
              params={{
                projectId: environment.project.id,
                environmentName: environment.name,
                apiId: app.apiId,
                elementApiId: element.apiId,
              }}
              reloadDocument
            >
              <Avatar name={app.name} address={app.avatarUrl} />
              {element.name}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
