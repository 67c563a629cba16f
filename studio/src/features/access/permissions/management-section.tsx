import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  defaultManagementPermissions,
  type ManagementPermission,
  managementPermissionsQuery,
} from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';
import { Card, Loading, Section } from '../../../ui/page.tsx';
import { showToast } from '../../../ui/toasts.ts';
import style from './management-section.module.css';
import { grouped } from './subjects.ts';

interface ManagementSectionProps {
  projectId: string;
  /** Whose permissions they are. */
  kind: 'ROLE' | 'PAT';
  granted: ManagementPermission[];
  isEditable: boolean;
  save: (ids: string[]) => Promise<void>;
  stale: readonly (readonly unknown[])[];
}

/** What somebody may do to schema, settings and people, by subject. */
export function ManagementSection(props: ManagementSectionProps) {
  const { projectId, kind, granted, isEditable, save, stale } = props;
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
  const initialize = useChange({
    make: async () => save(await defaultManagementPermissions(projectId, kind)),
    stale,
    isErrorToast: true,
    done: () => showToast({ title: t`Management permissions were saved.`, tone: 'success' }),
  });
  if (!available) return <Loading />;
  const toggle = (id: string, isChosen: boolean) => {
    const next = new Set(current);
    if (isChosen) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  const actions = isEditable && (
    <>
      {granted.length === 0 && !chosen && (
        <Button isPending={initialize.isPending} onPress={() => initialize.mutate()}>
          {t`Initialize management defaults`}
        </Button>
      )}
      {chosen && (
        <Button kind="primary" isPending={change.isPending} onPress={() => change.mutate()}>
          {t`Save management permissions`}
        </Button>
      )}
    </>
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
