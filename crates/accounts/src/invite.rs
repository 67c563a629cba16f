//! Invitations to projects. Nothing of an invitation's code is kept: it is computed from the row and the server's key, so
//! that whoever may see an invitation can copy its link again.

use std::time::Duration;

use access::Identity;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::ids::{InviteId, ProjectId, RoleId, UserId};
use serde_json::json;
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use sql::platform::{invites, members, people, roles as role_rows};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::input::InputError;
use crate::person::{NewPerson, Person, normalised_email};
use crate::team::TeamError;
use crate::{audit, clock, secret};

/// How long an invitation is good.
const LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Length of an invitation's id, with which its code begins.
const ID_LENGTH: usize = 32;
/// Longest text about where an invitation was made.
const LONGEST_ORIGIN: usize = 200;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The invitation's id.
    pub id: InviteId,
    /// Where to.
    pub project: ProjectId,
    /// Normalised e-mail address of whom it is for.
    pub email: String,
    /// Who invites.
    pub issuer: UserId,
    /// What the client said of where the invitation was made.
    pub origin: Option<String>,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time from which on it is worth nothing.
    pub expires_at: String,
    /// Canonical time; none while it is open.
    pub accepted_at: Option<String>,
    /// The roles that it gives.
    pub roles: Vec<RoleId>,
}

impl Invite {
    fn read(row: &Row, roles: Vec<RoleId>) -> Result<Self, StoreError> {
        Ok(Self {
            id: InviteId::new(row.text(0)?),
            project: ProjectId::new(row.text(1)?),
            email: row.text(2)?.to_owned(),
            issuer: UserId::new(row.text(3)?),
            origin: row.opt_text(4)?.map(str::to_owned),
            created_at: row.text(5)?.to_owned(),
            expires_at: row.text(6)?.to_owned(),
            accepted_at: row.opt_text(7)?.map(str::to_owned),
            roles,
        })
    }

    fn is_open(&self, now: &str) -> bool {
        self.accepted_at.is_none() && self.expires_at.as_str() > now
    }

    fn audited(&self, action: Action) -> Entry<'_> {
        let roles: Vec<&str> = self.roles.iter().map(RoleId::as_str).collect();
        Entry {
            resource: Resource::Invite,
            action,
            entity_id: Some(self.id.as_str()),
            entity_name: Some(&self.email),
            payload: Some(json!({ "email": self.email, "roles": roles })),
            detail: None,
        }
    }

    /// What makes a person a member with the invitation's roles.
    pub(crate) fn joining(&self, person: &UserId, now: &str) -> Vec<Statement> {
        let member = secret::fresh_id();
        let by = Identity::Member { id: person.clone(), name: self.email.clone() };
        let mut statements = vec![members::insert(&member, self.project.as_str(), person.as_str(), false, now)];
        statements.extend(self.roles.iter().map(|role| role_rows::give(&member, role.as_str())));
        statements.push(audit::in_project(&self.project, &by, now, self.audited(Action::Accept)));
        statements
    }
}

impl Accounts {
    /// Invites somebody to a project with roles, for seven days, and mails the link when letters are sent. An older invitation for the same address ends. Whether
    /// the address is a person's already makes no difference (security case 30), unless it is a member's.
    pub async fn invite(
        &self,
        project: &ProjectId,
        issuer: &Person,
        email: &str,
        roles: &[RoleId],
        origin: Option<String>,
    ) -> Result<Invite, TeamError> {
        let bad_email = || InputError::new("email", "Enter an e-mail address such as ada@example.com.");
        let email = normalised_email(email).ok_or_else(bad_email)?;
        if origin.as_ref().is_some_and(|text| text.chars().count() > LONGEST_ORIGIN || text.contains('\0')) {
            return Err(InputError::new("origin", "Use at most 200 characters for the origin.").into());
        }
        let roles = self.assignable_roles(project, roles).await?;
        if self.members(project).await?.iter().any(|member| member.person.email == email) {
            return Err(TeamError::AlreadyMember(email));
        }
        let now = clock::now();
        let invite = Invite {
            id: InviteId::new(secret::fresh_id()),
            project: project.clone(),
            email,
            issuer: issuer.id.clone(),
            origin,
            expires_at: clock::after(&now, LIFE),
            created_at: now.clone(),
            accepted_at: None,
            roles: roles.into_iter().map(|role| role.id).collect(),
        };
        let row = invites::NewRow {
            id: invite.id.as_str(),
            project: project.as_str(),
            email: &invite.email,
            issuer: issuer.id.as_str(),
            origin: invite.origin.as_deref(),
            now: &now,
            expires_at: &invite.expires_at,
        };
        let mut statements = vec![invites::delete_of_email(project.as_str(), &invite.email), invites::insert(&row)];
        statements.extend(invite.roles.iter().map(|role| invites::give_role(invite.id.as_str(), role.as_str())));
        let by = Identity::from(issuer);
        statements.push(audit::in_project(project, &by, &now, invite.audited(Action::Create)));
        self.write_team(statements).await?;
        // The invitation is made, whatever becomes of the letter: its link can be copied.
        if let Some(project) = self.project(project).await? {
            self.inner().letters.invite(&invite, &self.invite_code(&invite), issuer, &project.name);
        }
        Ok(invite)
    }

    /// The project's invitations, newest first.
    pub async fn invites(&self, project: &ProjectId) -> Result<Vec<Invite>, StoreError> {
        let rows = self.platform().query(invites::of_project(project.as_str())).await?;
        self.invites_of(&rows).await
    }

    /// What a person is invited to and has not answered, newest first.
    pub async fn pending_invites(&self, person: &Person) -> Result<Vec<Invite>, StoreError> {
        let rows = self.platform().query(invites::open_of_email(&person.email, &clock::now())).await?;
        self.invites_of(&rows).await
    }

    pub(crate) async fn invites_of(&self, rows: &[Row]) -> Result<Vec<Invite>, StoreError> {
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let roles = self.platform().query(invites::roles(row.text(0)?)).await?;
            let roles = roles.iter().map(|row| row.text(0).map(RoleId::new)).collect::<Result<_, _>>()?;
            found.push(Invite::read(row, roles)?);
        }
        Ok(found)
    }

    /// The code of an invitation, for its link; the same each time.
    pub fn invite_code(&self, invite: &Invite) -> String {
        let signature = self.inner().invites.derive(&format!("{} {}", invite.id, invite.created_at));
        format!("{}{}", invite.id, URL_SAFE_NO_PAD.encode(signature))
    }

    /// The invitation that the code is of, if it is open.
    ///
    /// # Errors
    /// [`TeamError::InviteClosed`], whatever is wrong with the code or the invitation.
    pub async fn open_invite(&self, code: &str) -> Result<Invite, TeamError> {
        self.open_invite_at(code, &clock::now()).await
    }

    pub(crate) async fn open_invite_at(&self, code: &str, now: &str) -> Result<Invite, TeamError> {
        let id = code.get(..ID_LENGTH).filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let id = id.ok_or(TeamError::InviteClosed)?;
        let row = self.platform().query_opt(invites::by_id(id)).await?.ok_or(TeamError::InviteClosed)?;
        let invite = self.invites_of(&[row]).await?.pop().ok_or(TeamError::InviteClosed)?;
        let is_ours = secret::same_hash(code, &self.invite_code(&invite));
        if is_ours && invite.is_open(now) { Ok(invite) } else { Err(TeamError::InviteClosed) }
    }

    /// Makes a person a member through an invitation for their address.
    pub async fn accept_invite(&self, person: &Person, code: &str) -> Result<Invite, TeamError> {
        let invite = self.open_invite(code).await?;
        if person.email != invite.email {
            return Err(TeamError::OtherAddress);
        }
        let statements = invite.joining(&person.id, &clock::now());
        self.accept(invite, statements).await
    }

    /// Makes a person for an invitation's address, and a member. `name` may be empty.
    ///
    /// # Errors
    /// [`TeamError::AlreadyMember`] when the address is a person's already, who must sign in instead.
    pub async fn join_by_invite(&self, code: &str, name: String, password: String) -> Result<Person, TeamError> {
        let invite = self.open_invite(code).await?;
        let new = NewPerson { email: invite.email.clone(), name, password }.checked()?;
        let hash = self.inner().passwords.hash(new.password).await.map_err(|_| TeamError::Hashing)?;
        let (id, now) = (UserId::new(secret::fresh_cuid()), clock::now());
        let row = people::NewRow {
            id: id.as_str(),
            email: &new.email,
            name: &new.name,
            password_hash: Some(&hash),
            is_owner: false,
            now: &now,
        };
        let mut statements = vec![people::insert(&row)];
        statements.extend(invite.joining(&id, &now));
        self.accept(invite, statements).await?;
        Ok(self.person(&id).await?.ok_or(StoreError::Closed)?)
    }

    /// Uses the invitation up, if nobody was faster, and does what follows.
    async fn accept(&self, mut invite: Invite, statements: Vec<Statement>) -> Result<Invite, TeamError> {
        let now = clock::now();
        let accept = invites::accept(invite.id.as_str(), &now);
        let job = self.platform().write(move |tx| {
            Box::pin(async move {
                if tx.execute(accept).await? == 0 {
                    return Err(TeamError::InviteClosed);
                }
                for statement in statements {
                    tx.execute(statement).await?;
                }
                Ok(())
            })
        });
        let done = job.await;
        self.forget_members();
        match done {
            Ok(()) => {
                invite.accepted_at = Some(now);
                Ok(invite)
            }
            Err(TeamError::Store(StoreError::Unique { .. })) => Err(TeamError::AlreadyMember(invite.email)),
            Err(other) => Err(other),
        }
    }

    /// Ends an invitation that nobody has accepted.
    pub async fn revoke_invite(&self, project: &ProjectId, id: &InviteId, by: &Identity) -> Result<(), TeamError> {
        let found = self.invites(project).await?.into_iter().find(|invite| &invite.id == id);
        let invite = found.ok_or_else(|| TeamError::not_found("invitation", id))?;
        if invite.accepted_at.is_some() {
            return Err(TeamError::InviteClosed);
        }
        let told = audit::in_project(project, by, &clock::now(), invite.audited(Action::Delete));
        Ok(self.write_team(vec![told, invites::delete_open(id.as_str())]).await?)
    }
}

#[cfg(test)]
mod tests;
