import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  createSimpleField,
  type Model,
  type Place,
  type SimpleFieldInput,
  type SimpleFieldType,
  schemaQuery,
  simpleFieldTypes,
} from '../../api/schema.ts';
import { CheckField, FieldGroup } from '../../ui/check-field.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { fieldApiIdProblem, suggestFieldApiId } from './api-id.ts';
import { canBeTitle, canBeUnique, simpleFieldNames } from './field-kind.ts';

interface AddFieldDialogProps {
  place: Place;
  model: Model;
  onClose: () => void;
}

interface Flags {
  isRequired: boolean;
  isUnique: boolean;
  isList: boolean;
  isLocalized: boolean;
  isTitle: boolean;
}

const noFlags: Flags = {
  isRequired: false,
  isUnique: false,
  isList: false,
  isLocalized: false,
  isTitle: false,
};

export function AddFieldDialog({ place, model, onClose }: AddFieldDialogProps) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [ownApiId, setApiId] = useState<string | null>(null);
  const [type, setType] = useState<SimpleFieldType>('STRING');
  const [flags, setFlags] = useState(noFlags);
  const [isChecked, setChecked] = useState(false);
  const apiId = ownApiId ?? suggestFieldApiId(name);
  const apiIdProblem = fieldApiIdProblem(apiId);
  const add = useAddField(place, onClose);

  const apiIdError = () => {
    if (apiIdProblem) return t(apiIdProblem);
    return model.fields.some((field) => field.apiId === apiId)
      ? t`This model has a field with this API ID.`
      : null;
  };
  const submit = () => {
    setChecked(true);
    if (!name.trim() || apiIdError()) return;
    add.mutate({
      parentId: model.id,
      apiId,
      type,
      displayName: name.trim(),
      description: description.trim() || null,
      ...flags,
      isUnique: flags.isUnique && canBeUnique(type, flags.isList),
      isTitle: flags.isTitle && canBeTitle(type, flags.isList),
    });
  };
  return (
    <FormDialog
      title={t`New field of ${model.displayName}`}
      submitLabel={t`Add field`}
      isOpen
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={t`Name`}
        autoFocus
        value={name}
        onChange={setName}
        error={isChecked && !name.trim() ? t`Enter a name, such as “Title”.` : null}
      />
      <TextField
        label={t`API ID`}
        isCode
        value={apiId}
        onChange={setApiId}
        error={isChecked || ownApiId !== null ? apiIdError() : null}
      />
      <SelectField
        label={t`Type`}
        value={type}
        onChange={setType}
        options={simpleFieldTypes.map((one) => ({ value: one, label: t(simpleFieldNames[one]) }))}
        description={t`The type cannot be changed later.`}
      />
      <FlagFields type={type} flags={flags} onChange={setFlags} />
      <TextField label={t`Description`} isOptional lines={2} value={description} onChange={setDescription} />
    </FormDialog>
  );
}

function useAddField(place: Place, onDone: () => void) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (data: SimpleFieldInput) => createSimpleField(place, data),
    onSuccess: async (_, data) => {
      await queryClient.invalidateQueries({
        queryKey: schemaQuery(place.projectId, place.environmentName).queryKey,
      });
      showToast({ title: t`Field ${data.displayName} was added.`, tone: 'success' });
      onDone();
    },
  });
}

interface FlagFieldsProps {
  type: SimpleFieldType;
  flags: Flags;
  onChange: (flags: Flags) => void;
}

function FlagFields({ type, flags, onChange }: FlagFieldsProps) {
  const { t } = useLingui();
  const flag = (key: keyof Flags, label: string) => (
    <CheckField label={label} isChecked={flags[key]} onChange={(on) => onChange({ ...flags, [key]: on })} />
  );
  return (
    <FieldGroup label={t`Rules`}>
      {flag('isRequired', t`Required`)}
      {canBeUnique(type, flags.isList) && flag('isUnique', t`Unique`)}
      {flag('isList', t`Several values`)}
      {flag('isLocalized', t`Translated: one value per locale`)}
      {canBeTitle(type, flags.isList) && flag('isTitle', t`Use as the title of an entry`)}
    </FieldGroup>
  );
}
