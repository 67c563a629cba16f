//! `AuditLog`: what was done in a project and in its environments (platform.md §9).

use std::sync::Arc;

use access::ContentAction;
use accounts::EnvironmentRow;
use graphql::{FieldCall, FieldError, Resolved};
use model::Stage;
use model::ids::{ModelId, TokenId, UserId};
use serde_json::Value;
use sql::environment::audit::{self, Filter, Order};
use sql::platform::audit as of_projects;
use store::{Row, StoreError};

use super::token::TokenObject;
use super::{Record, object, team, text};
use crate::changes::Input;
use crate::error::{FieldResult, ResultExt as _, bad_input, of_token};
use crate::scope::{EnvironmentScope, Scope};

/// Rows of a page unless asked otherwise, and at most.
const PAGE: i64 = 100;
/// How far a page may be from the beginning: rows of several databases are merged, so all before it are read.
const FARTHEST: i64 = 10_000;

/// A row, from whichever database.
#[derive(Clone)]
struct Entry {
    id: String,
    created_at: String,
    trigger_type: String,
    actor_id: String,
    resource: String,
    action: String,
    entity_id: Option<String>,
    payload: Option<Value>,
    detail: Option<Value>,
    environment: Option<Arc<EnvironmentScope>>,
}

impl Entry {
    fn read(row: &Row, environment: Option<&Arc<EnvironmentScope>>) -> Result<Self, StoreError> {
        // A text that is no JSON was not written by this program and is not shown.
        let json = |text: Option<&str>| text.and_then(|text| serde_json::from_str(text).ok());
        Ok(Self {
            id: row.text(0)?.to_owned(),
            created_at: row.text(1)?.to_owned(),
            trigger_type: row.text(2)?.to_owned(),
            actor_id: row.text(3)?.to_owned(),
            resource: row.text(5)?.to_owned(),
            action: row.text(6)?.to_owned(),
            entity_id: row.opt_text(7)?.map(str::to_owned),
            payload: json(row.opt_text(9)?),
            detail: json(row.opt_text(10)?),
            environment: environment.cloned(),
        })
    }
}

/// `AuditLogsPayload` of a project: its own rows and those of its environments, merged.
pub(super) async fn of_project(
    scope: &Arc<Scope>,
    project: &Arc<accounts::Project>,
    field: &FieldCall<'_>,
) -> FieldResult<Resolved> {
    let asked = Input::new(field.argument("where"));
    let filter = filter(asked);
    let order = match field.text("orderBy") {
        Some("timestamp_ASC") => Order::Ascending,
        Some(_) | None => Order::Descending,
    };
    let number = |name: &str| field.argument(name).as_i64();
    let (limit, skip) = (number("limit").unwrap_or(PAGE).min(PAGE), number("skip").unwrap_or(0));
    if limit < 0 || !(0..=FARTHEST).contains(&skip) {
        return Err(bad_input(format!("Ask for 0 to {PAGE} audit logs after at most {FARTHEST}; narrow the filter.")));
    }
    let wanted = asked.text("environmentName");
    let (mut total, mut found) = (0, Vec::new());
    if wanted.is_none() {
        let platform = scope.accounts().store().platform();
        let count = platform.query_opt(of_projects::count(project.id.as_str(), &filter)).await.or_internal()?;
        total += count.map_or(Ok(0), |row| row.int(0)).or_internal()?;
        let list = of_projects::list(project.id.as_str(), &filter, order, skip + limit, 0);
        let rows = platform.query(list).await.or_internal()?;
        found.extend(rows.iter().map(|row| Entry::read(row, None)).collect::<Result<Vec<_>, _>>().or_internal()?);
    }
    let is_wanted = |row: &EnvironmentRow| wanted.as_ref().is_none_or(|name| &row.name == name);
    for row in scope.environments(&project.id).await?.into_iter().filter(is_wanted) {
        let environment = EnvironmentScope::open(scope, project, row).await?;
        let count = environment.database.query_opt(audit::count(&filter)).await.or_internal()?;
        total += count.map_or(Ok(0), |row| row.int(0)).or_internal()?;
        let rows = environment.database.query(audit::list(&filter, order, skip + limit, 0)).await.or_internal()?;
        let rows = rows.iter().map(|row| Entry::read(row, Some(&environment)));
        found.extend(rows.collect::<Result<Vec<_>, _>>().or_internal()?);
    }
    // Ids begin with the time.
    found.sort_by(|one, other| match order {
        Order::Ascending => one.id.cmp(&other.id),
        Order::Descending => other.id.cmp(&one.id),
    });
    let page = found.into_iter().skip(skip.unsigned_abs() as usize).take(limit.unsigned_abs() as usize);
    let log = |entry| AuditLogObject { scope: scope.clone(), project: project.clone(), entry };
    let fields = vec![("logs", Resolved::objects(page.map(log))), ("total", Resolved::Leaf(Value::from(total as f64)))];
    Ok(Record::of("AuditLogsPayload", fields))
}

fn filter(asked: Input<'_>) -> Filter {
    Filter {
        timestamp: asked.text("timestamp"),
        timestamp_lt: asked.text("timestamp_lt"),
        timestamp_lte: asked.text("timestamp_lte"),
        timestamp_gt: asked.text("timestamp_gt"),
        timestamp_gte: asked.text("timestamp_gte"),
        triggered_by: asked.text("triggeredBy"),
        trigger_type: asked.text("triggerType"),
        action: asked.text("action"),
        resource: asked.text("resource"),
        entity_id: asked.text("entityId"),
    }
}

struct AuditLogObject {
    scope: Arc<Scope>,
    project: Arc<accounts::Project>,
    entry: Entry,
}

object!(AuditLogObject, "AuditLog");

impl AuditLogObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let entry = &self.entry;
        Ok(match field.name {
            "id" => entry.id.as_str().into(),
            "entityId" => text(entry.entity_id.as_ref()),
            "timestamp" => entry.created_at.as_str().into(),
            "resource" => entry.resource.as_str().into(),
            "action" => entry.action.as_str().into(),
            "environmentName" => {
                entry.environment.as_ref().map_or(Resolved::Null, |environment| environment.row.name.as_str().into())
            }
            "payload" => self.payload().await?,
            "triggeredBy" => self.triggered_by().await?,
            "triggerType" => entry.trigger_type.as_str().into(),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    /// Of content it is what was written, for who may read all entries of the model and nobody else.
    async fn payload(&self) -> FieldResult<Resolved> {
        let entry = &self.entry;
        let (Some(environment), "CONTENT") = (&entry.environment, entry.resource.as_str()) else {
            return Ok(entry.payload.clone().map_or(Resolved::Null, Resolved::Leaf));
        };
        let Some(detail) = &entry.detail else { return Ok(Resolved::Null) };
        let model = ModelId::new(detail["model"].as_str().unwrap_or_default());
        let draft = environment.schema().await?.content.stage_by_key(Stage::DRAFT).map(|stage| stage.id.clone());
        let viewer = &self.scope.viewer;
        let grants = self.scope.accounts().viewer_content(viewer, &environment.row).await.or_internal()?;
        let may_read = draft.is_some_and(|draft| grants.allows(ContentAction::Read, &model, &draft));
        Ok(if may_read { Resolved::Leaf(detail.clone()) } else { Resolved::Null })
    }

    /// The union knows members and permanent auth tokens; null when they are gone, and for everybody else.
    async fn triggered_by(&self) -> FieldResult<Resolved> {
        let AuditLogObject { scope, project, entry } = self;
        match entry.trigger_type.as_str() {
            "USER" => team::member_of(scope, project, &UserId::new(entry.actor_id.as_str())).await,
            "PAT" => {
                let environments = scope.environments(&project.id).await?;
                let id = TokenId::new(entry.actor_id.as_str());
                let found = scope.accounts().find_permanent_token(&environments, &id).await.map_err(of_token)?;
                let Some((row, token)) = found else { return Ok(Resolved::Null) };
                let environment = EnvironmentScope::open(scope, project, row).await?;
                Ok(Resolved::object(TokenObject { environment, row: token }))
            }
            _ => Ok(Resolved::Null),
        }
    }
}
