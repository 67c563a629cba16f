import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { sessionQuery, signIn } from '../../api/session.ts';
import { Button, DocumentLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { emailProblem } from './credentials.ts';
import { Entrance, entranceForm } from './entrance.tsx';
import { openIdProblem } from './openid-problem.ts';
import { returnPath } from './return-path.ts';

type Problems = { email: MessageDescriptor | null; password: MessageDescriptor | null };

export function SignInPage() {
  const { t } = useLingui();
  const { data: session } = useQuery(sessionQuery);
  const { problem } = useSearch({ from: '/sign-in' });
  return (
    <Entrance title={t`Sign in`}>
      {session && !session.ownerExists && (
        <Notice tone="info">
          <Trans>
            This Epigraph has no owner yet. When the server started it printed a one-time link; open that link
            to create the owner.
          </Trans>
        </Notice>
      )}
      {problem && <Notice tone="danger">{t(openIdProblem(problem))}</Notice>}
      <SignInForm sendsMail={session?.sendsMail ?? false} />
      {session?.openId && <OpenIdLink name={session.openId} />}
    </Entrance>
  );
}

/** To the identity provider and back; a new document, as everything that leaves Studio. */
function OpenIdLink({ name }: { name: string }) {
  const { t } = useLingui();
  const search = useSearch({ from: '/sign-in' });
  const wanted = returnPath(search.return, window.location.origin);
  const query = wanted === '/' ? '' : `?return=${encodeURIComponent(wanted)}`;
  return <DocumentLink href={`/studio-api/openid/start${query}`}>{t`Sign in with ${name}`}</DocumentLink>;
}

function SignInForm({ sendsMail }: { sendsMail: boolean }) {
  const { t } = useLingui();
  const search = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problems, setProblems] = useState<Problems>({ email: null, password: null });
  const enter = useMutation({
    mutationFn: signIn,
    // A new document, so that nothing of a former visit is left and its policy fits where the person goes.
    onSuccess: () => window.location.assign(returnPath(search.return, window.location.origin)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = { email: emailProblem(email), password: password ? null : msg`Enter your password.` };
    setProblems(found);
    if (!found.email && !found.password) enter.mutate({ email: email.trim(), password });
  };
  return (
    <form className={entranceForm} noValidate onSubmit={submit}>
      <TextField
        label={t`Email`}
        type="email"
        autoComplete="username"
        autoFocus
        value={email}
        onChange={setEmail}
        error={problems.email && t(problems.email)}
      />
      <TextField
        label={t`Password`}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={problems.password && t(problems.password)}
      />
      {enter.error && <Notice tone="danger">{messageOf(enter.error)}</Notice>}
      <Button
        type="submit"
        kind="primary"
        isPending={enter.isPending || enter.isSuccess}
      >{t`Sign in`}</Button>
      {sendsMail && <Link to="/forgot-password">{t`Forgot your password?`}</Link>}
    </form>
  );
}
