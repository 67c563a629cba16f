//! What a document must be answered with, by the specification (content-api-read.md) and by nothing but loops over the
//! world in memory.

use serde_json::{Map, Value, json};

use super::document::{Document, Field, Selection};
use super::schema::{Field as Own, Kind, Simple};
use super::world::{Row, World};

pub type Object = Map<String, Value>;

pub struct Evaluator<'w> {
    pub world: &'w World,
    pub document: &'w Document,
}

/// A row as a part of the document sees it: in a stage, in a locale where it has localisations, with the locales that
/// those below are looked for in.
#[derive(Clone)]
pub struct Seen<'w> {
    pub row: &'w Row,
    pub stage: usize,
    pub locale: Option<String>,
    pub wishes: Vec<String>,
}

/// A field of an answer: all its selections with one key.
pub struct Part<'d> {
    pub key: &'d str,
    fields: Vec<&'d Field>,
}

impl<'d> Part<'d> {
    pub fn name(&self) -> &'d str {
        &self.fields[0].name
    }

    pub fn selections(&self) -> Vec<&'d [Selection]> {
        self.fields.iter().map(|field| field.selections.as_slice()).collect()
    }
}

impl<'w> Evaluator<'w> {
    /// The member `data`.
    pub fn answer(&self) -> Value {
        let roots = self.collect(&[&self.document.roots], &|name| name == "Query");
        Value::Object(roots.iter().map(|root| (root.key.to_owned(), self.root(root))).collect())
    }

    /// Selections that are included, those of one key together, in order of first occurrence.
    pub fn collect(&self, selections: &[&'w [Selection]], is: &dyn Fn(&str) -> bool) -> Vec<Part<'w>> {
        let mut parts: Vec<Part<'w>> = Vec::new();
        selections.iter().for_each(|selections| self.collect_into(&mut parts, selections, is));
        parts
    }

    fn collect_into(&self, parts: &mut Vec<Part<'w>>, selections: &'w [Selection], is: &dyn Fn(&str) -> bool) {
        for selection in selections {
            let directives = match selection {
                Selection::Field(field) => &field.directives,
                Selection::Inline { directives, .. } => directives,
                Selection::Spread(at) => {
                    let fragment = &self.document.fragments[*at];
                    if is(&fragment.on) {
                        self.collect_into(parts, &fragment.selections, is);
                    }
                    continue;
                }
            };
            let says = |directive: &super::document::Directive| {
                self.document.plain(&directive.condition) == Some(json!(directive.is_include))
            };
            if !directives.iter().all(says) {
                continue;
            }
            match selection {
                Selection::Field(field) => match parts.iter_mut().find(|part| part.key == field.key()) {
                    Some(part) => part.fields.push(field),
                    None => parts.push(Part { key: field.key(), fields: vec![field] }),
                },
                Selection::Inline { on, selections, .. } if on.as_deref().is_none_or(is) => {
                    self.collect_into(parts, selections, is);
                }
                Selection::Inline { .. } | Selection::Spread(_) => {}
            }
        }
    }

    /// Arguments that are given; a variable that is not is as if the argument were not.
    pub fn arguments(&self, part: &Part<'_>) -> Object {
        let arguments = part.fields[0].arguments.iter();
        arguments.filter_map(|(name, input)| Some((name.clone(), self.document.plain(input)?))).collect()
    }

    pub fn type_name(&self, of: usize) -> &'w str {
        &self.world.schema.types[of].name
    }

    /// The entry in a stage, in the first of the locales that it has; one without any is not there (§7.2).
    pub fn see(&self, stage: usize, id: &str, wishes: &[String]) -> Option<Seen<'w>> {
        let row = self.world.stages[stage].row(id)?;
        let wishes = wishes.to_vec();
        if !self.world.schema.is_localized(row.of) {
            return Some(Seen { row, stage, locale: None, wishes });
        }
        let locale = wishes.iter().find(|locale| row.localizations.contains_key(*locale)).cloned()?;
        Some(Seen { row, stage, locale: Some(locale), wishes })
    }

    /// The locales for what a field leads to: those of the argument, else those around; `forceParentLocale` puts the
    /// parent's first, and before a type without localisations it alone (§7.2).
    pub fn wishes_below(&self, seen: &Seen<'_>, arguments: &Object, to: usize) -> Vec<String> {
        let mut wishes = match arguments.get("locales") {
            Some(Value::Array(names)) => texts(names),
            _ => seen.wishes.clone(),
        };
        if let (Some(locale), Some(Value::Bool(true))) = (&seen.locale, arguments.get("forceParentLocale")) {
            if self.world.schema.is_localized(to) {
                wishes.retain(|wish| wish != locale);
                wishes.insert(0, locale.clone());
            } else {
                wishes = vec![locale.clone()];
            }
        }
        wishes
    }

    /// Rows that a field leads to, in the order of its list.
    pub fn led(&self, seen: &Seen<'w>, own: &Own, arguments: &Object) -> Vec<Seen<'w>> {
        let stage = &self.world.stages[seen.stage];
        let ids: Vec<&str> = match &own.kind {
            Kind::Link { relation, side } => {
                stage.links_of(*relation, *side, &seen.row.id).iter().map(|link| link.far(*side)).collect()
            }
            Kind::Component(_) | Kind::Modular(_) => {
                stage.held_by(&seen.row.id, &own.name).iter().map(|row| row.id.as_str()).collect()
            }
            Kind::Simple(_) | Kind::Enumeration(_) => Vec::new(),
        };
        self.look(seen, &ids, arguments)
    }

    /// Those of the entries that are in the stage and in one of the locales.
    pub fn look(&self, seen: &Seen<'w>, ids: &[&str], arguments: &Object) -> Vec<Seen<'w>> {
        let look = |id: &&str| {
            let to = self.world.stages[seen.stage].row(id)?.of;
            self.see(seen.stage, id, &self.wishes_below(seen, arguments, to))
        };
        ids.iter().filter_map(look).collect()
    }

    /// The object that selections make of a row.
    pub fn object(&self, seen: &Seen<'w>, selections: &[&'w [Selection]]) -> Value {
        let (of, made) = (seen.row.of, &self.world.schema.types[seen.row.of]);
        let is = |name: &str| name == made.name || name == "Entity" || (name == "Node" && !made.is_component);
        let parts = self.collect(selections, &is);
        let value = |part: &Part<'w>| match self.world.schema.field(of, part.name()) {
            Some(own) => self.own(seen, own, part),
            None => self.system(seen, part),
        };
        Value::Object(parts.iter().map(|part| (part.key.to_owned(), value(part))).collect())
    }

    fn system(&self, seen: &Seen<'w>, part: &Part<'w>) -> Value {
        let arguments = self.arguments(part);
        match part.name() {
            "id" => json!(seen.row.id),
            "stage" => json!(self.world.schema.stages[seen.stage]),
            "locale" => json!(seen.locale),
            "createdAt" | "updatedAt" | "publishedAt" => {
                let variation = arguments.get("variation").and_then(Value::as_str).unwrap_or("COMBINED");
                json!(self.time(seen, part.name(), variation))
            }
            "createdBy" => self.user(seen.row.people[0], seen, part),
            "updatedBy" => self.user(seen.row.people[1], seen, part),
            "publishedBy" => self.user(seen.row.people[2], seen, part),
            "scheduledIn" => json!([]),
            "localizations" => self.localizations(seen, &arguments, part),
            "documentInStages" => self.copies(seen, &arguments, part),
            _ => json!(self.type_name(seen.row.of)),
        }
    }

    fn user(&self, is_there: bool, seen: &Seen<'w>, part: &Part<'w>) -> Value {
        if !is_there {
            return Value::Null;
        }
        let parts = self.collect(&part.selections(), &|name| ["User", "Node", "Entity"].contains(&name));
        let value = |part: &Part<'w>| match part.name() {
            "__typename" => json!("User"),
            "stage" => json!(self.world.schema.stages[seen.stage]),
            name => self.world.actor[name].clone(),
        };
        Value::Object(parts.iter().map(|part| (part.key.to_owned(), value(part))).collect())
    }

    /// The existing ones in the order of the argument; what is below is looked for in the same locales.
    fn localizations(&self, seen: &Seen<'w>, arguments: &Object, part: &Part<'w>) -> Value {
        let locales = match arguments.get("locales") {
            Some(Value::Array(names)) => texts(names),
            _ => self.world.schema.locales.clone(),
        };
        let with_current = arguments.get("includeCurrent") == Some(&json!(true));
        let there = locales.iter().filter(|locale| {
            seen.row.localizations.contains_key(*locale) && (with_current || seen.locale.as_ref() != Some(locale))
        });
        let objects = there.map(|locale| {
            let seen = Seen { locale: Some(locale.clone()), wishes: locales.clone(), ..seen.clone() };
            self.object(&seen, &part.selections())
        });
        objects.collect()
    }

    /// In the order of the argument. Below a copy that was looked for in this one's locale, the locales of the query
    /// hold again: the specification does not say.
    fn copies(&self, seen: &Seen<'w>, arguments: &Object, part: &Part<'w>) -> Value {
        let stages = match arguments.get("stages") {
            Some(Value::Array(names)) => texts(names),
            _ => self.world.schema.stages.clone(),
        };
        let flag = |name: &str| arguments.get(name) == Some(&json!(true));
        let mut wishes = seen.wishes.clone();
        if let (true, Some(locale)) = (flag("inheritLocale"), &seen.locale) {
            wishes.insert(0, locale.clone());
        }
        let stages = stages.iter().filter_map(|name| self.world.schema.stages.iter().position(|stage| stage == name));
        let stages = stages.filter(|stage| flag("includeCurrent") || *stage != seen.stage);
        let copies = stages.filter_map(|stage| self.see(stage, &seen.row.id, &wishes));
        let copies = copies.map(|copy| Seen { wishes: seen.wishes.clone(), ..copy });
        copies.map(|copy| self.object(&copy, &part.selections())).collect()
    }

    fn own(&self, seen: &Seen<'w>, own: &'w Own, part: &Part<'w>) -> Value {
        match &own.kind {
            Kind::Simple(Simple::RichText) => self.rich_text(seen, own, part),
            Kind::Simple(_) | Kind::Enumeration(_) => self.simple(seen, own, part),
            Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => {
                let arguments = self.arguments(part);
                let rows = self.led(seen, own, &arguments);
                if own.is_list {
                    let page = self.page_of(rows, &arguments);
                    page.iter().map(|row| self.object(row, &part.selections())).collect()
                } else {
                    rows.first().map_or(Value::Null, |row| self.object(row, &part.selections()))
                }
            }
        }
    }
}

/// Texts of a list, each once.
pub fn texts(values: &[Value]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for text in values.iter().filter_map(Value::as_str) {
        if !kept.iter().any(|other| other == text) {
            kept.push(text.to_owned());
        }
    }
    kept
}
