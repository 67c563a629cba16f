//! GraphQL documents as values: what the generator makes, the evaluator reads, and the server is sent as text.

use serde_json::{Map, Value, json};

#[derive(Clone, Debug, Default)]
pub struct Document {
    pub roots: Vec<Selection>,
    pub fragments: Vec<Fragment>,
    pub variables: Vec<Variable>,
}

#[derive(Clone, Debug)]
pub struct Fragment {
    pub on: String,
    pub selections: Vec<Selection>,
}

/// Declared; `None` where the request does not give it.
#[derive(Clone, Debug)]
pub struct Variable {
    pub declared: String,
    pub given: Option<Value>,
}

#[derive(Clone, Debug)]
pub enum Selection {
    Field(Field),
    /// `... on X { … }`, or `... { … }`.
    Inline {
        on: Option<String>,
        directives: Vec<Directive>,
        selections: Vec<Selection>,
    },
    /// A fragment by its place.
    Spread(usize),
}

#[derive(Clone, Debug, Default)]
pub struct Field {
    pub alias: Option<String>,
    pub name: String,
    pub arguments: Vec<(String, Input)>,
    pub directives: Vec<Directive>,
    pub selections: Vec<Selection>,
}

/// `@include` or `@skip`.
#[derive(Clone, Debug)]
pub struct Directive {
    pub is_include: bool,
    pub condition: Input,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A scalar.
    Plain(Value),
    Enum(String),
    List(Vec<Input>),
    Object(Vec<(String, Input)>),
    /// A variable by its place.
    Variable(usize),
}

impl Field {
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(&self.name)
    }
}

impl Document {
    /// The text and the variables of the request. Variables and fragments that nothing uses are left out.
    pub fn request(&self) -> (String, Value) {
        let mut used = Used::default();
        used.selections(self, &self.roots);
        let mut body = String::new();
        write_selections(&mut body, &self.roots);
        let mut declared = Vec::new();
        let mut given = Map::new();
        for (at, variable) in self.variables.iter().enumerate().filter(|(at, _)| used.variables.contains(at)) {
            declared.push(format!("$v{at}: {}", variable.declared));
            if let Some(value) = &variable.given {
                given.insert(format!("v{at}"), value.clone());
            }
        }
        let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
        let mut text = format!("query{declared}{body}");
        for (at, fragment) in self.fragments.iter().enumerate().filter(|(at, _)| used.fragments.contains(at)) {
            text.push_str(&format!(" fragment F{at} on {}", fragment.on));
            write_selections(&mut text, &fragment.selections);
        }
        (text, Value::Object(given))
    }

    /// An input with the values of its variables; `None` for a variable that is not given.
    pub fn plain(&self, input: &Input) -> Option<Value> {
        Some(match input {
            Input::Plain(value) => value.clone(),
            Input::Enum(name) => json!(name),
            Input::List(items) => items.iter().map(|item| self.plain(item).unwrap_or_default()).collect(),
            Input::Object(fields) => {
                let given = fields.iter().filter_map(|(key, value)| Some((key.clone(), self.plain(value)?)));
                Value::Object(given.collect())
            }
            Input::Variable(at) => return self.variables[*at].given.clone(),
        })
    }
}

#[derive(Default)]
struct Used {
    variables: Vec<usize>,
    fragments: Vec<usize>,
}

impl Used {
    fn selections(&mut self, document: &Document, selections: &[Selection]) {
        for selection in selections {
            let directives = match selection {
                Selection::Field(field) => {
                    field.arguments.iter().for_each(|(_, input)| self.input(input));
                    self.selections(document, &field.selections);
                    &field.directives
                }
                Selection::Inline { directives, selections, .. } => {
                    self.selections(document, selections);
                    directives
                }
                Selection::Spread(at) => {
                    self.fragments.push(*at);
                    self.selections(document, &document.fragments[*at].selections);
                    continue;
                }
            };
            directives.iter().for_each(|directive| self.input(&directive.condition));
        }
    }

    fn input(&mut self, input: &Input) {
        match input {
            Input::Variable(at) => self.variables.push(*at),
            Input::List(items) => items.iter().for_each(|item| self.input(item)),
            Input::Object(fields) => fields.iter().for_each(|(_, value)| self.input(value)),
            Input::Plain(_) | Input::Enum(_) => {}
        }
    }
}

fn write_selections(text: &mut String, selections: &[Selection]) {
    text.push_str(" {");
    for selection in selections {
        text.push(' ');
        match selection {
            Selection::Field(field) => write_field(text, field),
            Selection::Inline { on, directives, selections } => {
                text.push_str("...");
                if let Some(on) = on {
                    text.push_str(&format!(" on {on}"));
                }
                write_directives(text, directives);
                write_selections(text, selections);
            }
            Selection::Spread(at) => text.push_str(&format!("...F{at}")),
        }
    }
    text.push_str(" }");
}

fn write_field(text: &mut String, field: &Field) {
    if let Some(alias) = &field.alias {
        text.push_str(&format!("{alias}: "));
    }
    text.push_str(&field.name);
    if !field.arguments.is_empty() {
        let arguments: Vec<String> =
            field.arguments.iter().map(|(name, input)| format!("{name}: {}", literal(input))).collect();
        text.push_str(&format!("({})", arguments.join(", ")));
    }
    write_directives(text, &field.directives);
    if !field.selections.is_empty() {
        write_selections(text, &field.selections);
    }
}

fn write_directives(text: &mut String, directives: &[Directive]) {
    for directive in directives {
        let name = if directive.is_include { "include" } else { "skip" };
        text.push_str(&format!(" @{name}(if: {})", literal(&directive.condition)));
    }
}

fn literal(input: &Input) -> String {
    match input {
        // Scalars are written alike in JSON and in GraphQL.
        Input::Plain(value) => value.to_string(),
        Input::Enum(name) => name.clone(),
        Input::List(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Input::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {}", literal(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Input::Variable(at) => format!("$v{at}"),
    }
}
