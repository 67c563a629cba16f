//! Content permissions come, change and go (management-api.md §3.5).

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Condition, ContentAction, ContentRule, Scope as Of, WhereInput};
use accounts::{ContentPermissionRow, PermissionOwner, TeamError, clock};
use content::condition::Conditions;
use graphql::Resolved;
use model::ids::{ContentPermissionId, ModelId, RoleId, TokenId};
use model::{ContentModel, Stage};
use serde_json::Value;

use super::Permitted;
use crate::changes::Input;
use crate::error::{FieldResult, ResultExt as _, bad_input, internal, not_found, of_team};
use crate::operation::PermissionChange;
use crate::resolvers::Record;
use crate::resolvers::content_permission::PermissionObject;
use crate::scope::EnvironmentScope;

pub(super) async fn change(
    change: PermissionChange,
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    let row = match change {
        PermissionChange::Create(action) => create(action, permitted, &environment).await?,
        PermissionChange::Update(action) => {
            let schema = environment.schema().await?;
            let before = find(permitted.input(), &environment, Some(action)).await?;
            let rule = rule(before.rule.clone(), permitted.data, &schema.content)?;
            write(permitted, &environment, before.clone(), ContentPermissionRow { rule, ..before }).await?
        }
        PermissionChange::Enable => {
            let before = find(permitted.input(), &environment, None).await?;
            let enabled = permitted.input().flag("enabled").unwrap_or(false);
            write(permitted, &environment, before.clone(), ContentPermissionRow { enabled, ..before }).await?
        }
        PermissionChange::Delete => {
            let row = find(permitted.input(), &environment, None).await?;
            let accounts = permitted.scope.accounts();
            accounts
                .delete_content_permission(environment.id(), &row, &permitted.scope.identity())
                .await
                .or_internal()?;
            return Ok(Record::of(change.payload(), vec![("deletedPermissionId", row.id.as_str().into())]));
        }
    };
    let permission = Resolved::object(PermissionObject { schema: environment.schema().await?, row });
    Ok(Record::of(change.payload(), vec![("permission", permission)]))
}

async fn create(
    action: ContentAction,
    permitted: Permitted<'_>,
    environment: &Arc<EnvironmentScope>,
) -> FieldResult<ContentPermissionRow> {
    let owner = owner(permitted.input(), environment).await?;
    let schema = environment.schema().await?;
    let rule = rule(ContentRule::everywhere(action), permitted.data, &schema.content)?;
    let mut row = ContentPermissionRow::new(owner, rule, &clock::now());
    row.enabled = permitted.input().flag("enabled").unwrap_or(true);
    let accounts = permitted.scope.accounts();
    accounts.add_content_permission(environment.id(), &row, &permitted.scope.identity()).await.or_internal()?;
    Ok(row)
}

async fn write(
    permitted: Permitted<'_>,
    environment: &Arc<EnvironmentScope>,
    before: ContentPermissionRow,
    after: ContentPermissionRow,
) -> FieldResult<ContentPermissionRow> {
    let after = ContentPermissionRow { updated_at: clock::now(), ..after };
    let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
    accounts.change_content_permission(environment.id(), &before, &after, &by).await.or_internal()?;
    Ok(after)
}

/// The row that the input names; of another action it is not found by a mutation for one.
async fn find(
    input: Input<'_>,
    environment: &EnvironmentScope,
    action: Option<ContentAction>,
) -> FieldResult<ContentPermissionRow> {
    let id = input.needed_text("permissionId");
    let accounts = environment.scope.accounts();
    let row = accounts.content_permission(environment.id(), &ContentPermissionId::new(&id)).await.or_internal()?;
    let row = row.filter(|row| action.is_none_or(|action| row.rule.action == action));
    row.ok_or_else(|| not_found("content permission", &id))
}

/// Whom the row is to be for. The environment was found by it already.
async fn owner(input: Input<'_>, environment: &EnvironmentScope) -> FieldResult<PermissionOwner> {
    let target = input.object("target").unwrap_or(Input::new(&Value::Null));
    match target.needed_text("kind").as_str() {
        "PUBLIC" => Ok(PermissionOwner::Public),
        "PAT" => Ok(PermissionOwner::Token(TokenId::new(target.needed_text("patId")))),
        "ROLE" => {
            let id = target.text("roleId").ok_or_else(|| bad_input("Give the roleId of the target."))?;
            let role = environment.scope.accounts().role(&environment.project.id, &RoleId::new(&id)).await;
            let role = role.or_internal()?.ok_or_else(|| not_found("role", &id))?;
            if role.is_default {
                return Err(of_team(TeamError::SystemRole(role.name)));
            }
            Ok(PermissionOwner::Role(role.id))
        }
        kind => Err(bad_input(format!("Content permissions cannot be given to a target of kind {kind}."))),
    }
}

/// The rule that the input makes of another: a key that is left out changes nothing, null means all.
fn rule(mut rule: ContentRule, data: &Value, content: &Arc<ContentModel>) -> FieldResult<ContentRule> {
    match data.get(if rule.action == ContentAction::ReadVersion { "modelId" } else { "model" }) {
        None => {}
        Some(Value::Null) => (rule.models, rule.condition) = (Of::All, Condition::Always),
        Some(Value::String(id)) => rule.models = model(id, content)?,
        Some(about) => {
            let about = Input::new(about);
            rule.models = model(&about.needed_text("id"), content)?;
            rule.condition = match about.text("condition").filter(|text| !text.trim().is_empty()) {
                None => Condition::Always,
                Some(text) => condition(&text, &rule.models, content)?,
            };
        }
    }
    let locale = |id: &str| content.locales.iter().find(|locale| locale.id.as_str() == id).map(|one| one.id.clone());
    let stage = |id: &str| content.stages.iter().find(|stage| stage.id.as_str() == id);
    let any_stage = |id: &str| stage(id).map(|stage| stage.id.clone());
    if let Some(given) = data.get("locales") {
        rule.locales = scope("locale", "locales", given, locale)?;
    }
    if let Some(given) = data.get("fromStages") {
        rule.from_stages = scope("stage", "fromStages", given, any_stage)?;
    }
    for key in ["stages", "toStages"] {
        let Some(given) = data.get(key) else { continue };
        rule.stages = scope("stage", key, given, any_stage)?;
        let leaves_draft = matches!(rule.action, ContentAction::Publish | ContentAction::Unpublish);
        let draft = content.stage_by_key(Stage::DRAFT).ok_or_else(|| internal("a content model without DRAFT"))?;
        if leaves_draft && rule.stages != Of::All && rule.stages.covers(&draft.id) {
            return Err(bad_input("Entries are neither published to DRAFT nor unpublished from it. Leave it out."));
        }
    }
    Ok(rule)
}

fn model(id: &str, content: &ContentModel) -> FieldResult<Of<ModelId>> {
    let found = content.models.iter().find(|model| model.id.as_str() == id);
    found.map(|model| Of::Only([model.id.clone()].into())).ok_or_else(|| not_found("model", id))
}

fn condition(text: &str, models: &Of<ModelId>, content: &Arc<ContentModel>) -> FieldResult<Condition> {
    let refused = |reason: &str| bad_input(format!("The condition is not valid: {reason}."));
    let input = WhereInput::parse(text).ok_or_else(|| refused("it is not a JSON object"))?;
    let Of::Only(models) = models else { return Err(refused("it needs one model")) };
    let conditions = Conditions::new(content.clone()).or_internal()?;
    for model in models {
        conditions.check(model, &input).map_err(|error| refused(&error.to_string()))?;
    }
    Ok(Condition::Where(input))
}

/// Things by id; null means all of them. An empty list would grant nothing, which nobody means.
fn scope<I: Ord>(noun: &str, key: &str, given: &Value, find: impl Fn(&str) -> Option<I>) -> FieldResult<Of<I>> {
    let Some(ids) = given.as_array() else { return Ok(Of::All) };
    if ids.is_empty() {
        return Err(bad_input(format!("Give at least one {noun} in {key}, or leave {key} out for all.")));
    }
    let mut found = BTreeSet::new();
    for id in ids.iter().filter_map(Value::as_str) {
        found.insert(find(id).ok_or_else(|| not_found(noun, id))?);
    }
    Ok(Of::Only(found))
}
