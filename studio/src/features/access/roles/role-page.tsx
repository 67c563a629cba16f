import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type Place, type Schema, schemaQuery } from '../../../api/schema.ts';
import { deleteRole, type RoleDetails, roleQuery, rolesQuery, updateRole } from '../../../api/team.ts';
import { type Rights, useRights } from '../../../api/viewer-rights.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { ManagementSection } from '../permissions/management-section.tsx';
import { PermissionSection } from '../permissions/permission-section.tsx';
import { RenameAndDelete } from '../rename-and-delete.tsx';

const nothing: Rights = () => false;

export function RolePage() {
  const { roleId, ...place } = useParams({
    from: '/signed-in/$projectId/$environmentName/settings/roles/$roleId',
  });
  const schema = useQuery(schemaQuery(place.projectId, place.environmentName));
  const environmentId = schema.data?.environmentId ?? '';
  const role = useQuery({
    ...roleQuery(place.projectId, environmentId, roleId),
    enabled: environmentId !== '',
  });
  const error = schema.error ?? role.error;
  if (error && !role.data) return <ProblemPage error={error} />;
  if (!schema.data || !role.data) return <Loading />;
  return <RoleView place={place} schema={schema.data} role={role.data} />;
}

function RoleView({ place, schema, role }: { place: Place; schema: Schema; role: RoleDetails }) {
  const { projectId } = place;
  const rights = useRights(projectId);
  const stale = [rolesQuery(projectId).queryKey];
  return (
    <Page
      title={role.name}
      lead={role.description}
      actions={!role.isDefault && <RoleActions place={place} role={role} rights={rights} />}
    >
      {role.isDefault && (
        <Notice tone="info">
          <Trans>A system role is fixed. For other rights create a role of your own.</Trans>
        </Notice>
      )}
      <PermissionSection
        schema={schema}
        target={{ kind: 'ROLE', roleId: role.id, environmentId: schema.environmentId }}
        rows={role.contentPermissions}
        defaultStage={null}
        rights={role.isDefault ? nothing : rights}
        stale={stale}
      />
      <ManagementSection
        projectId={projectId}
        kind="ROLE"
        granted={role.managementPermissions}
        isEditable={!role.isDefault && rights('ROLE_UPDATE')}
        save={(managementPermissionIds) => updateRole(role.id, { managementPermissionIds })}
        stale={stale}
      />
    </Page>
  );
}

function RoleActions({ place, role, rights }: { place: Place; role: RoleDetails; rights: Rights }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  return (
    <RenameAndDelete
      named={role}
      rename={
        rights('ROLE_UPDATE') && { title: t`Rename role`, change: (input) => updateRole(role.id, input) }
      }
      remove={
        rights('ROLE_DELETE') && {
          label: t`Delete role`,
          change: () => deleteRole(role.id),
          warning: <Trans>Members who have it lose its rights at once.</Trans>,
        }
      }
      stale={[rolesQuery(place.projectId).queryKey]}
      leave={() => navigate({ to: '/$projectId/$environmentName/settings/roles', params: place })}
    />
  );
}
