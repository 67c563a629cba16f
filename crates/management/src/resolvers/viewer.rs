//! The three kinds of viewer (management-api.md §1.4).

use std::sync::Arc;

use access::PermissionAction;
use accounts::{Person, Viewer};
use graphql::{FieldCall, FieldError, Object, Resolved};

use super::project::ProjectObject;
use super::quota::{free_plan, region};
use super::{Record, invite, none, team};
use crate::error::{FieldResult, ResultExt as _, not_found};
use crate::scope::Scope;

/// `UserViewer`, `TokenViewer` or `AppTokenViewer`, by who asks.
pub(super) fn viewer(scope: &Arc<Scope>) -> Resolved {
    Resolved::object(ViewerObject(scope.clone()))
}

/// `UserViewer` of a person who has just changed.
pub(super) fn of_person(scope: &Scope, person: Person) -> Resolved {
    let Scope { services, base_url, .. } = scope;
    let viewer = Viewer::User(person);
    viewer_of(Scope { services: services.clone(), viewer, base_url: base_url.clone() })
}

fn viewer_of(scope: Scope) -> Resolved {
    viewer(&Arc::new(scope))
}

struct ViewerObject(Arc<Scope>);

impl Object for ViewerObject {
    fn type_name(&self) -> &str {
        match &self.0.viewer {
            // Nobody never gets here; a person's type is the one without a project of its own.
            Viewer::User(_) | Viewer::Anonymous => "UserViewer",
            Viewer::Token(_) => "TokenViewer",
            Viewer::App(_) => "AppTokenViewer",
        }
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> graphql::BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(self.answer(field))
    }
}

impl ViewerObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        match field.name {
            "project" => self.project(field.text("id")).await,
            "plans" => Ok(Resolved::List(vec![free_plan()])),
            "regions" => Ok(Resolved::List(vec![region()])),
            "templates" | "availableIntegrations" | "availableExtensionSrcTypes" | "availableExtensionPermissions" => {
                Ok(none())
            }
            _ => match &self.0.viewer {
                Viewer::User(person) => self.of_person(person, field).await,
                Viewer::Token(token) if field.name == "id" => Ok(token.id.as_str().into()),
                Viewer::App(app) if field.name == "id" => Ok(app.token.as_str().into()),
                Viewer::App(_) if field.name == "user" => self.user_for_app(field).await,
                Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => Err(FieldError::not_implemented(field)),
            },
        }
    }

    /// Tokens have one project, so they need not name it; a person may leave the name out when there is only one.
    async fn project(&self, id: Option<&str>) -> FieldResult<Resolved> {
        let project = match id {
            Some(id) => self.0.project(id).await?,
            None => match <[_; 1]>::try_from(self.0.projects().await?) {
                Ok([project]) => Some(project),
                Err(_) => None,
            },
        };
        Ok(project.map_or(Resolved::Null, |project| ProjectObject::resolved(&self.0, project)))
    }

    async fn of_person(&self, person: &Person, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        match field.name {
            "id" => Ok(person.id.as_str().into()),
            "user" => Ok(team::user(person)),
            "projects" => {
                let projects = self.0.projects().await?;
                Ok(Resolved::List(projects.into_iter().map(|p| ProjectObject::resolved(&self.0, p)).collect()))
            }
            "apps" => super::app::of_author(&self.0, person).await,
            "app" => super::app::by_api_id(&self.0, field.text("apiId").unwrap_or_default()).await,
            "pendingInvites" => invite::pending(&self.0, person).await,
            "pendingInvite" => invite::by_code(&self.0, person, field.text("code").unwrap_or_default()).await,
            "pendingProjects" | "paymentAccounts" => Ok(none()),
            "pendingProject" => Ok(Resolved::Null),
            "paymentAccount" => Err(not_found("payment account", field.text("id").unwrap_or_default())),
            _ => Err(FieldError::not_implemented(field)),
        }
    }

    /// What an app may know about a member of its project: only with the permission USER: READ.
    async fn user_for_app(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let Viewer::App(app) = &self.0.viewer else { return Err(FieldError::not_implemented(field)) };
        self.0.check_people()?;
        let id = field.text("id").unwrap_or_default();
        let members = self.0.accounts().members(&app.project).await.or_internal()?;
        let member = members.into_iter().find(|member| member.person.id.as_str() == id || member.id.as_str() == id);
        let member = member.ok_or_else(|| not_found("user", id))?;
        let permissions: Vec<&str> = member.management_grants().actions().map(PermissionAction::wire).collect();
        let role = |role: &accounts::Role| {
            Record::of(
                "UserForAppRole",
                vec![("isDefault", role.is_default.into()), ("name", role.name.as_str().into())],
            )
        };
        Ok(Record::of(
            "UserForApp",
            vec![
                ("id", member.person.id.as_str().into()),
                ("permissions", Resolved::Leaf(permissions.into())),
                ("roles", Resolved::List(member.roles.iter().map(role).collect())),
            ],
        ))
    }
}
