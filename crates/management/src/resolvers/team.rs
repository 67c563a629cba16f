//! People, members, roles, management permissions.

use std::sync::Arc;

use access::{ManagementGrants, PermissionAction};
use accounts::{Member, Person, Project, Role, Viewer, role_defaults, token_defaults};
use graphql::{FieldCall, FieldError, Resolved};
use serde_json::Value;

use super::mutation::selection;
use super::quota::ALWAYS;
use super::{Record, content_permission, none, object, page, text};
use crate::error::{FieldResult, ResultExt as _, not_found};
use crate::operation::action_of_field;
use crate::scope::{EnvironmentScope, Scope, check};

/// `User`: a person outside of any project.
pub(super) fn user(person: &Person) -> Resolved {
    Record::of(
        "User",
        vec![
            ("id", person.id.as_str().into()),
            ("createdAt", person.created_at.as_str().into()),
            ("updatedAt", person.updated_at.as_str().into()),
            ("profile", profile(person)),
            ("preferences", person.preferences.clone().map_or(Resolved::Null, Resolved::Leaf)),
        ],
    )
}

fn profile(person: &Person) -> Resolved {
    let mut fields: Vec<(&'static str, Resolved)> = vec![
        ("id", person.id.as_str().into()),
        ("email", person.email.as_str().into()),
        ("name", person.name.as_str().into()),
        ("picture", text(person.picture.as_ref())),
    ];
    let unknown = ["role", "purpose", "companyName", "companySize", "intercomUserHash"];
    fields.extend(unknown.map(|name| (name, Resolved::Null)));
    Record::of("Profile", fields)
}

/// The management permissions that grants consist of. A permission's id is its action's name: it is stable, and who
/// sends action names where ids are wanted is understood, too.
pub(super) fn management_permissions(grants: &ManagementGrants) -> Resolved {
    Resolved::List(grants.actions().map(management_permission).collect())
}

/// What somebody of that kind begins with; the public has no management permissions.
pub(super) fn default_permissions(field: &FieldCall<'_>) -> ManagementGrants {
    match field.text("kind") {
        Some("ROLE") => role_defaults(),
        Some("PAT") => token_defaults(),
        Some(_) | None => ManagementGrants::none(),
    }
}

fn management_permission(action: PermissionAction) -> Resolved {
    Record::of(
        "ManagementPermission",
        vec![
            ("id", action.wire().into()),
            ("createdAt", ALWAYS.into()),
            ("updatedAt", ALWAYS.into()),
            ("description", Resolved::Null),
            ("action", action.wire().into()),
        ],
    )
}

/// `Member`.
pub(super) struct MemberObject {
    pub(super) scope: Arc<Scope>,
    pub(super) project: Arc<Project>,
    pub(super) member: Member,
}

object!(MemberObject, "Member");

impl MemberObject {
    fn is_own(&self) -> bool {
        matches!(&self.scope.viewer, Viewer::User(person) if person.id == self.member.person.id)
    }

    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let member = &self.member;
        // Who made something has an id for everybody who may see that thing.
        if field.name != "id" {
            self.scope.check_people()?;
        }
        Ok(match field.name {
            "id" => member.id.as_str().into(),
            "createdAt" | "updatedAt" => member.created_at.as_str().into(),
            "profile" => profile(&member.person),
            "preferences" => {
                let own = member.person.preferences.clone().filter(|_| self.is_own());
                own.map_or(Resolved::Null, Resolved::Leaf)
            }
            // What Studio remembers is the member's own.
            "userSelection" => selection(member, member.selection.clone().filter(|_| self.is_own())),
            "roles" => roles(&self.scope, &self.project, &member.roles),
            "isOwner" => member.is_owner.into(),
            "hasPermissions" => {
                let grants = member.management_grants();
                let missing = |name: &&Value| {
                    let action = name.as_str().and_then(PermissionAction::from_wire);
                    action.is_none_or(|action| grants.check(action).is_err())
                };
                let asked = field.argument("actions").as_array().into_iter().flatten();
                let missing: Vec<Value> = asked.filter(missing).cloned().collect();
                let fields = vec![("notAllowedActions", Resolved::Leaf(Value::Array(missing)))];
                Record::of("MemberHasPermissionsPayload", fields)
            }
            _ => return Err(FieldError::not_implemented(field)),
        })
    }
}

/// A member.
pub(super) fn member(scope: &Arc<Scope>, project: &Arc<Project>, member: Member) -> Resolved {
    Resolved::object(MemberObject { scope: scope.clone(), project: project.clone(), member })
}

/// A role.
pub(super) fn role(scope: &Arc<Scope>, project: &Arc<Project>, role: Role) -> Resolved {
    Resolved::object(RoleObject { scope: scope.clone(), project: project.clone(), role })
}

/// The members of a project.
pub(super) async fn members(scope: &Arc<Scope>, project: &Arc<Project>) -> FieldResult<Vec<MemberObject>> {
    let members = scope.accounts().members(&project.id).await.or_internal()?;
    let object = |member| MemberObject { scope: scope.clone(), project: project.clone(), member };
    Ok(members.into_iter().map(object).collect())
}

/// The member that a person is in a project, if any.
pub(super) async fn member_of(
    scope: &Arc<Scope>,
    project: &Arc<Project>,
    person: &model::ids::UserId,
) -> FieldResult<Resolved> {
    let member = scope.accounts().member(&project.id, person).await.or_internal()?;
    let object = |member| MemberObject { scope: scope.clone(), project: project.clone(), member };
    Ok(member.map_or(Resolved::Null, |member| Resolved::object(object(member))))
}

/// Roles of a project.
pub(super) fn roles(scope: &Arc<Scope>, project: &Arc<Project>, roles: &[Role]) -> Resolved {
    let object = |role: &Role| RoleObject { scope: scope.clone(), project: project.clone(), role: role.clone() };
    Resolved::objects(roles.iter().map(object))
}

/// `Role`.
struct RoleObject {
    scope: Arc<Scope>,
    project: Arc<Project>,
    role: Role,
}

object!(RoleObject, "Role");

impl RoleObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let role = &self.role;
        if let Some(action) = action_of_field(field.parent_type, field.name) {
            check(&self.scope.grants(&self.project.id).await?, action)?;
        }
        Ok(match field.name {
            "id" => role.id.as_str().into(),
            "createdAt" => role.created_at.as_str().into(),
            "updatedAt" => role.updated_at.as_str().into(),
            "isDefault" => role.is_default.into(),
            "name" => role.name.as_str().into(),
            "description" => text(role.description.as_ref()),
            "managementPermissions" => management_permissions(&role.grants),
            "members" => Resolved::objects(self.members().await?),
            "membersConnection" => page::members(self.members().await?, field),
            "agents" => none(),
            "contentPermissions" => self.content_permissions(field).await?,
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    /// In the environment that is named, else in all of the project.
    async fn content_permissions(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let mut environments = self.scope.environments(&self.project.id).await?;
        if let Some(id) = field.text("environmentId") {
            environments.retain(|row| row.id.as_str() == id);
            if environments.is_empty() {
                return Err(not_found("environment", id));
            }
        }
        let mut all = Vec::new();
        for row in environments {
            let environment = EnvironmentScope::open(&self.scope, &self.project, row).await?;
            if let Resolved::List(rows) = content_permission::of_role(&environment, &self.role).await? {
                all.extend(rows);
            }
        }
        Ok(Resolved::List(all))
    }

    async fn members(&self) -> FieldResult<Vec<MemberObject>> {
        let mut all = members(&self.scope, &self.project).await?;
        all.retain(|object| object.member.roles.iter().any(|role| role.id == self.role.id));
        Ok(all)
    }
}
