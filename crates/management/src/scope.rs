//! What the resolvers of one request answer from: who asks, and which projects and environments exist for them.
//!
//! What somebody may not see does not exist: a foreign project is null, an environment of another app's installation is
//! not found.

use std::sync::Arc;

use access::{Identity, ManagementGrants, PermissionAction};
use accounts::{Accounts, EnvironmentRow, Project, UserPermission, Viewer};
use content::environment::Environments;
use graphql::{ErrorCode, FieldCall, FieldError};
use model::ContentModel;
use model::ids::{EnvironmentId, ProjectId};
use store::Database;

use crate::error::{FieldResult, ResultExt as _, not_found};
use crate::operation::action_of_field;

/// What all requests share.
pub(crate) struct Services {
    pub(crate) accounts: Accounts,
    pub(crate) apps: apps::Apps,
    pub(crate) environments: Environments,
    /// Apps must not come from this origin, nor from the one of the request's own address: [`Scope::studio`].
    pub(crate) studio: apps::StudioOrigin,
}

/// One request.
pub(crate) struct Scope {
    pub(crate) services: Arc<Services>,
    pub(crate) viewer: Viewer,
    /// Scheme, host and port under which clients reach this server, without a slash at the end.
    pub(crate) base_url: String,
}

impl Scope {
    pub(crate) fn accounts(&self) -> &Accounts {
        &self.services.accounts
    }

    pub(crate) fn apps(&self) -> &apps::Apps {
        &self.services.apps
    }

    /// Who asks, as logs know it.
    pub(crate) fn identity(&self) -> Identity {
        match &self.viewer {
            Viewer::Anonymous => Identity::Public,
            Viewer::User(person) => person.into(),
            Viewer::Token(token) => Identity::PermanentToken { id: token.id.clone(), name: token.name.clone() },
            Viewer::App(app) => Identity::AppToken {
                id: app.token.clone(),
                installation: app.installation.clone(),
                app: app.app.clone(),
                name: app.app_name.clone(),
            },
        }
    }

    /// The origin that no app may be registered on, as far as this server and this request know it.
    pub(crate) fn studio(&self) -> FieldResult<apps::StudioOrigin> {
        self.services.studio.also_at(&self.base_url).or_internal()
    }

    /// Whether the viewer may learn about people: an app needs the permission for it (apps.md §4, "USER READ"), by
    /// whichever way it comes to them.
    pub(crate) fn check_people(&self) -> FieldResult<()> {
        match &self.viewer {
            Viewer::App(app) if app.permissions.user == UserPermission::None => {
                let text = "The app needs the permission USER: READ to read users.";
                Err(FieldError::new(ErrorCode::Forbidden, text))
            }
            Viewer::Anonymous | Viewer::User(_) | Viewer::Token(_) | Viewer::App(_) => Ok(()),
        }
    }

    /// What the viewer may do in a project; nothing in a foreign one.
    pub(crate) async fn grants(&self, project: &ProjectId) -> FieldResult<ManagementGrants> {
        Ok(match &self.viewer {
            Viewer::User(person) => self.accounts().management_grants(&person.id, project).await.or_internal()?,
            Viewer::Token(token) if &token.project == project => token.grants.clone(),
            Viewer::App(app) if &app.project == project => app.grants.clone(),
            Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => ManagementGrants::none(),
        })
    }

    /// The projects that exist for the viewer.
    pub(crate) async fn projects(&self) -> FieldResult<Vec<Project>> {
        match &self.viewer {
            Viewer::Anonymous => Ok(Vec::new()),
            Viewer::User(person) => self.accounts().projects_of(&person.id).await.or_internal(),
            Viewer::Token(token) => self.one_project(&token.project).await,
            Viewer::App(app) => self.one_project(&app.project).await,
        }
    }

    async fn one_project(&self, id: &ProjectId) -> FieldResult<Vec<Project>> {
        Ok(self.accounts().project(id).await.or_internal()?.into_iter().collect())
    }

    /// The project with that id, if it exists for the viewer.
    pub(crate) async fn project(&self, id: &str) -> FieldResult<Option<Project>> {
        Ok(self.projects().await?.into_iter().find(|project| project.id.as_str() == id))
    }

    /// The environments of a project that exist for the viewer.
    pub(crate) async fn environments(&self, project: &ProjectId) -> FieldResult<Vec<EnvironmentRow>> {
        let mut rows = self.accounts().environments(project).await.or_internal()?;
        if let Viewer::App(app) = &self.viewer {
            rows.retain(|row| row.id == app.environment);
        }
        Ok(rows)
    }
}

/// One environment in front of one request.
pub(crate) struct EnvironmentScope {
    pub(crate) scope: Arc<Scope>,
    pub(crate) project: Arc<Project>,
    pub(crate) row: EnvironmentRow,
    pub(crate) database: Database,
    pub(crate) grants: ManagementGrants,
}

impl EnvironmentScope {
    /// Opens an environment that exists for the viewer.
    pub(crate) async fn open(
        scope: &Arc<Scope>,
        project: &Arc<Project>,
        row: EnvironmentRow,
    ) -> FieldResult<Arc<Self>> {
        let database = scope.accounts().store().environment(&row.id).await.or_internal()?;
        let database = database.ok_or_else(|| not_found("environment", row.name.as_str()))?;
        let grants = scope.grants(&project.id).await?;
        Ok(Arc::new(Self { scope: scope.clone(), project: project.clone(), row, database, grants }))
    }

    /// All environments that exist for the viewer, for finding what an id is of.
    pub(crate) async fn all(scope: &Arc<Scope>) -> FieldResult<Vec<Arc<Self>>> {
        let mut all = Vec::new();
        for project in scope.projects().await? {
            let project = Arc::new(project);
            for row in scope.environments(&project.id).await? {
                all.push(Self::open(scope, &project, row).await?);
            }
        }
        Ok(all)
    }

    pub(crate) fn id(&self) -> &EnvironmentId {
        &self.row.id
    }

    /// The content model as it is now.
    pub(crate) async fn schema(self: &Arc<Self>) -> FieldResult<Arc<SchemaScope>> {
        let content = self.scope.services.environments.content_model(&self.database, self.id()).await.or_internal()?;
        Ok(Arc::new(SchemaScope { environment: self.clone(), content }))
    }

    /// Whether the viewer was given the action.
    pub(crate) fn check(&self, action: PermissionAction) -> FieldResult<()> {
        check(&self.grants, action)
    }

    /// Whether the viewer may read the field that is asked for.
    pub(crate) fn check_field(&self, field: &FieldCall<'_>) -> FieldResult<()> {
        action_of_field(field.parent_type, field.name).map_or(Ok(()), |action| self.check(action))
    }
}

/// Whether the action is granted.
pub(crate) fn check(grants: &ManagementGrants, action: PermissionAction) -> FieldResult<()> {
    grants.check(action).map_err(|missing| FieldError::new(ErrorCode::Forbidden, missing.to_string()))
}

/// One content model in front of one request.
pub(crate) struct SchemaScope {
    pub(crate) environment: Arc<EnvironmentScope>,
    pub(crate) content: Arc<ContentModel>,
}
