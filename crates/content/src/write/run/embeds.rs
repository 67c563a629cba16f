//! Entries that rich texts embed or link to: what a request brings in has to be there when it is done.
//!
//! What a text held before stays allowed: an embedded entry that is deleted stays in the text (content-api-write.md §3.8), and
//! so does the name that its model had; whoever writes the text back must not be refused for it.

use std::collections::HashSet;

use indexmap::IndexMap;
use model::ids::{EntryId, FieldId, ModelId};
use model::{Field, ParentRef, Stage};
use richtext::Embed;
use serde_json::Value as Json;
use sql::dml::{self, SystemColumn};
use store::Row;

use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::input::{EmbeddedEntry, RowInput};

/// The entries that the request's texts lead to, each with the field of the first text that does.
#[derive(Default)]
pub(super) struct Embeds(IndexMap<(ModelId, EntryId), FieldId>);

impl Embeds {
    /// The request was undone.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    fn note(&mut self, model: &ModelId, id: &str, field: &FieldId) {
        self.0.entry((model.clone(), EntryId::new(id))).or_insert_with(|| field.clone());
    }
}

/// A row that is written: the base of an entry or instance, or a localisation (key of its locale).
#[derive(Clone, Copy)]
pub(super) enum Part {
    Base,
    Localization(i64),
}

impl<'a> Writer<'_, 'a> {
    /// Notes where the texts of a new row lead to.
    pub(super) fn note_embeds(&mut self, row: &RowInput) -> Result<(), WriteError> {
        self.note_all_but(row, &HashSet::new())
    }

    /// Notes where the texts of a row that is about to change lead to and did not before.
    pub(super) async fn note_new_embeds(
        &mut self,
        holder: Holder<'_, 'a>,
        part: Part,
        row: &RowInput,
    ) -> Result<(), WriteError> {
        if row.embeds.is_empty() {
            return Ok(());
        }
        let field = |id: &FieldId| holder.parent.fields().iter().find(|field| field.id == *id);
        let fields: Vec<&Field> = row.embeds.iter().filter_map(|(id, _)| field(id)).collect();
        let before = self.embeds_before(holder, part, &fields).await?;
        self.note_all_but(row, &before)
    }

    /// Refuses what leads to a model that the field may not lead to.
    fn note_all_but(&mut self, row: &RowInput, before: &HashSet<Embed>) -> Result<(), WriteError> {
        for (field, entries) in &row.embeds {
            for EmbeddedEntry { embed, model } in entries.iter().filter(|entry| !before.contains(&entry.embed)) {
                match model {
                    Some(model) => self.embeds.note(model, &embed.node_id, field),
                    None => {
                        let (model, name) = (&embed.node_type, self.field_name(field));
                        let text = format!("documents of \"{model}\" cannot be embedded in the field \"{name}\"");
                        return Err(WriteError::input(text));
                    }
                }
            }
        }
        Ok(())
    }

    fn field_name(&self, field: &FieldId) -> &'a str {
        self.content.parent_of_field(field).map_or("", |(_, field)| field.api_id.as_str())
    }

    /// Where the texts of these fields led to.
    async fn embeds_before(
        &mut self,
        holder: Holder<'_, 'a>,
        part: Part,
        fields: &[&Field],
    ) -> Result<HashSet<Embed>, WriteError> {
        let (engine, ids) = (self.tx.engine(), vec![holder.id.to_owned()]);
        let system = match holder.parent {
            ParentRef::Model(_) => SystemColumn::ALL.len(),
            ParentRef::Component(_) => 1,
        };
        let (statement, first, locale) = match part {
            Part::Base => (dml::base_values(engine, holder.parent, fields, ids, Stage::DRAFT), 1 + system, None),
            Part::Localization(locale) => {
                let statement = dml::localized_values(engine, holder.parent, fields, ids, Stage::DRAFT);
                (statement, 2 + system, Some(locale))
            }
        };
        let rows = self.tx.query(statement).await?;
        let mut before = HashSet::new();
        for row in &rows {
            if locale.is_none_or(|locale| row.int(1).is_ok_and(|found| found == locale)) {
                for column in first..first + fields.len() {
                    before.extend(text_embeds(row, column)?);
                }
            }
        }
        Ok(before)
    }

    /// Refuses the request when one of its texts leads to nothing: one statement for all of them. What the actor may not read
    /// is as if it were not there.
    pub(super) async fn check_embeds(&mut self) -> Result<(), WriteError> {
        let wanted = std::mem::take(&mut self.embeds.0);
        if wanted.is_empty() {
            return Ok(());
        }
        let mut by_model: IndexMap<ModelId, Vec<String>> = IndexMap::new();
        for (model, id) in wanted.keys() {
            by_model.entry(model.clone()).or_default().push(id.as_str().to_owned());
        }
        let models: Vec<ModelId> = by_model.keys().cloned().collect();
        let rows = self.tx.query(dml::entries_there(self.tx.engine(), by_model, Stage::DRAFT)).await?;
        let mut there = HashSet::new();
        for row in &rows {
            let model = usize::try_from(row.int(0)?).ok().and_then(|place| models.get(place));
            there.insert((model.ok_or(WriteError::SchemaChanged)?, row.text(1)?));
        }
        for ((model, id), field) in &wanted {
            let is_there = there.contains(&(model, id.as_str()));
            let model = self.model(model)?;
            if !is_there || !self.may_read(model, id).await? {
                let name = self.field_name(field);
                return Err(WriteError::input(format!(
                    "could not find document of model \"{}\" to embed in the field \"{name}\"",
                    model.api_id
                )));
            }
        }
        Ok(())
    }
}

fn text_embeds(row: &Row, column: usize) -> Result<Vec<Embed>, WriteError> {
    let ast = row.opt_text(column)?.and_then(|text| serde_json::from_str::<Json>(text).ok());
    Ok(ast.as_ref().map(richtext::embeds).unwrap_or_default())
}
