//! `Project`.

use std::sync::Arc;

use access::ManagementGrants;
use accounts::{Project, Viewer};
use content::limits::ReadLimits;
use graphql::{FieldCall, FieldError, Resolved};
use serde_json::json;

use super::environment::EnvironmentObject;
use super::invite::InviteObject;
use super::quota::{lifecycle, progress, region, subscription};
use super::{Record, audit, none, object, page, team, text};
use crate::error::{FieldResult, ResultExt as _, bad_input, not_found};
use crate::operation::action_of_field;
use crate::scope::{EnvironmentScope, Scope, check};

/// A project that exists for the viewer.
pub(super) struct ProjectObject {
    scope: Arc<Scope>,
    project: Arc<Project>,
}

object!(ProjectObject, "Project");

impl ProjectObject {
    /// The object of a project.
    pub(super) fn resolved(scope: &Arc<Scope>, project: Project) -> Resolved {
        Resolved::object(ProjectObject { scope: scope.clone(), project: Arc::new(project) })
    }

    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        if let Some(action) = action_of_field(field.parent_type, field.name) {
            check(&self.scope.grants(&self.project.id).await?, action)?;
        }
        let project = &self.project;
        Ok(match field.name {
            "id" => project.id.as_str().into(),
            "createdAt" => project.created_at.as_str().into(),
            "updatedAt" => project.updated_at.as_str().into(),
            "name" => project.name.as_str().into(),
            "description" => text(project.description.as_ref()),
            "picture" | "trialExpiresIn" | "publicCloneAccess" | "opensInClassic" | "environmentBackupConfig" => {
                Resolved::Null
            }
            "inTrial" | "isCloning" => false.into(),
            "meta" => Resolved::Leaf(json!({})),
            "region" => region(),
            "subscription" => subscription(&project.created_at),
            "lifecycle" => lifecycle(),
            "cloningProjects" | "environmentsBackups" => none(),
            "auditLogs" => audit::of_project(&self.scope, project, field).await?,
            "invites" => {
                let invites = self.scope.accounts().invites(&project.id).await.or_internal()?;
                let object = |invite| InviteObject::resolved(&self.scope, invite);
                Resolved::List(invites.into_iter().map(object).collect())
            }
            "availableManagementPermissions" => team::management_permissions(&ManagementGrants::all()),
            "defaultManagementPermissions" => {
                let defaults = team::default_permissions(field);
                team::management_permissions(&defaults.intersection(&self.scope.grants(&project.id).await?))
            }
            "environments" => self.environments().await?,
            "environment" => self.environment(field).await?,
            _ => return self.team(field).await,
        })
    }

    async fn team(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let (scope, project) = (&self.scope, &self.project);
        Ok(match field.name {
            "owner" => team::member_of(scope, project, &project.owner).await?,
            "viewerAsMember" => match &scope.viewer {
                Viewer::User(person) => team::member_of(scope, project, &person.id).await?,
                Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => Resolved::Null,
            },
            "members" => Resolved::objects(team::members(scope, project).await?),
            "membersConnection" => page::members(team::members(scope, project).await?, field),
            "existingRoles" => team::roles(scope, project, &scope.accounts().roles(&project.id).await.or_internal()?),
            "existingRole" => {
                let id = field.text("id").unwrap_or_default();
                let roles = scope.accounts().roles(&project.id).await.or_internal()?;
                let role = roles.into_iter().find(|role| role.id.as_str() == id);
                let role = role.ok_or_else(|| not_found("role", id))?;
                match team::roles(scope, project, &[role]) {
                    Resolved::List(mut roles) => roles.pop().unwrap_or(Resolved::Null),
                    other => other,
                }
            }
            "quotas" => self.quotas().await?,
            "defaultPaginationSize" => Resolved::Leaf(json!(self.read_limits().await?.default_page)),
            "maxPaginationSize" => Resolved::Leaf(json!(self.read_limits().await?.largest_page)),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    async fn environments(&self) -> FieldResult<Resolved> {
        let mut objects = Vec::new();
        for row in self.scope.environments(&self.project.id).await? {
            objects.push(EnvironmentObject(EnvironmentScope::open(&self.scope, &self.project, row).await?));
        }
        Ok(Resolved::objects(objects))
    }

    /// By id or by name; apps send the name as `id`, too (management-api.md §1.4).
    async fn environment(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let wanted = field.text("id").or(field.text("name"));
        let wanted = wanted.ok_or_else(|| bad_input("Give the id or the name of the environment."))?;
        let rows = self.scope.environments(&self.project.id).await?;
        let fits = |row: &&accounts::EnvironmentRow| match (field.text("id"), field.text("name")) {
            (Some(id), None) => row.id.as_str() == id || row.name == id,
            (None, Some(name)) => row.name == name,
            (Some(id), Some(name)) => (row.id.as_str() == id || row.name == id) && row.name == name,
            (None, None) => false,
        };
        let row = rows.iter().find(fits).ok_or_else(|| not_found("environment", wanted))?;
        Ok(Resolved::object(EnvironmentObject(EnvironmentScope::open(&self.scope, &self.project, row.clone()).await?)))
    }

    /// Pages of the Content API: they are set for all environments of a project together, and the oldest has been there
    /// each time.
    async fn read_limits(&self) -> FieldResult<ReadLimits> {
        let rows = self.scope.accounts().environments(&self.project.id).await.or_internal()?;
        let row = rows.into_iter().next().ok_or_else(|| not_found("environment", self.project.id.as_str()))?;
        let schema = EnvironmentScope::open(&self.scope, &self.project, row).await?.schema().await?;
        Ok(self.scope.services.environments.read_limits(&schema.content))
    }

    async fn quotas(&self) -> FieldResult<Resolved> {
        let accounts = self.scope.accounts();
        let environments = accounts.environments(&self.project.id).await.or_internal()?;
        let members = accounts.members(&self.project.id).await.or_internal()?;
        let roles = accounts.roles(&self.project.id).await.or_internal()?;
        Ok(Record::of(
            "Quota",
            vec![
                ("seats", progress(members.len())),
                ("environments", progress(environments.len())),
                ("roles", progress(roles.len())),
            ],
        ))
    }
}
