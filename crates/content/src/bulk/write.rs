//! One portion, one transaction.

use std::fmt::Write as _;
use std::sync::Arc;

use accounts::clock;
use serde_json::{Value as Json, json};
use sql::environment::bulk;
use sql::environment::content_model::Turn;
use store::{StoreError, Transaction};

use super::known::{Digest, Known};
use super::operation::{PlannedOperation, is_about_operation};
use super::portion::{Planned, Portion};
use super::{Done, Ended, Import};
use crate::errors::{Failure, operation_error};
use crate::write::{LineWriter, WriteError};

/// How often a portion is tried while something is in its way.
const MOST_ATTEMPTS: usize = 5;

/// Writes portions one after the other.
pub(super) struct PortionWriter {
    import: Arc<Import>,
    /// The import's name in the database.
    name: Option<Arc<str>>,
    pace: Pace,
}

/// How lines of a portion are kept from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// Not at all: when one fails, all are undone and run again apart.
    Together,
    /// Each can be undone alone.
    Apart,
}

/// Why a transaction was given up.
enum Failed {
    /// A line was refused while lines ran together.
    Line,
    /// Another request has done these lines under the same key meanwhile.
    Taken,
    Write(WriteError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Failed::Write(error.into())
    }
}

impl From<WriteError> for Failed {
    fn from(error: WriteError) -> Self {
        Failed::Write(error)
    }
}

/// What the database keeps of a portion beside its entries.
struct Record {
    import: Arc<str>,
    first: i64,
    digest: Digest,
}

impl PortionWriter {
    pub(super) fn new(import: Arc<Import>, known: Option<Known>) -> Self {
        Self { import, name: known.map(|known| known.import.into()), pace: Pace::Together }
    }

    pub(super) fn request_id(&self) -> &str {
        &self.import.request_id
    }

    /// Writes a portion; its result lines when they are durable.
    pub(super) async fn write(&mut self, portion: Portion) -> Result<Done, Ended> {
        let Portion { first, lines, digest, planned } = portion;
        let mut planned = Some(planned);
        let (mut turn, mut failed) = (Turn::Beside, WriteError::SchemaChanged);
        for _ in 0..MOST_ATTEMPTS {
            let plan = match planned.take() {
                Some(plan) => plan,
                None => Planned::of(&self.import, &lines).await?,
            };
            let record = self.name.clone().zip(digest).map(|(import, digest)| Record { import, first, digest });
            let attempted = self.attempt(first, plan, record, turn).await;
            // Also after an error: it may have come after the commit.
            self.import.content.wrote(&self.import.environment.id);
            match attempted {
                Ok(done) => {
                    self.pace = if done.failed == 0 { Pace::Together } else { self.pace };
                    return Ok(done);
                }
                Err(Failed::Line) => self.pace = Pace::Apart,
                Err(Failed::Taken) => return Err(Ended::new("another request with this Idempotency-Key is under way")),
                Err(Failed::Write(WriteError::Store(StoreError::Serialization))) => {
                    (turn, failed) = (Turn::Alone, WriteError::Store(StoreError::Serialization));
                }
                Err(Failed::Write(WriteError::SchemaChanged)) => {
                    failed = WriteError::SchemaChanged;
                    self.reload().await?;
                }
                Err(Failed::Write(error)) => return Err(self.import.ended(error.into())),
            }
        }
        Err(self.import.ended(failed.into()))
    }

    async fn reload(&self) -> Result<(), Ended> {
        let environment = &self.import.environment;
        let loaded = self.import.content.environments.reload(&environment.database, &environment.id).await;
        loaded.map(drop).map_err(|error| self.import.ended(error.into()))
    }

    async fn attempt(&self, first: i64, plan: Planned, record: Option<Record>, turn: Turn) -> Result<Done, Failed> {
        let pace = self.pace;
        let database = &self.import.environment.database;
        database.write(move |tx| Box::pin(async move { run(tx, first, plan, record, (turn, pace)).await })).await
    }
}

/// Runs a portion in its transaction.
async fn run(
    tx: &mut Transaction,
    first: i64,
    plan: Planned,
    record: Option<Record>,
    (turn, pace): (Turn, Pace),
) -> Result<Done, Failed> {
    let Planned { schema, actor, operations } = plan;
    let mut done = Done { lines: operations.len() as i64, failed: 0, results: String::new() };
    let mut writer = LineWriter::begin(tx, &schema, &actor, turn).await?;
    for (number, operation) in (first..).zip(operations) {
        let result = match operation {
            PlannedOperation::Blank => continue,
            PlannedOperation::Refused(error) => Err(error),
            PlannedOperation::Write(line) => {
                let written = match pace {
                    Pace::Together => writer.run(line).await,
                    Pace::Apart => writer.run_apart(line).await,
                };
                match written {
                    Ok(id) => Ok(id),
                    Err(error) if !is_about_operation(&error) => return Err(error.into()),
                    Err(_) if pace == Pace::Together => return Err(Failed::Line),
                    Err(error) => Err(operation_error(&error)),
                }
            }
        };
        // Ids have nothing that JSON would escape.
        let _ = match result {
            Ok(Some(id)) => writeln!(done.results, "{{\"line\":{number},\"id\":\"{id}\"}}"),
            Ok(None) => writeln!(done.results, "{{\"line\":{number},\"id\":null}}"),
            Err(error) => {
                done.failed += 1;
                writeln!(done.results, "{}", json!({ "line": number, "error": error }))
            }
        };
    }
    let tx = match (writer.finish().await, pace) {
        (Ok(tx), _) => tx,
        // Which line it was shows when they run apart.
        (Err(error), Pace::Together) if is_about_operation(&error) => return Err(Failed::Line),
        (Err(error), _) => return Err(error.into()),
    };
    if let Some(record) = record {
        keep(tx, &record, &done).await?;
    }
    Ok(done)
}

async fn keep(tx: &mut Transaction, record: &Record, done: &Done) -> Result<(), Failed> {
    let (digest, now) = (record.digest.to_text(), clock::now());
    let part = bulk::Part {
        import: &record.import,
        first_line: record.first,
        lines: done.lines,
        failed: done.failed,
        digest: &digest,
        results: &done.results,
        created_at: &now,
    };
    match tx.execute(bulk::insert(&part)).await {
        Err(StoreError::Unique { .. }) => Err(Failed::Taken),
        kept => Ok(kept.map(drop)?),
    }
}

impl Import {
    /// The words for a failure that is no line's; what only the log may know goes there.
    pub(super) fn ended(&self, failure: Failure) -> Ended {
        let answer = failure.answer(&self.request_id);
        let body: Json = serde_json::from_slice(&answer.body).unwrap_or_default();
        Ended::new(body["errors"][0]["message"].as_str().unwrap_or("internal error"))
    }
}
