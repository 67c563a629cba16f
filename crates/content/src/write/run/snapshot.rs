//! The copy of an entry that a version keeps (platform.md §5.2): its values, the ids of what it is linked with, its
//! component instances, every localisation.

use model::ids::{EntryId, ModelId};
use model::{Field, FieldKind, Model, ParentRef, RelationSide, SimpleType, SystemField};
use serde_json::{Map, Value as Json, json};
use sql::dml::{self, LinkEnd};
use sql::environment::versions;
use store::{Row, StoreError};

use super::Writer;
use super::tree::{Instance, by_component};
use crate::write::error::WriteError;
use crate::write::relation::{Relation, end_of};

/// The columns before a row's own: of entries as [`dml::base_values`] gives them.
const TIMES: [SystemField; 3] = [SystemField::CreatedAt, SystemField::UpdatedAt, SystemField::PublishedAt];
const PEOPLE: [SystemField; 3] = [SystemField::CreatedBy, SystemField::UpdatedBy, SystemField::PublishedBy];

/// How many parts one statement about links has at most: SQLite takes 500.
const MOST_ENDS: usize = 200;

/// An entry or instance while it is put together.
struct Part<'a> {
    parent: ParentRef<'a>,
    id: String,
    values: Map<String, Json>,
    localizations: Vec<Json>,
}

impl<'a> Writer<'_, 'a> {
    /// Keeps what an entry is like in a stage as the next version.
    pub(super) async fn keep_version(&mut self, model: &'a Model, id: &EntryId, stage: i64) -> Result<(), WriteError> {
        let data = self.snapshot(model, id, stage).await?;
        let (now, entry) = (self.now.clone(), id);
        self.tx.execute(versions::insert(entry, &model.id, stage, &now, &data)).await?;
        Ok(())
    }

    async fn snapshot(&mut self, model: &'a Model, id: &EntryId, stage: i64) -> Result<Json, WriteError> {
        let ids = vec![id.as_str().to_owned()];
        let instances = self.instances_below(ParentRef::Model(model), ids.clone(), &[stage]).await?;
        let mut parts = self.parts(ParentRef::Model(model), ids, stage).await?;
        for (component, ids) in by_component(&instances, |_| true) {
            parts.append(&mut self.parts(ParentRef::Component(component), ids, stage).await?);
        }
        self.add_links(&mut parts, stage).await?;
        let stage = self.content.stage_by_key(stage).map_or("", |stage| stage.api_id.as_str());
        let entry = parts.iter().find(|part| matches!(part.parent, ParentRef::Model(_)));
        let mut data = entry.map(|entry| whole(entry, &parts, &instances)).unwrap_or_default();
        data.insert("stage".to_owned(), Json::from(stage));
        Ok(Json::Object(data))
    }

    /// Entries or instances with the values of their rows.
    async fn parts(
        &mut self,
        parent: ParentRef<'a>,
        ids: Vec<String>,
        stage: i64,
    ) -> Result<Vec<Part<'a>>, WriteError> {
        let engine = self.tx.engine();
        let of = |localized: bool| -> Vec<&'a Field> {
            let fields = parent.fields_in_order().into_iter();
            fields.filter(|field| field.storage().is_some() && field.is_localized == localized).collect()
        };
        let (base, localized) = (of(false), of(true));
        let mut parts = Vec::new();
        for row in self.tx.query(dml::base_values(engine, parent, &base, ids.clone(), stage)).await? {
            let id = row.text(0)?.to_owned();
            let mut values = Map::new();
            values.insert("id".to_owned(), Json::from(id.as_str()));
            values.insert("__typename".to_owned(), Json::from(parent.api_id()));
            let first = system_values(parent, &row, 1, &mut values)?;
            self.own_values(&base, &row, first, &mut values)?;
            parts.push(Part { parent, id, values, localizations: Vec::new() });
        }
        if !parent.is_localized(self.content) {
            return Ok(parts);
        }
        let default = self.content.default_locale().key;
        for row in self.tx.query(dml::localized_values(engine, parent, &localized, ids, stage)).await? {
            let (id, key) = (row.text(0)?, row.int(1)?);
            let Some(part) = parts.iter_mut().find(|part| part.id == id) else { continue };
            let locale = self.content.locales.iter().find(|locale| locale.key == key);
            let mut values = Map::new();
            values.insert("locale".to_owned(), Json::from(locale.map(|locale| locale.api_id.as_str())));
            let first = system_values(parent, &row, 2, &mut values)?;
            let mut own = Map::new();
            self.own_values(&localized, &row, first, &mut own)?;
            if key == default {
                part.values.extend(own.clone());
            }
            values.append(&mut own);
            part.localizations.push(Json::Object(values));
        }
        Ok(parts)
    }

    fn own_values(
        &self,
        fields: &[&Field],
        row: &Row,
        first: usize,
        values: &mut Map<String, Json>,
    ) -> Result<(), WriteError> {
        for (index, field) in fields.iter().enumerate() {
            values.insert(field.api_id.clone(), self.own_value(field, row, first + index)?);
        }
        Ok(())
    }

    fn own_value(&self, field: &Field, row: &Row, index: usize) -> Result<Json, StoreError> {
        let parsed = || row.opt_text(index).map(|text| text.and_then(|text| serde_json::from_str::<Json>(text).ok()));
        Ok(match &field.kind {
            FieldKind::Enumerable { enumeration, .. } => {
                let enumeration = self.content.enumeration_by_id(enumeration);
                let name = |key: i64| {
                    let value = enumeration.and_then(|all| all.values.iter().find(|value| value.key == key));
                    Json::from(value.map(|value| value.api_id.as_str()))
                };
                if field.is_list {
                    let keys = parsed()?.and_then(|keys| keys.as_array().cloned()).unwrap_or_default();
                    keys.iter().filter_map(Json::as_i64).map(name).collect()
                } else {
                    row.opt_int(index)?.map_or(Json::Null, name)
                }
            }
            FieldKind::Simple { .. } if field.is_list => parsed()?.unwrap_or_default(),
            FieldKind::Simple { simple_type, .. } => match simple_type {
                SimpleType::Int => Json::from(row.opt_int(index)?),
                SimpleType::Float => Json::from(row.opt_float(index)?),
                SimpleType::Boolean => Json::from(row.opt_bool(index)?),
                SimpleType::Json | SimpleType::Location | SimpleType::Color => parsed()?.unwrap_or_default(),
                SimpleType::RichText => {
                    parsed()?.map_or(Json::Null, |raw| json!({ "raw": raw, "__typename": "RichText" }))
                }
                SimpleType::Id | SimpleType::String | SimpleType::DateTime | SimpleType::Date => {
                    Json::from(row.opt_text(index)?)
                }
            },
            FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => Json::Null,
        })
    }

    /// Ids and types of what the parts are linked with.
    async fn add_links(&mut self, parts: &mut [Part<'a>], stage: i64) -> Result<(), WriteError> {
        let mut linked: Vec<(usize, &'a Field, Vec<Json>)> = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let fields = part.parent.fields_in_order().into_iter().filter(|field| end_of(field).is_some());
            linked.extend(fields.map(|field| (number, field, Vec::new())));
        }
        for chunk in linked.chunks_mut(MOST_ENDS) {
            let known: Vec<_> =
                chunk.iter().filter_map(|(number, field, _)| Some((&parts[*number], end_of(field)?))).collect();
            let ends: Vec<LinkEnd<'_>> = known
                .iter()
                .map(|(part, end)| {
                    let model = match part.parent {
                        ParentRef::Model(model) => Some(&model.id),
                        ParentRef::Component(_) => None,
                    };
                    LinkEnd { relation: &end.relation, side: end.side, stage, id: &part.id, model }
                })
                .collect();
            for row in self.tx.query(dml::links_of(&ends)).await? {
                let at = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
                let Some((_, field, links)) = chunk.get_mut(at) else { continue };
                let type_name = self.far_type(field, row.text(2)?);
                links.push(json!({ "id": row.text(1)?, "__typename": type_name }));
            }
        }
        for (number, field, links) in linked {
            parts[number].values.insert(field.api_id.clone(), of_field(field, links));
        }
        Ok(())
    }

    /// The type at the other end of a field's link whose target is of a model.
    fn far_type(&self, field: &Field, target: &str) -> Option<&'a str> {
        let end = end_of(field)?;
        match end.side {
            RelationSide::Source => self.content.model_by_id(&ModelId::new(target)).map(|model| model.api_id.as_str()),
            RelationSide::Target => {
                Relation::named(self.content, &end.relation).map(|relation| relation.parent.api_id())
            }
        }
    }
}

/// The values of a row's system columns; answers which column comes after them.
fn system_values(
    parent: ParentRef<'_>,
    row: &Row,
    first: usize,
    values: &mut Map<String, Json>,
) -> Result<usize, StoreError> {
    match parent {
        ParentRef::Component(_) => {
            values.insert(SystemField::UpdatedAt.api_id().to_owned(), Json::from(row.opt_text(first)?));
            Ok(first + 1)
        }
        ParentRef::Model(_) => {
            for (index, field) in TIMES.iter().enumerate() {
                values.insert(field.api_id().to_owned(), Json::from(row.opt_text(first + index)?));
            }
            for (index, field) in PEOPLE.iter().enumerate() {
                let id = row.opt_text(first + TIMES.len() + index)?;
                let user = id.map_or(Json::Null, |id| json!({ "id": id, "__typename": "User" }));
                values.insert(field.api_id().to_owned(), user);
            }
            Ok(first + TIMES.len() + PEOPLE.len())
        }
    }
}

/// A part with the instances that it holds, as deep as they go.
fn whole(part: &Part<'_>, parts: &[Part<'_>], instances: &[Instance<'_>]) -> Map<String, Json> {
    let mut values = part.values.clone();
    for field in part.parent.fields_in_order() {
        if field.components().is_empty() {
            continue;
        }
        let held = instances.iter().filter(|one| one.parent == part.id && one.field == field.id.as_str());
        let items = held.filter_map(|one| {
            let is_it = |other: &&Part<'_>| other.id == one.id && other.parent.api_id() == one.component.api_id;
            parts.iter().find(is_it).map(|found| Json::Object(whole(found, parts, instances)))
        });
        values.insert(field.api_id.clone(), of_field(field, items.collect()));
    }
    if !part.localizations.is_empty() {
        values.insert("localizations".to_owned(), Json::from(part.localizations.clone()));
    }
    values
}

/// What a field holds: a list, or one thing or nothing.
fn of_field(field: &Field, mut items: Vec<Json>) -> Json {
    match field.is_list {
        true => Json::Array(items),
        false if items.is_empty() => Json::Null,
        false => items.swap_remove(0),
    }
}
