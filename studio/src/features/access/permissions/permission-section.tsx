import { Trans, useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import {
  type ContentPermission,
  createContentPermission,
  deleteContentPermission,
  enableContentPermission,
  noLimits,
  type Target,
} from '../../../api/content-permissions.ts';
import type { Schema } from '../../../api/schema.ts';
import { useChange } from '../../../api/use-change.ts';
import type { Rights } from '../../../api/viewer-rights.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Empty, Section } from '../../../ui/page.tsx';
import { Muted, RowActions, Table } from '../../../ui/table.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { PermissionDialog } from './permission-dialog.tsx';
import { actionNames } from './words.ts';

interface PermissionSectionProps {
  schema: Schema;
  target: Target;
  rows: ContentPermission[];
  /** The stage that the defaults let be read; null for all stages. */
  defaultStage: string | null;
  /** What may be changed; a system role's rows may not, whoever asks. */
  rights: Rights;
  /** The answers that hold these rows. */
  stale: readonly (readonly unknown[])[];
}

/** What somebody may do with content here: each row grants, and nothing else does. */
export function PermissionSection(props: PermissionSectionProps) {
  const { t } = useLingui();
  const { rows, rights } = props;
  const [edited, setEdited] = useState<ContentPermission | 'new' | null>(null);
  const add = rights('CONTENT_PERMISSION_CREATE') && (
    <Button onPress={() => setEdited('new')}>
      <Plus size={15} aria-hidden />
      {t`Add permission`}
    </Button>
  );
  return (
    <Section title={t`Content permissions`} actions={add}>
      {rows.length === 0 ? <NoRows {...props} /> : <Rows {...props} onEdit={setEdited} />}
      {edited && (
        <PermissionDialog
          schema={props.schema}
          target={props.target}
          row={edited === 'new' ? null : edited}
          stale={props.stale}
          onClose={() => setEdited(null)}
        />
      )}
    </Section>
  );
}

/** Nothing is granted: the defaults are one step away (platform.md §1.5). */
function NoRows({ schema, target, defaultStage, rights, stale }: PermissionSectionProps) {
  const { t } = useLingui();
  const stage = schema.stages.find(({ id }) => id === defaultStage);
  const initialize = useChange({
    make: () => createContentPermission(target, 'Read', { ...noLimits, stages: stage ? [stage.id] : null }),
    stale,
    isErrorToast: true,
  });
  const action = rights('CONTENT_PERMISSION_CREATE') && (
    <Button
      isPending={initialize.isPending}
      onPress={() => initialize.mutate()}
    >{t`Initialize defaults`}</Button>
  );
  return (
    <Empty title={t`Nothing is allowed yet`} action={action}>
      {stage ? (
        <Trans>
          Without a permission no content can be read or changed. The defaults allow reading all models in the
          stage {stage.displayName}.
        </Trans>
      ) : (
        <Trans>
          Without a permission no content can be read or changed. The defaults allow reading all models in all
          stages.
        </Trans>
      )}
    </Empty>
  );
}

function Rows({
  rows,
  onEdit,
  ...props
}: PermissionSectionProps & { onEdit: (row: ContentPermission) => void }) {
  const { t } = useLingui();
  const [filter, setFilter] = useState('');
  const nameOf = (row: ContentPermission) => row.model?.displayName ?? t`All models`;
  const shown = rows
    .filter((row) => nameOf(row).toLowerCase().includes(filter.trim().toLowerCase()))
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)) || a.action.localeCompare(b.action));
  const columns = [t`Model`, t`Action`, t`Locales`, t`Stages`, t`Condition`, t`State`, t`Actions`];
  return (
    <>
      {rows.length > 8 && (
        <TextField label={t`Filter by model`} isOptional value={filter} onChange={setFilter} />
      )}
      <Table label={t`Content permissions`} columns={columns}>
        {shown.map((row) => (
          <tr key={row.id}>
            <td>{nameOf(row)}</td>
            <td>{t(actionNames[row.action])}</td>
            <td>
              <Chips named={row.locales} all={t`All`} />
            </td>
            <td>
              <Stages row={row} />
            </td>
            <td>{row.condition && <code>{row.condition}</code>}</td>
            <td>{row.enabled ? t`On` : <Muted>{t`Off`}</Muted>}</td>
            <td>
              <PermissionActions {...props} row={row} label={nameOf(row)} onEdit={() => onEdit(row)} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Chips({ named, all }: { named: { apiId: string }[] | null; all: string }) {
  if (!named) return <Muted>{all}</Muted>;
  return (
    <>
      {named.map(({ apiId }) => (
        <Badge key={apiId}>{apiId}</Badge>
      ))}
    </>
  );
}

function Stages({ row }: { row: ContentPermission }) {
  const { t } = useLingui();
  if (row.action !== 'Publish') return <Chips named={row.stages} all={t`All`} />;
  return (
    <>
      <Chips named={row.fromStages} all={t`All`} /> → <Chips named={row.toStages} all={t`All`} />
    </>
  );
}

interface PermissionActionsProps extends Pick<PermissionSectionProps, 'rights' | 'stale'> {
  row: ContentPermission;
  /** The model's name: tells the buttons of one row from those of the others. */
  label: string;
  onEdit: () => void;
}

function PermissionActions({ row, label, rights, stale, onEdit }: PermissionActionsProps) {
  const { t } = useLingui();
  const common = { stale, isErrorToast: true };
  const enable = useChange({ ...common, make: () => enableContentPermission(row.id, !row.enabled) });
  const remove = useChange({ ...common, make: () => deleteContentPermission(row.id) });
  const what = `${t(actionNames[row.action])}, ${label}`;
  return (
    <RowActions>
      {rights('CONTENT_PERMISSION_UPDATE') && (
        <>
          <Button kind="quiet" aria-label={t`Edit: ${what}`} onPress={onEdit}>{t`Edit`}</Button>
          <Button
            kind="quiet"
            aria-label={row.enabled ? t`Switch off: ${what}` : t`Switch on: ${what}`}
            isPending={enable.isPending}
            onPress={() => enable.mutate()}
          >
            {row.enabled ? t`Switch off` : t`Switch on`}
          </Button>
        </>
      )}
      {rights('CONTENT_PERMISSION_DELETE') && (
        <Button
          kind="quiet"
          aria-label={t`Remove: ${what}`}
          isPending={remove.isPending}
          onPress={() => remove.mutate()}
        >
          {t`Remove`}
        </Button>
      )}
    </RowActions>
  );
}
