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
mod read_back;
mod refusal;
mod relation;
mod rights;
mod run;
pub(crate) mod schedule;
mod unique;
pub(crate) mod upload;
mod values;

use std::sync::Arc;

use access::Actor;
use graphql::{CollectedField, Document, collect_fields, field_arguments};
use indexmap::IndexMap;
use model::ids::{EntryId, ModelId};
use model::{Model, SchemaVersion};
use serde_json::{Map, Value as Json};
use sql::environment::content_model::{self, Turn, begin_write};
use sql::{Engine, Statement};
use store::{Database, StoreError, Transaction};

pub use error::{FailedAction, WriteError};
pub(crate) use lines::{LineError, LineWriter, PlannedLine};
use many::ManyWrite;
use plan::{PlannedWrite, Planner, Verb};
use precondition::{Precondition, only_write};
use read_back::ReadBack;
use run::Writer;
use schedule::{SystemWrite, run_system};

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
        let planned = match plan_all(&mutation, database.engine()) {
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
    attempt(database, &mutation, plan_all(&mutation, database.engine())?, Turn::Alone).await
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

/// The input that names where a file is to be fetched from.
const SOURCE: &str = "uploadUrl";

/// Root fields by response key, as the operation selects them.
fn root_fields<'d>(mutation: &'d Mutation) -> Result<IndexMap<&'d str, CollectedField<'d>>, WriteError> {
    let operation =
        mutation.document.operation(mutation.operation.as_deref()).map_err(crate::errors::ContentError::from)?;
    Ok(collect_fields(&mutation.document, [&operation.selection_set], "Mutation", &mutation.variables))
}

impl Mutation {
    /// Whether it may name addresses that files are to be fetched from; `query` is the text of its document.
    pub(crate) fn may_name_sources(&self, query: &str) -> bool {
        fn is_in(value: &Json) -> bool {
            match value {
                Json::Object(members) => members.iter().any(|(name, value)| name == SOURCE || is_in(value)),
                Json::Array(items) => items.iter().any(is_in),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
            }
        }
        query.contains(SOURCE) || self.variables.values().any(is_in)
    }

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
    /// The root fields in document order.
    roots: Vec<Root>,
    precondition: Option<Precondition>,
    /// Whether anything is created only if it is not there.
    has_upsert: bool,
}

/// A root field in front of the transaction.
struct Root {
    response_key: String,
    step: Step,
}

/// What there is to do for a root field.
enum Step {
    /// `__typename`
    TypeName,
    /// One entry is written, then read.
    One(PlannedWrite, ReadBack),
    /// Many entries are.
    Many(ModelId, ManyWrite),
    /// One of the system's own models.
    System(SystemWrite),
}

/// A root field as the planner leaves it.
enum PlannedRoot {
    /// `__typename`
    TypeName,
    /// It is about entries of a model.
    Entries(PlannedWrite),
    /// It is about one of the system's own models.
    System(SystemWrite),
}

fn plan_all(mutation: &Mutation, engine: Engine) -> Result<Planned, WriteError> {
    let mut planner = Planner::new(&mutation.schema, &mutation.actor)?;
    let planned = plan_roots(mutation, &mut planner)?;
    let has_upsert = planner.has_upsert();
    planner.finish()?;
    let precondition = mutation.headers.if_match.as_deref().map(Precondition::read).transpose()?;
    let fields = root_fields(mutation)?.into_values();
    let roots = planned.into_iter().zip(fields).map(|((response_key, planned), field)| {
        let step = match planned {
            PlannedRoot::TypeName => Step::TypeName,
            PlannedRoot::System(write) => Step::System(write),
            PlannedRoot::Entries(PlannedWrite { model, verb: Verb::Many(write) }) => Step::Many(model, write),
            PlannedRoot::Entries(write) => {
                let read_back = ReadBack::plan(mutation, &field, &write, engine);
                Step::One(write, read_back)
            }
        };
        Root { response_key, step }
    });
    Ok(Planned { roots: roots.collect(), precondition, has_upsert })
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
    let mut writer = Writer::begin(tx, &mutation.schema, &mutation.actor, turn).await?;
    if let Some(precondition) = &planned.precondition {
        writer.check_version(only_write(&planned.roots)?, precondition).await?;
    }
    // What is read of one entry is planned already: then nobody asks for the fields again.
    let is_planned = |root: &Root| matches!(root.step, Step::TypeName | Step::One(..));
    let fields = if planned.roots.iter().all(is_planned) { IndexMap::new() } else { root_fields(mutation)? };
    let field = |response_key: &str| fields.get(response_key).ok_or(WriteError::SchemaChanged);
    let mut data = String::from("{");
    for Root { response_key, step } in planned.roots {
        let json = match step {
            Step::TypeName => "\"Mutation\"".to_owned(),
            Step::One(write, read_back) => run_one(&mut writer, write, read_back).await?,
            Step::Many(model, write) => {
                let model = writer.model(&model)?;
                writer.many(mutation, field(&response_key)?, model, write).await?
            }
            Step::System(write) => run_system(&mut writer, mutation, field(&response_key)?, write).await?,
        };
        if data.len() > 1 {
            data.push(',');
        }
        data.push_str(&format!("\"{response_key}\":{json}"));
    }
    data.push('}');
    writer.end().await?;
    Ok(data)
}

/// Takes a turn, and refuses to write under a plan that is older than the database. Answers by which name the database knows
/// the actor.
async fn take_turn(
    tx: &mut Transaction,
    schema: &EnvironmentSchema,
    actor: &Actor,
    turn: Turn,
) -> Result<Option<String>, WriteError> {
    let turn: Vec<Statement> = content_model::take_turn(tx.engine(), turn).into_iter().collect();
    let rows = tx.query_behind(&turn, begin_write(actor.identity.user_id())).await.map_err(StoreError::from)?;
    let row = rows.first().ok_or(WriteError::SchemaChanged)?;
    let SchemaVersion(planned) = schema.content_model.version;
    if row.text(0)?.parse() != Ok(planned) {
        return Err(WriteError::SchemaChanged);
    }
    Ok(row.opt_text(1)?.map(str::to_owned))
}

async fn run_one(writer: &mut Writer<'_, '_>, write: PlannedWrite, read_back: ReadBack) -> Result<String, WriteError> {
    let model = writer.model(&write.model)?;
    let written = match write.verb {
        Verb::Delete(unique) => {
            let Some(id) = writer.find(&model.id, unique).await? else { return Ok(NULL.to_owned()) };
            // Read first: the answer is the entry as it was.
            let json = read_back.read(writer, &id).await?;
            writer.delete(model, &id).await?;
            return Ok(json);
        }
        verb => perform(writer, model, verb).await?,
    };
    match written {
        Some(id) => read_back.read(writer, &id).await,
        None => Ok(NULL.to_owned()),
    }
}

/// Does what is said about one entry. Answers which one that is; `None` when there is no such entry.
async fn perform<'a>(writer: &mut Writer<'_, 'a>, model: &'a Model, verb: Verb) -> Result<Option<EntryId>, WriteError> {
    let found = match verb.named().cloned() {
        Some(unique) => writer.find(&model.id, unique).await?,
        None => None,
    };
    match (verb, &found) {
        (Verb::Create(input), _) => return writer.create_new(model, None, input).await.map(Some),
        (Verb::Upsert { id, create, .. }, None) => return writer.create_new(model, id, create?).await.map(Some),
        (Verb::Many(_), _) => return Err(WriteError::input("a write of many documents is about no single one")),
        (_, None) => {}
        (Verb::Upsert { update, .. }, Some(id)) => writer.update(model, id, update?).await?,
        (Verb::Update(_, input), Some(id)) => writer.update(model, id, input).await?,
        (Verb::Delete(_), Some(id)) => writer.delete(model, id).await?,
        (Verb::Publish(_, publication), Some(id)) => writer.publish(model, id, &publication).await?,
        (Verb::Unpublish(_, withdrawal), Some(id)) => writer.unpublish(model, id, &withdrawal).await?,
        (Verb::Schedule(_, schedule), Some(id)) => writer.schedule(model, id, schedule).await?,
    }
    Ok(found)
}

const NULL: &str = "null";
