import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../api/problem.ts';
import { changePassword, signOutEverywhere } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Card, Page, Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { newPasswordProblem, shortestPassword } from '../sign-in/credentials.ts';

export function AccountPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Your account`} width="narrow">
      <PasswordSection />
      <SessionsSection />
    </Page>
  );
}

function PasswordSection() {
  const { t } = useLingui();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [isChecked, setChecked] = useState(false);
  const problem = newPasswordProblem(newPassword);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent('');
      setNew('');
      setChecked(false);
      showToast({
        title: t`The password was changed.`,
        description: t`You are signed out everywhere else.`,
        tone: 'success',
      });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (currentPassword && !problem) change.mutate({ currentPassword, newPassword });
  };
  return (
    <Section title={t`Password`}>
      <form noValidate onSubmit={submit}>
        <Card>
          <TextField
            label={t`Current password`}
            type="password"
            autoComplete="current-password"
            value={currentPassword}
            onChange={setCurrent}
            error={isChecked && !currentPassword ? t`Enter your password.` : null}
          />
          <TextField
            label={t`New password`}
            type="password"
            autoComplete="new-password"
            description={t`At least ${shortestPassword} characters.`}
            value={newPassword}
            onChange={setNew}
            error={isChecked && problem ? t(problem) : null}
          />
          {change.error && <Notice tone="danger">{messageOf(change.error)}</Notice>}
          <div>
            <Button type="submit" kind="primary" isPending={change.isPending}>
              {t`Change password`}
            </Button>
          </div>
        </Card>
      </form>
    </Section>
  );
}

function SessionsSection() {
  const { t } = useLingui();
  const [isAsking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: signOutEverywhere,
    onSuccess: () => window.location.assign('/sign-in'),
  });
  return (
    <Section title={t`Sessions`}>
      <Card>
        <p>
          <Trans>If a device of yours was lost, end every session, also this one.</Trans>
        </p>
        <div>
          <Button onPress={() => setAsking(true)}>{t`Sign out everywhere`}</Button>
        </div>
      </Card>
      <ConfirmDialog
        title={t`Sign out everywhere?`}
        confirmLabel={t`Sign out everywhere`}
        isOpen={isAsking}
        isPending={leave.isPending}
        error={leave.error}
        onClose={() => setAsking(false)}
        onConfirm={() => leave.mutate()}
      >
        <p>
          <Trans>You have to sign in again on every device.</Trans>
        </p>
      </ConfirmDialog>
    </Section>
  );
}
