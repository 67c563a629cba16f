import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createProject, projectsQuery } from '../../api/projects.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function CreateProjectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [isChecked, setChecked] = useState(false);
  const create = useMutation({
    mutationFn: createProject,
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey });
      await navigate({
        to: '/$projectId/$environmentName',
        params: { projectId: id, environmentName: 'master' },
      });
    },
  });
  const submit = () => {
    setChecked(true);
    if (name.trim()) create.mutate({ name: name.trim(), description: description.trim() || null });
  };
  return (
    <FormDialog
      title={t`New project`}
      submitLabel={t`Create project`}
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
        error={isChecked && !name.trim() ? t`Enter a name for the project.` : null}
      />
      <TextField label={t`Description`} isOptional lines={3} value={description} onChange={setDescription} />
    </FormDialog>
  );
}
