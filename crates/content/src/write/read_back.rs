//! Reading the written entry back, as the selection asks for it (content-api-write.md §3.1). It is planned before the writer's
//! turn: while one writes, others wait.

use graphql::CollectedField;
use model::Stage;
use model::ids::EntryId;
use sql::{Engine, Statement, Value};

use super::error::WriteError;
use super::plan::{PlannedWrite, Verb};
use super::run::Writer;
use super::{Mutation, NULL};
use crate::errors::ContentError;
use crate::read::{EntryRead, named_stage, plan_entry};

/// How a written entry is read.
pub(super) struct ReadBack {
    /// What is wrong with the selection is told when there is an entry to be read, and not before.
    statement: Result<Statement, ContentError>,
    /// Stands in the statement for the entry's id, which is not known yet; no text of a client's is the same.
    stand_in: EntryId,
}

impl ReadBack {
    /// For a root field that writes one entry.
    pub(super) fn plan(mutation: &Mutation, field: &CollectedField<'_>, write: &PlannedWrite, engine: Engine) -> Self {
        let stand_in = EntryId::new(cuid::cuid1());
        let statement = stage(mutation, &write.verb).and_then(|stage| {
            let read = EntryRead {
                schema: &mutation.schema,
                document: &mutation.document,
                variables: &mutation.variables,
                actor: &mutation.actor,
                headers: &mutation.headers,
                model: &write.model,
                entry: &stand_in,
                stage,
            };
            plan_entry(&read, field, engine)
        });
        Self { statement, stand_in }
    }

    /// The entry's JSON text; `null` when it is not in the stage.
    pub(super) async fn read(self, writer: &mut Writer<'_, '_>, id: &EntryId) -> Result<String, WriteError> {
        let mut statement = self.statement?;
        for value in &mut statement.params {
            if matches!(value, Value::Text(text) if text == self.stand_in.as_str()) {
                *value = Value::from(id.as_str());
            }
        }
        let row = writer.tx.query_opt(statement).await?;
        let json = row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten();
        Ok(json.unwrap_or_else(|| NULL.to_owned()))
    }
}

/// Key of the stage in which the entry is read. A header steers what is read, never what is written: of an entry that is only
/// saved, the sender may want the copy in another stage.
fn stage(mutation: &Mutation, verb: &Verb) -> Result<i64, ContentError> {
    match verb {
        Verb::Create(_) | Verb::Update(..) | Verb::Upsert { .. } => {
            let named = named_stage(&mutation.schema.content_model, &mutation.headers)?;
            Ok(named.map_or(Stage::DRAFT, |stage| stage.key))
        }
        Verb::Publish(_, publication) => Ok(publication.to.first().copied().unwrap_or(Stage::PUBLISHED)),
        Verb::Delete(_) | Verb::Unpublish(..) | Verb::Schedule(..) | Verb::Many(_) => Ok(Stage::DRAFT),
    }
}
