import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../../api/problem.ts';
import type { NewPerson } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailProblem, newPasswordProblem, shortestPassword } from './credentials.ts';
import { entranceForm } from './entrance.tsx';

type PersonField = 'name' | 'email' | 'password';

function problemsOf(input: NewPerson): Record<PersonField, MessageDescriptor | null> {
  return {
    name: input.name.trim() ? null : msg`Enter your name.`,
    email: emailProblem(input.email),
    password: newPasswordProblem(input.password),
  };
}

interface NewPersonFormProps {
  submitLabel: string;
  /** The address that an invitation names; it cannot be changed. */
  invitedEmail?: string;
  create: (input: NewPerson) => Promise<unknown>;
}

/** Makes an account; the server signs the person in, and a new document shows them what is theirs. */
export function NewPersonForm({ submitLabel, invitedEmail, create }: NewPersonFormProps) {
  const { t } = useLingui();
  const [input, setInput] = useState<NewPerson>({ name: '', email: invitedEmail ?? '', password: '' });
  const [isChecked, setChecked] = useState(false);
  const enter = useMutation({ mutationFn: create, onSuccess: () => window.location.assign('/') });
  const problems = problemsOf(input);
  const refusal = enter.error instanceof ApiError ? enter.error : null;

  const errorOf = (field: PersonField) => {
    const problem = isChecked && problems[field];
    return problem ? t(problem) : refusal?.field === field ? refusal.message : null;
  };
  const change = (field: PersonField) => (value: string) => setInput((now) => ({ ...now, [field]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.values(problems).some(Boolean)) return;
    enter.mutate({ ...input, name: input.name.trim(), email: input.email.trim() });
  };
  return (
    <form className={entranceForm} noValidate onSubmit={submit}>
      <TextField
        label={t`Name`}
        autoComplete="name"
        autoFocus
        value={input.name}
        onChange={change('name')}
        error={errorOf('name')}
      />
      <TextField
        label={t`Email`}
        type="email"
        autoComplete="username"
        isReadOnly={invitedEmail !== undefined}
        value={input.email}
        onChange={change('email')}
        error={errorOf('email')}
      />
      <TextField
        label={t`Password`}
        type="password"
        autoComplete="new-password"
        description={t`At least ${shortestPassword} characters.`}
        value={input.password}
        onChange={change('password')}
        error={errorOf('password')}
      />
      {enter.error && !refusal?.field && <Notice tone="danger">{messageOf(enter.error)}</Notice>}
      <Button type="submit" kind="primary" isPending={enter.isPending || enter.isSuccess}>
        {submitLabel}
      </Button>
    </form>
  );
}
