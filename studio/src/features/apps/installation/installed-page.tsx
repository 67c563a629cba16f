import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { environmentQuery, type InstallationSummary } from '../../../api/environment.ts';
import type { Place } from '../../../api/schema.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Empty, Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Table } from '../../../ui/table.tsx';
import { InstallationActions } from './installation-actions.tsx';
import { Status } from './status.tsx';

export function InstalledPage() {
  const { t } = useLingui();
  const place = useParams({ from: '/signed-in/$projectId/$environmentName/apps' });
  const { data, error } = useQuery(environmentQuery(place.projectId, place.environmentName));
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t`Installed apps`}
      lead={t`Apps work in this environment only, with the rights that were given to them here.`}
    >
      {data.installations.length === 0 ? (
        <Empty title={t`No app is installed here`} action={<Link to="/apps">{t`Go to your apps`}</Link>}>
          <Trans>Install one of your apps, or open the installation link of another one.</Trans>
        </Empty>
      ) : (
        <Table label={t`Installed apps`} columns={[t`App`, t`Status`, t`Actions`]}>
          {data.installations.map((installation) => (
            <InstallationRow key={installation.id} place={place} installation={installation} />
          ))}
        </Table>
      )}
    </Page>
  );
}

function InstallationRow({ place, installation }: { place: Place; installation: InstallationSummary }) {
  const { app, status } = installation;
  return (
    <tr>
      <td>
        <Avatar name={app.name} address={app.avatarUrl} /> {app.name}
      </td>
      <td>
        <Status status={status} />
      </td>
      <td>
        <InstallationActions place={place} installation={installation} />
      </td>
    </tr>
  );
}
