import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { type Invite, type RoleName, sendInvite, teamQuery } from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { FormDialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { RoleChecks } from './role-checks.tsx';

interface InviteDialogProps {
  projectId: string;
  roles: RoleName[];
  onClose: () => void;
  onSent: (invite: Invite) => void;
}

export function InviteDialog({ projectId, roles, onClose, onSent }: InviteDialogProps) {
  const { t } = useLingui();
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [isChecked, setChecked] = useState(false);
  const isAddress = /^\S+@\S+$/.test(email.trim());
  const send = useChange({
    make: () => sendInvite(projectId, email.trim(), chosen),
    stale: [teamQuery(projectId).queryKey],
    done: onSent,
  });
  const submit = () => {
    setChecked(true);
    if (isAddress && chosen.length > 0) send.mutate();
  };
  return (
    <FormDialog
      title={t`Invite member`}
      submitLabel={t`Make invitation link`}
      isOpen
      isPending={send.isPending}
      error={send.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextField
        label={t`Email`}
        type="email"
        autoFocus
        value={email}
        onChange={setEmail}
        description={t`Only the person with this address can accept.`}
        error={isChecked && !isAddress ? t`Enter an email address.` : null}
      />
      <RoleChecks
        roles={roles}
        chosen={chosen}
        error={isChecked && chosen.length === 0 ? t`Choose at least one role.` : null}
        onChange={setChosen}
      />
    </FormDialog>
  );
}
