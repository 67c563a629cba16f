//! Inline inputs of relations, asset fields, unions and their reverse sides (content-api-write.md §2.4, §2.5, §2.10, §3.5).

use access::ContentAction::{self, Create, Read, Update};
use model::ids::FieldId;
use model::{Field, Model, RelationSide};
use serde_json::{Map, Value as Json};

use super::position::{items, object, one_member, place, verbs};
use super::{EntryInput, InputReader, LinkVerb, LinksInput, NestedInput, Place, Purpose, Target, UpsertInput};
use crate::write::error::WriteError;
use crate::write::relation::{End, Relation, end_of, opposite};
use crate::write::unique::{chosen_id, unique};

/// The order in which verbs are done (content-api-write.md §8, question 5).
const ORDER: [&str; 7] = ["set", "disconnect", "delete", "update", "upsert", "create", "connect"];

/// One end of a relation in front of an input.
struct NearEnd<'a> {
    relation: Relation<'a>,
    end: End,
    /// Name in the input.
    name: &'a str,
    is_list: bool,
    is_required: bool,
}

impl<'a> InputReader<'_, 'a> {
    /// Reads what is said about a field; `None` when that is nothing.
    pub(super) fn links(&mut self, field: &'a Field, value: &Json) -> Result<Option<LinksInput>, WriteError> {
        let end = end_of(field).ok_or(WriteError::SchemaChanged)?;
        let relation = Relation::named(self.content(), &end.relation).ok_or(WriteError::SchemaChanged)?;
        if self.filled.as_ref() == Some(&field.id) {
            return Ok(None);
        }
        let (is_list, is_required) = (field.is_list, field.is_required);
        self.read_links(&NearEnd { relation, end, name: &field.api_id, is_list, is_required }, value)
    }

    /// Reads what is said about the reverse side of a one-way relation.
    pub(super) fn reverse_links(
        &mut self,
        name: &str,
        relation: Relation<'a>,
        value: &Json,
        input: &mut EntryInput,
    ) -> Result<(), WriteError> {
        let end = End { relation: relation.source.id.clone(), side: RelationSide::Target };
        let near = NearEnd { relation, end, name, is_list: true, is_required: false };
        let links = self.read_links(&near, value)?;
        input.nested.extend(links.map(NestedInput::Links));
        Ok(())
    }

    fn read_links(&mut self, near: &NearEnd<'_>, value: &Json) -> Result<Option<LinksInput>, WriteError> {
        let Some(input) = value.as_object() else {
            if near.is_required {
                self.planning.refuse(WriteError::required(near.name));
            }
            return Ok(None);
        };
        let mut done = Vec::new();
        for (verb, value) in verbs(input, &ORDER, near.name, near.is_list)? {
            self.link_verb(near, verb, value, &mut done)?;
        }
        Ok(Some(LinksInput { end: near.end.clone(), verbs: done }))
    }

    fn link_verb(
        &mut self,
        near: &NearEnd<'_>,
        verb: &str,
        value: &Json,
        done: &mut Vec<LinkVerb>,
    ) -> Result<(), WriteError> {
        let far = self.far_models(near)?;
        match (verb, value) {
            ("disconnect", Json::Bool(_)) => {
                far.iter().for_each(|model| self.need_both(Update, model));
                done.push(LinkVerb::DisconnectLinked);
            }
            ("delete", Json::Bool(_)) => {
                far.iter().for_each(|model| self.planning.need_to_delete(model));
                done.push(LinkVerb::DeleteLinked);
            }
            ("set", _) => {
                far.iter().for_each(|model| self.need_both(Update, model));
                let mut targets = Vec::new();
                for item in items(value) {
                    let (model, item) = self.far_model(near, &far, item, "WhereUniqueInput")?;
                    self.planning.count_write()?;
                    targets.push(self.target(model, item)?);
                }
                done.push(LinkVerb::Set(targets));
            }
            _ => {
                for item in items(value) {
                    self.planning.count_write()?;
                    let verb = self.one_link(near, &far, verb, item)?;
                    done.push(verb);
                }
            }
        }
        Ok(())
    }

    /// The models at the other end. A relation that a component has is written through the component.
    fn far_models(&mut self, near: &NearEnd<'_>) -> Result<Vec<&'a Model>, WriteError> {
        let relation = Relation::named(self.content(), &near.end.relation).ok_or(WriteError::SchemaChanged)?;
        match near.end.side {
            RelationSide::Source => Ok(relation.targets()),
            RelationSide::Target => relation.source_model().map(|model| vec![model]).ok_or_else(|| {
                let component = relation.parent.api_id();
                let text = format!(
                    "component \"{component}\" is written through the document that holds it, not through \"{}\"",
                    near.name
                );
                WriteError::input(text)
            }),
        }
    }

    fn one_link(
        &mut self,
        near: &NearEnd<'_>,
        far: &[&'a Model],
        verb: &str,
        item: &Map<String, Json>,
    ) -> Result<LinkVerb, WriteError> {
        let with_place = near.is_list && self.purpose != Purpose::Create;
        let suffix = match verb {
            "create" => "CreateInput",
            "connect" if with_place => "ConnectInput",
            "update" => "UpdateWithNestedWhereUniqueInput",
            "upsert" => "UpsertWithNestedWhereUniqueInput",
            _ => "WhereUniqueInput",
        };
        let (model, item) = self.far_model(near, far, item, suffix)?;
        let named = || object(item, "where").ok_or(WriteError::SchemaChanged);
        Ok(match verb {
            "create" => {
                self.need_both(Create, model);
                LinkVerb::Create(model.id.clone(), self.far_entry(near, model, item, Purpose::Create, 2)?)
            }
            "update" => {
                self.planning.need(Update, model);
                let target = self.target(model, named()?)?;
                let data = object(item, "data").ok_or(WriteError::SchemaChanged)?;
                LinkVerb::Update(target, self.far_entry(near, model, data, Purpose::Update, 3)?)
            }
            "upsert" => self.far_upsert(near, model, named()?, item)?,
            "delete" => {
                self.planning.need_to_delete(model);
                LinkVerb::Delete(self.target(model, item)?)
            }
            "connect" => {
                self.planning.need(Update, model);
                let target = self.target(model, if with_place { named()? } else { item })?;
                let position = if with_place { place(item.get("position"))? } else { None };
                LinkVerb::Connect(target, position.unwrap_or(Place::Last))
            }
            _ => {
                self.planning.need(Update, model);
                LinkVerb::Disconnect(self.target(model, item)?)
            }
        })
    }

    /// To create and to update both take reading drafts, here as at the root (platform.md §1.3).
    fn need_both(&mut self, action: ContentAction, model: &Model) {
        self.planning.need(Read, model);
        self.planning.need(action, model);
    }

    fn far_upsert(
        &mut self,
        near: &NearEnd<'_>,
        model: &'a Model,
        named: &Map<String, Json>,
        item: &Map<String, Json>,
    ) -> Result<LinkVerb, WriteError> {
        self.planning.need(Create, model);
        self.planning.need(Update, model);
        self.planning.has_upsert = true;
        let data = object(item, "data").ok_or(WriteError::SchemaChanged)?;
        let part = |key: &str| object(data, key).ok_or(WriteError::SchemaChanged);
        let (create, update) = (part("create")?, part("update")?);
        Ok(LinkVerb::Upsert(Box::new(UpsertInput {
            target: self.target(model, named)?,
            id: chosen_id(named)?,
            create: self.apart(|reader| reader.far_entry(near, model, create, Purpose::Create, 4)),
            update: self.apart(|reader| reader.far_entry(near, model, update, Purpose::Update, 4)),
        })))
    }

    /// The model that an item is about: where a union names its members, the one that is named.
    fn far_model<'v>(
        &self,
        near: &NearEnd<'_>,
        far: &[&'a Model],
        item: &'v Map<String, Json>,
        suffix: &str,
    ) -> Result<(&'a Model, &'v Map<String, Json>), WriteError> {
        let (model, item) = match near.relation.union_name(near.end.side) {
            Some(union) => {
                let (name, item) = one_member(item, || format!("{union}{suffix}"))?;
                (far.iter().find(|model| model.api_id == name), item)
            }
            None => (far.first(), item),
        };
        model.map(|model| (*model, item)).ok_or(WriteError::SchemaChanged)
    }

    fn target(&mut self, model: &'a Model, named: &Map<String, Json>) -> Result<Target, WriteError> {
        self.planning.need(Read, model);
        Ok(Target { model: model.id.clone(), unique: unique(self.planning, model, named)? })
    }

    fn far_entry(
        &mut self,
        near: &NearEnd<'_>,
        model: &'a Model,
        data: &Map<String, Json>,
        purpose: Purpose,
        levels: usize,
    ) -> Result<EntryInput, WriteError> {
        let mut reader = InputReader::new(self.planning, model, purpose, self.level + levels);
        reader.filled = filled_by(near, self.model, model);
        reader.entry(data)
    }
}

/// The field at the other end, where that holds one link: it is the one to here.
fn filled_by(near: &NearEnd<'_>, near_model: &Model, far_model: &Model) -> Option<FieldId> {
    let target = match near.end.side {
        RelationSide::Source => &far_model.id,
        RelationSide::Target => &near_model.id,
    };
    let field = near.relation.field(opposite(near.end.side), target)?;
    (!field.is_list).then(|| field.id.clone())
}
