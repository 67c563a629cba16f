//! What an entry is like in a stage: its values, what it is linked with, its component instances, every localisation. It
//! is what is checked before publishing, and what a version keeps (platform.md §5.2).

use std::collections::HashMap;

use model::ids::EntryId;
use model::{Field, FieldKind, Model, ParentRef, RelationSide, SimpleType, SystemField};
use serde_json::{Map, Value as Json, json};
use sql::dml::{self, LinkEnds};
use store::{Row, StoreError};

use super::Writer;
use super::tree::{Instance, by_component, source_ends};
use crate::write::error::WriteError;
use crate::write::relation::{End, Relation, end_of};

/// The columns before a row's own: of entries as [`dml::base_values`] gives them.
const TIMES: [SystemField; 3] = [SystemField::CreatedAt, SystemField::UpdatedAt, SystemField::PublishedAt];
const PEOPLE: [SystemField; 3] = [SystemField::CreatedBy, SystemField::UpdatedBy, SystemField::PublishedBy];

/// How many relations one statement about links has at most: SQLite takes 500 parts.
const MOST_ENDS: usize = 200;

/// An entry or instance while it is put together.
struct Part<'a> {
    parent: ParentRef<'a>,
    id: String,
    values: Map<String, Json>,
    localizations: Vec<Json>,
    /// Keys of their locales.
    locales: Vec<i64>,
}

/// A link, as one of its ends sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Link {
    pub(super) near: String,
    pub(super) far: String,
    /// Id of the target's model.
    pub(super) target: String,
    positions: (i64, i64),
}

/// The links of ends of one relation, by stage (key), each end's in its order.
pub(super) struct Links<'a> {
    pub(super) relation: Relation<'a>,
    pub(super) ends: LinkEnds<'a>,
    by_stage: HashMap<i64, Vec<Link>>,
}

impl Links<'_> {
    pub(super) fn in_stage(&self, stage: i64) -> &[Link] {
        self.by_stage.get(&stage).map_or(&[], Vec::as_slice)
    }
}

/// An entry in a stage.
pub(super) struct Snapshot<'a> {
    /// As a version keeps it.
    pub(super) data: Map<String, Json>,
    /// Keys of the locales that the entry has in the stage.
    pub(super) locales: Vec<i64>,
    /// Component instances in the stage and in the others that were asked for.
    pub(super) instances: Vec<Instance<'a>>,
    /// Links of the entry and of its instances, there and in the others that were asked for.
    pub(super) links: Vec<Links<'a>>,
}

impl<'a> Writer<'_, 'a> {
    /// Reads an entry in a stage, and what copies of it in other stages hold. All stages are keys.
    pub(super) async fn snapshot(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        stage: i64,
        others: &[i64],
    ) -> Result<Snapshot<'a>, WriteError> {
        let ids = vec![id.as_str().to_owned()];
        let stages: Vec<i64> = std::iter::once(stage).chain(others.iter().copied()).collect();
        let instances = self.instances_below(ParentRef::Model(model), ids.clone(), &stages).await?;
        let mut parts = self.parts(ParentRef::Model(model), ids, stage).await?;
        let mut ends = self.ends_of(model, id);
        for (component, ids) in by_component(&instances, |one| one.stage == stage) {
            for end in source_ends(component, &ids) {
                let relation = Relation::named(self.content, end.relation).ok_or(WriteError::SchemaChanged)?;
                ends.push((relation, end));
            }
            parts.append(&mut self.parts(ParentRef::Component(component), ids, stage).await?);
        }
        let links = self.links_of(ends, &stages).await?;
        self.add_links(&mut parts, &links, stage);
        let here: Vec<Instance<'a>> = instances.iter().filter(|one| one.stage == stage).cloned().collect();
        let entry = parts.iter().find(|part| matches!(part.parent, ParentRef::Model(_)));
        let mut data = entry.map(|entry| whole(entry, &parts, &here)).unwrap_or_default();
        data.insert("stage".to_owned(), Json::from(self.stage_name(stage)));
        let locales = entry.map(|entry| entry.locales.clone()).unwrap_or_default();
        Ok(Snapshot { data, locales, instances, links })
    }

    pub(super) fn stage_name(&self, stage: i64) -> &'a str {
        self.content.stage_by_key(stage).map_or("", |stage| stage.api_id.as_str())
    }

    /// The ends of an entry that fields show: the links that belong to its own copy. A one-way relation belongs to its
    /// sources alone.
    pub(super) fn ends_of(&self, model: &'a Model, id: &EntryId) -> Vec<(Relation<'a>, LinkEnds<'a>)> {
        let ends = Relation::of_model(self.content, &model.id).into_iter();
        let shown = ends.filter(|(relation, side)| relation.field(*side, &model.id).is_some());
        let ends = shown.map(|(relation, side)| {
            let ids = vec![id.as_str().to_owned()];
            (relation, LinkEnds { relation: &relation.source.id, side, ids, model: Some(&model.id) })
        });
        ends.collect()
    }

    async fn links_of(
        &mut self,
        ends: Vec<(Relation<'a>, LinkEnds<'a>)>,
        stages: &[i64],
    ) -> Result<Vec<Links<'a>>, WriteError> {
        let engine = self.tx.engine();
        let mut links: Vec<Links<'a>> =
            ends.into_iter().map(|(relation, ends)| Links { relation, ends, by_stage: HashMap::new() }).collect();
        for chunk in links.chunks_mut(MOST_ENDS) {
            let ends: Vec<LinkEnds<'_>> = chunk.iter().map(|links| links.ends.clone()).collect();
            for row in self.tx.query(dml::links_in(engine, &ends, stages.to_vec())).await? {
                let at = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
                let links = chunk.get_mut(at).ok_or(WriteError::SchemaChanged)?;
                let text = |index| row.text(index).map(str::to_owned);
                let positions = (row.int(5)?, row.int(6)?);
                let link = Link { near: text(2)?, far: text(3)?, target: text(4)?, positions };
                links.by_stage.entry(row.int(1)?).or_default().push(link);
            }
        }
        Ok(links)
    }

    /// Ids and types of what the parts are linked with.
    fn add_links(&self, parts: &mut [Part<'a>], links: &[Links<'a>], stage: i64) {
        for part in parts {
            for field in part.parent.fields_in_order() {
                let Some(end) = end_of(field) else { continue };
                let found = links.iter().find(|links| {
                    *links.ends.relation == end.relation
                        && links.ends.side == end.side
                        && links.ends.ids.contains(&part.id)
                });
                let here = found.into_iter().flat_map(|links| links.in_stage(stage));
                let items = here
                    .filter(|link| link.near == part.id)
                    .map(|link| json!({ "id": link.far, "__typename": self.far_type(&end, &link.target) }));
                part.values.insert(field.api_id.clone(), of_field(field, items.collect()));
            }
        }
    }

    /// The type at the other end of a link whose target is of a model.
    fn far_type(&self, end: &End, target: &str) -> Option<&'a str> {
        match end.side {
            RelationSide::Source => {
                self.content.models.iter().find(|model| model.id.as_str() == target).map(|model| model.api_id.as_str())
            }
            RelationSide::Target => {
                Relation::named(self.content, &end.relation).map(|relation| relation.parent.api_id())
            }
        }
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
            parts.push(Part { parent, id, values, localizations: Vec::new(), locales: Vec::new() });
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
            part.locales.push(key);
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
