//! Random mutations: each as GraphQL, and as what it does to the model or why it is refused.

use serde_json::{Value, json};

use crate::blog::Blog;
use crate::random_reads::dice::Dice;
use crate::random_reads::schema::{ASSET, Field, Kind, held};
use crate::random_reads::stamps::stamp;
use crate::random_reads::world::World;

use super::model::{Model, Place, Refusal, localization};
use super::values::Dealt;

/// Entries of one model at most: few, so that mutations meet.
const MOST_ENTRIES: usize = 6;

pub struct Writer<'b> {
    pub dice: Dice,
    pub blog: &'b Blog,
    pub model: Model<'b>,
    pub done: usize,
    pub refused: usize,
    /// How much has got a name.
    pub named: usize,
    name: String,
    last: String,
}

/// A mutation that was made up.
pub struct Step {
    pub query: String,
    pub variables: Value,
    /// The world after it.
    pub after: Result<World, Refusal>,
}

impl<'b> Writer<'b> {
    pub fn new(dice: Dice, blog: &'b Blog, model: Model<'b>, name: String) -> Self {
        Writer { dice, blog, model, done: 0, refused: 0, named: 0, name, last: String::new() }
    }

    pub fn last(&self) -> &str {
        &self.last
    }

    /// Does something random, and compares.
    pub async fn step(&mut self) {
        let step = loop {
            if let Some(step) = self.some_step() {
                break step;
            }
        };
        self.take(step).await;
    }

    async fn take(&mut self, step: Step) {
        let Step { query, variables, after } = step;
        self.last = format!("{query}\n{variables}");
        let told = format!("{} {}", self.name, self.last);
        match after {
            Ok(world) => {
                let answer = self.blog.send(&query, variables).await;
                assert!(answer.status == 200 && answer.body.get("errors").is_none(), "{} to {told}", answer.body);
                self.model.world = world;
                self.name_new_entries().await;
                stamp(self.blog, &mut self.model.world).await;
                self.done += 1;
            }
            Err(refusal) => {
                let before = self.blog.contents().await;
                let answer = self.blog.send(&query, variables).await;
                assert_eq!(answer.status, 400, "{refusal}: {} to {told}", answer.body);
                assert!(self.blog.contents().await == before, "a refused request changed something: {told}");
                self.refused += 1;
            }
        }
    }

    /// Gives entries the ids that the server has given them.
    async fn name_new_entries(&mut self) {
        let rows = &self.model.world.stages[0].rows;
        let new: Vec<(usize, String)> =
            rows.iter().filter(|row| row.id.starts_with('!')).map(|row| (row.of, row.id.clone())).collect();
        for (of, old) in new {
            let name = &self.model.schema().types[of].name;
            let root = name[..1].to_lowercase() + &name[1..];
            let query = format!("query($s: String!) {{ found: {root}(where: {{slug: $s}}, stage: DRAFT) {{ id }} }}");
            let found = self.blog.ok(&query, json!({ "s": &old[1..] })).await;
            let id = found["found"]["id"].as_str().expect("the new entry").to_owned();
            for stage in &mut self.model.world.stages {
                for row in &mut stage.rows {
                    if row.id == old {
                        row.id.clone_from(&id);
                    }
                    if let Some(holder) = row.holder.as_mut().filter(|holder| holder.id == old) {
                        holder.id.clone_from(&id);
                    }
                }
                for link in stage.links.iter_mut().flatten() {
                    if link.source == old {
                        link.source.clone_from(&id);
                    }
                    if link.target == old {
                        link.target.clone_from(&id);
                    }
                }
            }
        }
    }

    /// Deletes every entry but files.
    pub async fn delete_all(&mut self) {
        for (of, id) in self.entries() {
            if of != ASSET {
                let mut after = self.model.clone();
                after.world.delete(&id);
                let step = self.on_entry(of, &id, ("delete", ""), after, Ok(()));
                self.take(step).await;
            }
        }
    }

    fn entries(&self) -> Vec<(usize, String)> {
        let rows = self.model.world.stages[0].rows.iter();
        rows.filter(|row| row.holder.is_none()).map(|row| (row.of, row.id.clone())).collect()
    }

    pub fn entries_of(&self, of: usize) -> Vec<String> {
        self.entries().into_iter().filter(|(other, _)| *other == of).map(|(_, id)| id).collect()
    }

    fn some_step(&mut self) -> Option<Step> {
        let models = self.model.schema().own_models();
        let of = *self.dice.pick(&models);
        if self.entries_of(of).is_empty() || self.entries_of(of).len() < MOST_ENTRIES && self.dice.chance(18) {
            return Some(self.create(of));
        }
        let id = self.dice.pick(&self.entries_of(of)).clone();
        match self.dice.below(100) {
            0..10 => Some(self.change_values(of, &id)),
            10..22 => self.change_localization(of, &id),
            22..42 => self.change_held(of, &id),
            42..66 => self.change_links(of, &id),
            66..71 => Some(self.upsert(of, &id)),
            71..97 => self.change_stage(of, &id),
            _ => {
                let mut after = self.model.clone();
                after.world.delete(&id);
                Some(self.on_entry(of, &id, ("delete", ""), after, Ok(())))
            }
        }
    }

    fn finish(after: Model<'b>, result: Result<(), Refusal>) -> Result<World, Refusal> {
        result.and_then(|()| after.check_required()).map(|()| after.world)
    }

    fn on_entry(
        &self,
        of: usize,
        id: &str,
        (verb, arguments): (&str, &str),
        after: Model<'b>,
        result: Result<(), Refusal>,
    ) -> Step {
        let name = &self.model.schema().types[of].name;
        let query = format!("mutation($id: ID!) {{ done: {verb}{name}(where: {{id: $id}}{arguments}) {{ id }} }}");
        Step { query, variables: json!({ "id": id }), after: Self::finish(after, result) }
    }

    fn update(&self, of: usize, id: &str, data: Value, after: Model<'b>, result: Result<(), Refusal>) -> Step {
        let name = &self.model.schema().types[of].name;
        let query = format!(
            "mutation($id: ID!, $data: {name}UpdateInput!) {{ done: update{name}(where: {{id: $id}}, data: $data) {{ id }} }}"
        );
        Step { query, variables: json!({ "id": id, "data": data }), after: Self::finish(after, result) }
    }

    fn create(&mut self, of: usize) -> Step {
        let id = self.placeholder('!');
        let (mut data, mut made) = self.made(of, &id);
        if self.dice.chance(10)
            && let Some(other) = self.entries_of(of).first().and_then(|other| self.model.draft(other))
        {
            let taken = other.values["slug"].clone();
            data.insert("slug".to_owned(), taken.clone());
            made.row.values.insert("slug".to_owned(), taken);
        }
        let mut after = self.model.clone();
        let mut result = after.make(&made);
        for field in self.model.schema().types[of].fields.clone() {
            if matches!(field.kind, Kind::Link { .. }) && self.dice.chance(30) {
                let (input, linked) = self.first_links(&field, &id, &mut after);
                data.extend(input.map(|input| (field.name.clone(), input)));
                result = result.and(linked);
            }
        }
        let name = &self.model.schema().types[of].name;
        let query = format!("mutation($data: {name}CreateInput!) {{ done: create{name}(data: $data) {{ id }} }}");
        Step { query, variables: json!({ "data": data }), after: Self::finish(after, result) }
    }

    fn upsert(&mut self, of: usize, id: &str) -> Step {
        let is_there = self.dice.chance(60);
        let id = if is_there { id.to_owned() } else { format!("own-{}", &self.placeholder('!')[1..]) };
        let (create, made) = self.made(of, &id);
        let Dealt { sent, kept, is_broken } = self.deal(of, false, true);
        let mut after = self.model.clone();
        let result = match is_there {
            true => after.change(&id, kept, None, is_broken),
            false => after.make(&made),
        };
        let name = &self.model.schema().types[of].name;
        let query = format!(
            "mutation($id: ID!, $upsert: {name}UpsertInput!) {{ done: upsert{name}(where: {{id: $id}}, upsert: $upsert) {{ id }} }}"
        );
        let variables = json!({ "id": id, "upsert": { "create": create, "update": sent } });
        Step { query, variables, after: Self::finish(after, result) }
    }

    fn change_values(&mut self, of: usize, id: &str) -> Step {
        let base = self.deal(of, false, true);
        let localized = self.deal(of, true, true);
        let mut data = base.sent;
        data.extend(localized.sent);
        let mut after = self.model.clone();
        let default = self.model.schema().locales[0].clone();
        let is_broken = base.is_broken || localized.is_broken;
        let result = after.change(id, base.kept, None, is_broken);
        let result = result.and_then(|()| after.change(id, localized.kept, Some(&default), is_broken));
        self.update(of, id, Value::Object(data), after, result)
    }

    /// Makes, changes or deletes a localisation that is there, or is not.
    fn change_localization(&mut self, of: usize, id: &str) -> Option<Step> {
        if !self.model.schema().is_localized(of) {
            return None;
        }
        let locales = self.model.schema().locales.clone();
        let locale = self.dice.pick(&locales).clone();
        let is_there = self.model.draft(id)?.localizations.contains_key(&locale);
        let is_hollow = !self.model.schema().types[of].fields.iter().any(|field| field.is_localized);
        let verbs: &[&str] = if is_hollow { &["create", "delete"] } else { &["create", "update", "upsert", "delete"] };
        let verb = *self.dice.pick(verbs);
        let mut after = self.model.clone();
        let (create, update) = (self.deal(of, true, false), self.deal(of, true, true));
        let make = |dealt: Dealt, after: &mut Model<'b>| {
            let row = after.world.drafts().row_mut(id).expect("it is there");
            row.localizations.insert(locale.clone(), localization(dealt.kept));
            if dealt.is_broken { Err("a value breaks a rule") } else { after.check_unique(id, 0) }
        };
        let (input, result) = match verb {
            "create" => {
                let input = json!([{ "locale": locale, "data": create.sent }]);
                (input, if is_there { Err("the localisation exists") } else { make(create, &mut after) })
            }
            "delete" => {
                let is_default = locale == locales[0];
                after.world.delocalize(id, 0, &locale);
                (json!([locale]), if is_default { Err("the default localisation stays") } else { Ok(()) })
            }
            _ => {
                let input = match verb {
                    "update" => json!([{ "locale": locale, "data": update.sent }]),
                    _ => json!([{ "locale": locale, "create": create.sent, "update": update.sent }]),
                };
                let result = match is_there {
                    true => after.change(id, update.kept, Some(&locale), update.is_broken),
                    false if verb == "update" => Err("the localisation does not exist"),
                    false => make(create, &mut after),
                };
                (input, result)
            }
        };
        Some(self.update(of, id, json!({ "localizations": { verb: input } }), after, result))
    }

    fn change_held(&mut self, of: usize, id: &str) -> Option<Step> {
        let mut after = self.model.clone();
        let (field, input, result) = self.held_verb(of, id, &mut after)?;
        Some(self.update(of, id, json!({ field: input }), after, result))
    }

    fn change_links(&mut self, of: usize, id: &str) -> Option<Step> {
        let fields: Vec<Field> = self.model.schema().types[of].fields.clone();
        let fields: Vec<Field> = fields.into_iter().filter(|field| matches!(field.kind, Kind::Link { .. })).collect();
        if fields.is_empty() {
            return None;
        }
        let field = self.dice.pick(&fields).clone();
        let mut after = self.model.clone();
        let (input, result) = self.link_verb(&field, id, &mut after)?;
        Some(self.update(of, id, json!({ field.name: input }), after, result))
    }

    /// Publishes or unpublishes, all or a localisation.
    fn change_stage(&mut self, of: usize, id: &str) -> Option<Step> {
        let at = 1 + self.dice.below(self.model.schema().stages.len() - 1);
        let stage = self.model.schema().stages[at].clone();
        let mut after = self.model.clone();
        let locales = self.model.schema().locales.clone();
        let locale = self.dice.pick(&locales[1..]).clone();
        match self.dice.below(10) {
            0..6 => {
                let result = after.publish(id, at);
                Some(self.on_entry(of, id, ("publish", &format!(", to: [{stage}]")), after, result))
            }
            6 => {
                after.world.unpublish(id, at);
                Some(self.on_entry(of, id, ("unpublish", &format!(", from: [{stage}]")), after, Ok(())))
            }
            _ if !self.model.schema().is_localized(of) => None,
            7..9 => {
                let is_draft = self.model.draft(id)?.localizations.contains_key(&locale);
                let is_there = self.model.world.stages[at].row(id).is_some();
                let result = match (is_draft, is_there) {
                    (false, _) => Err("the localisation does not exist"),
                    (_, false) => Err("the base has to be published before"),
                    (true, true) => {
                        after.world.publish_localization(id, at, &locale);
                        after.check_unique(id, at)
                    }
                };
                let arguments = format!(", to: [{stage}], locales: [{locale}], publishBase: false");
                Some(self.on_entry(of, id, ("publish", &arguments), after, result))
            }
            _ => {
                after.world.delocalize(id, at, &locale);
                let arguments = format!(", from: [{stage}], locales: [{locale}], unpublishBase: false");
                Some(self.on_entry(of, id, ("unpublish", &arguments), after, Ok(())))
            }
        }
    }

    /// A place in a list of these members, or one that is not in it.
    pub fn place(&mut self, members: &[String]) -> (Place, Value) {
        let member = if members.is_empty() || self.dice.chance(8) {
            "nowhere".to_owned()
        } else {
            self.dice.pick(members).clone()
        };
        match self.dice.below(6) {
            0 => (Place::First, json!({ "start": true })),
            1 | 2 => (Place::Last, json!({ "end": true })),
            3 | 4 => (Place::Before(member.clone()), json!({ "before": member })),
            _ => (Place::After(member.clone()), json!({ "after": member })),
        }
    }

    /// The fields of a type that hold instances.
    pub fn holding(&self, of: usize) -> Vec<Field> {
        self.model.schema().types[of].fields.iter().filter(|field| !held(field).is_empty()).cloned().collect()
    }
}
