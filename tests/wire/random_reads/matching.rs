//! Whether a row fulfils a filter (content-api-read.md §4.3), in the logic of three values: `None` is unknown, which is
//! what a comparison with null gives.

use serde_json::{Value, json};

use super::evaluate::{Evaluator, Object, Seen};
use super::roots::Key;
use super::schema::{Field as Own, Kind, Simple};

type Truth = Option<bool>;

/// Whatever is unknown, one that does not hold decides.
fn all(truths: impl Iterator<Item = Truth>) -> Truth {
    let mut all = Some(true);
    for truth in truths {
        all = match (all, truth) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
    }
    all
}

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

fn any(truths: impl Iterator<Item = Truth>) -> Truth {
    not(all(truths.map(not)))
}

/// The objects of a list; a single one is a list of one.
fn inputs(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

/// `AND`, `OR`, `NOT`; nothing in it does not restrict.
fn junction(word: &str, value: &Value, of: impl Fn(&Value) -> Truth) -> Truth {
    let inputs = inputs(value);
    let truths = inputs.iter().map(|input| of(input));
    match word {
        _ if inputs.is_empty() => Some(true),
        "OR" => any(truths),
        "NOT" => not(all(truths)),
        _ => all(truths),
    }
}

impl<'w> Evaluator<'w> {
    /// Whether the row fulfils a `WhereInput` or `WhereUniqueInput`.
    pub fn holds(&self, seen: &Seen<'w>, input: &Value) -> Truth {
        let Some(conditions) = input.as_object() else { return Some(true) };
        all(conditions.iter().map(|(key, value)| self.condition(seen, key, value)))
    }

    fn condition(&self, seen: &Seen<'w>, key: &str, value: &Value) -> Truth {
        if ["AND", "OR", "NOT"].contains(&key) {
            return junction(key, value, |input| self.holds(seen, input));
        }
        if let Some(quantifier) = key.strip_prefix("documentInStages_") {
            return self.copies_hold(seen, quantifier, value);
        }
        let people = ["createdBy", "updatedBy", "publishedBy"];
        if let Some(place) = people.iter().position(|name| *name == key) {
            return Some(self.user_holds(seen.row.people[place], value));
        }
        // The longest name wins: a field may be called like another's operator.
        let fields = &self.world.schema.types[seen.row.of].fields;
        let named = fields.iter().filter(|field| key.starts_with(&field.name)).max_by_key(|field| field.name.len());
        if let Some(own) = named {
            return self.own_holds(seen, own, &key[own.name.len()..], value);
        }
        if let Some(operator) = key.strip_prefix("id") {
            return scalar(Some(Key::Text(seen.row.id.clone())), operator, value, &text_key);
        }
        let (name, operator) = key.split_at(key.find("At").expect("only times are left") + 2);
        let time = self.time(seen, name, "COMBINED").map(|time| Key::instant(&time));
        scalar(time, operator, value, &|value| Key::instant(value.as_str().unwrap_or_default()))
    }

    /// `null` asks for nobody, `{}` for somebody.
    fn user_holds(&self, is_there: bool, value: &Value) -> bool {
        match value.as_object() {
            None => !is_there,
            Some(asked) => {
                is_there && asked.get("isActive").is_none_or(|wanted| *wanted == self.world.actor["isActive"])
            }
        }
    }

    fn copies_hold(&self, seen: &Seen<'w>, quantifier: &str, value: &Value) -> Truth {
        if value.is_null() {
            return Some(true);
        }
        let stages = (0..self.world.stages.len()).filter(|stage| self.world.stages[*stage].row(&seen.row.id).is_some());
        let mut truths = stages.map(|stage| self.copy_holds(seen, stage, value));
        Some(match quantifier {
            "every" => truths.all(|holds| holds),
            "some" => truths.any(|holds| holds),
            _ => !truths.any(|holds| holds),
        })
    }

    fn copy_holds(&self, seen: &Seen<'w>, stage: usize, value: &Value) -> bool {
        let Some(conditions) = value.as_object() else { return true };
        conditions.iter().all(|(key, value)| match (key.as_str(), value) {
            ("stage", Value::String(name)) => self.world.schema.stages[stage] == *name,
            ("compareWithParent", Value::Object(comparison)) => {
                let wanted = comparison.get("outdated_to").and_then(Value::as_bool);
                let older = self.last_update(stage, &seen.row.id) < self.last_update(seen.stage, &seen.row.id);
                wanted.is_none_or(|wanted| wanted == older)
            }
            ("AND" | "OR" | "NOT", _) => {
                junction(key, value, |input| Some(self.copy_holds(seen, stage, input))) == Some(true)
            }
            _ => true,
        })
    }

    /// When an entry or one of its localisations was last updated.
    fn last_update(&self, stage: usize, id: &str) -> Option<String> {
        let row = self.world.stages[stage].row(id)?;
        let times = std::iter::once(&row.times).chain(row.localizations.values().map(|one| &one.times));
        let keys = times.map(|times| match Key::instant(&times.updated) {
            Key::Text(text) => text,
            Key::Number(_) => String::new(),
        });
        keys.max()
    }

    fn own_holds(&self, seen: &Seen<'w>, own: &'w Own, operator: &str, value: &Value) -> Truth {
        match &own.kind {
            Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => {
                return Some(self.far_holds(seen, own, operator, value));
            }
            Kind::Simple(Simple::Json) => return Some(json_holds(&self.value(seen, own), operator, value)),
            Kind::Simple(_) | Kind::Enumeration(_) => {}
        }
        let key = |value: &Value| self.own_key(own, value).unwrap_or(Key::Text(String::new()));
        let here = self.value(seen, own);
        if own.is_list {
            let here: Vec<Key> = inputs(&here).into_iter().map(key).collect();
            return Some(list(&here, operator, value, &key));
        }
        scalar(self.own_key(own, &here), operator, value, &key)
    }

    /// What a field leads to is looked for in the same stage and in the locales around.
    fn far_holds(&self, seen: &Seen<'w>, own: &'w Own, operator: &str, value: &Value) -> bool {
        let rows = self.led(seen, own, &Object::new());
        let is_union = self.world.schema.is_union(own);
        match (operator, value) {
            ("_empty", Value::Bool(wanted)) => rows.is_empty() == *wanted,
            ("", Value::Null) => rows.is_empty(),
            (_, Value::Null) => true,
            (_, asked) if is_union => {
                let members = asked.as_object().into_iter().flatten().filter(|(_, input)| input.is_object());
                let members: Vec<(&String, &Value)> = members.collect();
                let is_one = |row: &Seen<'w>| {
                    members.iter().any(|(name, input)| {
                        **name == self.type_name(row.row.of) && self.holds(row, input) == Some(true)
                    })
                };
                if members.is_empty() { !rows.is_empty() } else { rows.iter().any(is_one) }
            }
            ("_every", input) => rows.iter().all(|row| self.holds(row, input) == Some(true)),
            ("_none", input) => !rows.iter().any(|row| self.holds(row, input) == Some(true)),
            (_, input) => rows.iter().any(|row| self.holds(row, input) == Some(true)),
        }
    }
}

fn text_key(value: &Value) -> Key {
    Key::Text(value.as_str().unwrap_or_default().to_owned())
}

fn scalar(here: Option<Key>, operator: &str, value: &Value, key: &dyn Fn(&Value) -> Key) -> Truth {
    let is_null = here.is_none();
    match operator {
        "" if value.is_null() => return Some(is_null),
        "_not" if value.is_null() => return Some(!is_null),
        "_in" => return is_in(here.as_ref(), value, key),
        "_not_in" => {
            let nothing = value.as_array().is_none_or(Vec::is_empty);
            return if nothing {
                Some(true)
            } else {
                all([Some(!is_null), not(is_in(here.as_ref(), value, key))].into_iter())
            };
        }
        _ if value.is_null() => return Some(false),
        _ => {}
    }
    let wanted = key(value);
    if let (Key::Text(wanted), Some((test, negated))) = (&wanted, text_test(operator)) {
        if wanted.is_empty() {
            // Every text holds the empty one.
            return Some(!is_null && !negated);
        }
        let Some(Key::Text(text)) = &here else { return None };
        // In upper or lower case.
        let found = test(&text.to_lowercase(), &wanted.to_lowercase());
        return Some(found != negated);
    }
    let order = here?.compare(&wanted);
    Some(match operator {
        "" => order.is_eq(),
        "_not" => order.is_ne(),
        "_lt" => order.is_lt(),
        "_lte" => order.is_le(),
        "_gt" => order.is_gt(),
        _ => order.is_ge(),
    })
}

/// A null in the list asks for null; without a list there is no restriction, with an empty one nothing fulfils it.
fn is_in(here: Option<&Key>, value: &Value, key: &dyn Fn(&Value) -> Key) -> Truth {
    let Some(items) = value.as_array() else { return Some(true) };
    let with_null = items.iter().any(Value::is_null);
    let wanted: Vec<Key> = items.iter().filter(|item| !item.is_null()).map(key).collect();
    match here {
        None if with_null => Some(true),
        None if wanted.is_empty() => Some(false),
        None => None,
        Some(here) => Some(wanted.iter().any(|wanted| here.compare(wanted).is_eq())),
    }
}

type Test = fn(&str, &str) -> bool;

fn text_test(operator: &str) -> Option<(Test, bool)> {
    let (operator, negated) = operator.strip_prefix("_not_").map_or((operator, false), |rest| (rest, true));
    let test: Test = match operator.trim_start_matches('_') {
        "contains" => |text, part| text.contains(part),
        "starts_with" => |text, part| text.starts_with(part),
        "ends_with" => |text, part| text.ends_with(part),
        _ => return None,
    };
    Some((test, negated))
}

/// A list is never null; asking for null asks for the empty one, but as a set of items it does not restrict.
fn list(here: &[Key], operator: &str, value: &Value, key: &dyn Fn(&Value) -> Key) -> bool {
    if value.is_null() && operator.starts_with("_contains") {
        return true;
    }
    let wanted: Vec<Key> = inputs(value).into_iter().map(key).collect();
    let has = |wanted: &Key| here.iter().any(|here| here.compare(wanted).is_eq());
    match operator {
        "" => here == wanted,
        "_not" => here != wanted,
        "_contains_all" => wanted.iter().all(has),
        "_contains_some" => wanted.iter().any(has),
        _ => !wanted.iter().any(has),
    }
}

/// Null does not restrict; a row without a document holds nothing.
fn json_holds(document: &Value, operator: &str, value: &Value) -> bool {
    match (operator, value) {
        (_, Value::Null) => true,
        _ if document.is_null() => false,
        ("_value_recursive", sought) => holds_scalar(document, sought),
        (_, path) => has_path(document, path.as_str().unwrap_or_default()),
    }
}

fn holds_scalar(document: &Value, sought: &Value) -> bool {
    match document {
        Value::Array(items) => items.iter().any(|item| holds_scalar(item, sought)),
        Value::Object(fields) => fields.values().any(|item| holds_scalar(item, sought)),
        Value::Number(number) => sought.as_f64().is_some_and(|sought| number.as_f64() == Some(sought)),
        scalar => scalar == sought,
    }
}

/// The items of lists among the nodes, and the nodes that are none: PostgreSQL's lax mode.
fn unwrapped(nodes: Vec<Value>) -> Vec<Value> {
    let items = |node| match node {
        Value::Array(items) => items,
        other => vec![other],
    };
    nodes.into_iter().flat_map(items).collect()
}

/// A path of keys, `[*]`, `[n]` and at the end a comparison with an integer.
fn has_path(document: &Value, path: &str) -> bool {
    let (steps, filter) = path.split_once(" ? ").map_or((path, None), |(steps, filter)| (steps, Some(filter)));
    let mut nodes = vec![document.clone()];
    for step in steps.trim_start_matches('$').replace('[', ".[").split('.').filter(|step| !step.is_empty()) {
        nodes = match step.strip_prefix('[').map(|rest| rest.trim_end_matches(']')) {
            Some("*") => unwrapped(nodes),
            Some(index) => {
                let index: usize = index.parse().expect("a number");
                let lists = nodes.into_iter().map(|node| unwrapped(vec![node]));
                lists.filter_map(|items| items.get(index).cloned()).collect()
            }
            None => unwrapped(nodes).iter().filter_map(|node| node.get(step).cloned()).collect(),
        };
    }
    let Some(filter) = filter else { return !nodes.is_empty() };
    let words: Vec<&str> = filter.trim_matches(['(', ')']).split(' ').collect();
    let wanted: f64 = words[2].parse().expect("a number");
    let fits = |number: f64| if words[1] == ">" { number > wanted } else { number == wanted };
    unwrapped(nodes).iter().any(|node| node.as_f64().is_some_and(fits) && *node != json!(null))
}
