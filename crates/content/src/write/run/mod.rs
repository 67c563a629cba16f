//! What runs inside the transaction: rows, links, component instances, copies, versions, events
//! (content-api-write.md §3).

mod copy;
mod embeds;
mod entry;
mod files;
mod gathered;
mod instances;
mod links;
mod localizations;
mod place;
mod publish;
mod publishable;
mod requirements;
mod rows;
mod snapshot;
mod told;
mod tree;

use std::collections::HashSet;

use access::{Actor, Identity};
use indexmap::IndexSet;
use model::ids::{EntryId, ModelId};
use model::{ContentModel, Model, ParentId, ParentRef, Stage};
use serde_json::json;
use sql::dml::{self, Assignment, SystemColumn};
use sql::environment::content_model::Turn;
use sql::environment::{content_actors, outbox};
use sql::{Statement, Value};
use store::{Row, StoreError, Transaction};

use super::error::WriteError;
use super::events::{Events, Happened};
use super::rights::NewEntries;
use super::take_turn;
use super::unique::UniqueWhere;
use crate::limits::VersionRetention;
use crate::schema::EnvironmentSchema;
use embeds::Embeds;
use gathered::Gathered;
use requirements::Requirement;
use told::Given;

/// One transaction's writer: who writes, when, and where.
pub(super) struct Writer<'t, 'a> {
    pub(super) tx: Gathered<'t, 'a>,
    pub(super) content: &'a ContentModel,
    pub(super) by: &'a Identity,
    /// What the content model is part of.
    pub(super) schema: &'a EnvironmentSchema,
    pub(super) actor: &'a Actor,
    pub(super) now: String,
    events: Events,
    given: Given,
    embeds: Embeds,
    /// How long versions are kept.
    pub(super) retention: VersionRetention,
    /// Entries whose base rows say already that this request changed them.
    stamped: HashSet<(ModelId, EntryId)>,
    /// Fields that must hold something when the request is done.
    requirements: IndexSet<Requirement>,
    /// Entries that this request made.
    pub(super) new_entries: NewEntries,
}

/// An entry or component instance that is being written.
#[derive(Clone, Copy)]
struct Holder<'h, 'a> {
    parent: ParentRef<'a>,
    id: &'h str,
}

impl<'t, 'a> Writer<'t, 'a> {
    /// Takes a turn, and begins.
    pub(super) async fn begin(
        tx: &'t mut Transaction,
        schema: &'a EnvironmentSchema,
        actor: &'a Actor,
        turn: Turn,
    ) -> Result<Self, WriteError> {
        let known = take_turn(tx, schema, actor, turn).await?;
        Self::of(tx, schema, actor, known.as_deref()).await
    }

    /// Begins: the actor is noted, so that entries can name it. `known` is the name that the database has of it.
    pub(super) async fn of(
        tx: &'t mut Transaction,
        schema: &'a EnvironmentSchema,
        actor: &'a Actor,
        known: Option<&str>,
    ) -> Result<Self, WriteError> {
        let (content, by, now) = (&*schema.content_model, &actor.identity, accounts::clock::now());
        let changed = match known {
            Some(name) if name == by.name() => 0,
            Some(_) => tx.execute(content_actors::rename(by.user_id(), by.name(), &now)).await?,
            None => tx.execute(content_actors::add(by.user_id(), by.kind(), by.name(), &now)).await?,
        };
        if changed > 0 {
            // Answers that name users change although no entry does.
            let event = json!({ "action": "actor", "by": { "kind": by.kind(), "id": by.user_id() } });
            let key = format!("{now}-{}", cuid::cuid1());
            tx.execute(outbox::insert(tx.engine(), &key, &event, &now)).await?;
        }
        let (events, given, embeds) = (Events::default(), Given::default(), Embeds::default());
        let (stamped, requirements) = (HashSet::new(), IndexSet::new());
        let (retention, new_entries) = (schema.retention, NewEntries::with(&actor.content));
        let tx = Gathered::new(tx);
        Ok(Self {
            tx,
            content,
            by,
            schema,
            actor,
            now,
            events,
            given,
            embeds,
            retention,
            stamped,
            requirements,
            new_entries,
        })
    }

    /// Ends: what must hold is checked, what happened is told. The transaction may go on with other things.
    pub(super) async fn finish(mut self) -> Result<&'t mut Transaction, WriteError> {
        self.settle().await?;
        self.tx.into_transaction().await
    }

    /// Ends the transaction's only request: nothing follows but the commit.
    pub(super) async fn end(mut self) -> Result<(), WriteError> {
        self.settle().await?;
        self.tx.end().await
    }

    /// Ends one request; another one may follow in the same transaction.
    pub(super) async fn settle(&mut self) -> Result<(), WriteError> {
        self.stamped.clear();
        self.check_requirements().await?;
        self.check_embeds().await?;
        self.check_new_entries().await?;
        self.tell().await
    }

    /// Forgets a request that failed and was undone.
    pub(super) fn forget(&mut self) {
        self.events.take();
        self.given = Given::default();
        self.stamped.clear();
        self.requirements.clear();
        self.embeds.forget();
        self.new_entries.forget();
    }

    /// The id of the entry in DRAFT that a where-unique input names, as far as there is one for the actor.
    pub(super) async fn find(&mut self, model: &ModelId, unique: UniqueWhere) -> Result<Option<EntryId>, WriteError> {
        let statement = dml::find_by_unique(self.tx.engine(), model, Stage::DRAFT, unique);
        let row = self.tx.query_opt(statement).await?;
        let Some(id) = row.map(|row| row.text(0).map(EntryId::new)).transpose()? else { return Ok(None) };
        let model = self.model(model)?;
        Ok(self.may_read(model, &id).await?.then_some(id))
    }

    /// The model with that id, for the transaction's time.
    pub(super) fn model(&self, id: &ModelId) -> Result<&'a Model, WriteError> {
        self.content.model_by_id(id).ok_or(WriteError::SchemaChanged)
    }

    /// Runs a statement on tables of a model or component; a broken unique index becomes the field's own error.
    async fn execute(&mut self, parent: ParentRef<'_>, statement: Statement) -> Result<u64, WriteError> {
        self.tx.execute_on(parent, statement).await
    }

    /// The first column of a statement's only row, an integer.
    async fn number(&mut self, statement: Statement) -> Result<i64, WriteError> {
        let row = self.tx.query_opt(statement).await?;
        Ok(row.map(|row| row.int(0)).transpose()?.unwrap_or(0))
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
