//! What the audit log says of a migration: one row for each part of the schema that it made, changed or deleted
//! (platform.md §9).

use std::collections::BTreeMap;

use accounts::secret;
use model::ContentModel;
use serde_json::{Map, Value, json};
use sql::environment::audit::{Action, Entry, Resource};

/// A part of the schema that is not what it was.
pub(super) struct Told {
    resource: Resource,
    action: Action,
    id: String,
    name: Option<String>,
    payload: Value,
}

impl Told {
    fn of(resource: Resource, id: &str, old: Option<&Map<String, Value>>, new: Option<&Map<String, Value>>) -> Self {
        let name = |body: &Map<String, Value>| body.get("api_id").and_then(Value::as_str).map(str::to_owned);
        let (action, payload) = match (old, new) {
            (None, new) => (Action::Create, json!(new)),
            (old, None) => (Action::Delete, json!(old)),
            (Some(old), Some(new)) => (Action::Update, difference(old, new)),
        };
        Told { resource, action, id: id.to_owned(), name: new.or(old).and_then(name), payload }
    }

    /// The row, with a key that no other has.
    pub(super) fn entry(&self) -> (String, Entry<'_>) {
        let entry = Entry {
            resource: self.resource,
            action: self.action,
            entity_id: Some(&self.id),
            entity_name: self.name.as_deref(),
            payload: Some(self.payload.clone()),
            detail: None,
        };
        (secret::fresh_id(), entry)
    }
}

/// What is different between two content models, in a fixed order.
pub(super) fn changes(before: &ContentModel, after: &ContentModel) -> Vec<Told> {
    let (old, new) = (parts(before), parts(after));
    let mut told = Vec::new();
    for (id, (resource, body)) in &new {
        match old.get(id) {
            None => told.push(Told::of(*resource, id, None, Some(body))),
            Some((_, was)) if was == body => {}
            Some((_, was)) => changed(*resource, id, was, body, &mut told),
        }
    }
    let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
    told.extend(gone.map(|(id, (resource, body))| Told::of(*resource, id, Some(body), None)));
    told
}

/// A part with fields changes by itself or in its fields.
fn changed(resource: Resource, id: &str, old: &Map<String, Value>, new: &Map<String, Value>, told: &mut Vec<Told>) {
    let without_fields = |body: &Map<String, Value>| {
        let kept = body.iter().filter(|(key, _)| !["fields", "updated_at"].contains(&key.as_str()));
        kept.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>()
    };
    let (old_self, new_self) = (without_fields(old), without_fields(new));
    if old_self != new_self {
        told.push(Told::of(resource, id, Some(&old_self), Some(&new_self)));
    }
    let (old, new) = (fields(old), fields(new));
    for (id, field) in &new {
        match old.get(id) {
            Some(was) if without_fields(was) == without_fields(field) => {}
            was => told.push(Told::of(Resource::Field, id, was.copied(), Some(field))),
        }
    }
    let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
    told.extend(gone.map(|(id, field)| Told::of(Resource::Field, id, Some(field), None)));
}

fn fields(body: &Map<String, Value>) -> BTreeMap<String, &Map<String, Value>> {
    let fields = body.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    fields.filter_map(|field| Some((field.get("id")?.as_str()?.to_owned(), field))).collect()
}

fn difference(old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    let different = keys.filter(|key| old.get(*key) != new.get(*key) && key.as_str() != "updated_at");
    different.map(|key| (key.clone(), json!({ "from": old.get(key), "to": new.get(key) }))).collect()
}

/// The content model's objects that people change, by id.
fn parts(content: &ContentModel) -> BTreeMap<String, (Resource, Map<String, Value>)> {
    let part = |object: model::ContentObject| {
        let resource = match object.kind.as_str() {
            "model" => Resource::Model,
            "component" => Resource::Component,
            "enumeration" => Resource::Enumeration,
            "locale" => Resource::Locale,
            "stage" => Resource::Stage,
            // Counters.
            _ => return None,
        };
        let body = serde_json::from_str(&object.body).ok()?;
        Some((object.id, (resource, body)))
    };
    content.to_objects().into_iter().filter_map(part).collect()
}
