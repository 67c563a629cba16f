import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Place } from '../../../api/schema.ts';
import { createRole, rolesQuery } from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { useRights } from '../../../api/viewer-rights.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Muted, Table } from '../../../ui/table.tsx';
import { type NameAndDescription, NameDialog } from '../name-dialog.tsx';

export function RolesPage() {
  const { t } = useLingui();
  const place = useParams({ from: '/signed-in/$projectId/$environmentName/settings/roles' });
  const { data, error } = useQuery(rolesQuery(place.projectId));
  const rights = useRights(place.projectId);
  const [isCreating, setCreating] = useState(false);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  const create = rights('ROLE_CREATE') && (
    <Button kind="primary" onPress={() => setCreating(true)}>
      <Plus size={15} aria-hidden />
      {t`Create role`}
    </Button>
  );
  return (
    <Page
      title={t`Roles`}
      lead={t`What members may do. The rights of several roles add up.`}
      actions={create}
    >
      <Table label={t`Roles`} columns={[t`Name`, t`Description`, t`Members`]}>
        {data.map((role) => (
          <tr key={role.id}>
            <td>
              <Link
                to="/$projectId/$environmentName/settings/roles/$roleId"
                params={{ ...place, roleId: role.id }}
              >
                {role.name}
              </Link>{' '}
              {role.isDefault && <Badge>{t`System`}</Badge>}
            </td>
            <td>
              <Muted>{role.description}</Muted>
            </td>
            <td>{role.members.length}</td>
          </tr>
        ))}
      </Table>
      {isCreating && <CreateRoleDialog place={place} onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateRoleDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const create = useChange({
    make: (input: NameAndDescription) => createRole(place.projectId, input),
    stale: [rolesQuery(place.projectId).queryKey],
    done: (role) =>
      navigate({
        to: '/$projectId/$environmentName/settings/roles/$roleId',
        params: { ...place, roleId: role.id },
      }),
  });
  return (
    <NameDialog
      title={t`New role`}
      submitLabel={t`Create role`}
      isPending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={(input) => create.mutate(input)}
    />
  );
}
