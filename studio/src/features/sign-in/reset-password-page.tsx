import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../../api/problem.ts';
import { passwordResetQuery, resetPassword } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { newPasswordProblem, shortestPassword } from './credentials.ts';
import { Entrance, entranceForm } from './entrance.tsx';

/** Where a link leads that sets a new password. Its token is the address's fragment, which no server is sent. */
export function ResetPasswordPage() {
  const { t } = useLingui();
  const { hash } = useLocation();
  // On the way to the next page the address has no fragment any more, and this page is still there.
  const [token] = useState(hash);
  const { data: link, error } = useQuery(passwordResetQuery(token));
  const [isDone, setDone] = useState(false);
  if (isDone) {
    return (
      <Entrance
        title={t`Your password is set`}
        lead={t`Every session that was open has ended. Sign in with the new password.`}
      >
        <Link to="/sign-in">{t`Go to the sign-in page`}</Link>
      </Entrance>
    );
  }
  if (error) {
    return (
      <Entrance title={t`This link cannot be used`}>
        <Notice tone="danger">{messageOf(error)}</Notice>
        <Link to="/sign-in">{t`Go to the sign-in page`}</Link>
      </Entrance>
    );
  }
  if (!link) return <Loading />;
  return (
    <Entrance title={t`Set a new password`}>
      <PasswordForm token={token} email={link.email} onDone={() => setDone(true)} />
    </Entrance>
  );
}

function PasswordForm({ token, email, onDone }: { token: string; email: string; onDone: () => void }) {
  const { t } = useLingui();
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const reset = useMutation({ mutationFn: resetPassword, onSuccess: onDone });
  const problem = newPasswordProblem(password);
  const refusal =
    reset.error instanceof ApiError && reset.error.field === 'password' ? reset.error.message : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!problem) reset.mutate({ token, password });
  };
  return (
    <form className={entranceForm} noValidate onSubmit={submit}>
      {/* For password managers, which keep the two together. */}
      <TextField
        label={t`Email`}
        type="email"
        autoComplete="username"
        isReadOnly
        value={email}
        onChange={() => {}}
      />
      <TextField
        label={t`New password`}
        type="password"
        autoComplete="new-password"
        autoFocus
        description={t`At least ${shortestPassword} characters.`}
        value={password}
        onChange={setPassword}
        error={isChecked && problem ? t(problem) : refusal}
      />
      {reset.error && !refusal && <Notice tone="danger">{messageOf(reset.error)}</Notice>}
      <Button type="submit" kind="primary" isPending={reset.isPending}>{t`Set password`}</Button>
    </form>
  );
}
