import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ManagementPermission, managementPermissionsQuery } from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';
import { Card, Loading, Section } from '../../../ui/page.tsx';
import { showToast } from '../../../ui/toasts.ts';
import style from './management-section.module.css';
import { grouped } from './subjects.ts';

interface ManagementSectionProps {
  projectId: string;
  granted: ManagementPermission[];
  isEditable: boolean;
  save: (ids: string[]) => Promise<void>;
  stale: readonly (readonly unknown[])[];
}

/** What somebody may do to schema, settings and people, by subject. */
export function ManagementSection({ projectId, granted, isEditable, save, stale }: ManagementSectionProps) {
  const { t } = useLingui();
  const { data: available } = useQuery(managementPermissionsQuery(projectId));
  // Null while nothing was changed: then what the server says is shown.
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const current = chosen ?? new Set(granted.map((one) => one.id));
  const change = useChange({
    make: () => save([...current]),
    stale,
    isErrorToast: true,
    done: () => {
      setChosen(null);
      showToast({ title: t`Management permissions were saved.`, tone: 'success' });
    },
  });
  if (!available) return <Loading />;
  const toggle = (id: string, isChosen: boolean) => {
    const next = new Set(current);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const actions = isEditable && chosen && (
    <Button kind="primary" isPending={change.isPending} onPress={() => change.mutate()}>
      {t`Save management permissions`}
    </Button>
  );
  return (
    <Section title={t`Management permissions`} actions={actions}>
      <Card>
        <fieldset className={style.grid} disabled={!isEditable} aria-label={t`Management permissions`}>
          {grouped(available).map(({ subject, permissions }) => (
            <FieldGroup key={subject} label={subject}>
              {permissions.map((one) => (
                <CheckField
                  key={one.id}
                  label={one.description ?? one.action}
                  isChecked={current.has(one.id)}
                  onChange={(isChosen) => toggle(one.id, isChosen)}
                />
              ))}
            </FieldGroup>
          ))}
        </fieldset>
      </Card>
    </Section>
  );
}
