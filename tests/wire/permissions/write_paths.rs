//! Every nested write of a model, made from the schema: each relation from both its sides, unions, components and the
//! relations in components, with each verb that the schema gives them, one below the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::schema::{COMPONENTS, MODELS, Types, base, is_list, list, text};

/// A right to a model.
pub type Right = (&'static str, &'static str);

/// Part of an entry's input, and what it takes beside what its entry takes.
#[derive(Clone)]
pub struct Part {
    /// Such as `author: {connect: {name: "Bo"}}`.
    pub text: String,
    /// The rights.
    pub takes: BTreeSet<Right>,
    /// Those of them that are used on an entry that is there, or made: an upsert that finds an entry makes none, and what is
    /// deleted was published nowhere.
    pub used: BTreeSet<Right>,
    /// How many entries stand in each other.
    pub depth: usize,
}

/// platform.md §1.3, "dependencies between actions", and content-api-write.md §3.5: what each verb takes of the model that it
/// is about. A link changes the entries at both its ends.
const VERBS: [(&str, &[&str]); 7] = [
    ("create", &["CREATE"]),
    ("connect", &["UPDATE"]),
    ("set", &["UPDATE"]),
    ("disconnect", &["UPDATE"]),
    ("update", &["UPDATE"]),
    ("upsert", &["CREATE", "UPDATE"]),
    ("delete", &["DELETE", "UNPUBLISH"]),
];

/// Of each model: an entry that is linked to the others, one that is not, and a change that can be made.
const ENTRIES: [(&str, &str, &str, &str); 5] = [
    ("Post", "{slug: \"p0\"}", "{slug: \"p1\"}", "progress: ready"),
    ("Author", "{name: \"Ada\"}", "{name: \"Bo\"}", "name: \"renamed\""),
    ("Tag", "{name: \"sea\"}", "{name: \"moon\"}", "name: \"renamed\""),
    ("Profile", "{nick: \"ada\"}", "{nick: \"bo\"}", "nick: \"renamed\""),
    ("Asset", "{id: \"asset1\"}", "{id: \"asset2\"}", "fileName: \"renamed.png\""),
];

/// Fields that lead to one entry, and the fields that lead back to it: what is said there of the way back does not count, as
/// it is filled already (content-api-write.md §3.6, "required on the reverse path").
const FILLED: [(&str, &str); 5] =
    [("posts", "author"), ("profile", "author"), ("author", "profile"), ("heroOf", "hero"), ("coverPost", "cover")];

/// Entries in each other, at most.
const DEEPEST: usize = 2;

fn model(name: &str) -> Option<&'static str> {
    MODELS.into_iter().find(|model| *model == name)
}

/// An entry that is linked: its unique `where`.
pub fn linked(model: &str) -> &'static str {
    ENTRIES.iter().find(|entry| entry.0 == model).expect("every model has entries").1
}

/// An entry that is not.
pub fn other(model: &str) -> &'static str {
    ENTRIES.iter().find(|entry| entry.0 == model).expect("every model has entries").2
}

/// The instances of components that are there, by the fields that lead to them: `blocks/Quote/sources`.
pub type Instances = BTreeMap<String, String>;

/// What the parts are made with.
pub struct Writes<'t> {
    pub types: &'t Types,
    pub instances: &'t Instances,
}

impl Writes<'_> {
    /// The parts that an input can have, beside its own values.
    ///
    /// # Panics
    /// For a field, a verb or a type that the table does not know.
    pub fn parts(&self, input: &str, path: &str, depth: usize) -> Vec<Part> {
        self.parts_below(input, path, depth, "")
    }

    /// The same below a field of another entry.
    fn parts_below(&self, input: &str, path: &str, depth: usize, above: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        for field in list(&self.types.0[input]["inputFields"]) {
            let (name, inline) = (text(&field["name"]), base(&field["type"]));
            let is_own = self.types.kind(inline) != "INPUT_OBJECT"
                || inline.ends_with("LocalizationsInput")
                || ["LocationInput", "ColorInput"].contains(&inline);
            if is_own {
                continue;
            }
            let subject =
                ["CreateOneInlineInput", "CreateManyInlineInput", "UpdateOneInlineInput", "UpdateManyInlineInput"]
                    .iter()
                    .find_map(|end| inline.strip_suffix(end));
            assert!(subject.is_some(), "the table does not know {inline}, at {input}.{name}");
            let subject = subject.unwrap_or_default();
            if self.is_backwards(input, name, subject) || FILLED.contains(&(above, name)) {
                continue;
            }
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            for verb in list(&self.types.0[inline]["inputFields"]) {
                for part in self.verb(subject, verb, &path, depth) {
                    parts.push(Part { text: format!("{name}: {{{}}}", part.text), ..part });
                }
            }
        }
        parts
    }

    /// Whether an input leads back from an entry to the instances that point at it: these are written through what holds
    /// them, so that it is refused whoever asks.
    fn is_backwards(&self, input: &str, name: &str, subject: &str) -> bool {
        let holder = input.strip_suffix("CreateInput").or_else(|| input.strip_suffix("UpdateInput")).unwrap_or(input);
        let is_shown = list(&self.types.0[holder]["fields"]).iter().any(|field| field["name"] == name);
        COMPONENTS.contains(&subject) && !is_shown
    }

    /// `verb: value` of a model, a component or a union of either.
    fn verb(&self, subject: &str, verb: &Value, path: &str, depth: usize) -> Vec<Part> {
        let (name, ty) = (text(&verb["name"]), &verb["type"]);
        assert!(VERBS.iter().any(|(known, _)| *known == name), "the table does not know the verb {name}, at {path}");
        let input = base(ty);
        let members: Vec<(Option<&str>, &str, &str)> = if model(subject).is_some() || COMPONENTS.contains(&subject) {
            vec![(None, subject, input)]
        } else {
            let keys = list(&self.types.0[input]["inputFields"]).iter();
            keys.map(|key| (Some(text(&key["name"])), text(&key["name"]), base(&key["type"]))).collect()
        };
        // A list that is replaced may lose entries of every member.
        let all = if name == "set" {
            members.iter().filter_map(|(_, member, _)| model(member)).collect()
        } else {
            Vec::new()
        };
        let mut parts = Vec::new();
        for (key, member, input) in members {
            let path = match key {
                Some(key) => format!("{path}/{key}"),
                None => path.to_owned(),
            };
            for value in self.values(name, member, input, &path, depth) {
                let text = match key {
                    Some(key) => format!("{{{key}: {}}}", value.text),
                    None => value.text,
                };
                let text = if is_list(ty) { format!("{name}: [{text}]") } else { format!("{name}: {text}") };
                let lost = all.iter().flat_map(|model| [("READ", *model), ("UPDATE", *model)]);
                let takes = value.takes.iter().copied().chain(lost).collect();
                parts.push(Part { text, takes, ..value });
            }
        }
        parts
    }

    /// The values that a verb can be given for a member, with what they take.
    fn values(&self, verb: &str, member: &str, input: &str, path: &str, depth: usize) -> Vec<Part> {
        let (mut takes, mut used) = (BTreeSet::new(), BTreeSet::new());
        let (depth, linked, other, change) = match model(member) {
            Some(model) => {
                let (_, rights) = VERBS.iter().find(|(known, _)| *known == verb).expect("looked at before");
                takes.extend(rights.iter().map(|right| (*right, model)));
                takes.insert(("READ", model));
                let is_used = |right: &&&str| (verb != "upsert" || **right != "CREATE") && **right != "UNPUBLISH";
                used.extend(rights.iter().filter(is_used).map(|right| (*right, model)));
                let entry = ENTRIES.iter().find(|entry| entry.0 == model).expect("every model has entries");
                (depth + 1, entry.1.to_owned(), entry.2.to_owned(), entry.3)
            }
            None => {
                assert!(COMPONENTS.contains(&member), "the table does not know {member}, at {path}");
                let id = self.instances.get(path).map_or("nobody", String::as_str);
                let change = if member == "Fact" { "value: 7" } else { "text: \"changed\"" };
                (depth, format!("{{id: \"{id}\"}}"), String::new(), change)
            }
        };
        let part = |text: String| Part { text, takes: takes.clone(), used: used.clone(), depth };
        if input == "Boolean" {
            return vec![part("true".to_owned())];
        }
        let end = input.strip_prefix(member).unwrap_or(input);
        let create = || self.inputs(member, "CreateInput", "", path, depth);
        let update = || self.inputs(member, "UpdateInput", change, path, depth);
        let with = |inner: Vec<Part>, text: &dyn Fn(&str) -> String| -> Vec<Part> {
            let all = inner.into_iter();
            all.map(|inner| Part {
                text: text(&inner.text),
                takes: takes.union(&inner.takes).copied().collect(),
                used: used.union(&inner.used).copied().collect(),
                depth: inner.depth.max(depth),
            })
            .collect()
        };
        match end {
            "CreateInput" => with(create(), &|data| data.to_owned()),
            "CreateWithPositionInput" => with(create(), &|data| format!("{{data: {data}}}")),
            "UpdateWithNestedWhereUniqueInput" | "UpdateWithNestedWhereUniqueAndPositionInput" => {
                with(update(), &|data| format!("{{where: {linked}, data: {data}}}"))
            }
            // What it changes is what an update changes.
            "UpsertWithNestedWhereUniqueInput" | "UpsertWithNestedWhereUniqueAndPositionInput" => {
                let needed = self.needed(&format!("{member}CreateInput"));
                vec![part(format!("{{where: {linked}, data: {{create: {{{needed}}}, update: {{{change}}}}}}}"))]
            }
            "ConnectInput" => vec![part(format!("{{where: {other}}}"))],
            "WhereUniqueInput" if verb == "connect" || verb == "set" => vec![part(other)],
            _ => {
                assert_eq!(end, "WhereUniqueInput", "the table does not know {input}, at {path}");
                vec![part(linked)]
            }
        }
    }

    /// Inputs of an entry or instance: one with its own values alone, and one with each part that it can have.
    fn inputs(&self, member: &str, end: &str, change: &str, path: &str, depth: usize) -> Vec<Part> {
        let input = format!("{member}{end}");
        let own = if end == "CreateInput" { self.needed(&input) } else { change.to_owned() };
        let mut all = vec![Part { text: format!("{{{own}}}"), takes: BTreeSet::new(), used: BTreeSet::new(), depth }];
        if depth < DEEPEST {
            let (inner, above) = match model(member) {
                Some(_) => ("", path.split('/').next().unwrap_or_default()),
                None => (path, ""),
            };
            let parts = self.parts_below(&input, inner, depth, above);
            let own = if own.is_empty() { own } else { format!("{own}, ") };
            all.extend(parts.into_iter().map(|part| Part { text: format!("{{{own}{}}}", part.text), ..part }));
        }
        all
    }

    /// The values that an input must have, without the braces around them.
    pub fn needed(&self, input: &str) -> String {
        let fields = list(&self.types.0[input]["inputFields"]).iter();
        let needed = fields.filter(|field| field["type"]["kind"] == "NON_NULL");
        let values: Vec<String> =
            needed.map(|field| format!("{}: {}", text(&field["name"]), self.types.literal(&field["type"]))).collect();
        values.join(", ")
    }
}
