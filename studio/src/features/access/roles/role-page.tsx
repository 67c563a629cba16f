import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type Place, type Schema, schemaQuery } from '../../../api/schema.ts';
import { deleteRole, type RoleDetails, roleQuery, rolesQuery, updateRole } from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { type Rights, useRights } from '../../../api/viewer-rights.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Loading, Page } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { type NameAndDescription, NameDialog } from '../name-dialog.tsx';
import { ManagementSection } from '../permissions/management-section.tsx';
import { PermissionSection } from '../permissions/permission-section.tsx';

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
        rights={role.isDefault ? nothing : rights}
        stale={stale}
      />
      <ManagementSection
        projectId={projectId}
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
  const [asked, setAsked] = useState<'edit' | 'delete' | null>(null);
  const stale = [rolesQuery(place.projectId).queryKey];
  const close = () => setAsked(null);
  const rename = useChange({
    make: (input: NameAndDescription) => updateRole(role.id, input),
    stale,
    done: close,
  });
  const remove = useChange({
    // The page of a role that is gone must not ask for it again: it is left before.
    make: () => deleteRole(role.id),
    stale: [],
    done: async () => {
      await navigate({ to: '/$projectId/$environmentName/settings/roles', params: place });
      showToast({ title: t`${role.name} was deleted.`, tone: 'success' });
    },
  });
  return (
    <>
      {rights('ROLE_UPDATE') && <Button onPress={() => setAsked('edit')}>{t`Rename`}</Button>}
      {rights('ROLE_DELETE') && (
        <Button kind="danger" onPress={() => setAsked('delete')}>{t`Delete role`}</Button>
      )}
      {asked === 'edit' && (
        <NameDialog
          title={t`Rename role`}
          submitLabel={t`Save`}
          initial={role}
          isPending={rename.isPending}
          error={rename.error}
          onClose={close}
          onSubmit={(input) => rename.mutate(input)}
        />
      )}
      <ConfirmDialog
        title={t`Delete ${role.name}?`}
        confirmLabel={t`Delete role`}
        isOpen={asked === 'delete'}
        isPending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() => remove.mutate()}
      >
        <p>
          <Trans>Members who have it lose its rights at once.</Trans>
        </p>
      </ConfirmDialog>
    </>
  );
}
