//! Projects.

use access::Identity;
use model::ids::{EnvironmentId, ProjectId, UserId};
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use sql::platform::{environments, members, projects, roles as role_rows};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::audit;
use crate::content_model;
use crate::input::{self, InputError};
use crate::person::Person;
use crate::roles::{self, SystemRole};
use crate::writing::execute_all;
use crate::{clock, secret};

/// A project: environments, members and roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The project's id.
    pub id: ProjectId,
    /// Name for people.
    pub name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Who owns it.
    pub owner: UserId,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

impl Project {
    /// For the audit log.
    pub(crate) fn told(&self) -> serde_json::Value {
        serde_json::json!({ "name": self.name, "description": self.description, "owner": self.owner.as_str() })
    }

    /// What is told of a change of the project; `before` is what was told of it before.
    pub(crate) fn audited(&self, action: Action, before: Option<serde_json::Value>) -> Entry<'_> {
        let payload = match before {
            Some(before) => serde_json::json!({ "project": { "from": before, "to": self.told() } }),
            None => self.told(),
        };
        Entry {
            resource: Resource::Project,
            action,
            entity_id: Some(self.id.as_str()),
            entity_name: Some(&self.name),
            payload: Some(payload),
            detail: None,
        }
    }

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ProjectId::new(row.text(0)?),
            name: row.text(1)?.to_owned(),
            description: row.opt_text(2)?.map(str::to_owned),
            owner: UserId::new(row.text(3)?),
            created_at: row.text(4)?.to_owned(),
            updated_at: row.text(5)?.to_owned(),
        })
    }
}

/// Why a project was not made.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// Makes a project with its owner, the system roles and the environment `master`, whose content model is blank.
    ///
    /// The environment's database comes first and the platform's rows last, in one transaction: a crash between them
    /// leaves a database that nothing points to, and no project.
    pub async fn create_project(
        &self,
        owner: &Person,
        name: &str,
        description: Option<&str>,
    ) -> Result<Project, ProjectError> {
        let now = clock::now();
        let project = Project {
            id: ProjectId::new(secret::fresh_cuid()),
            name: input::name("name", name, 200)?,
            description: description.map(input::description).transpose()?,
            owner: owner.id.clone(),
            created_at: now.clone(),
            updated_at: now.clone(),
        };
        let master = EnvironmentId::new(secret::fresh_id());
        let database = self.store().create_environment(&master).await?;
        let by = Identity::from(owner);
        let mut rows = platform_rows(&project, &master);
        rows.push(audit::in_project(&project.id, &by, &now, project.audited(Action::Create, None)));
        let written = async {
            content_model::write_blank(&database, &now).await?;
            execute_all(self.platform(), rows).await
        };
        if let Err(error) = written.await {
            // Best effort: what stays is a database that nothing points to.
            if let Err(left) = self.store().drop_environment(&master).await {
                tracing::warn!(environment = %master, error = %left, "an unused environment database stays");
            }
            return Err(error.into());
        }
        Ok(project)
    }

    /// Changes a project's name or description; what is `None` stays. None when there is no such project.
    pub async fn update_project(
        &self,
        id: &ProjectId,
        name: Option<&str>,
        description: Option<&str>,
        by: &Identity,
    ) -> Result<Option<Project>, ProjectError> {
        let Some(mut project) = self.project(id).await? else { return Ok(None) };
        let before = project.told();
        if let Some(text) = name {
            project.name = input::name("name", text, 200)?;
        }
        if let Some(text) = description {
            project.description = Some(input::description(text)?);
        }
        project.updated_at = clock::now();
        let (name, description) = (&project.name, project.description.as_deref());
        let update = projects::update(id.as_str(), name, description, &project.updated_at);
        let told = project.audited(Action::Update, Some(before));
        let told = audit::in_project(id, by, &project.updated_at, told);
        execute_all(self.platform(), vec![update, told]).await?;
        Ok(Some(project))
    }

    /// The projects that a person is a member of, oldest first.
    pub async fn projects_of(&self, person: &UserId) -> Result<Vec<Project>, StoreError> {
        let rows = self.platform().query(projects::of_person(person.as_str())).await?;
        rows.iter().map(Project::read).collect()
    }

    /// The project with that id.
    pub async fn project(&self, id: &ProjectId) -> Result<Option<Project>, StoreError> {
        let row = self.platform().query_opt(projects::by_id(id.as_str())).await?;
        row.as_ref().map(Project::read).transpose()
    }
}

/// Everything that makes a project visible.
fn platform_rows(project: &Project, master: &EnvironmentId) -> Vec<Statement> {
    let (id, owner, now) = (project.id.as_str(), project.owner.as_str(), project.created_at.as_str());
    let member = secret::fresh_id();
    let mut rows = vec![
        projects::insert(id, &project.name, project.description.as_deref(), owner, now),
        members::insert(&member, id, owner, true, now),
    ];
    for role in SystemRole::ALL {
        let role_id = secret::fresh_id();
        let actions = roles::to_json(&role.management());
        let row = role_rows::Row {
            id: &role_id,
            project: id,
            name: role.name(),
            description: Some(role.description()),
            is_default: true,
            actions,
        };
        rows.push(role_rows::insert(row, now));
        if role == SystemRole::Owner {
            rows.push(role_rows::give(&member, &role_id));
        }
    }
    rows.push(environments::insert_master(master.as_str(), id, now));
    rows
}

#[cfg(test)]
mod tests;
