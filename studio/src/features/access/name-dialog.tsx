import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

export interface NameAndDescription {
  name: string;
  description: string | null;
}

interface NameDialogProps {
  title: string;
  submitLabel: string;
  initial?: NameAndDescription;
  isPending: boolean;
  error: unknown;
  onClose: () => void;
  onSubmit: (input: NameAndDescription) => void;
  /** More fields of the form. */
  children?: ReactNode;
}

/** A form for what has a name and perhaps a description, such as roles and tokens. */
export function NameDialog({ initial, onSubmit, children, ...dialog }: NameDialogProps) {
  const { t } = useLingui();
  const [name, setName] = useState(initial?.name ?? '');
  const [description, setDescription] = useState(initial?.description ?? '');
  const [isChecked, setChecked] = useState(false);
  const submit = () => {
    setChecked(true);
    if (name.trim()) onSubmit({ name: name.trim(), description: description.trim() || null });
  };
  return (
    <FormDialog {...dialog} isOpen onSubmit={submit}>
      <TextField
        label={t`Name`}
        autoFocus
        value={name}
        onChange={setName}
        error={isChecked && !name.trim() ? t`Enter a name.` : null}
      />
      <TextField label={t`Description`} isOptional lines={2} value={description} onChange={setDescription} />
      {children}
    </FormDialog>
  );
}
