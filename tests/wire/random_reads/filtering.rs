//! Random filters: every operator of every type (content-api-read.md §4.2).

use serde_json::{Value, json};

use super::asking::Asker;
use super::document::Input;
use super::schema::{Field, Kind, Simple};
use super::values::{INSTANTS, sample};

const TEXT: [&str; 10] = [
    "",
    "_not",
    "_in",
    "_not_in",
    "_contains",
    "_not_contains",
    "_starts_with",
    "_not_starts_with",
    "_ends_with",
    "_not_ends_with",
];
const RANGE: [&str; 8] = ["", "_not", "_in", "_not_in", "_lt", "_lte", "_gt", "_gte"];
const CHOICE: [&str; 4] = ["", "_not", "_in", "_not_in"];
const LIST: [&str; 5] = ["", "_not", "_contains_all", "_contains_some", "_contains_none"];
const EACH: [&str; 3] = ["_every", "_some", "_none"];

type Pair = (String, Input);

impl Asker<'_> {
    /// A `WhereInput` of a type.
    pub fn filter(&mut self, of: usize, depth: usize) -> Input {
        let mut pairs: Vec<Pair> = Vec::new();
        let count = if self.dice.chance(5) { 0 } else { 1 + self.dice.below(2) };
        for _ in 0..count {
            if let Some(pair) = self.condition(of, depth)
                && pairs.iter().all(|(key, _)| *key != pair.0)
            {
                pairs.push(pair);
            }
        }
        Input::Object(pairs)
    }

    fn condition(&mut self, of: usize, depth: usize) -> Option<Pair> {
        let made = &self.world.schema.types[of];
        let is_component = made.is_component;
        match self.dice.below(100) {
            0..22 if depth > 0 => Some(self.junction(of, depth - 1)),
            22..31 if !is_component => Some(self.copies(of)),
            31..37 => Some(self.id_condition(of)),
            37..44 => Some(self.time_condition(of)),
            44..47 if !is_component => {
                let name = *self.dice.pick(&["createdBy", "updatedBy", "publishedBy"]);
                let inputs = [
                    Input::Plain(Value::Null),
                    Input::Object(Vec::new()),
                    Input::Object(vec![("isActive".to_owned(), Input::Plain(json!(self.dice.chance(70))))]),
                ];
                Some((name.to_owned(), self.dice.pick(&inputs).clone()))
            }
            _ => {
                let is_simple = |field: &&Field| matches!(field.kind, Kind::Simple(_) | Kind::Enumeration(_));
                let (simple, far): (Vec<&Field>, Vec<&Field>) = made.fields.iter().partition(is_simple);
                let from = if far.is_empty() || (!simple.is_empty() && self.dice.chance(60)) { simple } else { far };
                let field = (*self.dice.pick(&from)).clone();
                self.own_condition(of, &field, depth)
            }
        }
    }

    fn junction(&mut self, of: usize, depth: usize) -> Pair {
        let word = *self.dice.pick(&["AND", "OR", "NOT"]);
        let count = self.dice.below(4);
        let parts: Vec<Input> = (0..count).map(|_| self.filter(of, depth)).collect();
        let input = match parts.len() {
            // A list of one may be said without brackets.
            1 if self.dice.chance(30) => parts[0].clone(),
            _ => Input::List(parts),
        };
        let declared = format!("[{}WhereInput!]", self.world.schema.types[of].name);
        (word.to_owned(), self.perhaps_variable(input, &declared))
    }

    fn copies(&mut self, of: usize) -> Pair {
        let key = format!("documentInStages{}", self.dice.pick(&EACH));
        let input = self.copy_filter(1);
        let declared = format!("{}WhereStageInput", self.world.schema.types[of].name);
        (key, self.perhaps_variable(input, &declared))
    }

    fn copy_filter(&mut self, depth: usize) -> Input {
        let mut pairs = Vec::new();
        if self.dice.chance(60) {
            pairs.push(("stage".to_owned(), Input::Enum(self.dice.pick(&self.world.schema.stages).clone())));
        }
        if self.dice.chance(65) {
            let flag = ("outdated_to".to_owned(), Input::Plain(json!(self.dice.chance(60))));
            pairs.push(("compareWithParent".to_owned(), Input::Object(vec![flag])));
        }
        if depth > 0 && self.dice.chance(25) {
            let word = *self.dice.pick(&["AND", "OR", "NOT"]);
            let count = self.dice.below(3);
            let parts = (0..count).map(|_| self.copy_filter(depth - 1)).collect();
            pairs.push((word.to_owned(), Input::List(parts)));
        }
        Input::Object(pairs)
    }

    fn id_condition(&mut self, of: usize) -> Pair {
        let operator = *self.dice.pick(&TEXT);
        let input = match operator {
            "_in" | "_not_in" => {
                let count = self.dice.below(4);
                let mut ids: Vec<Input> = (0..count).map(|_| Input::Plain(json!(self.some_id(of)))).collect();
                self.perhaps_null(&mut ids);
                Input::List(ids)
            }
            "" | "_not" => Input::Plain(json!(self.some_id(of))),
            // Ids of instances are not the same twice: only what all of them have is sought, or none.
            _ if self.world.schema.types[of].is_component => {
                Input::Plain(json!(if operator.ends_with("_ends_with") { "-" } else { "C" }))
            }
            _ => Input::Plain(json!(self.dice.pick(&["alpha", "BETA-", "-1", "1", "a", "G", "e"]))),
        };
        let declared = if ["_in", "_not_in"].contains(&operator) { "[ID]" } else { "ID" };
        (format!("id{operator}"), self.perhaps_variable(input, declared))
    }

    fn time_condition(&mut self, of: usize) -> Pair {
        let names: &[&str] = if self.world.schema.types[of].is_component {
            &["updatedAt"]
        } else {
            &["createdAt", "updatedAt", "publishedAt"]
        };
        let name = *self.dice.pick(names);
        let mut times = Vec::new();
        for row in self.world.stages.iter().flat_map(|stage| &stage.rows).filter(|row| row.of == of) {
            for times_of in std::iter::once(&row.times).chain(row.localizations.values().map(|one| &one.times)) {
                let published = times_of.published.clone().unwrap_or_default();
                times.extend([times_of.created.clone(), times_of.updated.clone(), published]);
            }
        }
        times.retain(|time| !time.is_empty());
        times.push("2025-01-01T00:00:00Z".to_owned());
        let operator = *self.dice.pick(&RANGE);
        let values: Vec<Value> = times.into_iter().map(Value::from).collect();
        (format!("{name}{operator}"), self.operand(operator, "DateTime", &values))
    }

    /// The operand of an operator, of these values: one, or a list with a null in it perhaps.
    fn operand(&mut self, operator: &str, declared: &str, values: &[Value]) -> Input {
        if self.dice.chance(8) {
            let declared = if operator.ends_with("_in") { format!("[{declared}]") } else { declared.to_owned() };
            return self.perhaps_variable(Input::Plain(Value::Null), &declared);
        }
        let one = |value: &Value| scalar(declared, value);
        if operator == "_in" || operator == "_not_in" {
            let count = self.dice.below(4);
            let mut items: Vec<Input> = self.dice.some(values, count).iter().map(one).collect();
            self.perhaps_null(&mut items);
            return self.perhaps_variable(Input::List(items), &format!("[{declared}]"));
        }
        let input = one(self.dice.pick(values));
        self.perhaps_variable(input, declared)
    }

    fn perhaps_null(&mut self, items: &mut Vec<Input>) {
        if self.dice.chance(25) {
            items.insert(self.dice.below(items.len() + 1), Input::Plain(Value::Null));
        }
    }

    fn own_condition(&mut self, of: usize, field: &Field, depth: usize) -> Option<Pair> {
        let name = &field.name;
        let declared = match &field.kind {
            Kind::Simple(Simple::RichText | Simple::Location | Simple::Color) => return None,
            Kind::Simple(Simple::Json) => return self.json_condition(field),
            Kind::Simple(simple) => simple.name().to_owned(),
            Kind::Enumeration(of) => self.world.schema.enumerations[*of].name.clone(),
            Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => return self.far_condition(field, depth),
        };
        let values = self.values_of(of, field);
        if field.is_list {
            let operator = *self.dice.pick(&LIST);
            let input = self.list_operand(&declared, &values);
            return Some((format!("{name}{operator}"), self.perhaps_variable(input, &format!("[{declared}!]"))));
        }
        let operators: &[&str] = match &field.kind {
            Kind::Simple(Simple::Text) => &TEXT,
            Kind::Simple(Simple::Boolean) => &CHOICE[..2],
            Kind::Enumeration(_) => &CHOICE,
            _ => &RANGE,
        };
        let operator = *self.dice.pick(operators);
        Some((format!("{name}{operator}"), self.operand(operator, &declared, &values)))
    }

    /// A whole list that some row has, or some items.
    fn list_operand(&mut self, declared: &str, values: &[Value]) -> Input {
        if self.dice.chance(6) {
            return Input::Plain(Value::Null);
        }
        let lists: Vec<&Value> = values.iter().filter(|value| value.is_array()).collect();
        if !lists.is_empty() && self.dice.chance(40) {
            let items = self.dice.pick(&lists).as_array().expect("only lists were kept");
            return Input::List(items.iter().map(|item| scalar(declared, item)).collect());
        }
        let items: Vec<Value> = values.iter().filter(|value| !value.is_array()).cloned().collect();
        let count = self.dice.below(3);
        Input::List(self.dice.some(&items, count).iter().map(|item| scalar(declared, item)).collect())
    }

    /// Values that rows have and some that they might have; of a list the items, too.
    fn values_of(&mut self, of: usize, field: &Field) -> Vec<Value> {
        let rows = self.world.stages.iter().flat_map(|stage| &stage.rows).filter(|row| row.of == of);
        let mut values: Vec<Value> = Vec::new();
        for row in rows {
            let all = std::iter::once(&row.values).chain(row.localizations.values().map(|one| &one.values));
            values.extend(all.filter_map(|values| values.get(&field.name)).filter(|value| !value.is_null()).cloned());
        }
        let samples: Vec<Value> = (0..5).map(|_| sample(&mut self.dice, &self.world.schema, field, &[]).0).collect();
        values.extend(samples);
        if matches!(field.kind, Kind::Simple(Simple::DateTime)) {
            values.extend(INSTANTS.iter().map(|(sent, _)| json!(sent)));
        }
        values
    }

    fn json_condition(&mut self, field: &Field) -> Option<Pair> {
        if field.is_list {
            return None;
        }
        if self.dice.chance(50) {
            let values = [json!("x"), json!(1), json!(1.5), json!(true), json!(false), json!(null), json!(7)];
            let input = Input::Plain(self.dice.pick(&values).clone());
            return Some((format!("{}_value_recursive", field.name), self.perhaps_variable(input, "Json")));
        }
        let paths =
            ["$", "$.a", "$.a[*]", "$.a[1]", "$.b.c", "$.a.a.a", "$.a ? (@ > 1)", "$.b.c[*] ? (@ == 2)", "$.nowhere"];
        let input = Input::Plain(json!(self.dice.pick(&paths)));
        Some((format!("{}_json_path_exists", field.name), self.perhaps_variable(input, "String")))
    }

    fn far_condition(&mut self, field: &Field, depth: usize) -> Option<Pair> {
        let members = self.world.schema.leads(field);
        let name = &field.name;
        if self.world.schema.is_union(field) {
            if self.dice.chance(30) {
                let value = self.dice.pick(&[json!(true), json!(false), json!(null)]).clone();
                return Some((format!("{name}_empty"), self.perhaps_variable(Input::Plain(value), "Boolean")));
            }
            let key = if field.is_list { format!("{name}_some") } else { name.clone() };
            if self.dice.chance(10) {
                return Some((key, Input::Plain(Value::Null)));
            }
            let mut asked = Vec::new();
            for member in &members {
                if self.dice.chance(60) {
                    let input = self.filter(*member, depth.saturating_sub(1));
                    asked.push((self.world.schema.types[*member].name.clone(), input));
                }
            }
            return Some((key, Input::Object(asked)));
        }
        let key = if field.is_list { format!("{name}{}", self.dice.pick(&EACH)) } else { name.clone() };
        let input = match self.dice.below(10) {
            0 => Input::Plain(Value::Null),
            1 => Input::Object(Vec::new()),
            _ => self.filter(members[0], depth.saturating_sub(1)),
        };
        let declared = format!("{}WhereInput", self.world.schema.types[members[0]].name);
        Some((key, self.perhaps_variable(input, &declared)))
    }
}

/// A value as a literal: the names of enumerations have no quotes.
fn scalar(declared: &str, value: &Value) -> Input {
    match value {
        Value::String(name) if !["String", "Date", "DateTime", "ID"].contains(&declared) => Input::Enum(name.clone()),
        other => Input::Plain(other.clone()),
    }
}
