//! What is told of a request in its own transaction: an event and an audit row for each entry and stage
//! (content-api-write.md §7, platform.md §9).

use indexmap::IndexMap;
use model::ids::{EntryId, ModelId};
use serde_json::{Map, Value as Json, json};
use sql::dml::Assignment;
use sql::environment::audit::{self, Action, Resource};
use sql::environment::outbox;

use super::Writer;
use super::gathered::RowsOf;
use crate::write::error::WriteError;
use crate::write::events::{Happened, Place};
use crate::write::input::{EntryInput, LocalizationInput, NestedInput};

/// The values that updates gave to entries, by field id. Of two writers of one field both values stay known: one is in
/// the entry, the other here (security case 72).
#[derive(Default)]
pub(super) struct Given(IndexMap<(ModelId, EntryId), Json>);

impl Given {
    /// Notes what an update says about an entry; later words replace earlier ones.
    pub(super) fn note(&mut self, model: &ModelId, id: &EntryId, input: &EntryInput) {
        let mut values = Map::new();
        let mut add = |part: &str, row: &[Assignment]| {
            for (field, value) in row.iter().filter_map(Assignment::told) {
                let part = values.entry(part).or_insert_with(|| json!({}));
                part[field] = value;
            }
        };
        add("values", &input.base.assignments);
        add("defaultLocalization", &input.default_localization.assignments);
        for (locale, said) in &input.localizations {
            let row = match said {
                LocalizationInput::Create(row) | LocalizationInput::Update(row) => row,
                LocalizationInput::UpdateIfThere(row) | LocalizationInput::Upsert { update: row, .. } => row,
            };
            add(&format!("localization {locale}"), &row.assignments);
        }
        for nested in &input.nested {
            let field = match nested {
                NestedInput::Links(links) => &links.end.relation,
                NestedInput::Instances(instances) => &instances.field,
            };
            let fields = values.entry("related").or_insert_with(|| json!([]));
            if let Some(fields) = fields.as_array_mut() {
                fields.push(json!(field.as_str()));
            }
        }
        if values.is_empty() {
            return;
        }
        let known = self.0.entry((model.clone(), id.clone())).or_insert_with(|| json!({}));
        for (part, value) in values {
            match (known.get_mut(&part), value) {
                (Some(Json::Object(before)), Json::Object(now)) => before.extend(now),
                (Some(Json::Array(before)), Json::Array(now)) => before.extend(now),
                (_, value) => known[part] = value,
            }
        }
    }

    fn take(&mut self) -> IndexMap<(ModelId, EntryId), Json> {
        std::mem::take(&mut self.0)
    }
}

impl Writer<'_, '_> {
    /// Writes the events and audit rows of what has happened.
    pub(super) async fn tell(&mut self) -> Result<(), WriteError> {
        let (told, mut given) = (self.events.take(), self.given.take());
        if told.is_empty() {
            return Ok(());
        }
        let engine = self.tx.engine();
        let by = json!({ "kind": self.by.kind(), "id": self.by.user_id() });
        // Not when the request began: by now it holds what it wrote, so that events of an entry sort as its writers committed.
        let told_at = accounts::clock::now();
        for (number, (place, happened)) in told.iter().enumerate() {
            let event = json!({
                "action": happened.action(),
                "model": place.model.as_str(),
                "entry": place.entry.as_str(),
                "stage": place.stage,
                "by": by,
            });
            // Sorts by time, then by the order within the request; the last part makes it unique over requests.
            let id = format!("{told_at}-{number:04}-{}-{}", cuid::cuid1(), place.stage);
            self.tx.insert(RowsOf::Told, outbox::row(engine, &id, &event, &self.now));
        }
        let gone = told.iter().filter(|(_, happened)| *happened == Happened::Deleted);
        let gone: Vec<String> = gone.map(|(place, _)| place.entry.as_str().to_owned()).collect();
        if !gone.is_empty() {
            self.tx.execute(audit::forget_values(engine, gone)).await?;
        }
        let content = self.content;
        let entries = told.iter().map(|(place, happened)| {
            let mut detail = json!({ "model": place.model.as_str(), "stage": place.stage });
            if *happened == Happened::Updated
                && let Some(Json::Object(values)) = given.shift_remove(&(place.model.clone(), place.entry.clone()))
                && let Some(detail) = detail.as_object_mut()
            {
                detail.extend(values);
            }
            let entry = audit::Entry {
                resource: Resource::Content,
                action: action(*happened),
                entity_id: Some(place.entry.as_str()),
                entity_name: content.model_by_id(&place.model).map(|model| model.api_id.as_str()),
                payload: None,
                detail: Some(detail),
            };
            (cuid::cuid1(), entry)
        });
        for row in audit::rows(self.by, &self.now, entries) {
            self.tx.insert(RowsOf::Told, row);
        }
        Ok(())
    }

    /// What happens in a stage.
    pub(super) fn note(&mut self, model: &ModelId, entry: &EntryId, stage: i64, happened: Happened) {
        self.events.note(Place { model: model.clone(), entry: entry.clone(), stage }, happened);
    }
}

fn action(happened: Happened) -> Action {
    match happened {
        Happened::Created => Action::Create,
        Happened::Updated => Action::Update,
        Happened::Deleted => Action::Delete,
        Happened::Published => Action::Publish,
        Happened::Unpublished => Action::Unpublish,
    }
}
