import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import {
  type Invite,
  type Member,
  removeMember,
  revokeInvite,
  type Team,
  teamQuery,
} from '../../../api/team.ts';
import { useChange } from '../../../api/use-change.ts';
import { type Rights, useRights } from '../../../api/viewer-rights.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/dialog.tsx';
import { Loading, Page, Section } from '../../../ui/page.tsx';
import { ProblemPage } from '../../../ui/problem-page.tsx';
import { Muted, RowActions, Table } from '../../../ui/table.tsx';
import { showToast } from '../../../ui/toasts.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { InviteLinkDialog } from './invite-link-dialog.tsx';
import { MemberRolesDialog } from './member-roles-dialog.tsx';

export function MembersPage() {
  const { t } = useLingui();
  const { projectId } = useParams({ from: '/signed-in/$projectId/$environmentName/settings/members' });
  const { data, error } = useQuery(teamQuery(projectId));
  const rights = useRights(projectId);
  const [isInviting, setInviting] = useState(false);
  const [invite, setInvite] = useState<Invite | null>(null);
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t`Members`}
      lead={t`Who works in this project, in all its environments, and in which roles.`}
      actions={
        rights('USER_INVITE') && (
          <Button kind="primary" onPress={() => setInviting(true)}>
            <Plus size={15} aria-hidden />
            {t`Invite member`}
          </Button>
        )
      }
    >
      <Table label={t`Members`} columns={[t`Name`, t`Email`, t`Roles`, t`Actions`]}>
        {data.members.map((member) => (
          <MemberRow key={member.id} projectId={projectId} member={member} team={data} rights={rights} />
        ))}
      </Table>
      <Invites projectId={projectId} invites={data.invites} rights={rights} onShow={setInvite} />
      {isInviting && (
        <InviteDialog
          projectId={projectId}
          roles={data.existingRoles}
          onClose={() => setInviting(false)}
          onSent={(sent) => {
            setInviting(false);
            setInvite(sent);
          }}
        />
      )}
      {invite && <InviteLinkDialog invite={invite} onClose={() => setInvite(null)} />}
    </Page>
  );
}

interface MemberRowProps {
  projectId: string;
  member: Member;
  team: Team;
  rights: Rights;
}

function MemberRow({ projectId, member, team, rights }: MemberRowProps) {
  const { t } = useLingui();
  const { profile } = member;
  return (
    <tr>
      <td>
        <Avatar name={profile.name} address={profile.picture ?? ''} /> {profile.name}
      </td>
      <td>{profile.email}</td>
      <td>
        {member.isOwner && <Badge tone="accent">{t`Owner`}</Badge>}{' '}
        {member.roles.map((role) => (
          <Badge key={role.id}>{role.name}</Badge>
        ))}
      </td>
      <td>
        {!member.isOwner && (
          <MemberActions projectId={projectId} member={member} team={team} rights={rights} />
        )}
      </td>
    </tr>
  );
}

function MemberActions({ projectId, member, team, rights }: MemberRowProps) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<'roles' | 'remove' | null>(null);
  const { name } = member.profile;
  const stale = [teamQuery(projectId).queryKey];
  const remove = useChange({
    make: () => removeMember(member.id),
    stale,
    done: () => showToast({ title: t`${name} is no member any more.`, tone: 'success' }),
  });
  return (
    <RowActions>
      {rights('USER_ASSIGNROLE') && (
        <Button kind="quiet" aria-label={t`Change roles of ${name}`} onPress={() => setAsked('roles')}>
          {t`Change roles`}
        </Button>
      )}
      {rights('USER_REMOVE') && (
        <Button kind="quiet" aria-label={t`Remove ${name}`} onPress={() => setAsked('remove')}>
          {t`Remove`}
        </Button>
      )}
      {asked === 'roles' && (
        <MemberRolesDialog
          member={member}
          roles={team.existingRoles}
          stale={stale}
          onClose={() => setAsked(null)}
        />
      )}
      <ConfirmDialog
        title={t`Remove ${name}?`}
        confirmLabel={t`Remove member`}
        isOpen={asked === 'remove'}
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setAsked(null)}
        onConfirm={() => remove.mutate()}
      >
        <p>
          <Trans>
            Access to the project ends at once, in every environment. What this person has made stays.
          </Trans>
        </p>
      </ConfirmDialog>
    </RowActions>
  );
}

interface InvitesProps {
  projectId: string;
  invites: Invite[];
  rights: Rights;
  onShow: (invite: Invite) => void;
}

function Invites({ projectId, invites, rights, onShow }: InvitesProps) {
  const { t, i18n } = useLingui();
  const open = invites.filter((invite) => !invite.acceptedAt);
  const revoke = useChange({
    make: (id: string) => revokeInvite(id),
    stale: [teamQuery(projectId).queryKey],
    isErrorToast: true,
  });
  if (open.length === 0) return null;
  return (
    <Section title={t`Open invitations`}>
      <Table label={t`Open invitations`} columns={[t`Email`, t`Roles`, t`Valid until`, t`Actions`]}>
        {open.map((invite) => (
          <tr key={invite.id}>
            <td>{invite.email}</td>
            <td>
              {invite.roles.map((role) => (
                <Badge key={role.id}>{role.name}</Badge>
              ))}
            </td>
            <td>
              <Muted>{i18n.date(new Date(invite.expirationDate), { dateStyle: 'medium' })}</Muted>
            </td>
            <td>
              {rights('USER_INVITE') && (
                <RowActions>
                  <Button
                    kind="quiet"
                    aria-label={t`Show the link for ${invite.email}`}
                    onPress={() => onShow(invite)}
                  >
                    {t`Show link`}
                  </Button>
                  <Button
                    kind="quiet"
                    aria-label={t`Revoke the invitation of ${invite.email}`}
                    isPending={revoke.isPending}
                    onPress={() => revoke.mutate(invite.id)}
                  >
                    {t`Revoke`}
                  </Button>
                </RowActions>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
