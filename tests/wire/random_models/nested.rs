//! Random verbs of inline inputs: of component fields, of relations and unions from either end.

use serde_json::{Value, json};

use crate::random_reads::schema::{ASSET, Field, Kind, Side, held};

use super::model::{Model, Place, Refusal};
use super::steps::Writer;
use super::values::Dealt;

type Said = (Value, Result<(), Refusal>);

impl<'b> Writer<'b> {
    /// Something about a field of an entry or instance that holds instances: the field, the input, what comes of it.
    pub fn held_verb(
        &mut self,
        of: usize,
        id: &str,
        after: &mut Model<'b>,
    ) -> Option<(String, Value, Result<(), Refusal>)> {
        let fields = self.holding(of);
        if fields.is_empty() {
            return None;
        }
        let field = self.dice.pick(&fields).clone();
        let there: Vec<(String, usize)> =
            after.world.stages[0].held_by(id, &field.name).iter().map(|row| (row.id.clone(), row.of)).collect();
        let ids: Vec<String> = there.iter().map(|(id, _)| id.clone()).collect();
        let verb = match self.dice.below(10) {
            0..3 => "create",
            3..6 => "update",
            6..8 => "upsert",
            _ => "delete",
        };
        let (mut input, result) = match (verb, self.dice.chance(10)) {
            ("create", _) => self.create_held(&field, id, &ids, after),
            ("upsert", true) => self.upsert_held(&field, id, None, &ids, after),
            // An instance that is somewhere else, or nowhere.
            (_, true) => {
                let member = *self.dice.pick(&held(&field));
                let named = self.stranger(member, &ids);
                let input = match verb {
                    "update" => json!({ "where": { "id": named }, "data": {} }),
                    _ if field.is_list => json!({ "id": named }),
                    _ => return None,
                };
                (self.member(&field, member, input), Err("the instance is not there"))
            }
            (_, false) => {
                let (instance, member) = if there.is_empty() { return None } else { self.dice.pick(&there).clone() };
                match verb {
                    "update" => self.update_held(&field, (id, &instance, member), &ids, after),
                    "upsert" => self.upsert_held(&field, id, Some((&instance, member)), &ids, after),
                    _ => {
                        after.world.drafts().remove(&instance, |_, _| false);
                        let input = if field.is_list { json!({ "id": instance }) } else { json!(true) };
                        (if field.is_list { self.member(&field, member, input) } else { input }, Ok(()))
                    }
                }
            }
        };
        if field.is_list {
            input = json!([input]);
        }
        Some((field.name, json!({ verb: input }), result))
    }

    /// Id of an instance of the component that the field does not hold, or nobody's.
    fn stranger(&mut self, component: usize, ids: &[String]) -> String {
        let others = self.model.world.stages[0].rows.iter().filter(|row| row.of == component && !ids.contains(&row.id));
        let others: Vec<String> = others.map(|row| row.id.clone()).collect();
        if others.is_empty() { "nowhere".to_owned() } else { self.dice.pick(&others).clone() }
    }

    fn create_held(&mut self, field: &Field, holder: &str, ids: &[String], after: &mut Model<'b>) -> Said {
        let member = *self.dice.pick(&held(field));
        let id = self.placeholder('?');
        let (data, made) = self.made(member, &id);
        let (place, position) = self.place(ids);
        let (input, place) = match field.is_list {
            true => (json!({ "data": data, "position": position }), place),
            false => (Value::Object(data), Place::Last),
        };
        let result = after.hold(holder, field, &made, &place);
        (self.member(field, member, input), result)
    }

    fn update_held(
        &mut self,
        field: &Field,
        (holder, id, member): (&str, &str, usize),
        ids: &[String],
        after: &mut Model<'b>,
    ) -> Said {
        let Dealt { sent: mut data, kept, is_broken } = self.deal(member, false, true);
        let mut result = after.change(id, kept, None, is_broken);
        if self.dice.chance(40)
            && let Some((inner, input, done)) = self.held_verb(member, id, after)
        {
            data.insert(inner, input);
            result = result.and(done);
        }
        let mut input = json!({ "where": { "id": id }, "data": data });
        if field.is_list && self.dice.chance(50) {
            let (place, position) = self.place(ids);
            input["position"] = position;
            result = result.and_then(|()| after.move_held(holder, field, id, &place));
        }
        (self.member(field, member, input), result)
    }

    /// Of an instance that is there, or a new one with an id of ours.
    fn upsert_held(
        &mut self,
        field: &Field,
        holder: &str,
        there: Option<(&str, usize)>,
        ids: &[String],
        after: &mut Model<'b>,
    ) -> Said {
        let member = there.map_or_else(|| *self.dice.pick(&held(field)), |(_, member)| member);
        let id = match there {
            Some((id, _)) => id.to_owned(),
            None => format!("own-{}", &self.placeholder('?')[1..]),
        };
        let (create, made) = self.made(member, &id);
        let update = self.deal(member, false, true);
        let mut input = json!({ "where": { "id": id }, "data": { "create": create, "update": update.sent } });
        let place = (field.is_list && self.dice.chance(50)).then(|| self.place(ids));
        if let Some((_, position)) = &place {
            input["position"] = position.clone();
        }
        let place = place.map(|(place, _)| place);
        let result = match there {
            Some(_) => after.change(&id, update.kept, None, update.is_broken).and_then(|()| match &place {
                Some(place) => after.move_held(holder, field, &id, place),
                None => Ok(()),
            }),
            None => after.hold(holder, field, &made, place.as_ref().unwrap_or(&Place::Last)),
        };
        (self.member(field, member, input), result)
    }

    /// The links of a new entry.
    pub fn first_links(
        &mut self,
        field: &Field,
        id: &str,
        after: &mut Model<'b>,
    ) -> (Option<Value>, Result<(), Refusal>) {
        let Kind::Link { relation, side } = field.kind else { return (None, Ok(())) };
        let far = *self.dice.pick(&self.model.schema().leads(field));
        let there = self.entries_of(far);
        if self.model.schema().types[far].is_component || (there.is_empty() && far == ASSET) {
            return (None, Ok(()));
        }
        if far != ASSET && (there.is_empty() || self.dice.chance(40)) {
            let (input, result) = self.create_far(field, (relation, side), id, after);
            return (Some(json!({ "create": if field.is_list { json!([input]) } else { input } })), result);
        }
        let count = if field.is_list { 1 + self.dice.below(3) } else { 1 };
        let fars = self.dice.some(&there, count);
        let done = fars.iter().try_for_each(|far| after.connect((relation, side), id, far, &Place::Last));
        let inputs: Vec<Value> = fars.iter().map(|id| self.member(field, far, json!({ "id": id }))).collect();
        (Some(json!({ "connect": if field.is_list { json!(inputs) } else { inputs[0].clone() } })), done)
    }

    fn create_far(&mut self, field: &Field, end: (usize, Side), near: &str, after: &mut Model<'b>) -> Said {
        let leads: Vec<usize> = self.model.schema().leads(field).into_iter().filter(|far| *far != ASSET).collect();
        let far = *self.dice.pick(&leads);
        let id = self.placeholder('!');
        let (data, made) = self.made(far, &id);
        let result = after.make(&made).and_then(|()| after.connect(end, near, &id, &Place::Last));
        (self.member(field, far, Value::Object(data)), result)
    }

    /// Something about one end of a relation.
    pub fn link_verb(&mut self, field: &Field, id: &str, after: &mut Model<'b>) -> Option<Said> {
        let Kind::Link { relation, side } = field.kind else { return None };
        let leads = self.model.schema().leads(field);
        if leads.iter().any(|far| self.model.schema().types[*far].is_component) {
            return None;
        }
        let end = (relation, side);
        let linked = after.linked(end, id);
        let far_of = *self.dice.pick(&leads);
        let all = self.entries_of(far_of);
        let near = NearEnd { field, end, id, linked: &linked, far_of, all: &all };
        let (verb, (input, result)) = match self.dice.below(20) {
            0..8 => ("connect", self.connect(&near, after)),
            8..10 => ("disconnect", self.disconnect(&near, after)),
            10..12 if field.is_list => ("set", self.set(&near, after)),
            12..14 if leads.iter().any(|far| *far != ASSET) => ("create", self.create_far(field, end, id, after)),
            14..16 => ("update", self.update_far(&near, after)?),
            16..19 if far_of != ASSET => ("upsert", self.upsert_far(&near, after)),
            19 => ("delete", self.delete_far(&near, after)?),
            _ => return None,
        };
        // Whoever deletes itself has nothing to be read back.
        after.draft(id)?;
        let input = if field.is_list && !input.is_array() { json!([input]) } else { input };
        Some((json!({ verb: input }), result))
    }

    /// An entry that the field may lead to, or nothing.
    fn target(&mut self, near: &NearEnd<'_>) -> String {
        if near.all.is_empty() || self.dice.chance(6) { "nothing".to_owned() } else { self.dice.pick(near.all).clone() }
    }

    fn connect(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Said {
        let far = self.target(near);
        let (place, position) = self.place(near.linked);
        let (input, place) = match near.field.is_list {
            true => (json!({ "where": { "id": far }, "position": position }), place),
            false => (json!({ "id": far }), Place::Last),
        };
        let result = after.connect(near.end, near.id, &far, &place);
        (self.member(near.field, near.far_of, input), result)
    }

    fn disconnect(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Said {
        if !near.field.is_list {
            near.linked.iter().for_each(|far| after.world.unlink(near.end, near.id, far));
            return (json!(true), Ok(()));
        }
        let far = self.target(near);
        after.world.unlink(near.end, near.id, &far);
        (self.member(near.field, near.far_of, json!({ "id": far })), Ok(()))
    }

    fn set(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Said {
        let mut fars = self.dice.some(near.all, 3);
        if self.dice.chance(10) {
            fars.push("nothing".to_owned());
        }
        let inputs = fars.iter().map(|far| self.member(near.field, near.far_of, json!({ "id": far })));
        (inputs.collect(), after.set_links(near.end, near.id, &fars))
    }

    /// The model of an entry that is linked, or might be.
    fn model_of(&self, near: &NearEnd<'_>, id: &str) -> Option<usize> {
        let of = self.model.draft(id).map_or(near.far_of, |row| row.of);
        (of != ASSET).then_some(of)
    }

    fn update_far(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Option<Said> {
        let is_stranger = near.linked.is_empty() || self.dice.chance(15);
        let far = if is_stranger { self.target(near) } else { self.dice.pick(near.linked).clone() };
        let far_of = self.model_of(near, &far)?;
        let Dealt { sent, kept, is_broken } = self.deal(far_of, false, true);
        let result = match near.linked.contains(&far) {
            true => after.change(&far, kept, None, is_broken),
            false => Err("it is not connected"),
        };
        Some((self.member(near.field, far_of, json!({ "where": { "id": far }, "data": sent })), result))
    }

    fn delete_far(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Option<Said> {
        let far = if near.linked.is_empty() { return None } else { self.dice.pick(near.linked).clone() };
        let far_of = self.model_of(near, &far)?;
        after.world.delete(&far);
        Some(match near.field.is_list {
            true => (self.member(near.field, far_of, json!({ "id": far })), Ok(())),
            false => (json!(true), Ok(())),
        })
    }

    fn upsert_far(&mut self, near: &NearEnd<'_>, after: &mut Model<'b>) -> Said {
        let far_of = near.far_of;
        let there = (!near.all.is_empty() && self.dice.chance(70)).then(|| self.dice.pick(near.all).clone());
        let id = there.clone().unwrap_or_else(|| format!("own-{}", &self.placeholder('!')[1..]));
        let (create, made) = self.made(far_of, &id);
        let Dealt { sent, kept, is_broken } = self.deal(far_of, false, true);
        let result = match there {
            Some(_) => after.change(&id, kept, None, is_broken),
            None => after.make(&made),
        };
        let result = match near.linked.contains(&id) {
            true => result,
            false => result.and_then(|()| after.connect(near.end, near.id, &id, &Place::Last)),
        };
        let input = json!({ "where": { "id": id }, "data": { "create": create, "update": sent } });
        (self.member(near.field, far_of, input), result)
    }
}

/// One end of a relation, with what it is linked with and could be.
struct NearEnd<'n> {
    field: &'n Field,
    end: (usize, Side),
    id: &'n str,
    linked: &'n [String],
    /// A model that it leads to, and its entries.
    far_of: usize,
    all: &'n [String],
}
