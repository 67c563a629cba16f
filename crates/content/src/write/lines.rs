//! Operations of the bulk path: each planned and run as a mutation of one root field, many in one transaction.

use access::Actor;
use graphql::{InputFault, coerce_arguments};
use model::ids::EntryId;
use serde_json::{Map, Value as Json};
use sql::environment::content_model::Turn;
use store::Transaction;

use super::error::WriteError;
use super::perform;
use super::plan::{PlannedWrite, Planner, Verb};
use super::run::Writer;
use super::unique::checked_id;
use crate::schema::{EnvironmentSchema, MutationRoot};

/// An operation on one entry, ready to run.
pub(crate) struct PlannedLine {
    write: PlannedWrite,
    /// The id that a created entry gets, when one was chosen.
    id: Option<EntryId>,
}

/// Why an operation cannot be run.
#[derive(Debug)]
pub(crate) enum LineError {
    /// A value does not fit its place.
    Fault(InputFault),
    /// As a mutation is refused.
    Write(WriteError),
}

impl From<WriteError> for LineError {
    fn from(error: WriteError) -> Self {
        LineError::Write(error)
    }
}

impl PlannedLine {
    /// Plans an operation: its arguments are those of the field of `Mutation`. Creating takes `id`, too: the id that the entry gets.
    pub(crate) fn plan(
        schema: &EnvironmentSchema,
        actor: &Actor,
        root: &MutationRoot,
        field: &str,
        mut arguments: Map<String, Json>,
    ) -> Result<Self, LineError> {
        let id = match root {
            MutationRoot::Create(_) => arguments.shift_remove("id").filter(|id| !id.is_null()),
            _ => None,
        };
        let id = id.map(|id| checked_id(id.as_str().unwrap_or_default())).transpose()?;
        let definition =
            schema.graphql.definition().type_field("Mutation", field).map_err(|_| WriteError::SchemaChanged)?;
        let arguments =
            coerce_arguments(&schema.graphql, &definition.arguments, &arguments).map_err(LineError::Fault)?;
        let mut planner = Planner::new(schema, actor)?;
        let write = planner.root(field, root, &arguments)?;
        planner.finish()?;
        Ok(Self { write, id })
    }
}

/// Runs operations one after the other in a transaction that has begun.
pub(crate) struct LineWriter<'t, 'a>(Writer<'t, 'a>);

impl<'t, 'a> LineWriter<'t, 'a> {
    /// Begins as a mutation does.
    pub(crate) async fn begin(
        tx: &'t mut Transaction,
        schema: &'a EnvironmentSchema,
        actor: &'a Actor,
        turn: Turn,
    ) -> Result<Self, WriteError> {
        Writer::begin(tx, schema, actor, turn).await.map(Self)
    }

    /// Runs one operation at a time of its own; the entry's id, or `None` when there is no such entry. That it breaks a unique
    /// field may be told by a later one, or at the end.
    pub(crate) async fn run(&mut self, line: PlannedLine) -> Result<Option<EntryId>, WriteError> {
        let writer = &mut self.0;
        writer.now = accounts::clock::now();
        let PlannedWrite { model, verb } = line.write;
        let model = writer.content.model_by_id(&model).ok_or(WriteError::SchemaChanged)?;
        let id = match (verb, line.id) {
            (Verb::Create(input), id @ Some(_)) => Some(writer.create_new(model, id, input).await?),
            (verb, _) => perform(writer, model, verb).await?,
        };
        writer.settle().await?;
        Ok(id)
    }

    /// Like [`LineWriter::run`]; when it fails, what it did is undone and the others' work stays.
    pub(crate) async fn run_apart(&mut self, line: PlannedLine) -> Result<Option<EntryId>, WriteError> {
        self.0.tx.begin_part().await?;
        match self.run_whole(line).await {
            Ok(id) => {
                self.0.tx.keep_part().await?;
                Ok(id)
            }
            Err(error) => {
                self.0.forget();
                self.0.tx.undo_part().await?;
                Err(error)
            }
        }
    }

    /// Like [`LineWriter::run`], with all its rows in their tables.
    async fn run_whole(&mut self, line: PlannedLine) -> Result<Option<EntryId>, WriteError> {
        let id = self.run(line).await?;
        self.0.tx.flush().await?;
        Ok(id)
    }

    /// Ends; the transaction, for what belongs to it beside the operations.
    pub(crate) async fn finish(self) -> Result<&'t mut Transaction, WriteError> {
        self.0.finish().await
    }
}
