import type { MessageDescriptor } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { mailPasswordReset, sessionQuery } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailProblem } from './credentials.ts';
import { Entrance, entranceForm } from './entrance.tsx';

/** Has a link mailed that sets a new password. What it says is the same whoever has the address. */
export function ForgotPasswordPage() {
  const { t } = useLingui();
  const { data: session } = useQuery(sessionQuery);
  return (
    <Entrance title={t`Forgot your password?`}>
      {session && !session.sendsMail ? (
        <Notice tone="info">
          <Trans>This server sends no mail. Ask whoever runs it for a link that sets a new password.</Trans>
        </Notice>
      ) : (
        <AddressForm />
      )}
      <Link to="/sign-in">{t`Go to the sign-in page`}</Link>
    </Entrance>
  );
}

function AddressForm() {
  const { t } = useLingui();
  const [email, setEmail] = useState('');
  const [problem, setProblem] = useState<MessageDescriptor | null>(null);
  const ask = useMutation({ mutationFn: mailPasswordReset });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = emailProblem(email);
    setProblem(found);
    if (!found) ask.mutate({ email: email.trim() });
  };
  if (ask.isSuccess) {
    const address = email.trim();
    return (
      <Notice tone="success">
        <Trans>
          If {address} has an account here, a link is on its way to it. It works once, for an hour. Look into
          the junk folder, too.
        </Trans>
      </Notice>
    );
  }
  return (
    <form className={entranceForm} noValidate onSubmit={submit}>
      <TextField
        label={t`Email`}
        type="email"
        autoComplete="username"
        autoFocus
        description={t`A link that sets a new password is mailed to you.`}
        value={email}
        onChange={setEmail}
        error={problem && t(problem)}
      />
      {ask.error && <Notice tone="danger">{messageOf(ask.error)}</Notice>}
      <Button type="submit" kind="primary" isPending={ask.isPending}>{t`Send link`}</Button>
    </form>
  );
}
