//! Random selections.

use serde_json::json;

use super::asking::Asker;
use super::document::{Directive, Field, Fragment, Input, Selection};
use super::schema::{Field as Own, Kind, Simple, held};

impl Asker<'_> {
    /// Fields of a type, of each of so many rows. `unique` gives every field a key of its own: members of a union may
    /// have fields of one name and different types.
    pub fn selections(&mut self, of: usize, rows: usize, depth: usize, unique: bool) -> Vec<Selection> {
        let made = self.world.schema.types[of].clone();
        let mut made_fields: Vec<Field> = Vec::new();
        if self.dice.chance(85) {
            made_fields.push(leaf("id"));
        }
        let system = self.dice.below(3);
        for _ in 0..system {
            made_fields.extend(self.system_field(of, rows, depth));
        }
        let count = 1 + self.dice.below(if depth > 1 { 5 } else { 3 });
        for own in self.dice.some(&made.fields, count) {
            made_fields.extend(self.own_field(&own, rows, depth));
        }
        if made_fields.is_empty() {
            made_fields.push(leaf("__typename"));
        }
        let mut keys: Vec<String> = Vec::new();
        for field in &mut made_fields {
            let is_plain = ["id", "stage", "__typename"].contains(&field.name.as_str());
            let needs = keys.contains(&field.name) || (unique && !is_plain);
            if needs || self.dice.chance(15) {
                field.alias = Some(self.alias());
            }
            keys.push(field.key().to_owned());
            if self.dice.chance(6) {
                field.directives.push(self.directive());
            }
        }
        let mut selections: Vec<Selection> = made_fields.into_iter().map(Selection::Field).collect();
        self.add_fragments(&made.name, made.is_component, &mut selections);
        selections
    }

    /// Puts a part of the selections into a fragment, or says one of them twice.
    fn add_fragments(&mut self, name: &str, is_component: bool, selections: &mut Vec<Selection>) {
        if self.dice.chance(20) {
            let tail = selections.split_off(self.dice.below(selections.len()));
            if self.dice.chance(50) {
                self.document.fragments.push(Fragment { on: name.to_owned(), selections: tail });
                selections.push(Selection::Spread(self.document.fragments.len() - 1));
            } else {
                let on = self.dice.chance(70).then(|| name.to_owned());
                let directives = if self.dice.chance(15) { vec![self.directive()] } else { Vec::new() };
                selections.push(Selection::Inline { on, directives, selections: tail });
            }
        }
        if self.dice.chance(8) {
            let interface = if !is_component && self.dice.chance(50) { "Node" } else { "Entity" };
            let selections_there = vec![Selection::Field(leaf("id")), Selection::Field(leaf("stage"))];
            selections.push(Selection::Inline {
                on: Some(interface.to_owned()),
                directives: Vec::new(),
                selections: selections_there,
            });
        }
        if self.dice.chance(8) {
            let said = selections.iter().find_map(|selection| match selection {
                Selection::Field(field) if !field.selections.is_empty() => Some(field.clone()),
                Selection::Field(_) | Selection::Inline { .. } | Selection::Spread(_) => None,
            });
            if let Some(said) = said {
                let again = vec![Selection::Field(leaf("__typename"))];
                selections.push(Selection::Field(Field { selections: again, ..said }));
            }
        }
    }

    /// Selections of a union or interface that may be one of these types.
    pub fn members(&mut self, members: &[usize], interface: &str, rows: usize, depth: usize) -> Vec<Selection> {
        let mut selections = Vec::new();
        if self.dice.chance(70) {
            selections.push(Selection::Field(leaf("__typename")));
        }
        if self.dice.chance(40) {
            selections.push(Selection::Inline {
                on: Some(interface.to_owned()),
                directives: Vec::new(),
                selections: vec![Selection::Field(leaf("id")), Selection::Field(leaf("stage"))],
            });
        }
        for member in members {
            if self.dice.chance(20) {
                continue;
            }
            let name = self.world.schema.types[*member].name.clone();
            let inner = self.selections(*member, rows, depth, true);
            if self.dice.chance(25) {
                self.document.fragments.push(Fragment { on: name, selections: inner });
                selections.push(Selection::Spread(self.document.fragments.len() - 1));
            } else {
                selections.push(Selection::Inline { on: Some(name), directives: Vec::new(), selections: inner });
            }
        }
        if selections.is_empty() {
            selections.push(Selection::Field(leaf("__typename")));
        }
        selections
    }

    fn directive(&mut self) -> Directive {
        let condition = Input::Plain(json!(self.dice.chance(50)));
        let condition = self.perhaps_given_variable(condition, "Boolean!");
        Directive { is_include: self.dice.chance(50), condition }
    }

    /// A field that every type of its kind has.
    fn system_field(&mut self, of: usize, rows: usize, depth: usize) -> Option<Field> {
        let made = &self.world.schema.types[of];
        let (is_component, localized) = (made.is_component, self.world.schema.is_localized(of));
        let mut names = vec!["stage", "__typename", "updatedAt"];
        if localized {
            names.extend(["locale", "localizations", "localizations"]);
        }
        if !is_component {
            names.extend(["createdAt", "publishedAt", "createdBy", "updatedBy", "publishedBy", "scheduledIn"]);
            names.extend(["documentInStages", "documentInStages"]);
        }
        let name = *self.dice.pick(&names);
        let mut field = leaf(name);
        let say = |field: &mut Field, name: &str, input: Input| field.arguments.push((name.to_owned(), input));
        match name {
            "updatedAt" | "createdAt" | "publishedAt" if localized && !is_component && self.dice.chance(60) => {
                let variation = *self.dice.pick(&["BASE", "LOCALIZATION", "COMBINED"]);
                say(&mut field, "variation", Input::Enum(variation.to_owned()));
            }
            "createdBy" | "updatedBy" | "publishedBy" => {
                let names = self.dice.some(&["id", "name", "kind", "isActive", "stage", "__typename"], 3);
                field.selections = names.into_iter().map(|name| Selection::Field(leaf(name))).collect();
            }
            "scheduledIn" => field.selections = vec![Selection::Field(leaf("id"))],
            "localizations" | "documentInStages" => {
                let of_stages = name == "documentInStages";
                let all = if of_stages { &self.world.schema.stages } else { &self.world.schema.locales };
                if depth == 0 || !self.affords(rows, all.len()) {
                    return None;
                }
                let rows = rows * all.len();
                if self.dice.chance(50) {
                    let count = 1 + self.dice.below(all.len());
                    let some = self.dice.some(all, count).into_iter().map(Input::Enum).collect();
                    say(&mut field, if of_stages { "stages" } else { "locales" }, Input::List(some));
                }
                if self.dice.chance(60) {
                    let flag = Input::Plain(json!(self.dice.chance(70)));
                    let flag = self.perhaps_given_variable(flag, "Boolean!");
                    field.arguments.push(("includeCurrent".to_owned(), flag));
                }
                if of_stages && self.dice.chance(40) {
                    field.arguments.push(("inheritLocale".to_owned(), Input::Plain(json!(self.dice.chance(80)))));
                }
                field.selections = self.selections(of, rows, depth - 1, false);
                if !of_stages && !is_component && depth > 1 && self.dice.chance(35) {
                    field.selections.push(Selection::Field(self.copy_in_this_locale(of, rows)));
                }
            }
            _ => {}
        }
        Some(field)
    }

    /// Where the locale of the row is not the first of those around.
    fn copy_in_this_locale(&mut self, of: usize, rows: usize) -> Field {
        let flag = |name: &str| (name.to_owned(), Input::Plain(json!(true)));
        let arguments = vec![flag("inheritLocale"), flag("includeCurrent")];
        let mut selections = self.selections(of, rows, 1, false);
        selections.push(Selection::Field(leaf("locale")));
        Field { alias: Some(self.alias()), arguments, selections, ..leaf("documentInStages") }
    }

    fn own_field(&mut self, own: &Own, rows: usize, depth: usize) -> Option<Field> {
        let mut field = leaf(&own.name);
        match &own.kind {
            Kind::Simple(Simple::Location) => {
                let mut parts = vec![leaf("latitude"), leaf("longitude")];
                let number = |number: f64| Input::Plain(json!(number));
                let from = vec![("latitude".to_owned(), number(48.25)), ("longitude".to_owned(), number(-120.5))];
                let arguments = vec![("from".to_owned(), Input::Object(from))];
                parts.push(Field { arguments, ..leaf("distance") });
                let count = 1 + self.dice.below(3);
                field.selections = self.dice.some(&parts, count).into_iter().map(Selection::Field).collect();
            }
            Kind::Simple(Simple::Color) => {
                let hues = ["r", "g", "b", "a"].map(|name| Selection::Field(leaf(name)));
                let parts =
                    [leaf("hex"), leaf("css"), Field { selections: hues.to_vec(), ..leaf("rgba") }, leaf("__typename")];
                let count = 1 + self.dice.below(4);
                field.selections = self.dice.some(&parts, count).into_iter().map(Selection::Field).collect();
            }
            Kind::Simple(Simple::RichText) => field.selections = self.rich_text(own, rows, depth),
            Kind::Simple(_) | Kind::Enumeration(_) => {}
            Kind::Link { .. } | Kind::Component(_) | Kind::Modular(_) => return self.far_field(own, rows, depth),
        }
        Some(field)
    }

    fn rich_text(&mut self, own: &Own, rows: usize, depth: usize) -> Vec<Selection> {
        let mut parts = vec![leaf("html"), leaf("text"), leaf("raw"), leaf("__typename")];
        if let Some(embeds) = &own.embeds {
            parts.push(leaf("json"));
            if depth > 0 && self.affords(rows, 10) {
                let mut references = leaf("references");
                let rows = rows * self.page(&mut references, embeds[0], (false, false)).max(1);
                references.selections = self.members(embeds, "Node", rows, depth - 1);
                parts.push(references);
            }
        }
        let count = 1 + self.dice.below(parts.len());
        self.dice.some(&parts, count).into_iter().map(Selection::Field).collect()
    }

    /// A field that leads to other rows, unless too many would be asked for.
    fn far_field(&mut self, own: &Own, rows: usize, depth: usize) -> Option<Field> {
        if depth == 0 || !self.affords(rows, 10) {
            return None;
        }
        let members = self.world.schema.leads(own);
        let is_union = self.world.schema.is_union(own);
        let mut field = leaf(&own.name);
        let mut each = 1;
        if own.is_list {
            let of = *self.dice.pick(&members);
            let can = (!is_union, !is_union && !self.world.schema.is_member_side(own));
            each = self.page(&mut field, of, can).max(1);
        }
        if self.dice.chance(15) {
            let locales = self.locales();
            field.arguments.push(("locales".to_owned(), locales));
        }
        if self.dice.chance(15) {
            let flag = Input::Plain(json!(self.dice.chance(80)));
            let flag = self.perhaps_variable(flag, "Boolean");
            field.arguments.push(("forceParentLocale".to_owned(), flag));
        }
        let interface = if held(own).is_empty() { "Node" } else { "Entity" };
        field.selections = match is_union {
            true => self.members(&members, interface, rows * each, depth - 1),
            false => self.selections(members[0], rows * each, depth - 1, false),
        };
        Some(field)
    }
}

pub fn leaf(name: &str) -> Field {
    Field { name: name.to_owned(), ..Field::default() }
}
