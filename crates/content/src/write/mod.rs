//! Mutations: one transaction each, all root fields together (content-api-write.md §3.1).
//!
//! `plan` and `input` turn every root field into values and check rights and rules before anything is written; `run`
//! writes rows, links, component instances, copies, versions and outbox events; the entries are read back by the read
//! planner inside the same transaction.

mod checks;
mod error;
mod events;
mod input;
mod many;
mod plan;
mod planning;
mod relation;
mod run;
mod unique;
mod values;

use std::sync::Arc;

use access::Actor;
use graphql::{CollectedField, Document, collect_fields, field_arguments};
use indexmap::IndexMap;
use model::ids::EntryId;
use model::{Model, SchemaVersion, Stage};
use serde_json::{Map, Value as Json};
use sql::environment::content_model::{Turn, begin_write};
use store::{Database, StoreError, Transaction};

pub use error::{FailedAction, WriteError};
use plan::{PlannedWrite, Planner, Verb};
use run::Writer;

use crate::read::{EntryRead, plan_entry};
use crate::request::RequestHeaders;
use crate::schema::EnvironmentSchema;

/// A mutation in front of the transaction.
pub struct Mutation {
    /// The schema that the document is valid for.
    pub schema: Arc<EnvironmentSchema>,
    /// The document.
    pub document: Document,
    /// Which operation of it.
    pub operation: Option<String>,
    /// Coerced variables.
    pub variables: Map<String, Json>,
    /// Who asks.
    pub actor: Actor,
    /// They steer what is read back, never what is written.
    pub headers: RequestHeaders,
}

/// Runs a mutation; the answer is the JSON text of `data`.
///
/// # Errors
/// Any [`WriteError`]; nothing is written then.
pub async fn execute(database: &Database, mutation: Mutation) -> Result<String, WriteError> {
    let mutation = Arc::new(mutation);
    match attempt(database, &mutation, Turn::Beside).await {
        Err(WriteError::Store(StoreError::Serialization)) => attempt(database, &mutation, Turn::Alone).await,
        done => done,
    }
}

async fn attempt(database: &Database, mutation: &Arc<Mutation>, turn: Turn) -> Result<String, WriteError> {
    let planned = plan_all(mutation)?;
    let mutation = mutation.clone();
    database.write(move |tx| Box::pin(async move { run_all(tx, &mutation, planned, turn).await })).await
}

/// Root fields by response key, as the operation selects them.
fn root_fields<'d>(mutation: &'d Mutation) -> Result<IndexMap<&'d str, CollectedField<'d>>, WriteError> {
    let operation =
        mutation.document.operation(mutation.operation.as_deref()).map_err(crate::errors::ContentError::from)?;
    Ok(collect_fields(&mutation.document, [&operation.selection_set], "Mutation", &mutation.variables))
}

/// One plan a root field, in document order; `None` for `__typename`.
fn plan_all(mutation: &Mutation) -> Result<Vec<Option<PlannedWrite>>, WriteError> {
    let mut planner = Planner::new(&mutation.schema, &mutation.actor)?;
    let mut planned = Vec::new();
    for (response_key, field) in root_fields(mutation)? {
        let Some(root) = mutation.schema.mutation_root(field.name()) else {
            planned.push(None);
            continue;
        };
        let arguments = field_arguments(&mutation.document, field.field(), &mutation.variables)
            .map_err(crate::errors::ContentError::from)?
            .with_defaults();
        planned.push(Some(planner.root(response_key, &root, &arguments)?));
    }
    planner.finish()?;
    Ok(planned)
}

async fn run_all(
    tx: &mut Transaction,
    mutation: &Mutation,
    planned: Vec<Option<PlannedWrite>>,
    turn: Turn,
) -> Result<String, WriteError> {
    let content = &mutation.schema.content_model;
    begin(tx, content.version, turn).await?;
    let mut writer = Writer::begin(tx, content, &mutation.actor.identity, accounts::clock::now()).await?;
    let mut data = String::from("{");
    for ((response_key, field), write) in root_fields(mutation)?.into_iter().zip(planned) {
        let json = match write {
            None => "\"Mutation\"".to_owned(),
            Some(write) => run_one(&mut writer, mutation, &field, write).await?,
        };
        if data.len() > 1 {
            data.push(',');
        }
        data.push_str(&format!("\"{response_key}\":{json}"));
    }
    data.push('}');
    writer.finish().await?;
    Ok(data)
}

/// Takes a turn, and refuses to write under a plan that is older than the database.
async fn begin(tx: &mut Transaction, planned: SchemaVersion, turn: Turn) -> Result<(), WriteError> {
    let row = tx.query_opt(begin_write(tx.engine(), turn)).await?;
    let version = row.as_ref().map(|row| row.text(0)).transpose()?.and_then(|text| text.parse().ok());
    if version == Some(planned.0) { Ok(()) } else { Err(WriteError::SchemaChanged) }
}

async fn run_one(
    writer: &mut Writer<'_, '_>,
    mutation: &Mutation,
    field: &CollectedField<'_>,
    write: PlannedWrite,
) -> Result<String, WriteError> {
    let content = writer.content;
    let model = content.model_by_id(&write.model).ok_or(WriteError::SchemaChanged)?;
    let (id, stage) = match write.verb {
        Verb::Create(input) => {
            let id = EntryId::new(cuid::cuid1());
            writer.create(model, &id, input).await?;
            (id, Stage::DRAFT)
        }
        Verb::Upsert { unique, id, create, update } => match writer.find(&model.id, unique).await? {
            Some(found) => {
                writer.update(model, &found, update).await?;
                (found, Stage::DRAFT)
            }
            None => {
                let id = id.unwrap_or_else(|| EntryId::new(cuid::cuid1()));
                writer.create(model, &id, create).await?;
                (id, Stage::DRAFT)
            }
        },
        Verb::Update(unique, input) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            writer.update(model, &id, input).await?;
            (id, Stage::DRAFT)
        }
        Verb::Delete(unique) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            // Read first: the answer is the entry as it was.
            let json = read_back(writer, mutation, field, model, &id, Stage::DRAFT).await?;
            writer.delete(model, &id).await?;
            return Ok(json);
        }
        Verb::Publish(unique, publication) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            writer.publish(model, &id, &publication).await?;
            (id, publication.to.first().copied().unwrap_or(Stage::PUBLISHED))
        }
        Verb::Many(write) => return writer.many(mutation, field, model, write).await,
        Verb::Unpublish(unique, withdrawal) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            writer.unpublish(model, &id, &withdrawal).await?;
            (id, Stage::DRAFT)
        }
    };
    read_back(writer, mutation, field, model, &id, stage).await
}

const NULL: &str = "null";

/// The written entry as the selection asks for it.
async fn read_back(
    writer: &mut Writer<'_, '_>,
    mutation: &Mutation,
    field: &CollectedField<'_>,
    model: &Model,
    id: &EntryId,
    stage: i64,
) -> Result<String, WriteError> {
    let read = EntryRead {
        schema: &mutation.schema,
        document: &mutation.document,
        variables: &mutation.variables,
        actor: &mutation.actor,
        headers: &mutation.headers,
        model: &model.id,
        entry: id,
        stage,
    };
    let statement = plan_entry(&read, field, writer.tx.engine())?;
    let row = writer.tx.query_opt(statement).await?;
    let json = row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten();
    Ok(json.unwrap_or_else(|| NULL.to_owned()))
}
