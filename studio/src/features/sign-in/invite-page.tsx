import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from '@tanstack/react-router';
import { acceptInvite } from '../../api/invites.ts';
import { messageOf } from '../../api/problem.ts';
import { createInvitedPerson, type OpenInvite, openInviteQuery, sessionQuery } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Loading } from '../../ui/page.tsx';
import { Entrance } from './entrance.tsx';
import { NewPersonForm } from './new-person-form.tsx';

/** Where an invitation's link leads: an account is made for it, or the one that there is accepts it. */
export function InvitePage() {
  const { t } = useLingui();
  const { code } = useParams({ from: '/invite/$code' });
  const { data: invite, error } = useQuery(openInviteQuery(code));
  if (error) {
    return (
      <Entrance title={t`This invitation cannot be used`}>
        <Notice tone="danger">{messageOf(error)}</Notice>
        <Link to="/">{t`Go to the start page`}</Link>
      </Entrance>
    );
  }
  if (!invite) return <Loading />;
  return (
    <Entrance title={t`Join ${invite.projectName}`} lead={t`The invitation is for ${invite.email}.`}>
      {invite.hasAccount ? (
        <Accept code={code} invite={invite} />
      ) : (
        <NewPersonForm
          submitLabel={t`Create account and join`}
          invitedEmail={invite.email}
          create={({ name, password }) => createInvitedPerson({ code, name, password })}
        />
      )}
    </Entrance>
  );
}

function Accept({ code, invite }: { code: string; invite: OpenInvite }) {
  const { t } = useLingui();
  const { href } = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const accept = useMutation({
    mutationFn: () => acceptInvite(code),
    onSuccess: () => window.location.assign('/'),
  });
  if (!session) return <Loading />;
  if (session.user?.email.toLowerCase() !== invite.email.toLowerCase()) {
    return (
      <>
        <p>
          <Trans>Sign in as {invite.email} to accept.</Trans>
        </p>
        <Link to="/sign-in" search={{ return: href }}>{t`Go to the sign-in page`}</Link>
      </>
    );
  }
  return (
    <>
      {accept.error && <Notice tone="danger">{messageOf(accept.error)}</Notice>}
      <Button
        kind="primary"
        isPending={accept.isPending || accept.isSuccess}
        onPress={() => accept.mutate()}
      >{t`Join the project`}</Button>
    </>
  );
}
