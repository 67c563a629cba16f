//! What runs inside the transaction: rows, links, component instances, copies, versions, events
//! (content-api-write.md §3).

mod copy;
mod entry;
mod instances;
mod links;
mod localizations;
mod place;
mod publish;
mod requirements;
mod rows;
mod snapshot;
mod tree;

use std::collections::HashSet;

use access::Identity;
use indexmap::IndexSet;
use model::ids::{EntryId, ModelId};
use model::{ContentModel, Model, ParentId, ParentRef, Stage};
use serde_json::json;
use sql::dml::{self, Assignment, SystemColumn};
use sql::environment::{content_actors, outbox};
use sql::{Statement, Value};
use store::{Row, StoreError, Transaction};

use super::error::WriteError;
use super::events::{Events, Happened, Place};
use super::unique::UniqueWhere;
use requirements::Requirement;

/// One transaction's writer: who writes, when, and where.
pub(super) struct Writer<'t, 'a> {
    pub(super) tx: &'t mut Transaction,
    pub(super) content: &'a ContentModel,
    pub(super) by: &'a Identity,
    pub(super) now: String,
    events: Events,
    /// Entries whose base rows say already that this request changed them.
    stamped: HashSet<(ModelId, EntryId)>,
    /// Fields that must hold something when the request is done.
    requirements: IndexSet<Requirement>,
}

/// An entry or component instance that is being written.
#[derive(Clone, Copy)]
struct Holder<'h, 'a> {
    parent: ParentRef<'a>,
    id: &'h str,
}

impl<'t, 'a> Writer<'t, 'a> {
    /// Begins: the actor is noted, so that entries can name it.
    pub(super) async fn begin(
        tx: &'t mut Transaction,
        content: &'a ContentModel,
        by: &'a Identity,
        now: String,
    ) -> Result<Self, WriteError> {
        let added = tx.execute(content_actors::add(by.user_id(), by.kind(), by.name(), &now)).await?;
        let renamed = tx.execute(content_actors::rename(by.user_id(), by.name(), &now)).await?;
        if added + renamed > 0 {
            // Answers that name users change although no entry does.
            let event = json!({ "action": "actor", "by": { "kind": by.kind(), "id": by.user_id() } });
            let key = format!("{now}-{}", cuid::cuid1());
            tx.execute(outbox::insert(tx.engine(), &key, &event, &now)).await?;
        }
        let (events, stamped, requirements) = (Events::default(), HashSet::new(), IndexSet::new());
        Ok(Self { tx, content, by, now, events, stamped, requirements })
    }

    /// Ends: what must hold is checked, what happened is told.
    pub(super) async fn finish(mut self) -> Result<(), WriteError> {
        self.check_requirements().await?;
        for (number, (place, happened)) in self.events.take().into_iter().enumerate() {
            let event = json!({
                "action": happened.action(),
                "model": place.model.as_str(),
                "entry": place.entry.as_str(),
                "stage": place.stage,
                "by": { "kind": self.by.kind(), "id": self.by.user_id() },
            });
            // Sorts by time, then by the order within the request; the last part makes it unique over requests.
            let key = format!("{}-{number:04}-{}-{}", self.now, cuid::cuid1(), place.stage);
            self.tx.execute(outbox::insert(self.tx.engine(), &key, &event, &self.now)).await?;
        }
        Ok(())
    }

    /// The id of the entry in DRAFT that a where-unique input names.
    pub(super) async fn find(&mut self, model: &ModelId, unique: UniqueWhere) -> Result<Option<EntryId>, WriteError> {
        let statement = dml::find_by_unique(self.tx.engine(), model, Stage::DRAFT, unique);
        let row = self.tx.query_opt(statement).await?;
        Ok(row.map(|row| row.text(0).map(EntryId::new)).transpose()?)
    }

    /// The model with that id, for the transaction's time.
    fn model(&self, id: &ModelId) -> Result<&'a Model, WriteError> {
        self.content.model_by_id(id).ok_or(WriteError::SchemaChanged)
    }

    /// Runs a statement on tables of a model or component; a broken unique index becomes the field's own error.
    async fn execute(&mut self, parent: ParentRef<'_>, statement: Statement) -> Result<u64, WriteError> {
        self.tx.execute(statement).await.map_err(|error| match &error {
            StoreError::Unique { constraint } => {
                let names_column = |column: String| constraint.split(", ").any(|part| part.ends_with(&column));
                let field = parent.fields().iter().find(|field| names_column(sql::names::column(&field.id)));
                WriteError::NotUnique(field.map_or_else(|| "id".to_owned(), |field| field.api_id.clone()))
            }
            _ => WriteError::from(error),
        })
    }

    /// The first column of a statement's only row, an integer.
    async fn number(&mut self, statement: Statement) -> Result<i64, WriteError> {
        let row = self.tx.query_opt(statement).await?;
        Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or(0))
    }

    fn note(&mut self, model: &ModelId, entry: &EntryId, stage: i64, happened: Happened) {
        self.events.note(Place { model: model.clone(), entry: entry.clone(), stage }, happened);
    }

    /// Notes that something of an entry changed that is not in its rows: its base row's time moves, once a request.
    async fn touch(&mut self, model: &Model, id: &str) -> Result<(), WriteError> {
        let entry = EntryId::new(id);
        self.note(&model.id, &entry, Stage::DRAFT, Happened::Updated);
        if !self.stamped.insert((model.id.clone(), entry)) {
            return Ok(());
        }
        let row = vec![
            Assignment::system(SystemColumn::UpdatedAt, Value::from(&self.now)),
            Assignment::system(SystemColumn::UpdatedBy, Value::from(self.by.user_id())),
        ];
        let statement = dml::update_base(&ParentId::Model(model.id.clone()), id, Stage::DRAFT, row);
        self.execute(ParentRef::Model(model), statement).await.map(drop)
    }
}

/// Two texts of each row.
fn pairs(rows: &[Row]) -> Result<Vec<(String, String)>, StoreError> {
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}
