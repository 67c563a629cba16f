//! `Invite`.

use std::sync::Arc;

use accounts::{Invite, Person, Project, Role, TeamError};
use graphql::{FieldCall, FieldError, Resolved};

use super::project::ProjectObject;
use super::{Record, object, team, text};
use crate::error::{FieldResult, ResultExt as _, not_found, of_team};
use crate::scope::Scope;

/// An invitation, for who may invite and for whom it is for.
pub(super) struct InviteObject {
    scope: Arc<Scope>,
    invite: Invite,
}

object!(InviteObject, "Invite");

impl InviteObject {
    /// The object of an invitation.
    pub(super) fn resolved(scope: &Arc<Scope>, invite: Invite) -> Resolved {
        Resolved::object(InviteObject { scope: scope.clone(), invite })
    }

    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let (scope, invite) = (&self.scope, &self.invite);
        Ok(match field.name {
            "id" => invite.id.as_str().into(),
            "createdAt" => invite.created_at.as_str().into(),
            "expirationDate" => invite.expires_at.as_str().into(),
            "email" => invite.email.as_str().into(),
            "code" => scope.accounts().invite_code(invite).into(),
            "acceptedAt" => text(invite.accepted_at.as_ref()),
            "origin" => text(invite.origin.as_ref()),
            "issuer" | "project" | "roles" => match scope.project(invite.project.as_str()).await? {
                Some(project) => self.of_project(field.name, project).await?,
                None => self.of_foreign_project(field.name).await?,
            },
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    async fn of_project(&self, name: &str, project: Project) -> FieldResult<Resolved> {
        let (scope, invite) = (&self.scope, &self.invite);
        let project = Arc::new(project);
        match name {
            "project" => Ok(ProjectObject::resolved(scope, Project::clone(&project))),
            "issuer" => team::member_of(scope, &project, &invite.issuer).await,
            _ => Ok(team::roles(scope, &project, &self.roles().await?)),
        }
    }

    /// Who is no member yet sees names, and nothing that leads on.
    async fn of_foreign_project(&self, name: &str) -> FieldResult<Resolved> {
        match name {
            "project" => {
                let project = self.scope.accounts().project(&self.invite.project).await.or_internal()?;
                let project = project.ok_or_else(|| not_found("project", self.invite.project.as_str()))?;
                let fields = vec![
                    ("id", project.id.as_str().into()),
                    ("createdAt", project.created_at.as_str().into()),
                    ("updatedAt", project.updated_at.as_str().into()),
                    ("name", project.name.as_str().into()),
                    ("description", text(project.description.as_ref())),
                ];
                Ok(Record::of("Project", fields))
            }
            "issuer" => Ok(Resolved::Null),
            _ => {
                let role = |role: &Role| {
                    let fields = vec![
                        ("id", role.id.as_str().into()),
                        ("name", role.name.as_str().into()),
                        ("description", text(role.description.as_ref())),
                        ("isDefault", role.is_default.into()),
                    ];
                    Record::of("Role", fields)
                };
                Ok(Resolved::List(self.roles().await?.iter().map(role).collect()))
            }
        }
    }

    async fn roles(&self) -> FieldResult<Vec<Role>> {
        let mut roles = self.scope.accounts().roles(&self.invite.project).await.or_internal()?;
        roles.retain(|role| self.invite.roles.contains(&role.id));
        Ok(roles)
    }
}

/// What a person is invited to.
pub(super) async fn pending(scope: &Arc<Scope>, person: &Person) -> FieldResult<Resolved> {
    let invites = scope.accounts().pending_invites(person).await.or_internal()?;
    Ok(Resolved::List(invites.into_iter().map(|invite| InviteObject::resolved(scope, invite)).collect()))
}

/// The open invitation with that code, if it is for the person.
pub(super) async fn by_code(scope: &Arc<Scope>, person: &Person, code: &str) -> FieldResult<Resolved> {
    match scope.accounts().open_invite(code).await {
        Ok(invite) if invite.email == person.email => Ok(InviteObject::resolved(scope, invite)),
        Ok(_) | Err(TeamError::InviteClosed) => Ok(Resolved::Null),
        Err(error) => Err(of_team(error)),
    }
}
