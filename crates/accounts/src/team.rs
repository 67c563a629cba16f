//! Changing the team of a project: roles, who has them, who leaves, who owns it (platform.md §1.1).

use access::{Identity, ManagementGrants};
use model::ids::{MemberId, ProjectId, RoleId, UserId};
use serde_json::{Value, json};
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use sql::environment::content_permissions;
use sql::platform::{members, people, projects, roles as role_rows, sessions};
use store::StoreError;

use crate::accounts::Accounts;
use crate::content_permission::ROLE;
use crate::input::{self, InputError};
use crate::member::{Member, Role};
use crate::roles::SystemRole;
use crate::writing::execute_all;
use crate::{audit, clock, roles, secret};

/// Why a team was not changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// There is no such role, member or invitation in the project.
    #[error("Could not find {what} \"{id}\".")]
    NotFound {
        /// The kind of thing.
        what: &'static str,
        /// What it was asked for by.
        id: String,
    },
    /// The name is taken.
    #[error("There is already a role with name: {0}")]
    NameTaken(String),
    /// System roles stay as they are.
    #[error("The role {0} is a system role, which cannot be changed or deleted. Make a role of your own instead.")]
    SystemRole(String),
    /// Ownership is not a role that is given.
    #[error("The role Owner goes with the project: hand the project over instead.")]
    OwnerRole,
    /// The owner stays in the project.
    #[error("The owner cannot leave the project or be removed. Hand the project over first.")]
    IsOwner,
    /// Only the owner hands a project over.
    #[error("Only the owner can hand the project over.")]
    NotOwner,
    /// Whoever is in the project need not be invited.
    #[error("{0} is a member of this project already.")]
    AlreadyMember(String),
    /// The code is wrong, or the invitation was accepted or revoked, or is too old. One text for all of them.
    #[error("This invitation is not valid any more. Ask for a new one.")]
    InviteClosed,
    /// Somebody else is signed in.
    #[error("This invitation is for another e-mail address. Sign in with the address that was invited.")]
    OtherAddress,
    /// The password could not be hashed.
    #[error("The password could not be stored. Try again in a moment.")]
    Hashing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TeamError {
    pub(crate) fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string() }
    }
}

/// A role to be made.
#[derive(Clone, Debug)]
pub struct NewRole {
    /// Name for people, unique in the project.
    pub name: String,
    /// Text for people.
    pub description: Option<String>,
    /// The management actions that it grants.
    pub grants: ManagementGrants,
}

/// Changes of a role; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct RolePatch {
    /// Name for people.
    pub name: Option<String>,
    /// Text for people; `Some(None)` takes it away.
    pub description: Option<Option<String>>,
    /// The management actions that it grants.
    pub grants: Option<ManagementGrants>,
}

impl Role {
    /// For the audit log.
    fn told(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "managementPermissions": roles::names(&self.grants),
        })
    }

    fn audited(&self, action: Action, payload: Value) -> Entry<'_> {
        Entry {
            resource: Resource::Role,
            action,
            entity_id: Some(self.id.as_str()),
            entity_name: Some(&self.name),
            payload: Some(payload),
            detail: None,
        }
    }

    fn columns(&self) -> role_rows::Row<'_> {
        role_rows::Row {
            id: self.id.as_str(),
            project: self.project.as_str(),
            name: &self.name,
            description: self.description.as_deref(),
            is_default: self.is_default,
            actions: roles::to_json(&self.grants),
        }
    }

    /// Whether it is the role that goes with the project.
    pub fn is_owners(&self) -> bool {
        self.is_default && self.name == SystemRole::Owner.name()
    }
}

impl Member {
    pub(crate) fn audited(&self, action: Action, payload: Value) -> Entry<'_> {
        Entry {
            resource: Resource::Member,
            action,
            entity_id: Some(self.id.as_str()),
            entity_name: Some(&self.person.email),
            payload: Some(payload),
            detail: None,
        }
    }
}

/// Ends whatever lets a person in: sessions and short-lived tokens (security case 25).
pub(crate) fn end_access(person: &UserId) -> [Statement; 2] {
    [sessions::delete_of_person(person.as_str()), people::end_tokens(person.as_str())]
}

fn role_names(roles: &[Role]) -> Vec<&str> {
    roles.iter().map(|role| role.name.as_str()).collect()
}

impl Accounts {
    /// The project's role with that id.
    pub async fn role(&self, project: &ProjectId, id: &RoleId) -> Result<Option<Role>, StoreError> {
        Ok(self.roles(project).await?.into_iter().find(|role| &role.id == id))
    }

    /// The project's member with that id.
    pub async fn member_by_id(&self, project: &ProjectId, id: &MemberId) -> Result<Option<Member>, StoreError> {
        Ok(self.members(project).await?.into_iter().find(|member| &member.id == id))
    }

    /// Makes a role with exactly the given rights.
    pub async fn create_role(&self, project: &ProjectId, new: NewRole, by: &Identity) -> Result<Role, TeamError> {
        let now = clock::now();
        let role = Role {
            id: RoleId::new(secret::fresh_id()),
            project: project.clone(),
            name: input::name("name", &new.name, 100)?,
            description: new.description.as_deref().map(input::description).transpose()?,
            is_default: false,
            grants: new.grants,
            created_at: now.clone(),
            updated_at: now.clone(),
        };
        let insert = role_rows::insert(role.columns(), &now);
        let told = audit::in_project(project, by, &now, role.audited(Action::Create, role.told()));
        self.write_team(vec![insert, told]).await.map_err(|error| name_taken(error, &role.name))?;
        Ok(role)
    }

    /// Changes a role of the project's own. The new rights count at once in this process, within 500 ms in others.
    pub async fn update_role(
        &self,
        project: &ProjectId,
        id: &RoleId,
        patch: RolePatch,
        by: &Identity,
    ) -> Result<Role, TeamError> {
        let mut role = self.own_role(project, id).await?;
        let before = role.told();
        if let Some(name) = patch.name {
            role.name = input::name("name", &name, 100)?;
        }
        if let Some(description) = patch.description {
            role.description = description.as_deref().map(input::description).transpose()?;
        }
        role.grants = patch.grants.unwrap_or(role.grants);
        role.updated_at = clock::now();
        let update = role_rows::update(role.columns(), &role.updated_at);
        let payload = json!({ "role": { "from": before, "to": role.told() } });
        let told = audit::in_project(project, by, &role.updated_at, role.audited(Action::Update, payload));
        self.write_team(vec![update, told]).await.map_err(|error| name_taken(error, &role.name))?;
        Ok(role)
    }

    /// Deletes a role of the project's own and takes it from whoever has it, with its rights on content.
    pub async fn delete_role(&self, project: &ProjectId, id: &RoleId, by: &Identity) -> Result<(), TeamError> {
        let role = self.own_role(project, id).await?;
        let told = audit::in_project(project, by, &clock::now(), role.audited(Action::Delete, role.told()));
        self.write_team(vec![told, role_rows::delete(id.as_str())]).await?;
        // Rows of a role that is gone grant nothing; they are only in the way.
        for environment in self.environments(project).await? {
            let delete = content_permissions::delete_of_owner(ROLE, id.as_str());
            execute_all(&self.database(&environment.id).await?, vec![delete]).await?;
        }
        self.forget_content_rights();
        Ok(())
    }

    /// Gives a member these roles instead of those that they have. What let the member in ends (security case 25).
    pub async fn set_member_roles(
        &self,
        project: &ProjectId,
        id: &MemberId,
        wanted: &[RoleId],
        by: &Identity,
    ) -> Result<Member, TeamError> {
        let mut member = self.needed_member(project, id).await?;
        let wanted = self.assignable_roles(project, wanted).await?;
        if member.is_owner {
            return Err(TeamError::OwnerRole);
        }
        let payload = json!({ "roles": { "from": role_names(&member.roles), "to": role_names(&wanted) } });
        let mut statements = vec![role_rows::take_all(id.as_str())];
        statements.extend(wanted.iter().map(|role| role_rows::give(id.as_str(), role.id.as_str())));
        statements.extend(end_access(&member.person.id));
        statements.push(audit::in_project(project, by, &clock::now(), member.audited(Action::Update, payload)));
        self.write_team(statements).await?;
        member.roles = wanted;
        Ok(member)
    }

    /// Takes a member out of the project. What let the member in ends.
    pub async fn remove_member(&self, project: &ProjectId, id: &MemberId, by: &Identity) -> Result<(), TeamError> {
        let member = self.needed_member(project, id).await?;
        if member.is_owner {
            return Err(TeamError::IsOwner);
        }
        let payload = json!({ "roles": { "from": role_names(&member.roles), "to": null } });
        let mut statements = vec![members::delete(id.as_str())];
        statements.extend(end_access(&member.person.id));
        statements.push(audit::in_project(project, by, &clock::now(), member.audited(Action::Delete, payload)));
        Ok(self.write_team(statements).await?)
    }

    /// Hands a project over from its owner to another member. Who owned it stays as Admin.
    pub async fn hand_over_project(
        &self,
        project: &ProjectId,
        owner: &UserId,
        to: &MemberId,
        by: &Identity,
    ) -> Result<Member, TeamError> {
        let all = self.members(project).await?;
        let old = all.iter().find(|member| member.is_owner && &member.person.id == owner);
        let old = old.ok_or(TeamError::NotOwner)?;
        let new = all.iter().find(|member| &member.id == to).ok_or_else(|| TeamError::not_found("member", to))?;
        if old.id == new.id {
            return Ok(new.clone());
        }
        let system = self.roles(project).await?;
        let role = |wanted: SystemRole| system.iter().find(|role| role.is_default && role.name == wanted.name());
        let missing = || StoreError::Other("a project has no system roles".to_owned());
        let owners = role(SystemRole::Owner).ok_or_else(missing)?;
        let admins = role(SystemRole::Admin).ok_or_else(missing)?;
        let now = clock::now();
        let payload = json!({ "owner": { "from": old.person.email, "to": new.person.email } });
        let mut statements = vec![
            projects::set_owner(project.as_str(), new.person.id.as_str(), &now),
            members::set_owner(old.id.as_str(), false),
            members::set_owner(new.id.as_str(), true),
            role_rows::take_all(old.id.as_str()),
            role_rows::give(old.id.as_str(), admins.id.as_str()),
            role_rows::take_all(new.id.as_str()),
            role_rows::give(new.id.as_str(), owners.id.as_str()),
        ];
        statements.extend(end_access(&old.person.id));
        statements.extend(end_access(&new.person.id));
        statements.push(audit::in_project(project, by, &now, new.audited(Action::Update, payload)));
        self.write_team(statements).await?;
        Ok(Member { is_owner: true, roles: vec![owners.clone()], ..new.clone() })
    }

    /// Roles of the project that can be given to somebody, each once: at least one, and not the owner's.
    pub(crate) async fn assignable_roles(
        &self,
        project: &ProjectId,
        wanted: &[RoleId],
    ) -> Result<Vec<Role>, TeamError> {
        let all = self.roles(project).await?;
        let mut found: Vec<Role> = Vec::new();
        for id in wanted {
            let role = all.iter().find(|role| &role.id == id).ok_or_else(|| TeamError::not_found("role", id))?;
            if role.is_owners() {
                return Err(TeamError::OwnerRole);
            }
            if !found.contains(role) {
                found.push(role.clone());
            }
        }
        if found.is_empty() {
            return Err(InputError::new("roleIds", "Give at least one role.").into());
        }
        Ok(found)
    }

    async fn own_role(&self, project: &ProjectId, id: &RoleId) -> Result<Role, TeamError> {
        let role = self.role(project, id).await?.ok_or_else(|| TeamError::not_found("role", id))?;
        if role.is_default { Err(TeamError::SystemRole(role.name)) } else { Ok(role) }
    }

    async fn needed_member(&self, project: &ProjectId, id: &MemberId) -> Result<Member, TeamError> {
        self.member_by_id(project, id).await?.ok_or_else(|| TeamError::not_found("member", id))
    }

    /// Writes and forgets what was known of members.
    pub(crate) async fn write_team(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let written = execute_all(self.platform(), statements).await;
        self.forget_members();
        written.map(drop)
    }

    /// Forgets what is known of members and roles: some have changed.
    pub(crate) fn forget_members(&self) {
        self.inner().members.empty();
        self.inner().role_grants.empty();
    }
}

fn name_taken(error: StoreError, name: &str) -> TeamError {
    match error {
        StoreError::Unique { .. } => TeamError::NameTaken(name.to_owned()),
        other => TeamError::Store(other),
    }
}

#[cfg(test)]
mod tests;
