//! Members of projects and their roles.

use std::collections::HashMap;

use access::{ContentGrants, ManagementGrants};
use model::ids::{MemberId, ProjectId, RoleId, UserId};
use sql::platform::members;
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::person::Person;
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
    fn read(row: &Row) -> Result<Self, StoreError> {
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
    /// The member's roles; their rights add up.
    pub roles: Vec<Role>,
}

impl Member {
    /// The management actions that the roles grant together.
    pub fn management_grants(&self) -> ManagementGrants {
        self.roles.iter().fold(ManagementGrants::none(), |sum, role| sum.union(&role.grants))
    }

    /// What the system roles grant on content; other roles grant nothing there.
    pub(crate) fn content_grants(&self) -> ContentGrants {
        let held = |system: &SystemRole| self.roles.iter().any(|role| role.is_default && role.name == system.name());
        let actions: Vec<_> =
            SystemRole::ALL.into_iter().filter(held).flat_map(|role| role.content().iter().copied()).collect();
        ContentGrants::on_everything(&actions)
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
        let rows = self.platform().query(members::roles_of_project(project.as_str())).await?;
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

    async fn with_roles(&self, project: &ProjectId, rows: &[Row]) -> Result<Vec<Member>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let roles: HashMap<RoleId, Role> =
            self.roles(project).await?.into_iter().map(|role| (role.id.clone(), role)).collect();
        let mut held: HashMap<String, Vec<Role>> = HashMap::new();
        for row in self.platform().query(members::role_assignments(project.as_str())).await? {
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
                person: Person::read(row, 4)?,
                roles: held.remove(id).unwrap_or_default(),
            })
        };
        rows.iter().map(&mut member).collect()
    }
}
