import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../../api/problem.ts';
import { createOwner, type OwnerInput, sessionQuery } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailProblem, newPasswordProblem, shortestPassword } from './credentials.ts';
import { Entrance, entranceForm } from './entrance.tsx';

export function OwnerPage() {
  const { t } = useLingui();
  const { token } = useSearch({ from: '/setup' });
  const { data: session } = useQuery(sessionQuery);
  if (session?.ownerExists) {
    return (
      <Entrance
        title={t`This Epigraph has its owner`}
        lead={t`The one-time link has done its work and is spent.`}
      >
        <Link to="/sign-in">{t`Go to the sign-in page`}</Link>
      </Entrance>
    );
  }
  return (
    <Entrance
      title={t`Create the owner`}
      lead={t`The owner may do everything: create projects, register apps, invite others.`}
    >
      {token ? (
        <OwnerForm setupToken={token} />
      ) : (
        <Notice tone="warning">
          <Trans>
            The address lacks its one-time token. Open the whole link that the server printed when it started,
            from “http” to its last character.
          </Trans>
        </Notice>
      )}
    </Entrance>
  );
}

type OwnerField = 'name' | 'email' | 'password';

function problemsOf(input: OwnerInput): Record<OwnerField, MessageDescriptor | null> {
  return {
    name: input.name.trim() ? null : msg`Enter your name.`,
    email: emailProblem(input.email),
    password: newPasswordProblem(input.password),
  };
}

function OwnerForm({ setupToken }: { setupToken: string }) {
  const { t } = useLingui();
  const [input, setInput] = useState<OwnerInput>({ setupToken, name: '', email: '', password: '' });
  const [isChecked, setChecked] = useState(false);
  const create = useMutation({ mutationFn: createOwner, onSuccess: () => window.location.assign('/') });
  const problems = problemsOf(input);
  const refusal = create.error instanceof ApiError ? create.error : null;

  const errorOf = (field: OwnerField) => {
    const problem = isChecked && problems[field];
    return problem ? t(problem) : refusal?.field === field ? refusal.message : null;
  };
  const change = (field: OwnerField) => (value: string) => setInput((now) => ({ ...now, [field]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (Object.values(problems).some(Boolean)) return;
    create.mutate({ ...input, name: input.name.trim(), email: input.email.trim() });
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
      {create.error && !refusal?.field && <Notice tone="danger">{messageOf(create.error)}</Notice>}
      <Button
        type="submit"
        kind="primary"
        isPending={create.isPending || create.isSuccess}
      >{t`Create owner`}</Button>
    </form>
  );
}
