//! Members of projects and their roles.

use std::collections::HashMap;

use access::{ContentGrants, ContentRule, ManagementGrants};
use model::ids::{EnvironmentId, MemberId, ProjectId, RoleId, UserId};
use sql::environment::content_permissions;
use sql::platform::{members, roles as role_rows};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::content_permission::{self, ROLE};
use crate::person::{Person, read_json};
use crate::roles::{self, SystemRole};

/// A role of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The role's id.
    pub id: RoleId,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// Name for people.
    pub name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Whether it is a system role, which nobody can edit.
    pub is_default: bool,
    /// The management actions that it grants.
    pub grants: ManagementGrants,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

impl Role {
    /// What it grants on content in every environment: a system role by its nature. Other roles have rows.
    pub fn content_rules(&self) -> Vec<ContentRule> {
        let system = SystemRole::ALL.into_iter().find(|system| self.is_default && self.name == system.name());
        let actions = system.map(SystemRole::content).unwrap_or_default();
        actions.iter().copied().map(ContentRule::everywhere).collect()
    }

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let grants = roles::from_json(row.json(5)?)
            .map_err(|error| StoreError::Other(format!("a role's actions cannot be read: {error}")))?;
        Ok(Self {
            id: RoleId::new(row.text(0)?),
            project: ProjectId::new(row.text(1)?),
            name: row.text(2)?.to_owned(),
            description: row.opt_text(3)?.map(str::to_owned),
            is_default: row.bool(4)?,
            grants,
            created_at: row.text(6)?.to_owned(),
            updated_at: row.text(7)?.to_owned(),
        })
    }
}

/// A person's membership of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The membership's id.
    pub id: MemberId,
    /// The project.
    pub project: ProjectId,
    /// Who.
    pub person: Person,
    /// Whether this member owns the project.
    pub is_owner: bool,
    /// Canonical time.
    pub created_at: String,
    /// What Studio remembers for this member.
    pub selection: Option<serde_json::Value>,
    /// The member's roles; their rights add up.
    pub roles: Vec<Role>,
}

impl Member {
    /// The management actions that the roles grant together.
    pub fn management_grants(&self) -> ManagementGrants {
        self.roles.iter().fold(ManagementGrants::none(), |sum, role| sum.union(&role.grants))
    }
}

impl Accounts {
    /// A person's membership of a project; the answer may be 500 ms old.
    pub async fn member(&self, project: &ProjectId, person: &UserId) -> Result<Option<Member>, StoreError> {
        let key = (project.clone(), person.clone());
        let ask = async {
            let rows = self.platform().query(members::of_person(project.as_str(), person.as_str())).await?;
            Ok(self.with_roles(project, &rows).await?.into_iter().next())
        };
        self.inner().members.get_or(&key, ask).await
    }

    /// The members of a project, oldest first.
    pub async fn members(&self, project: &ProjectId) -> Result<Vec<Member>, StoreError> {
        let rows = self.platform().query(members::of_project(project.as_str())).await?;
        self.with_roles(project, &rows).await
    }

    /// The roles of a project, by name.
    pub async fn roles(&self, project: &ProjectId) -> Result<Vec<Role>, StoreError> {
        let rows = self.platform().query(role_rows::of_project(project.as_str())).await?;
        rows.iter().map(Role::read).collect()
    }

    /// The management actions that a person may take in a project: none for who is not a member.
    pub async fn management_grants(
        &self,
        person: &UserId,
        project: &ProjectId,
    ) -> Result<ManagementGrants, StoreError> {
        let member = self.member(project, person).await?;
        Ok(member.map_or_else(ManagementGrants::none, |member| member.management_grants()))
    }

    /// What a member may do with an environment's content: what the roles grant together; may be 500 ms old.
    pub async fn member_content(
        &self,
        environment: &EnvironmentId,
        member: &Member,
    ) -> Result<ContentGrants, StoreError> {
        let mut ids: Vec<RoleId> = member.roles.iter().map(|role| role.id.clone()).collect();
        ids.sort_unstable();
        let key = (environment.clone(), ids);
        let ask = async {
            let Some(database) = self.store().environment(environment).await? else { return Ok(None) };
            let ids = key.1.iter().map(ToString::to_string).collect();
            let rows = database.query(content_permissions::of_owners(database.engine(), ROLE, ids)).await?;
            let mut rules = content_permission::rules(&rows)?;
            rules.extend(member.roles.iter().flat_map(Role::content_rules));
            Ok::<_, StoreError>(Some(ContentGrants::from_rules(rules)))
        };
        Ok(self.inner().role_grants.get_or(&key, ask).await?.unwrap_or_default())
    }

    async fn with_roles(&self, project: &ProjectId, rows: &[Row]) -> Result<Vec<Member>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let roles: HashMap<RoleId, Role> =
            self.roles(project).await?.into_iter().map(|role| (role.id.clone(), role)).collect();
        let mut held: HashMap<String, Vec<Role>> = HashMap::new();
        for row in self.platform().query(role_rows::assignments(project.as_str())).await? {
            if let Some(role) = roles.get(&RoleId::new(row.text(1)?)) {
                held.entry(row.text(0)?.to_owned()).or_default().push(role.clone());
            }
        }
        let mut member = |row: &Row| {
            let id = row.text(0)?;
            Ok(Member {
                id: MemberId::new(id),
                project: ProjectId::new(row.text(1)?),
                is_owner: row.bool(2)?,
                created_at: row.text(3)?.to_owned(),
                selection: read_json(row, 4)?,
                person: Person::read(row, 5)?,
                roles: held.remove(id).unwrap_or_default(),
            })
        };
        rows.iter().map(&mut member).collect()
    }
}
