//! What a caller without the right is told: that it is missing, or, where there is nothing to have a right to, nothing more than
//! that (content-api-write.md §5, rows 2 and 3).

use std::sync::Arc;

use access::ContentAction;
use model::Stage;
use model::ids::{EntryId, ModelId};
use sql::{Engine, Statement, dml};
use store::{Database, StoreError};

use super::error::{FailedAction, WriteError};
use super::plan::{Planner, Verb};
use super::rights::Right;
use super::unique::UniqueWhere;
use super::{Mutation, PlannedRoot, plan_roots};

/// The answer to a request for which these rights are missing. Who may not even read was told so before.
pub(super) async fn refusal(
    database: &Database,
    mutation: &Arc<Mutation>,
    failed: Vec<FailedAction>,
) -> Result<WriteError, StoreError> {
    let Some((response_key, model, unique)) = only_entry(mutation) else { return Ok(WriteError::Permission(failed)) };
    let engine = database.engine();
    let statement = dml::find_by_unique(engine, &model, Stage::DRAFT, unique);
    let mutation = mutation.clone();
    // The statement locks what it finds, which only a writer may.
    let found = database.write(move |tx| {
        Box::pin(async move {
            let Some(row) = tx.query_opt(statement).await? else { return Ok::<_, StoreError>(false) };
            let Some(seen) = seen(&mutation, &model, &EntryId::new(row.text(0)?), engine) else { return Ok(false) };
            let Some(statement) = seen else { return Ok(true) };
            let row = tx.query_opt(statement).await?;
            Ok(row.map(|row| row.opt_text(0).map(|found| found.is_some())).transpose()?.unwrap_or(false))
        })
    });
    Ok(match found.await? {
        true => WriteError::Permission(failed),
        false => WriteError::NotAllowed { response_key },
    })
}

/// The statement that tells whether the sender may read the entry, if that takes one; `None` for whoever may not.
fn seen(mutation: &Mutation, model: &ModelId, entry: &EntryId, engine: Engine) -> Option<Option<Statement>> {
    let (schema, grants) = (&mutation.schema, &mutation.actor.content);
    let demand = Right::in_draft(ContentAction::Read).demand(grants, &schema.content_model, model).ok()?;
    let Some(demand) = demand else { return Some(None) };
    let model = schema.content_model.model_by_id(model)?;
    demand.plan(schema, model, entry, engine).ok().map(Some)
}

/// The one entry that a request is about, by response key, model and what names it; what creates it otherwise has another right to
/// miss.
fn only_entry(mutation: &Mutation) -> Option<(String, ModelId, UniqueWhere)> {
    let mut planner = Planner::new(&mutation.schema, &mutation.actor).ok()?;
    let mut roots = plan_roots(mutation, &mut planner).ok()?;
    let (response_key, root) = roots.pop()?;
    match root {
        PlannedRoot::Entries(write) if roots.is_empty() && !matches!(write.verb, Verb::Upsert { .. }) => {
            Some((response_key, write.model.clone(), write.verb.named()?.clone()))
        }
        PlannedRoot::Entries(_) | PlannedRoot::System(_) | PlannedRoot::TypeName => None,
    }
}
