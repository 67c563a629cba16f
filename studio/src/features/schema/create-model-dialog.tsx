import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createModel, type ModelInput, type Place, schemaQuery } from '../../api/schema.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { modelApiIdProblem, suggestModelApiId, suggestPlural } from './api-id.ts';

interface CreateModelDialogProps {
  place: Place;
  environmentId: string;
  onClose: () => void;
}

export function CreateModelDialog({ place, environmentId, onClose }: CreateModelDialogProps) {
  const { t } = useLingui();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  // Null while the person has not written an ID: then it follows the name.
  const [ownApiId, setApiId] = useState<string | null>(null);
  const [ownPlural, setPlural] = useState<string | null>(null);
  const [isChecked, setChecked] = useState(false);
  const apiId = ownApiId ?? suggestModelApiId(name);
  const apiIdPlural = ownPlural ?? suggestPlural(apiId);
  const apiIdProblem = modelApiIdProblem(apiId);
  const pluralProblem = modelApiIdProblem(apiIdPlural);

  const create = useMutation({
    mutationFn: (data: ModelInput) => createModel(place, data),
    onSuccess: async (_, data) => {
      await queryClient.invalidateQueries({
        queryKey: schemaQuery(place.projectId, place.environmentName).queryKey,
      });
      showToast({ title: t`Model ${data.displayName} was created.`, tone: 'success' });
      onClose();
    },
  });
  const submit = () => {
    setChecked(true);
    if (!name.trim() || apiIdProblem || pluralProblem || apiId === apiIdPlural) return;
    const displayName = name.trim();
    create.mutate({
      environmentId,
      apiId,
      apiIdPlural,
      displayName,
      description: description.trim() || null,
    });
  };
  const pluralError = () => {
    if (pluralProblem) return t(pluralProblem);
    return apiId === apiIdPlural ? t`The plural must differ from the API ID.` : null;
  };
  return (
    <FormDialog
      title={t`New model`}
      submitLabel={t`Create model`}
      isOpen
      isPending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={t`Name`}
        autoFocus
        value={name}
        onChange={setName}
        error={isChecked && !name.trim() ? t`Enter a name, such as “Blog post”.` : null}
      />
      <TextField
        label={t`API ID`}
        isCode
        value={apiId}
        onChange={setApiId}
        description={t`The name of its type in the API.`}
        error={(isChecked || ownApiId !== null) && apiIdProblem ? t(apiIdProblem) : null}
      />
      <TextField
        label={t`Plural API ID`}
        isCode
        value={apiIdPlural}
        onChange={setPlural}
        error={isChecked || ownPlural !== null ? pluralError() : null}
      />
      <TextField label={t`Description`} isOptional lines={2} value={description} onChange={setDescription} />
    </FormDialog>
  );
}
