//! Random values that mostly keep the rules, and new entries and instances made of them.

use serde_json::{Map, Value, json};

use crate::random_reads::schema::{Field, Kind, held};
use crate::random_reads::values::sample;
use crate::random_reads::world::Values;

use super::model::{Made, localization, row};
use super::steps::Writer;

/// Values as they are sent and as they are kept, and whether one breaks a rule.
pub struct Dealt {
    pub sent: Map<String, Value>,
    pub kept: Values,
    pub is_broken: bool,
}

impl Writer<'_> {
    /// Values of those simple fields that are localised, or of those that are not. `few` leaves out most.
    pub fn deal(&mut self, of: usize, localized: bool, few: bool) -> Dealt {
        let mut dealt = Dealt { sent: Map::new(), kept: Values::new(), is_broken: false };
        for field in self.model.schema().types[of].fields.clone() {
            let is_simple = matches!(field.kind, Kind::Simple(_) | Kind::Enumeration(_));
            if !is_simple || field.is_localized != localized || field.name == "slug" || (few && self.dice.chance(60)) {
                continue;
            }
            let mut value = self.value(&field);
            for _ in 0..8 {
                if self.model.rules.breaks(of, &field, &value.1) && !self.dice.chance(1) {
                    value = self.value(&field);
                }
            }
            let (sent, kept) = value;
            dealt.is_broken |= self.model.rules.breaks(of, &field, &kept);
            dealt.kept.insert(field.name.clone(), kept);
            let is_required = self.model.rules.of(of, &field).is_required;
            if !sent.is_null() || few || is_required || self.dice.chance(50) {
                dealt.sent.insert(field.name, sent);
            }
        }
        dealt
    }

    fn value(&mut self, field: &Field) -> (Value, Value) {
        if self.dice.chance(15) {
            return (Value::Null, if field.is_list { json!([]) } else { Value::Null });
        }
        let drafts = &self.model.world.stages[0].rows;
        let ids: Vec<(usize, String)> =
            drafts.iter().filter(|row| row.holder.is_none()).map(|row| (row.of, row.id.clone())).collect();
        let mut one = || sample(&mut self.dice, &self.model.world.schema, field, &ids);
        if !field.is_list {
            return one();
        }
        let samples: Vec<(Value, Value)> = (0..3).map(|_| one()).collect();
        let count = self.dice.below(4);
        let (sent, kept): (Vec<Value>, Vec<Value>) = samples.into_iter().take(count).unzip();
        (Value::Array(sent), Value::Array(kept))
    }

    /// A new entry, with a slug of its own, or instance, with what it holds.
    pub fn made(&mut self, of: usize, id: &str) -> (Map<String, Value>, Made) {
        let mut row = row(of, id);
        let Dealt { sent: mut data, kept, mut is_broken } = self.deal(of, false, false);
        row.values.extend(kept);
        if self.model.schema().field(of, "slug").is_some() {
            let slug = id.trim_start_matches('!');
            data.insert("slug".to_owned(), json!(slug));
            row.values.insert("slug".to_owned(), json!(slug));
        }
        if self.model.schema().is_localized(of) {
            let mut others = Vec::new();
            for (number, locale) in self.model.schema().locales.clone().into_iter().enumerate() {
                if number > 0 && self.dice.chance(50) {
                    continue;
                }
                let dealt = self.deal(of, true, false);
                is_broken |= dealt.is_broken;
                row.localizations.insert(locale.clone(), localization(dealt.kept));
                match number {
                    0 => data.extend(dealt.sent),
                    _ => others.push(json!({ "locale": locale, "data": dealt.sent })),
                }
            }
            if !others.is_empty() {
                data.insert("localizations".to_owned(), json!({ "create": others }));
            }
        }
        let held = self.held_of(of, &mut data);
        (data, Made { row, held, is_broken })
    }

    fn held_of(&mut self, of: usize, data: &mut Map<String, Value>) -> Vec<(Field, Made)> {
        let mut parts = Vec::new();
        for field in self.model.schema().types[of].fields.clone() {
            let members = held(&field);
            let is_required = self.model.rules.of(of, &field).is_required;
            if members.is_empty() || (!is_required && self.dice.chance(40)) {
                continue;
            }
            let count = if field.is_list { self.dice.below(3) + usize::from(is_required) } else { 1 };
            let mut inputs = Vec::new();
            for _ in 0..count {
                let of = *self.dice.pick(&members);
                let id = self.placeholder('?');
                let (data, made) = self.made(of, &id);
                inputs.push(self.member(&field, of, Value::Object(data)));
                parts.push((field.clone(), made));
            }
            let input = if field.is_list { json!(inputs) } else { inputs.remove(0) };
            data.insert(field.name.clone(), json!({ "create": input }));
        }
        parts
    }

    /// What is said of a member of a union, or of the one type.
    pub fn member(&self, field: &Field, of: usize, value: Value) -> Value {
        let schema = self.model.schema();
        if schema.is_union(field) { json!({ schema.types[of].name.as_str(): value }) } else { value }
    }

    /// A name for what the server names: of instances with `?`, of entries with `!` before their slug.
    pub fn placeholder(&mut self, mark: char) -> String {
        self.named += 1;
        format!("{mark}s{}", self.named)
    }
}
