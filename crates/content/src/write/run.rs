//! What runs inside the transaction: rows, copies, events (content-api-write.md §3).

use access::Identity;
use model::ids::EntryId;
use model::{ContentModel, Model, Stage};
use serde_json::json;
use sql::dml::{self, Assignment, SystemColumn};
use sql::environment::{content_actors, outbox};
use sql::{Statement, Value};
use store::Transaction;

use super::error::WriteError;
use super::input::{EntryInput, LocalizationInput, RowInput, locale_name};
use super::plan::UniqueWhere;

/// One transaction's writer: who writes, when, and where.
pub(super) struct Writer<'t, 'a> {
    pub(super) tx: &'t mut Transaction,
    pub(super) content: &'a ContentModel,
    pub(super) by: &'a Identity,
    pub(super) now: String,
    events: u32,
}

impl<'t, 'a> Writer<'t, 'a> {
    /// Begins: the actor is noted, so that entries can name it.
    pub(super) async fn begin(
        tx: &'t mut Transaction,
        content: &'a ContentModel,
        by: &'a Identity,
        now: String,
    ) -> Result<Self, WriteError> {
        tx.execute(content_actors::add(by.user_id(), by.kind(), by.name(), &now)).await?;
        tx.execute(content_actors::rename(by.user_id(), by.name(), &now)).await?;
        Ok(Self { tx, content, by, now, events: 0 })
    }

    /// The id of the entry in DRAFT that a where-unique input names.
    pub(super) async fn find(&mut self, model: &Model, unique: UniqueWhere) -> Result<Option<EntryId>, WriteError> {
        let statement = dml::find_by_unique(self.tx.engine(), &model.id, Stage::DRAFT, unique);
        let row = self.tx.query_opt(statement).await?;
        Ok(row.map(|row| row.text(0).map(EntryId::new)).transpose()?)
    }

    /// Makes an entry in DRAFT.
    pub(super) async fn create(&mut self, model: &Model, id: &EntryId, input: EntryInput) -> Result<(), WriteError> {
        let base = self.new_row(input.base);
        self.execute(model, dml::insert_base(&model.id, id, Stage::DRAFT, base)).await?;
        if model.is_localized() {
            let default = self.content.default_locale().key;
            let row = self.new_row(input.default_localization);
            self.execute(model, dml::insert_localization(&model.id, id, Stage::DRAFT, default, row)).await?;
        }
        for (locale, said) in input.localizations {
            self.localization(model, id, locale, said).await?;
        }
        self.event("create", model, id, Stage::DRAFT).await
    }

    /// Changes an entry in DRAFT. The time moves on the rows that are changed, on both when nothing is.
    pub(super) async fn update(&mut self, model: &Model, id: &EntryId, input: EntryInput) -> Result<(), WriteError> {
        let default = self.content.default_locale().key;
        let nothing = input.base.assignments.is_empty()
            && input.default_localization.assignments.is_empty()
            && input.localizations.is_empty()
            && input.delete_locales.is_empty();
        if nothing || !input.base.assignments.is_empty() {
            let row = self.changed_row(input.base);
            self.execute(model, dml::update_base(&model.id, id, Stage::DRAFT, row)).await?;
        }
        if model.is_localized() && (nothing || !input.default_localization.assignments.is_empty()) {
            let row = self.changed_row(input.default_localization);
            self.execute(model, dml::update_localization(&model.id, id, Stage::DRAFT, default, row)).await?;
        }
        for (locale, said) in input.localizations {
            self.localization(model, id, locale, said).await?;
        }
        if !input.delete_locales.is_empty() {
            let engine = self.tx.engine();
            let gone = dml::delete_localizations(engine, &model.id, id, Stage::DRAFT, input.delete_locales);
            self.execute(model, gone).await?;
        }
        self.event("update", model, id, Stage::DRAFT).await
    }

    /// Removes an entry from all stages.
    pub(super) async fn delete(&mut self, model: &Model, id: &EntryId) -> Result<(), WriteError> {
        for statement in dml::delete_entry(&model.id, id) {
            self.execute(model, statement).await?;
        }
        self.event("delete", model, id, Stage::DRAFT).await
    }

    async fn localization(
        &mut self,
        model: &Model,
        id: &EntryId,
        locale: i64,
        said: LocalizationInput,
    ) -> Result<(), WriteError> {
        match said {
            LocalizationInput::Create(row) => {
                if self.has_localization(model, id, locale).await? {
                    return Err(self.localization_error(locale, "already exists"));
                }
                self.insert_localization(model, id, locale, row).await
            }
            LocalizationInput::Update(row) => {
                if self.update_localization(model, id, locale, row).await? {
                    return Ok(());
                }
                Err(self.localization_error(locale, "does not exist"))
            }
            LocalizationInput::UpdateIfThere(row) => self.update_localization(model, id, locale, row).await.map(drop),
            LocalizationInput::Upsert { create, update } => {
                if self.update_localization(model, id, locale, update).await? {
                    return Ok(());
                }
                self.insert_localization(model, id, locale, create).await
            }
        }
    }

    fn localization_error(&self, locale: i64, what: &str) -> WriteError {
        WriteError::input(format!("localization \"{}\" {what}", locale_name(self.content, locale)))
    }

    async fn has_localization(&mut self, model: &Model, id: &EntryId, locale: i64) -> Result<bool, WriteError> {
        Ok(self.locales(model, id, Stage::DRAFT).await?.contains(&locale))
    }

    /// Keys of the locales that the entry has in a stage.
    pub(super) async fn locales(&mut self, model: &Model, id: &EntryId, stage: i64) -> Result<Vec<i64>, WriteError> {
        let rows = self.tx.query(dml::locale_keys(&model.id, id, stage)).await?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?)
    }

    async fn insert_localization(
        &mut self,
        model: &Model,
        id: &EntryId,
        locale: i64,
        row: RowInput,
    ) -> Result<(), WriteError> {
        let row = self.new_row(row);
        self.execute(model, dml::insert_localization(&model.id, id, Stage::DRAFT, locale, row)).await.map(drop)
    }

    /// Answers whether the localisation was there.
    async fn update_localization(
        &mut self,
        model: &Model,
        id: &EntryId,
        locale: i64,
        row: RowInput,
    ) -> Result<bool, WriteError> {
        let row = self.changed_row(row);
        let statement = dml::update_localization(&model.id, id, Stage::DRAFT, locale, row);
        Ok(self.execute(model, statement).await? > 0)
    }

    fn new_row(&self, input: RowInput) -> Vec<Assignment> {
        let created = input.created_at.unwrap_or_else(|| self.now.clone());
        let updated = input.updated_at.unwrap_or_else(|| self.now.clone());
        let by = || Value::from(self.by.user_id());
        let mut row = vec![
            Assignment::system(SystemColumn::CreatedAt, Value::Text(created)),
            Assignment::system(SystemColumn::UpdatedAt, Value::Text(updated)),
            Assignment::system(SystemColumn::CreatedBy, by()),
            Assignment::system(SystemColumn::UpdatedBy, by()),
        ];
        row.extend(input.assignments);
        row
    }

    fn changed_row(&self, input: RowInput) -> Vec<Assignment> {
        let mut row = vec![
            Assignment::system(SystemColumn::UpdatedAt, Value::from(&self.now)),
            Assignment::system(SystemColumn::UpdatedBy, Value::from(self.by.user_id())),
        ];
        row.extend(input.assignments);
        row
    }

    /// Runs a statement on a model's tables; a broken unique index becomes the field's own error.
    pub(super) async fn execute(&mut self, model: &Model, statement: Statement) -> Result<u64, WriteError> {
        self.tx.execute(statement).await.map_err(|error| match &error {
            store::StoreError::Unique { constraint } => {
                let names_column = |column: String| constraint.split(", ").any(|part| part.ends_with(&column));
                let field = model.fields.iter().find(|field| names_column(sql::names::column(&field.id)));
                WriteError::NotUnique(field.map_or_else(|| "id".to_owned(), |field| field.api_id.clone()))
            }
            _ => WriteError::from(error),
        })
    }

    /// Notes what happened, for everything that follows from it: webhooks, caches, subscriptions.
    pub(super) async fn event(
        &mut self,
        action: &str,
        model: &Model,
        id: &EntryId,
        stage: i64,
    ) -> Result<(), WriteError> {
        self.events += 1;
        let event = json!({
            "action": action,
            "model": model.id.as_str(),
            "entry": id.as_str(),
            "stage": stage,
            "by": { "kind": self.by.kind(), "id": self.by.user_id() },
        });
        // Sorts by time, then by the order within the request; the entry's id makes it unique over requests.
        let key = format!("{}-{:04}-{}-{stage}", self.now, self.events, cuid::cuid1());
        self.tx.execute(outbox::insert(&key, &event, &self.now)).await?;
        Ok(())
    }
}
