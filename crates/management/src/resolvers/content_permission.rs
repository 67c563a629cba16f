//! Content permissions: `ReadContentPermission` and its kin (management-api.md §2.4).

use std::sync::Arc;

use access::{Condition, ContentAction, ContentRule, Part, Rows, Scope as Of};
use accounts::{ContentPermissionRow, PermissionOwner, Role};
use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};
use model::ids::{LocaleId, StageId};
use model::{ContentModel, Model};

use super::environment::EnvironmentObject;
use super::model::ModelObject;
use super::token::TokenObject;
use super::{Record, locale, stage, team};
use crate::error::{FieldResult, ResultExt as _, not_found, of_token};
use crate::scope::{EnvironmentScope, SchemaScope};

/// A row: one grant to one owner.
pub(super) struct PermissionObject {
    pub(super) schema: Arc<SchemaScope>,
    pub(super) row: ContentPermissionRow,
}

impl Object for PermissionObject {
    fn type_name(&self) -> &str {
        match self.row.rule.action {
            ContentAction::Read => "ReadContentPermission",
            ContentAction::ReadVersion => "ReadVersionContentPermission",
            ContentAction::Create => "CreateContentPermission",
            ContentAction::Update => "UpdateContentPermission",
            ContentAction::Delete => "DeleteContentPermission",
            ContentAction::Publish => "PublishContentPermission",
            ContentAction::Unpublish => "UnpublishContentPermission",
        }
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(self.answer(field))
    }
}

impl PermissionObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let (row, content) = (&self.row, &*self.schema.content);
        Ok(match field.name {
            "id" => row.id.as_str().into(),
            "createdAt" => row.created_at.as_str().into(),
            "updatedAt" => row.updated_at.as_str().into(),
            "enabled" => row.enabled.into(),
            "target" => self.target().await?,
            "model" => {
                let model = row.model().and_then(|id| content.model_by_id(id));
                model.map_or(Resolved::Null, |model| Resolved::object(ModelObject::new(&self.schema, model)))
            }
            "locales" => locales(content, &row.rule.locales),
            "stages" | "toStages" => stages(content, &row.rule.stages),
            "fromStages" => stages(content, &row.rule.from_stages),
            "condition" => match &row.rule.condition {
                Condition::Always => Resolved::Null,
                Condition::Where(input) => input.text().into(),
            },
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    async fn target(&self) -> FieldResult<Resolved> {
        let environment = &self.schema.environment;
        let EnvironmentScope { scope, project, .. } = &**environment;
        let here = || Resolved::object(EnvironmentObject(environment.clone()));
        match &self.row.owner {
            PermissionOwner::Public => Ok(Record::of("ContentPermissionPublicTarget", vec![("environment", here())])),
            PermissionOwner::Role(id) => {
                let role = scope.accounts().role(&project.id, id).await.or_internal()?;
                let role = role.ok_or_else(|| not_found("role", id.as_str()))?;
                let fields = vec![("role", team::role(scope, project, role)), ("environment", here())];
                Ok(Record::of("ContentPermissionRoleTarget", fields))
            }
            PermissionOwner::Token(id) => {
                let token = scope.accounts().permanent_token(environment.id(), id).await.map_err(of_token)?;
                let row = token.ok_or_else(|| not_found("permanent auth token", id.as_str()))?;
                let token = Resolved::object(TokenObject { environment: environment.clone(), row });
                Ok(Record::of("ContentPermissionPermanentAuthTokenTarget", vec![("permanentAuthToken", token)]))
            }
        }
    }
}

/// Those of the locales that are still there; null for all.
fn locales(content: &ContentModel, scope: &Of<LocaleId>) -> Resolved {
    match scope {
        Of::All => Resolved::Null,
        Of::Only(ids) => {
            let found = content.locales.iter().filter(|locale| ids.contains(&locale.id));
            Resolved::List(found.map(locale::locale).collect())
        }
    }
}

fn stages(content: &ContentModel, scope: &Of<StageId>) -> Resolved {
    match scope {
        Of::All => Resolved::Null,
        Of::Only(ids) => {
            let found = content.stages.iter().filter(|stage| ids.contains(&stage.id));
            Resolved::List(found.map(stage::stage).collect())
        }
    }
}

/// The rows of an owner in an environment.
pub(super) async fn of_owner(environment: &Arc<EnvironmentScope>, owner: &PermissionOwner) -> FieldResult<Resolved> {
    let rows = environment.scope.accounts().content_permissions(environment.id(), owner).await.or_internal()?;
    objects(environment, rows).await
}

/// The rows of a role in an environment; a system role has none, and what it grants by its nature is shown as if.
pub(super) async fn of_role(environment: &Arc<EnvironmentScope>, role: &Role) -> FieldResult<Resolved> {
    let owner = PermissionOwner::Role(role.id.clone());
    if !role.is_default {
        return of_owner(environment, &owner).await;
    }
    let shown = |rule: ContentRule| ContentPermissionRow {
        id: model::ids::ContentPermissionId::new(format!("{}-{}", role.id, rule.action.name())),
        owner: owner.clone(),
        rule,
        enabled: true,
        created_at: role.created_at.clone(),
        updated_at: role.updated_at.clone(),
    };
    objects(environment, role.content_rules().into_iter().map(shown).collect()).await
}

async fn objects(environment: &Arc<EnvironmentScope>, rows: Vec<ContentPermissionRow>) -> FieldResult<Resolved> {
    let schema = environment.schema().await?;
    Ok(Resolved::objects(rows.into_iter().map(|row| PermissionObject { schema: schema.clone(), row })))
}

/// `ModelViewerPermission`: what the viewer may read of a model's entries.
pub(super) async fn of_viewer(schema: &SchemaScope, model: &Model) -> FieldResult<Resolved> {
    let SchemaScope { environment, content } = schema;
    let viewer = &environment.scope.viewer;
    let grants = environment.scope.accounts().viewer_content(viewer, &environment.row).await.or_internal()?;
    let read = |stage: &StageId, part| grants.rows(ContentAction::Read, &model.id, stage, part);
    let by_stage = content.stages.iter().map(|stage| {
        let allowed = read(&stage.id, Part::Base).map_or(Resolved::Null, |rows| {
            let with_condition = match rows {
                Rows::All(_) => false,
                Rows::AnyOf(..) => true,
            };
            let allowed = content.locales.iter().filter(|one| read(&stage.id, Part::Localization(&one.id)).is_ok());
            let fields = vec![
                ("allowedWithCondition", with_condition.into()),
                ("allowedLocales", Resolved::List(allowed.map(locale::locale).collect())),
            ];
            Record::of("ModelViewerReadContentPermission", fields)
        });
        let fields = vec![("stage", stage::stage(stage)), ("allowed", allowed)];
        Record::of("ModelViewerReadContentPermissionByStage", fields)
    });
    let by_stage = Resolved::List(by_stage.collect());
    let versions = content.stages.iter().any(|stage| grants.allows(ContentAction::ReadVersion, &model.id, &stage.id));
    let content = vec![("readByStages", by_stage), ("readVersion", versions.into())];
    let content = Record::of("ModelViewerContentPermission", content);
    Ok(Record::of("ModelViewerPermission", vec![("content", content)]))
}
