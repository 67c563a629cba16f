//! Environments' addresses.

use std::sync::Arc;
use std::time::Instant;

use model::ids::{EnvironmentId, ProjectId};
use quick_cache::Equivalent;
use sql::platform::environments;
use store::{Row, StoreError};

use crate::accounts::Accounts;

/// An environment's row in the platform database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentRow {
    /// The environment's id.
    pub id: EnvironmentId,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// Name in paths, unique in the project.
    pub name: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Whether it is the project's master; every project has exactly one.
    pub is_master: bool,
    /// Colour for people.
    pub color: Option<String>,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

impl EnvironmentRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: EnvironmentId::new(row.text(0)?),
            project: ProjectId::new(row.text(1)?),
            name: row.text(2)?.to_owned(),
            display_name: row.text(3)?.to_owned(),
            description: row.opt_text(4)?.map(str::to_owned),
            is_master: row.bool(5)?,
            color: row.opt_text(6)?.map(str::to_owned),
            created_at: row.text(7)?.to_owned(),
            updated_at: row.text(8)?.to_owned(),
        })
    }
}

/// A name in a project, for a look-up that copies neither.
#[derive(Hash)]
struct Named<'a> {
    project: &'a ProjectId,
    name: &'a str,
}

impl Equivalent<(ProjectId, String)> for Named<'_> {
    fn equivalent(&self, (project, name): &(ProjectId, String)) -> bool {
        self.project == project && self.name == name
    }
}

impl Accounts {
    /// The environments of a project, the master first.
    pub async fn environments(&self, project: &ProjectId) -> Result<Vec<EnvironmentRow>, StoreError> {
        let rows = self.platform().query(environments::of_project(project.as_str())).await?;
        rows.iter().map(EnvironmentRow::read).collect()
    }

    /// Every environment of the server.
    pub async fn all_environments(&self) -> Result<Vec<EnvironmentRow>, StoreError> {
        let rows = self.platform().query(environments::all()).await?;
        rows.iter().map(EnvironmentRow::read).collect()
    }

    /// The environment with that id; the answer may be 500 ms old.
    pub async fn environment(&self, id: &EnvironmentId) -> Result<Option<EnvironmentRow>, StoreError> {
        Ok(self.environment_at(id).await?.map(|(_, row)| row))
    }

    /// The environment with that id, and when it was asked for.
    pub(crate) async fn environment_at(
        &self,
        id: &EnvironmentId,
    ) -> Result<Option<(Instant, EnvironmentRow)>, StoreError> {
        let ask = async {
            let row = self.platform().query_opt(environments::by_id(id.as_str())).await?;
            row.as_ref().map(EnvironmentRow::read).transpose()
        };
        self.inner().environments.get_or_at(id, ask).await
    }

    /// The project's environment of that name; the answer may be 500 ms old.
    pub async fn environment_by_name(
        &self,
        project: &ProjectId,
        name: &str,
    ) -> Result<Option<Arc<EnvironmentRow>>, StoreError> {
        match self.inner().environment_names.get(&Named { project, name }) {
            Some(row) => Ok(Some(row)),
            // On the heap: it happens twice a second, and would make every request's future larger.
            None => Box::pin(self.ask_environment_by_name(project, name)).await,
        }
    }

    async fn ask_environment_by_name(
        &self,
        project: &ProjectId,
        name: &str,
    ) -> Result<Option<Arc<EnvironmentRow>>, StoreError> {
        // Both come from a request's path, and PostgreSQL takes no NUL.
        if project.as_str().contains('\0') || name.contains('\0') {
            return Ok(None);
        }
        let ask = async {
            let row = self.platform().query_opt(environments::by_name(project.as_str(), name)).await?;
            row.as_ref().map(|row| EnvironmentRow::read(row).map(Arc::new)).transpose()
        };
        self.inner().environment_names.get_or(&(project.clone(), name.to_owned()), ask).await
    }
}
