import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ownAppsQuery } from '../../../api/apps.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { buttonClass } from '../../../ui/button.tsx';
import { Empty, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Muted, RowActions, Table } from '../../../ui/table.tsx';

export function OwnAppsPage() {
  const { t } = useLingui();
  const { data, error } = useQuery(ownAppsQuery);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const register = <Link className={buttonClass} data-kind="primary" to="/apps/new">{t`Register app`}</Link>;
  return (
    <Page title={t`Your apps`} actions={data.length > 0 && register}>
      {data.length === 0 ? (
        <Empty title={t`No app yet`} action={register}>
          <Trans>An app adds fields, sidebars and pages of its own to Studio and works with the APIs.</Trans>
        </Empty>
      ) : (
        <Table label={t`Your apps`} columns={[t`Name`, t`API ID`, t`Description`, t`Actions`]}>
          {data.map((app) => (
            <tr key={app.id}>
              <td>
                <Avatar name={app.name} address={app.avatarUrl} />{' '}
                <Link to="/apps/$apiId" params={{ apiId: app.apiId }}>
                  {app.name}
                </Link>
              </td>
              <td>
                <code>{app.apiId}</code>
              </td>
              <td>
                <Muted>{app.description}</Muted>
              </td>
              <td>
                <RowActions>
                  <Link
                    className={buttonClass}
                    data-kind="plain"
                    to="/apps/$apiId/new"
                    params={{ apiId: app.apiId }}
                    aria-label={t`Install ${app.name}`}
                  >
                    {t`Install`}
                  </Link>
                </RowActions>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Page>
  );
}
