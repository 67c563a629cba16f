//! Every way to read something of a model, made from the schema: fields and fields of fields, their arguments, filters and
//! filters through relations, counts, orders, cursors, search, unique keys, versions and history.

use serde_json::{Value, json};

use super::schema::{COMPONENTS, MODELS, Touched, Types, base, is_list, list, text};

/// A root field, and what reading it takes.
pub struct Path {
    /// The root field, without the braces around it.
    pub root: String,
    /// What it takes.
    pub touched: Touched,
    /// Whether it is one step deep: these are asked of everybody, deeper ones of those for whom the depth matters.
    pub is_near: bool,
}

/// The root fields of one, of a list and of a connection.
pub fn roots_of(model: &str) -> (String, String, String) {
    let single = model.to_lowercase();
    (single.clone(), format!("{single}s"), format!("{single}sConnection"))
}

/// All paths that begin at a model.
pub fn of_model(types: &Types, model: &str) -> Vec<Path> {
    let mut paths = Paths { types, model, own: Touched::of(model), found: Vec::new() };
    for field in list(&types.0[model]["fields"]) {
        paths.field(field);
    }
    for filter in list(&types.0[&format!("{model}WhereInput")]["inputFields"]) {
        paths.filter(filter);
    }
    paths.pages();
    paths.found
}

struct Paths<'t> {
    types: &'t Types,
    model: &'t str,
    own: Touched,
    found: Vec<Path>,
}

impl Paths<'_> {
    fn add(&mut self, root: String, touched: &Touched, is_near: bool) {
        self.found.push(Path { root, touched: self.own.and(touched), is_near });
    }

    fn add_selected(&mut self, selection: &str, touched: &Touched, is_near: bool) {
        let (_, plural, _) = roots_of(self.model);
        self.add(format!("{plural}(stage: DRAFT, first: 1) {{ {selection} }}"), touched, is_near);
    }

    fn is_composite(&self, ty: &Value) -> bool {
        ["OBJECT", "UNION", "INTERFACE"].contains(&self.types.kind(base(ty)))
    }

    fn below(&self, ty: &Value) -> &'static str {
        if self.is_composite(ty) { " { __typename }" } else { "" }
    }

    /// A field of the model, its arguments, and the fields of what it leads to.
    fn field(&mut self, field: &Value) {
        let (name, ty) = (text(&field["name"]), &field["type"]);
        let touched = self.types.touches(ty, &format!("{}.{name}", self.model));
        let below = self.below(ty);
        self.add_selected(&format!("{name}{below}"), &touched, true);
        for argument in list(&field["args"]) {
            for (value, more) in self.argument(argument, &format!("{}.{name}", self.model)) {
                self.add_selected(&format!("{name}({value}){below}"), &touched.and(&more), false);
            }
        }
        if !self.is_composite(ty) {
            return;
        }
        for member in self.types.members(base(ty)) {
            let is_held = COMPONENTS.contains(&member.as_str());
            if !is_held && !MODELS.contains(&member.as_str()) {
                continue;
            }
            for inner in list(&self.types.0[&member]["fields"]) {
                let (inner_name, inner_type) = (text(&inner["name"]), &inner["type"]);
                let more = self.types.touches(inner_type, &format!("{member}.{inner_name}"));
                let selection = format!("{name} {{ ... on {member} {{ {inner_name}{} }} }}", self.below(inner_type));
                self.add_selected(&selection, &touched.and(&more), false);
            }
        }
    }

    /// `name: value` of an argument of a field, once for each filter or order, with what it takes.
    fn argument(&self, argument: &Value, place: &str) -> Vec<(String, Touched)> {
        let (name, ty) = (text(&argument["name"]), &argument["type"]);
        if name == "where" {
            let filters = list(&self.types.0[base(ty)]["inputFields"]).iter();
            return filters
                .map(|filter| {
                    let (key, value) = (text(&filter["name"]), self.value(filter));
                    (format!("where: {{{key}: {value}}}"), self.of_filter(filter, self.subject(base(ty)), place))
                })
                .collect();
        }
        if name == "orderBy" {
            let orders = list(&self.types.0[base(ty)]["enumValues"]).iter();
            return orders.map(|order| (format!("orderBy: {}", text(&order["name"])), Touched::default())).collect();
        }
        let value = match name {
            "inheritLocale" | "includeCurrent" | "forceParentLocale" => "true".to_owned(),
            "before" | "last" | "after" | "first" | "skip" | "limit" => match base(ty) {
                "Int" => "1".to_owned(),
                _ => "\"nobody\"".to_owned(),
            },
            _ => self.types.literal(ty),
        };
        vec![(format!("{name}: {value}"), Touched::default())]
    }

    fn value(&self, filter: &Value) -> String {
        let name = text(&filter["name"]);
        if name.ends_with("_json_path_exists") { "\"$.a\"".to_owned() } else { self.types.literal(&filter["type"]) }
    }

    /// The type whose fields a filter's type is about.
    fn subject<'n>(&self, input: &'n str) -> &'n str {
        self.types.subject(input).unwrap_or(input)
    }

    /// What a filter's key takes; `of` is the type whose fields it is about.
    fn of_filter(&self, filter: &Value, of: &str, place: &str) -> Touched {
        let (key, name) = (text(&filter["name"]), base(&filter["type"]));
        let place = format!("{place}, filter {key}");
        // Whether a field leads to anything is a question to what it leads to.
        if let Some(field) = key.strip_suffix("_empty") {
            let mut fields = list(&self.types.0[of]["fields"]).iter();
            let field = fields.find(|one| one["name"] == field).expect("the filter is named after a field");
            return self.types.touches(&field["type"], &place);
        }
        if self.types.kind(name) != "INPUT_OBJECT" || self.types.subject(name).is_some() {
            return self.types.touches(&filter["type"], &place);
        }
        // Of a union: one key for each member.
        let members = list(&self.types.0[name]["inputFields"]).iter();
        members.fold(Touched::default(), |all, member| all.and(&self.types.touches(&member["type"], &place)))
    }

    /// A filter of lists, of counts and of single steps, and the filters that it holds.
    fn filter(&mut self, filter: &Value) {
        let (_, plural, connection) = roots_of(self.model);
        let (key, name) = (text(&filter["name"]), base(&filter["type"]));
        let touched = self.of_filter(filter, self.model, self.model);
        let where_ = format!("where: {{{key}: {}}}", self.value(filter));
        self.add(format!("{plural}(stage: DRAFT, {where_}) {{ id }}"), &touched, true);
        let count = "{ aggregate { count } }";
        self.add(format!("{connection}(stage: DRAFT, {where_}) {count}"), &touched, true);
        self.add(format!("{connection}(stage: DRAFT, {where_}, first: 1, after: \"nobody\") {count}"), &touched, false);
        if self.types.kind(name) != "INPUT_OBJECT" || ["AND", "OR", "NOT"].contains(&key) {
            return;
        }
        for inner in list(&self.types.0[name]["inputFields"]) {
            let more = self.of_filter(inner, self.subject(name), &format!("{}, filter {key}", self.model));
            let value = format!("{{{}: {}}}", text(&inner["name"]), self.value(inner));
            let value = if is_list(&filter["type"]) { format!("[{value}]") } else { value };
            let root = format!("{plural}(stage: DRAFT, where: {{OR: [{{NOT: {{{key}: {value}}}}}]}}) {{ id }}");
            self.add(root, &touched.and(&more), false);
        }
    }

    /// Orders, pages, search, unique keys and versions of the model.
    fn pages(&mut self) {
        let (single, plural, connection) = roots_of(self.model);
        let nothing = Touched::default();
        for order in list(&self.types.0[&format!("{}OrderByInput", self.model)]["enumValues"]) {
            let order = text(&order["name"]);
            self.add(format!("{plural}(stage: DRAFT, orderBy: {order}) {{ id }}"), &nothing, true);
            let edges = "{ edges { cursor } }";
            self.add(
                format!("{connection}(stage: DRAFT, orderBy: {order}, last: 1, before: \"nobody\") {edges}"),
                &nothing,
                false,
            );
        }
        for key in list(&self.types.0[&format!("{}WhereUniqueInput", self.model)]["inputFields"]) {
            let (key, value) = (text(&key["name"]), self.types.literal(&key["type"]));
            self.add(format!("{single}(stage: DRAFT, where: {{{key}: {value}}}) {{ id }}"), &nothing, true);
        }
        for page in [
            "first: 1",
            "last: 1",
            "skip: 1",
            "first: 1, after: \"nobody\"",
            "last: 1, before: \"nobody\"",
            "where: {_search: \"nobody\"}",
        ] {
            self.add(format!("{plural}(stage: DRAFT, {page}) {{ id }}"), &nothing, true);
            let info =
                "{ pageInfo { hasNextPage hasPreviousPage pageSize } aggregate { count } edges { node { id } } }";
            self.add(format!("{connection}(stage: DRAFT, {page}) {info}"), &nothing, true);
        }
        let versions = Touched { versions: true, ..Touched::default() };
        let root =
            format!("{single}Version(where: {{id: \"nobody\", stage: DRAFT, revision: 1}}) {{ id revision data }}");
        self.add(root, &versions, true);
    }
}

/// One document of several paths.
pub fn together(paths: &[&Path]) -> String {
    let roots = paths.iter().enumerate().map(|(number, path)| format!("p{number}: {}", path.root));
    format!("{{ {} }}", roots.collect::<Vec<_>>().join(" "))
}

/// The variables of a request that has none.
pub fn none() -> Value {
    json!({})
}
