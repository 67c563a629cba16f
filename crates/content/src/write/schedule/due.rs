//! What the job does when the time of a release has come. Every step is one transaction that also says how far things are:
//! whoever takes over after a crash goes on from there, and nothing is done twice.

use std::sync::Arc;

use access::Actor;
use model::ContentModel;
use model::ids::{EntryId, ModelId};
use serde_json::json;
use sql::environment::content_model::Turn;
use sql::environment::{outbox, scheduled_operations as operations, scheduled_releases as releases};
use store::{Database, Row, StoreError, Transaction};

use super::Instruction;
use crate::schema::{EnvironmentSchema, MutationRoot};
use crate::write::error::WriteError;
use crate::write::plan::{PlannedWrite, Planner};
use crate::write::run::Writer;

/// `action` of the outbox's event when what is scheduled is not as it was.
pub(crate) const EVENT: &str = "schedule";

/// An operation whose turn it is.
#[derive(Clone, Debug)]
pub(crate) struct DueOperation {
    pub(crate) id: String,
    pub(crate) release: String,
    /// What it does; a text that cannot be read is told when it runs.
    instruction: String,
    /// None when its entry was forgotten.
    document: Option<(ModelId, EntryId)>,
    /// Id and kind of the `User` who scheduled it.
    pub(crate) by: Option<(String, String)>,
}

impl DueOperation {
    /// Of a row of [`operations::next`].
    pub(crate) fn read(row: &Row, release: &str) -> Result<Self, StoreError> {
        let pair = |first: usize| match (row.opt_text(first), row.opt_text(first + 1)) {
            (Ok(Some(one)), Ok(Some(other))) => Ok(Some((one.to_owned(), other.to_owned()))),
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok(_), Ok(_)) => Ok(None),
        };
        Ok(Self {
            id: row.text(0)?.to_owned(),
            release: release.to_owned(),
            instruction: row.text(1)?.to_owned(),
            document: pair(2)?.map(|(model, entry)| (ModelId::new(model), EntryId::new(entry))),
            by: pair(4)?,
        })
    }

    /// As a mutation of one root field would be planned, by the same rights.
    fn plan(&self, content: &ContentModel, actor: &Actor) -> Result<PlannedWrite, WriteError> {
        let gone = || WriteError::input("the document does not exist");
        let (model, entry) = self.document.clone().ok_or_else(gone)?;
        content.model_by_id(&model).ok_or_else(gone)?;
        let instruction: Instruction = serde_json::from_str(&self.instruction).map_err(|error| {
            WriteError::Store(StoreError::Other(format!("the operation's instruction cannot be read: {error}")))
        })?;
        let arguments = instruction.arguments(content, &entry)?;
        let root = match instruction {
            Instruction::Publish { .. } => MutationRoot::Publish(model),
            Instruction::Unpublish { .. } => MutationRoot::Unpublish(model),
        };
        let mut planner = Planner::of(content, actor)?;
        let planned = planner.root(EVENT, &root, &arguments)?;
        planner.finish()?;
        Ok(planned)
    }
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is done.
    Done,
    /// Another node is at it, or was faster.
    Elsewhere,
}

/// Runs an operation, for the schema as it is now, in the name of whoever scheduled it: what it writes and that it ran are one transaction.
///
/// # Errors
/// Any [`WriteError`]; nothing is written then, and the operation still waits.
pub(crate) async fn run(
    database: &Database,
    schema: &Arc<EnvironmentSchema>,
    actor: &Arc<Actor>,
    due: &Arc<DueOperation>,
) -> Result<Step, WriteError> {
    match attempt(database, schema, actor, due, Turn::Beside).await {
        Err(WriteError::Store(StoreError::Serialization)) => attempt(database, schema, actor, due, Turn::Alone).await,
        done => done,
    }
}

async fn attempt(
    database: &Database,
    schema: &Arc<EnvironmentSchema>,
    actor: &Arc<Actor>,
    due: &Arc<DueOperation>,
    turn: Turn,
) -> Result<Step, WriteError> {
    let planned = due.plan(&schema.content_model, actor)?;
    let (schema, actor, due) = (schema.clone(), actor.clone(), due.clone());
    let job = database.write(move |tx| {
        Box::pin(async move {
            let known = crate::write::take_turn(tx, &schema, &actor, turn).await?;
            if !take(tx, &due).await? {
                return Ok(Step::Elsewhere);
            }
            let mut writer = Writer::of(tx, &schema, &actor, known.as_deref()).await?;
            let model = writer.model(&planned.model)?;
            let written = crate::write::perform(&mut writer, model, planned.verb).await?;
            written.ok_or_else(|| WriteError::input("the document does not exist"))?;
            writer.tx.execute(operations::end(&due.id, None, &writer.now)).await?;
            writer.note_schedule().await?;
            writer.finish().await?;
            Ok(Step::Done)
        })
    });
    job.await
}

/// Takes release and operation for the rest of the transaction; false when it is another's, or not its turn any more.
async fn take(tx: &mut Transaction, due: &DueOperation) -> Result<bool, StoreError> {
    let engine = tx.engine();
    let Some(row) = tx.query_opt(releases::lock_if_free(engine, &due.release)).await? else { return Ok(false) };
    if row.text(0)? != "IN_PROGRESS" {
        return Ok(false);
    }
    let row = tx.query_opt(operations::lock(engine, &due.id)).await?;
    Ok(row.as_ref().map(|row| row.text(0)).transpose()? == Some("PENDING"))
}

/// Says why an operation failed.
///
/// # Errors
/// The database's; the operation still waits then.
pub(crate) async fn fail(database: &Database, due: &Arc<DueOperation>, error: String) -> Result<Step, StoreError> {
    let due = due.clone();
    let job = database.write(move |tx| {
        Box::pin(async move {
            if !take(tx, &due).await? {
                return Ok(Step::Elsewhere);
            }
            let now = accounts::clock::now();
            tx.execute(operations::end(&due.id, Some(&error), &now)).await?;
            tell(tx, &now).await?;
            Ok::<_, StoreError>(Step::Done)
        })
    });
    job.await
}

/// Begins a release whose time has come: from now on it runs to its end, whatever becomes of this process.
///
/// # Errors
/// The database's.
pub(crate) async fn begin_release(database: &Database, release: String) -> Result<Step, StoreError> {
    let job = database.write(move |tx| {
        Box::pin(async move {
            let now = accounts::clock::now();
            if tx.execute(releases::begin(&release, &now)).await? == 0 {
                return Ok(Step::Elsewhere);
            }
            tell(tx, &now).await?;
            Ok::<_, StoreError>(Step::Done)
        })
    });
    job.await
}

/// Ends a release of which nothing waits any more.
///
/// # Errors
/// The database's.
pub(crate) async fn end_release(database: &Database, release: String) -> Result<Step, StoreError> {
    let job = database.write(move |tx| {
        Box::pin(async move {
            let Some(row) = tx.query_opt(releases::lock_if_free(tx.engine(), &release)).await? else {
                return Ok(Step::Elsewhere);
            };
            if row.text(0)? != "IN_PROGRESS" {
                return Ok(Step::Elsewhere);
            }
            let row = tx.query_opt(operations::outcome(&release)).await?;
            let Some(row) = row.filter(|row| row.int(1).is_ok_and(|waiting| waiting == 0)) else {
                return Ok(Step::Elsewhere);
            };
            let (all, failed, first) = (row.int(0)?, row.int(2)?, row.opt_text(3)?.unwrap_or_default());
            let error = match failed {
                0 => None,
                _ if all == 1 => Some(first.to_owned()),
                _ => Some(format!("{failed} of {all} operations failed, the first of them: {first}")),
            };
            let now = accounts::clock::now();
            tx.execute(releases::end(&release, error.as_deref(), &now)).await?;
            tell(tx, &now).await?;
            Ok::<_, StoreError>(Step::Done)
        })
    });
    job.await
}

/// As [`Writer::note_schedule`], of the job itself.
async fn tell(tx: &mut Transaction, now: &str) -> Result<(), StoreError> {
    let key = format!("{now}-{}", cuid::cuid1());
    tx.execute(outbox::insert(tx.engine(), &key, &json!({ "action": EVENT }), now)).await.map(drop)
}
