import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Member, type RoleName, updateMemberRoles } from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { FormDialog } from '../../../ui/dialog.tsx';
import { RoleChecks } from './role-checks.tsx';

interface MemberRolesDialogProps {
  member: Member;
  roles: RoleName[];
  stale: readonly (readonly unknown[])[];
  onClose: () => void;
}

export function MemberRolesDialog({ member, roles, stale, onClose }: MemberRolesDialogProps) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState(member.roles.map((role) => role.id));
  const [isChecked, setChecked] = useState(false);
  const save = useChange({ make: () => updateMemberRoles(member.id, chosen), stale, done: onClose });
  const submit = () => {
    setChecked(true);
    if (chosen.length > 0) save.mutate();
  };
  return (
    <FormDialog
      title={t`Roles of ${member.profile.name}`}
      submitLabel={t`Save roles`}
      isOpen
      isPending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <RoleChecks
        roles={roles}
        chosen={chosen}
        error={isChecked && chosen.length === 0 ? t`Choose at least one role.` : null}
        onChange={setChosen}
      />
    </FormDialog>
  );
}
