//! Inline inputs of component fields, basic and modular (content-api-write.md §2.9, §2.10, §3.7).

use model::{Component, Field, FieldKind, ParentRef};
use serde_json::{Map, Value as Json};

use super::position::{items, object, one_member, place, verbs};
use super::{EntryInput, InputReader, InstanceVerb, InstancesInput, Place, Purpose};
use crate::schema::names::component_union;
use crate::write::error::WriteError;
use crate::write::unique::{chosen_id, instance_id};

/// The order in which verbs are done, as for relations.
const ORDER: [&str; 4] = ["delete", "update", "upsert", "create"];

impl<'a> InputReader<'_, 'a> {
    /// Reads what is said about a component field; `None` when that is nothing.
    pub(super) fn instances(&mut self, field: &'a Field, value: &Json) -> Result<Option<InstancesInput>, WriteError> {
        let Some(input) = value.as_object() else {
            if field.is_required {
                self.planning.refuse(WriteError::required(&field.api_id));
            }
            return Ok(None);
        };
        let mut done = Vec::new();
        for (verb, value) in verbs(input, &ORDER, &field.api_id, field.is_list)? {
            if verb == "delete" && value.is_boolean() {
                done.push(InstanceVerb::DeleteAll);
            }
            for item in items(value) {
                self.planning.count_write()?;
                done.push(self.one_instance(field, verb, item)?);
            }
        }
        Ok(Some(InstancesInput { field: field.id.clone(), verbs: done }))
    }

    fn one_instance(
        &mut self,
        field: &'a Field,
        verb: &str,
        item: &Map<String, Json>,
    ) -> Result<InstanceVerb, WriteError> {
        let with_place = field.is_list && self.purpose != Purpose::Create;
        let suffix = match (verb, with_place) {
            ("create", true) => "CreateWithPositionInput",
            ("create", false) => "CreateInput",
            ("update", true) => "UpdateWithNestedWhereUniqueAndPositionInput",
            ("update", false) => "UpdateWithNestedWhereUniqueInput",
            ("upsert", true) => "UpsertWithNestedWhereUniqueAndPositionInput",
            ("upsert", false) => "UpsertWithNestedWhereUniqueInput",
            _ => "WhereUniqueInput",
        };
        let (component, item) = self.component(field, item, suffix)?;
        let id = component.id.clone();
        let named = || object(item, "where").ok_or(WriteError::SchemaChanged);
        Ok(match verb {
            "delete" => InstanceVerb::Delete(id, instance_id(item)?),
            "create" if with_place => InstanceVerb::Create {
                component: id,
                place: place(item.get("position"))?.unwrap_or(Place::Last),
                input: self.instance(component, object(item, "data"), Purpose::Create, 3)?,
            },
            "create" => InstanceVerb::Create {
                component: id,
                place: Place::Last,
                input: self.instance(component, Some(item), Purpose::Create, 2)?,
            },
            "update" => InstanceVerb::Update {
                component: id,
                id: instance_id(named()?)?,
                place: place(item.get("position"))?,
                input: self.instance(component, object(item, "data"), Purpose::Update, 3)?,
            },
            _ => self.instance_upsert(component, named()?, item)?,
        })
    }

    fn instance_upsert(
        &mut self,
        component: &'a Component,
        named: &Map<String, Json>,
        item: &Map<String, Json>,
    ) -> Result<InstanceVerb, WriteError> {
        instance_id(named)?;
        let parts = match object(item, "data") {
            Some(data) => {
                let (create, update) = (object(data, "create"), object(data, "update"));
                let create = self.apart(|reader| reader.instance(component, create, Purpose::Create, 4));
                let update = self.apart(|reader| reader.instance(component, update, Purpose::Update, 4));
                Some(Box::new((create, update)))
            }
            None => None,
        };
        Ok(InstanceVerb::Upsert {
            component: component.id.clone(),
            id: chosen_id(named)?.ok_or(WriteError::SchemaChanged)?,
            place: place(item.get("position"))?,
            parts,
        })
    }

    /// The component that an item is about: in a modular field the one that is named.
    fn component<'v>(
        &self,
        field: &'a Field,
        item: &'v Map<String, Json>,
        suffix: &str,
    ) -> Result<(&'a Component, &'v Map<String, Json>), WriteError> {
        let content = self.content();
        let mut components = field.components().iter().filter_map(|id| content.component_by_id(id));
        let (component, item) = match &field.kind {
            FieldKind::ComponentUnion { .. } => {
                let union = || format!("{}{suffix}", component_union(self.parent.api_id(), &field.api_id));
                let (name, item) = one_member(item, union)?;
                (components.find(|component| component.api_id == name), item)
            }
            FieldKind::Component { .. }
            | FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. } => (components.next(), item),
        };
        component.map(|component| (component, item)).ok_or(WriteError::SchemaChanged)
    }

    /// The fields of an instance; without data nothing is said about them.
    fn instance(
        &mut self,
        component: &'a Component,
        data: Option<&Map<String, Json>>,
        purpose: Purpose,
        levels: usize,
    ) -> Result<EntryInput, WriteError> {
        let Some(data) = data else { return Ok(EntryInput::default()) };
        let mut reader = InputReader {
            planning: self.planning,
            model: self.model,
            action: self.action,
            parent: ParentRef::Component(component),
            purpose,
            level: self.level + levels,
            filled: None,
        };
        reader.entry(data)
    }
}
