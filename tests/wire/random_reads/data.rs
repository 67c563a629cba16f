//! Random entries, written through the wire and into the world in memory at once.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::schema::{ASSET, Field, Kind, Schema, Side, held};
use super::values::sample;
use super::world::{Localization, Row, Times, Values, World};
use crate::blog::Blog;

/// Times that entries are back-dated to: few, so that orders have ties.
const CREATED: [&str; 3] = ["2024-05-05T05:05:05+00:00", "2024-05-05T05:05:05.1+00:00", "2023-01-01T00:00:00+00:00"];

pub struct Author<'b> {
    pub dice: Dice,
    pub blog: &'b Blog,
    pub world: World,
    /// Type and id of everything that is ever written.
    pub ids: Vec<(usize, String)>,
    instances: usize,
}

/// A new row with what it holds, as it is sent and as it is kept.
pub struct Fresh {
    pub data: Map<String, Value>,
    pub row: Row,
    /// Field, whether it is a list, the instance.
    held: Vec<(Field, Fresh)>,
    links: Vec<(usize, String)>,
}

impl<'b> Author<'b> {
    /// Who has written nothing yet, and what it will write about.
    pub fn new(dice: Dice, blog: &'b Blog, world: World) -> Self {
        let mut author = Author { dice, blog, world, ids: Vec::new(), instances: 0 };
        author.ids.extend((1..=3).map(|number| (ASSET, format!("file{number}"))));
        for (place, model) in author.schema().own_models().into_iter().enumerate() {
            // Of one model more than a page that says nothing has.
            let most = if place == 0 { 13 } else { 4 + author.dice.below(4) };
            let name = author.schema().types[model].name.clone();
            for number in 0..most {
                let name = if number % 2 == 0 { name.to_lowercase() } else { name.to_uppercase() };
                author.ids.push((model, format!("{name}-{number}")));
            }
        }
        author
    }

    pub fn schema(&self) -> &Schema {
        &self.world.schema
    }

    /// Writes each entry for the first time.
    pub async fn create_all(&mut self) {
        for (of, id) in self.ids.clone() {
            if of == ASSET {
                self.blog.asset(&id).await;
                let values = [("handle", json!(id)), ("fileName", json!(format!("{id}.png")))];
                let values = values.map(|(key, value)| (key.to_owned(), value));
                let file = Localization { values: Values::from(values), times: Times::default() };
                let mut row = self.row(ASSET, id);
                row.localizations.insert("en".to_owned(), file);
                self.world.drafts().rows.push(row);
                continue;
            }
            let mut fresh = self.fresh(of, id.clone());
            if self.dice.chance(70) {
                fresh.data.insert("createdAt".to_owned(), json!(self.dice.pick(&CREATED)));
            }
            let name = &self.schema().types[of].name;
            let query = format!(
                "mutation($id: ID!, $upsert: {name}UpsertInput!) {{ made: upsert{name}(where: {{id: $id}}, upsert: $upsert) {{ id }} }}"
            );
            let upsert = json!({ "create": fresh.data, "update": {} });
            self.blog.ok(&query, json!({ "id": id, "upsert": upsert })).await;
            self.store(fresh);
        }
    }

    fn row(&self, of: usize, id: String) -> Row {
        Row {
            id,
            of,
            values: Values::new(),
            localizations: Default::default(),
            times: Times::default(),
            people: [false; 3],
            holder: None,
        }
    }

    /// A new entry or instance, with instances and, inside of instances, links.
    fn fresh(&mut self, of: usize, id: String) -> Fresh {
        let row = self.row(of, id);
        let mut fresh = Fresh { data: Map::new(), row, held: Vec::new(), links: Vec::new() };
        let (sent, kept) = self.simple_values(of, false, false);
        fresh.data.extend(sent);
        fresh.row.values.extend(kept);
        if let Some(slug) = self.schema().field(of, "slug") {
            let slug = slug.name.clone();
            fresh.data.insert(slug.clone(), json!(fresh.row.id));
            fresh.row.values.insert(slug, json!(fresh.row.id));
        }
        if self.schema().is_localized(of) {
            let (sent, kept) = self.simple_values(of, true, false);
            fresh.data.extend(sent);
            let mut others = Vec::new();
            let default = Localization { values: kept, times: Times::default() };
            fresh.row.localizations.insert(self.schema().locales[0].clone(), default);
            let locales = self.schema().locales[1..].to_vec();
            for locale in locales {
                if self.dice.chance(55) {
                    let (sent, kept) = self.simple_values(of, true, false);
                    others.push(json!({ "locale": locale, "data": sent }));
                    let localization = Localization { values: kept, times: Times::default() };
                    fresh.row.localizations.insert(locale, localization);
                }
            }
            if !others.is_empty() {
                fresh.data.insert("localizations".to_owned(), json!({ "create": others }));
            }
        }
        self.add_held(&mut fresh);
        self.add_links(&mut fresh);
        fresh
    }

    fn add_held(&mut self, fresh: &mut Fresh) {
        for field in self.schema().types[fresh.row.of].fields.clone() {
            let members = held(&field);
            if members.is_empty() || self.dice.chance(25) {
                continue;
            }
            let count = if field.is_list { self.dice.below(4) } else { 1 };
            let mut inputs = Vec::new();
            for _ in 0..count {
                let of = *self.dice.pick(&members);
                let instance = self.instance(of);
                inputs.push(self.member(&field, of, Value::Object(instance.data.clone())));
                fresh.held.push((field.clone(), instance));
            }
            let input = if field.is_list { json!(inputs) } else { inputs.remove(0) };
            fresh.data.insert(field.name.clone(), json!({ "create": input }));
        }
    }

    /// Of entries, links are made later, from either end; instances are made with theirs.
    fn add_links(&mut self, fresh: &mut Fresh) {
        if !self.schema().types[fresh.row.of].is_component {
            return;
        }
        for field in self.schema().types[fresh.row.of].fields.clone() {
            let Kind::Link { relation, side: Side::Source } = field.kind else { continue };
            let target = self.schema().relations[relation].targets[0];
            let there = self.drafts_of(target);
            let count = if field.is_list { self.dice.below(3) } else { self.dice.below(2) };
            let targets = self.dice.some(&there, count);
            if targets.is_empty() {
                continue;
            }
            let inputs: Vec<Value> = targets.iter().map(|id| json!({ "id": id })).collect();
            let input = if field.is_list { json!(inputs) } else { inputs[0].clone() };
            fresh.data.insert(field.name, json!({ "connect": input }));
            fresh.links.extend(targets.into_iter().map(|id| (relation, id)));
        }
    }

    /// A new instance. Its id is the server's, which is asked for when everything is written.
    pub fn instance(&mut self, of: usize) -> Fresh {
        self.instances += 1;
        self.fresh(of, format!("?{}", self.instances))
    }

    /// What is said of a member of a union, or of the one type.
    pub fn member(&self, field: &Field, of: usize, value: Value) -> Value {
        if self.schema().is_union(field) { json!({ self.schema().types[of].name.as_str(): value }) } else { value }
    }

    /// Ids of the entries of a model that are in DRAFT.
    pub fn drafts_of(&self, of: usize) -> Vec<String> {
        self.world.stages[0].rows.iter().filter(|row| row.of == of).map(|row| row.id.clone()).collect()
    }

    /// Values of those simple fields that are localised, or of those that are not: what is sent, what is kept. `few`
    /// leaves out most.
    pub fn simple_values(&mut self, of: usize, localized: bool, few: bool) -> (Map<String, Value>, Values) {
        let (mut sent, mut kept) = (Map::new(), Values::new());
        for field in self.schema().types[of].fields.clone() {
            let is_simple = matches!(field.kind, Kind::Simple(_) | Kind::Enumeration(_));
            if !is_simple || field.is_localized != localized || field.name == "slug" || (few && self.dice.chance(60)) {
                continue;
            }
            let (to_send, to_keep) = self.value(&field);
            kept.insert(field.name.clone(), to_keep);
            // A new row that is told nothing has null, too.
            if !to_send.is_null() || few || self.dice.chance(50) {
                sent.insert(field.name, to_send);
            }
        }
        (sent, kept)
    }

    fn value(&mut self, field: &Field) -> (Value, Value) {
        if self.dice.chance(25) {
            return (Value::Null, if field.is_list { json!([]) } else { Value::Null });
        }
        // What a text leads to must be there; deleted later, it stays in the text.
        let drafts = &self.world.stages[0];
        let ids: Vec<(usize, String)> = self.ids.iter().filter(|(_, id)| drafts.row(id).is_some()).cloned().collect();
        let mut one = || sample(&mut self.dice, &self.world.schema, field, &ids);
        if !field.is_list {
            return one();
        }
        let samples: Vec<(Value, Value)> = (0..4).map(|_| one()).collect();
        let count = self.dice.below(4);
        let (sent, kept): (Vec<Value>, Vec<Value>) = samples.into_iter().take(count).unzip();
        (Value::Array(sent), Value::Array(kept))
    }

    /// Puts an entry that was written into the world.
    fn store(&mut self, mut fresh: Fresh) {
        let (id, parts) = (fresh.row.id.clone(), std::mem::take(&mut fresh.held));
        let links = std::mem::take(&mut fresh.links);
        self.world.drafts().rows.push(fresh.row);
        self.store_parts(&id, parts, links);
    }

    /// Puts an instance that was written into the world.
    pub fn store_held(&mut self, holder: &str, field: &Field, at_start: bool, mut fresh: Fresh) {
        let (id, parts) = (fresh.row.id.clone(), std::mem::take(&mut fresh.held));
        let links = std::mem::take(&mut fresh.links);
        self.world.hold(holder, (&field.name, field.is_list), at_start, fresh.row);
        self.store_parts(&id, parts, links);
    }

    fn store_parts(&mut self, id: &str, parts: Vec<(Field, Fresh)>, links: Vec<(usize, String)>) {
        for (relation, target) in links {
            self.world.link((relation, Side::Source), id, &target, false);
        }
        for (field, instance) in parts {
            self.store_held(id, &field, false, instance);
        }
    }
}
