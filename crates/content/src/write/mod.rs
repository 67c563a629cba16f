//! Mutations: one transaction each, all root fields together (content-api-write.md §3.1).
//!
//! `plan` and `input` turn every root field into values and check rights and rules before anything is written; `run`
//! writes rows, links, component instances, copies, versions and outbox events; the entries are read back by the read
//! planner inside the same transaction.

mod checks;
mod error;
mod events;
mod input;
mod lines;
mod many;
mod plan;
mod planning;
mod precondition;
mod refusal;
mod relation;
mod rights;
mod run;
pub(crate) mod schedule;
mod unique;
mod values;

use std::sync::Arc;

use access::Actor;
use graphql::{CollectedField, Document, collect_fields, field_arguments};
use indexmap::IndexMap;
use model::ids::EntryId;
use model::{Model, SchemaVersion, Stage};
use serde_json::{Map, Value as Json};
use sql::Engine;
use sql::environment::content_model::{Turn, begin_write};
use store::{Database, StoreError, Transaction};

pub use error::{FailedAction, WriteError};
pub(crate) use lines::{LineError, LineWriter, PlannedLine};
use plan::{PlannedWrite, Planner, Verb};
use precondition::{Precondition, only_write};
use run::Writer;
use schedule::{SystemWrite, run_system};

use crate::read::{EntryRead, plan_entry};
use crate::request::RequestHeaders;
use crate::schema::{EnvironmentSchema, MutationRoot, SystemMutation};

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
    let mut turn = Turn::Beside;
    for _ in 1..MOST_ATTEMPTS {
        let planned = match plan_all(&mutation) {
            Err(WriteError::Permission(failed)) => return Err(refusal::refusal(database, &mutation, failed).await?),
            planned => planned?,
        };
        let may_race = planned.has_upsert && turn == Turn::Beside && has_many_writers(database.engine());
        match attempt(database, &mutation, planned, turn).await {
            Err(WriteError::Store(StoreError::Serialization)) => {}
            // Somebody else has created meanwhile what was not there: it is there to be updated now.
            Err(WriteError::NotUnique(_)) if may_race => {}
            done => return done,
        }
        turn = Turn::Alone;
    }
    attempt(database, &mutation, plan_all(&mutation)?, Turn::Alone).await
}

/// How often a mutation is tried that others are in the way of: beside them, then alone. Alone only what takes no turn can be in
/// the way: a migration, another program.
const MOST_ATTEMPTS: usize = 4;

fn has_many_writers(engine: Engine) -> bool {
    match engine {
        Engine::Sqlite => false,
        Engine::Postgres => true,
    }
}

async fn attempt(
    database: &Database,
    mutation: &Arc<Mutation>,
    planned: Planned,
    turn: Turn,
) -> Result<String, WriteError> {
    let mutation = mutation.clone();
    database.write(move |tx| Box::pin(async move { run_all(tx, &mutation, planned, turn).await })).await
}

/// Root fields by response key, as the operation selects them.
fn root_fields<'d>(mutation: &'d Mutation) -> Result<IndexMap<&'d str, CollectedField<'d>>, WriteError> {
    let operation =
        mutation.document.operation(mutation.operation.as_deref()).map_err(crate::errors::ContentError::from)?;
    Ok(collect_fields(&mutation.document, [&operation.selection_set], "Mutation", &mutation.variables))
}

impl Mutation {
    /// Whether it may change what is scheduled.
    pub(crate) fn is_about_schedules(&self) -> bool {
        let about = |name: &str| match self.schema.mutation_root(name) {
            Some(MutationRoot::SchedulePublish(_) | MutationRoot::ScheduleUnpublish(_)) => true,
            Some(_) => false,
            None => SystemMutation::named(name).is_some(),
        };
        root_fields(self).is_ok_and(|fields| fields.values().any(|field| about(field.name())))
    }
}

/// A request, ready to run.
struct Planned {
    /// One plan a root field, in document order.
    writes: Vec<PlannedRoot>,
    precondition: Option<Precondition>,
    /// Whether anything is created only if it is not there.
    has_upsert: bool,
}

/// A root field, ready to run.
enum PlannedRoot {
    /// `__typename`
    TypeName,
    /// It is about entries of a model.
    Entries(PlannedWrite),
    /// It is about one of the system's own models.
    System(SystemWrite),
}

fn plan_all(mutation: &Mutation) -> Result<Planned, WriteError> {
    let mut planner = Planner::new(&mutation.schema, &mutation.actor)?;
    let writes = plan_roots(mutation, &mut planner)?.into_iter().map(|(_, root)| root).collect();
    let has_upsert = planner.has_upsert();
    planner.finish()?;
    let precondition = mutation.headers.if_match.as_deref().map(Precondition::read).transpose()?;
    Ok(Planned { writes, precondition, has_upsert })
}

/// How many root fields a mutation may have (content-api-write.md §6).
const MOST_ROOTS: usize = 100;

/// The root fields by response key, in document order. What rights they miss, the planner knows.
fn plan_roots(mutation: &Mutation, planner: &mut Planner<'_>) -> Result<Vec<(String, PlannedRoot)>, WriteError> {
    let fields = root_fields(mutation)?;
    if fields.len() > MOST_ROOTS {
        let text = format!("a mutation has at most {MOST_ROOTS} root fields: send several requests");
        return Err(WriteError::input(text));
    }
    let mut roots = Vec::new();
    for (response_key, field) in fields {
        let arguments = field_arguments(&mutation.document, field.field(), &mutation.variables)
            .map_err(crate::errors::ContentError::from)?
            .with_defaults();
        let system = SystemMutation::named(field.name());
        let root = match (mutation.schema.mutation_root(field.name()), system) {
            (Some(root), _) => PlannedRoot::Entries(planner.root(response_key, &root, &arguments)?),
            (None, Some(root)) => PlannedRoot::System(planner.system_root(response_key, root, &arguments)?),
            (None, None) => PlannedRoot::TypeName,
        };
        roots.push((response_key.to_owned(), root));
    }
    Ok(roots)
}

async fn run_all(
    tx: &mut Transaction,
    mutation: &Mutation,
    planned: Planned,
    turn: Turn,
) -> Result<String, WriteError> {
    begin(tx, mutation.schema.content_model.version, turn).await?;
    let mut writer = Writer::begin(tx, &mutation.schema, &mutation.actor, accounts::clock::now()).await?;
    if let Some(precondition) = &planned.precondition {
        writer.check_version(only_write(&planned.writes)?, precondition).await?;
    }
    let mut data = String::from("{");
    for ((response_key, field), write) in root_fields(mutation)?.into_iter().zip(planned.writes) {
        let json = match write {
            PlannedRoot::TypeName => "\"Mutation\"".to_owned(),
            PlannedRoot::Entries(write) => run_one(&mut writer, mutation, &field, write).await?,
            PlannedRoot::System(write) => run_system(&mut writer, mutation, &field, write).await?,
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
    let written = match write.verb {
        Verb::Many(write) => return writer.many(mutation, field, model, write).await,
        Verb::Delete(unique) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            // Read first: the answer is the entry as it was.
            let json = read_back(writer, mutation, field, model, &id, Stage::DRAFT).await?;
            writer.delete(model, &id).await?;
            return Ok(json);
        }
        verb => perform(writer, model, verb).await?,
    };
    match written {
        Some((id, stage)) => read_back(writer, mutation, field, model, &id, stage).await,
        None => Ok(NULL.to_owned()),
    }
}

/// Does what is said about one entry. Answers which one that is, and the stage (key) in which it is to be read back; `None`
/// when there is no such entry.
async fn perform<'a>(
    writer: &mut Writer<'_, 'a>,
    model: &'a Model,
    verb: Verb,
) -> Result<Option<(EntryId, i64)>, WriteError> {
    let (id, stage) = match verb {
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
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(None) };
            writer.update(model, &id, input).await?;
            (id, Stage::DRAFT)
        }
        Verb::Delete(unique) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(None) };
            writer.delete(model, &id).await?;
            (id, Stage::DRAFT)
        }
        Verb::Publish(unique, publication) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(None) };
            writer.publish(model, &id, &publication).await?;
            (id, publication.to.first().copied().unwrap_or(Stage::PUBLISHED))
        }
        Verb::Unpublish(unique, withdrawal) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(None) };
            writer.unpublish(model, &id, &withdrawal).await?;
            (id, Stage::DRAFT)
        }
        Verb::Schedule(unique, schedule) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(None) };
            writer.schedule(model, &id, schedule).await?;
            (id, Stage::DRAFT)
        }
        Verb::Many(_) => return Err(WriteError::input("a write of many documents is about no single one")),
    };
    Ok(Some((id, stage)))
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
