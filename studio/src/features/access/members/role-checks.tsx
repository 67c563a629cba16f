import { useLingui } from '@lingui/react/macro';
import type { RoleName } from '../../../api/team.ts';
import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';

interface RoleChecksProps {
  roles: RoleName[];
  chosen: string[];
  error: string | null;
  onChange: (chosen: string[]) => void;
}

/** Several roles add up (platform.md §1.2). */
export function RoleChecks({ roles, chosen, error, onChange }: RoleChecksProps) {
  const { t } = useLingui();
  return (
    <FieldGroup label={t`Roles`} error={error}>
      {roles.map((role) => (
        <CheckField
          key={role.id}
          label={role.name}
          isChecked={chosen.includes(role.id)}
          onChange={(isChosen) =>
            onChange(isChosen ? [...chosen, role.id] : chosen.filter((id) => id !== role.id))
          }
        />
      ))}
    </FieldGroup>
  );
}
