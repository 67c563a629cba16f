//! Create and update inputs → assignments, checked and gated field by field (content-api-write.md §2, §3.2, §3.3).

use std::collections::HashSet;

use access::{Actor, ContentAction, gate};
use model::{ContentModel, Field, FieldRef, Model, Stage};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::dml::Assignment;

use super::error::WriteError;
use super::values;
use crate::instant;

/// What a create or update input says about an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct EntryInput {
    /// Base fields, and times that an import back-dates.
    pub(super) base: RowInput,
    /// Localised fields of the default locale.
    pub(super) default_localization: RowInput,
    /// Other locales, in the order create, update, upsert, delete.
    pub(super) localizations: Vec<(i64, LocalizationInput)>,
    /// Keys of locales to remove.
    pub(super) delete_locales: Vec<i64>,
}

/// What is said about one row.
#[derive(Clone, Debug, Default)]
pub(super) struct RowInput {
    pub(super) assignments: Vec<Assignment>,
    /// Given by an import, on create only.
    pub(super) created_at: Option<String>,
    /// Given by an import, on create only.
    pub(super) updated_at: Option<String>,
}

/// What is said about one localisation.
#[derive(Clone, Debug)]
pub(super) enum LocalizationInput {
    /// Must not be there yet.
    Create(RowInput),
    /// Must be there.
    Update(RowInput),
    /// Updated when there, else left alone: many entries need not have the same locales.
    UpdateIfThere(RowInput),
    /// Updated when there, else created.
    Upsert { create: RowInput, update: RowInput },
}

/// What an input is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Create,
    Update,
    UpdateMany,
}

/// Reads inputs of one model for one actor.
pub(super) struct InputReader<'a> {
    pub(super) content: &'a ContentModel,
    pub(super) model: &'a Model,
    pub(super) actor: &'a Actor,
}

impl InputReader<'_> {
    /// Reads a `XCreateInput` or `XUpdateInput`.
    pub(super) fn entry(&self, data: &Map<String, Json>, purpose: Purpose) -> Result<EntryInput, WriteError> {
        let (mut base, mut localized) = (Map::new(), Map::new());
        for (name, value) in data.iter().filter(|(name, _)| name.as_str() != "localizations") {
            let is_localized = self.model.field(name).is_some_and(|field| field.is_localized);
            let side = if is_localized { &mut localized } else { &mut base };
            side.insert(name.clone(), value.clone());
        }
        let mut input = EntryInput {
            base: self.row(&base, purpose, false)?,
            default_localization: self.row(&localized, purpose, true)?,
            ..EntryInput::default()
        };
        // The times of an import are those of its default localisation, too.
        input.default_localization.created_at.clone_from(&input.base.created_at);
        input.default_localization.updated_at.clone_from(&input.base.updated_at);
        if let Some(Json::Object(localizations)) = data.get("localizations") {
            self.localizations(localizations, purpose, &mut input)?;
        }
        Ok(input)
    }

    /// One row: fields of one side only; on create, lists that are not given become empty.
    fn row(&self, data: &Map<String, Json>, purpose: Purpose, localized: bool) -> Result<RowInput, WriteError> {
        let mut row = RowInput::default();
        for (name, value) in data {
            match name.as_str() {
                "createdAt" => row.created_at = time(name, value)?,
                "updatedAt" => row.updated_at = time(name, value)?,
                // Stands in update inputs that would have no field (content-api-write.md §2.5).
                "_" => {}
                _ => {
                    let Some(field) = self.model.field(name) else { continue };
                    let values = values::column_values(self.content, field, value)?;
                    row.assignments.extend(self.assign(field, purpose, values)?);
                }
            }
        }
        if purpose == Purpose::Create {
            let side = self.model.fields.iter().filter(|field| field.is_localized == localized);
            for field in side.filter(|field| !data.contains_key(&field.api_id)) {
                row.assignments.extend(self.assign(field, purpose, values::absent(field))?);
            }
        }
        Ok(row)
    }

    fn assign(&self, field: &Field, purpose: Purpose, values: Vec<Value>) -> Result<Vec<Assignment>, WriteError> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let action = match purpose {
            Purpose::Create => ContentAction::Create,
            Purpose::Update | Purpose::UpdateMany => ContentAction::Update,
        };
        let draft = self.content.stage_by_key(Stage::DRAFT).ok_or_else(no_draft)?;
        // The planner has collected missing rights before; what is refused here was not planned.
        let granted = gate(self.actor, action, &self.model.id, &draft.id, FieldRef::Own(field.id.clone()))
            .map_err(|_| WriteError::Permission(Vec::new()))?;
        Ok(Assignment::field(&granted, values))
    }

    fn localizations(
        &self,
        input: &Map<String, Json>,
        purpose: Purpose,
        entry: &mut EntryInput,
    ) -> Result<(), WriteError> {
        let mut seen = HashSet::new();
        let object = |item: &Json, key: &str| item.get(key).and_then(Json::as_object).cloned().unwrap_or_default();
        for (verb, item) in ["create", "update", "upsert"].iter().flat_map(|verb| {
            let items = input.get(*verb).and_then(Json::as_array);
            items.into_iter().flatten().map(move |item| (*verb, item))
        }) {
            let locale = self.locale_key(item.get("locale"))?;
            if !seen.insert(locale) {
                let text = format!("locale \"{}\" is written twice", self.locale_name(locale));
                return Err(WriteError::input(text));
            }
            let said = match verb {
                "create" => LocalizationInput::Create(self.row(&object(item, "data"), Purpose::Create, true)?),
                "update" => {
                    let row = self.row(&object(item, "data"), Purpose::Update, true)?;
                    match purpose {
                        Purpose::UpdateMany => LocalizationInput::UpdateIfThere(row),
                        Purpose::Create | Purpose::Update => LocalizationInput::Update(row),
                    }
                }
                _ => LocalizationInput::Upsert {
                    create: self.row(&object(item, "create"), Purpose::Create, true)?,
                    update: self.row(&object(item, "update"), Purpose::Update, true)?,
                },
            };
            entry.localizations.push((locale, said));
        }
        for name in input.get("delete").and_then(Json::as_array).into_iter().flatten() {
            let locale = self.locale_key(Some(name))?;
            if locale == self.content.default_locale().key {
                return Err(WriteError::input("the default localization cannot be deleted"));
            }
            entry.delete_locales.push(locale);
        }
        Ok(())
    }

    fn locale_key(&self, name: Option<&Json>) -> Result<i64, WriteError> {
        let name = name.and_then(Json::as_str).unwrap_or_default();
        let locale = self.content.locale(name);
        locale.map(|locale| locale.key).ok_or_else(|| WriteError::input(format!("locale \"{name}\" does not exist")))
    }

    fn locale_name(&self, key: i64) -> &str {
        locale_name(self.content, key)
    }
}

/// Name of a locale for messages.
pub(super) fn locale_name(content: &ContentModel, key: i64) -> &str {
    content.locales.iter().find(|locale| locale.key == key).map_or("", |locale| locale.api_id.as_str())
}

/// Every content model has DRAFT; a database without it was not made by this program.
pub(super) fn no_draft() -> WriteError {
    WriteError::Store(store::StoreError::Other("the content model has no DRAFT stage".to_owned()))
}

fn time(name: &str, value: &Json) -> Result<Option<String>, WriteError> {
    let Some(text) = value.as_str() else { return Ok(None) };
    match instant::parse_instant(text) {
        Some(instant) => Ok(Some(instant)),
        None => {
            Err(WriteError::input(format!("\"{name}\" must be an instant with offset such as 2026-01-31T12:00:00Z")))
        }
    }
}
