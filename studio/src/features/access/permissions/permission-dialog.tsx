import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import {
  type ContentPermission,
  contentActions,
  createContentPermission,
  type Target,
  updateContentPermission,
} from '../../../api/content-permissions.ts';
import type { Schema } from '../../../api/schema.ts';
import { useChange } from '../../../api/use-change.ts';
import { CheckField, FieldGroup } from '../../../ui/check-field.tsx';
import { FormDialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { type Draft, draftOf, draftProblem, emptyDraft, limitsOfDraft, takes } from './draft.ts';
import { LimitField } from './limit-field.tsx';
import { actionNames } from './words.ts';

interface PermissionDialogProps {
  schema: Schema;
  target: Target;
  /** Null: new rows. */
  row: ContentPermission | null;
  stale: readonly (readonly unknown[])[];
  onClose: () => void;
}

/** The value of the select that stands for every model; no model has an empty id. */
const allModels = '';

export function PermissionDialog({ schema, target, row, stale, onClose }: PermissionDialogProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState<Draft>(row ? draftOf(row) : emptyDraft);
  const [isChecked, setChecked] = useState(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const problem = draftProblem(draft);
  const save = useChange({
    make: async () => {
      const limits = limitsOfDraft(draft);
      for (const action of draft.actions) {
        if (row) await updateContentPermission(row.id, action, limits);
        else await createContentPermission(target, action, limits);
      }
    },
    stale,
    done: onClose,
  });
  const submit = () => {
    setChecked(true);
    if (!problem) save.mutate();
  };
  const models = schema.models.map((model) => ({ value: model.id, label: model.displayName }));
  const words = {
    'no-action': t`Choose at least one action.`,
    'empty-limit': t`Choose at least one, or all of them: a permission for none grants nothing.`,
    'condition-is-no-object': t`Enter a JSON object.`,
  };
  return (
    <FormDialog
      title={row ? t`Edit permission` : t`Add permission`}
      submitLabel={row ? t`Save permission` : t`Add permission`}
      isOpen
      isPending={save.isPending}
      error={save.error ?? (isChecked && problem === 'empty-limit' ? new Error(words[problem]) : null)}
      onClose={onClose}
      onSubmit={submit}
    >
      <SelectField
        label={t`Model`}
        value={draft.modelId ?? allModels}
        onChange={(id) => change({ modelId: id || null })}
        options={[{ value: allModels, label: t`All models, also later ones` }, ...models]}
      />
      {!row && (
        <Actions
          draft={draft}
          error={isChecked && problem === 'no-action' ? words[problem] : null}
          onChange={change}
        />
      )}
      <LimitFields schema={schema} draft={draft} onChange={change} />
      {draft.modelId && takes(draft, 'condition') && (
        <TextField
          label={t`Condition`}
          isOptional
          isCode
          lines={3}
          value={draft.condition}
          onChange={(condition) => change({ condition })}
          description={t`JSON as in the argument “where”: only entries that match are covered. Localized fields cannot be used.`}
          error={isChecked && problem === 'condition-is-no-object' ? words[problem] : null}
        />
      )}
    </FormDialog>
  );
}

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

function Actions({ draft, error, onChange }: PartProps & { error: string | null }) {
  const { t } = useLingui();
  return (
    <FieldGroup label={t`Actions`} error={error}>
      {contentActions.map((action) => (
        <CheckField
          key={action}
          label={t(actionNames[action])}
          isChecked={draft.actions.includes(action)}
          onChange={(isChosen) =>
            onChange({
              actions: contentActions.filter((one) =>
                one === action ? isChosen : draft.actions.includes(one),
              ),
            })
          }
        />
      ))}
    </FieldGroup>
  );
}

function LimitFields({ schema, draft, onChange }: PartProps & { schema: Schema }) {
  const { t } = useLingui();
  const stages = { allLabel: t`All stages`, options: schema.stages };
  return (
    <>
      {takes(draft, 'locales') && (
        <LimitField
          label={t`Locales`}
          allLabel={t`All locales`}
          options={schema.locales}
          value={draft.locales}
          onChange={(locales) => onChange({ locales })}
        />
      )}
      {takes(draft, 'stages') && (
        <LimitField
          {...stages}
          label={t`Stages`}
          value={draft.stages}
          onChange={(chosen) => onChange({ stages: chosen })}
        />
      )}
      {draft.actions.includes('Publish') && (
        <>
          <LimitField
            {...stages}
            label={t`Publish from`}
            value={draft.fromStages}
            onChange={(fromStages) => onChange({ fromStages })}
          />
          <LimitField
            {...stages}
            label={t`Publish to`}
            value={draft.toStages}
            onChange={(toStages) => onChange({ toStages })}
          />
        </>
      )}
    </>
  );
}
