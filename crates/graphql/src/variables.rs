//! Values of variables, held against their types (GraphQL specification, "Coercing Variable Values").

use serde_json::{Map, Value};

use crate::ast::InputValueDefinition;
use crate::diagnose::suggestion;
use crate::executable::{Operation, Type};
use crate::schema::{ExtendedType, InputObjectType};
use crate::{Document, ErrorKind, Flavor, GraphqlError, Node, PathStep, ResponsePath, Schema, arguments, scalar};

/// The variables of the operation with defaults put in. A nullable variable that is not given and has no default is absent. Values that
/// the operation does not define are left out. The first fault is the error, with the place inside the variable's value.
pub fn coerce_variables(
    document: &Document,
    operation: &Operation,
    values: &Map<String, Value>,
) -> Result<Map<String, Value>, GraphqlError> {
    let mut coerced = Map::new();
    for variable in &operation.variables {
        let path = ResponsePath { parent: None, step: PathStep::Key(&variable.name) };
        let value = match (values.get(variable.name.as_str()), &variable.default_value) {
            (Some(value), _) => self::value(document.schema(), &variable.ty, value, &path),
            (None, Some(default)) => match arguments::constant(document.schema(), &variable.ty, default) {
                Some(value) => Ok(value),
                None => continue,
            },
            (None, None) if variable.ty.is_non_null() => {
                Err(Fault::Missing { ty: variable.ty.to_string() }.at(&path, &Value::Null))
            }
            (None, None) => continue,
        };
        let value = value.map_err(|fault| fault.to_error(document, variable.location()))?;
        coerced.insert(variable.name.to_string(), value);
    }
    Ok(coerced)
}

/// A value that does not fit its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFault {
    /// What is wrong, with the place: `data.title must be defined`.
    pub message: String,
    /// Steps to the place, names and indices, from the argument's name on.
    pub path: Vec<Value>,
}

/// Arguments that came as JSON and in no document, held against the definitions of a field's arguments, with defaults put in. The first
/// fault is the error.
pub fn coerce_arguments(
    schema: &Schema,
    definitions: &[Node<InputValueDefinition>],
    values: &Map<String, Value>,
) -> Result<Map<String, Value>, InputFault> {
    let fault = |placed: Placed| InputFault { message: placed.content_text(""), path: placed.steps };
    if let Some(unknown) =
        values.keys().find(|name| definitions.iter().all(|definition| definition.name.as_str() != name.as_str()))
    {
        return Err(InputFault {
            message: format!("{unknown} unknown field"),
            path: vec![Value::from(unknown.as_str())],
        });
    }
    let mut coerced = Map::new();
    for definition in definitions {
        let path = ResponsePath { parent: None, step: PathStep::Key(&definition.name) };
        let value = match (values.get(definition.name.as_str()), &definition.default_value) {
            (Some(value), _) => self::value(schema, &definition.ty, value, &path).map_err(fault)?,
            (None, Some(default)) => match arguments::constant(schema, &definition.ty, default) {
                Some(value) => value,
                None => continue,
            },
            (None, None) if definition.ty.is_non_null() => {
                return Err(fault(Fault::Missing { ty: definition.ty.to_string() }.at(&path, &Value::Null)));
            }
            (None, None) => continue,
        };
        coerced.insert(definition.name.to_string(), value);
    }
    Ok(coerced)
}

/// The depth is bounded by that of the JSON reader.
fn value(schema: &Schema, ty: &Type, value: &Value, path: &ResponsePath<'_>) -> Result<Value, Placed> {
    if value.is_null() {
        return if ty.is_non_null() {
            Err(Fault::Null { ty: ty.to_string() }.at(path, value))
        } else {
            Ok(Value::Null)
        };
    }
    if ty.is_list() {
        return match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    let path = ResponsePath { parent: Some(path), step: PathStep::Index(index) };
                    self::value(schema, ty.item_type(), item, &path)
                })
                .collect(),
            // A single value stands for a list of one.
            single => self::value(schema, ty.item_type(), single, path).map(|item| Value::Array(vec![item])),
        };
    }
    let definition = schema.definition().types.get(ty.inner_named_type());
    match definition {
        Some(ExtendedType::InputObject(input)) => match value {
            Value::Object(fields) => object(schema, input, fields, path).map(Value::Object),
            other => Err(Fault::NotAnObject { ty: input.name.to_string() }.at(path, other)),
        },
        Some(leaf) => scalar::coerce(leaf, value).ok_or_else(|| wrong_leaf(leaf, value).at(path, value)),
        None => Err(Fault::WrongKind { ty: ty.inner_named_type().to_string() }.at(path, value)),
    }
}

fn object(
    schema: &Schema,
    input: &InputObjectType,
    fields: &Map<String, Value>,
    path: &ResponsePath<'_>,
) -> Result<Map<String, Value>, Placed> {
    if let Some((name, unknown)) = fields.iter().find(|(name, _)| !input.fields.contains_key(name.as_str())) {
        let near = suggestion::quoted("Did you mean", name, input.fields.keys().map(|name| name.as_str()));
        let fault = Fault::UnknownField { name: name.clone(), input: input.name.to_string(), near };
        return Err(fault.at(&ResponsePath { parent: Some(path), step: PathStep::Key(name) }, unknown));
    }
    let mut coerced = Map::new();
    for (name, definition) in &input.fields {
        let path = ResponsePath { parent: Some(path), step: PathStep::Key(name) };
        let value = match (fields.get(name.as_str()), &definition.default_value) {
            (Some(value), _) => self::value(schema, &definition.ty, value, &path)?,
            (None, Some(default)) => match arguments::constant(schema, &definition.ty, default) {
                Some(value) => value,
                None => continue,
            },
            (None, None) if definition.ty.is_non_null() => {
                return Err(Fault::Missing { ty: definition.ty.to_string() }.at(&path, &Value::Null));
            }
            (None, None) => continue,
        };
        coerced.insert(name.to_string(), value);
    }
    Ok(arguments::in_given_order(fields.keys().map(String::as_str), coerced))
}

fn wrong_leaf(leaf: &ExtendedType, value: &Value) -> Fault {
    let ty = leaf.name().to_string();
    match (leaf, value) {
        (ExtendedType::Enum(definition), Value::String(written)) => {
            let known = definition.values.keys().map(|name| name.as_str());
            Fault::UnknownEnumValue { near: suggestion::quoted("Did you mean the enum value", written, known), ty }
        }
        (ExtendedType::Enum(_), _) => Fault::NoEnumValue { ty },
        _ => Fault::WrongKind { ty },
    }
}

/// What is wrong with a value.
enum Fault {
    Missing { ty: String },
    Null { ty: String },
    UnknownField { name: String, input: String, near: String },
    NotAnObject { ty: String },
    WrongKind { ty: String },
    NoEnumValue { ty: String },
    UnknownEnumValue { ty: String, near: String },
}

/// A fault with its place: steps from the variable's name on.
struct Placed {
    fault: Fault,
    steps: Vec<Value>,
    shown: String,
}

impl Fault {
    fn at(self, path: &ResponsePath<'_>, value: &Value) -> Placed {
        Placed { fault: self, steps: path.to_json(), shown: show(value) }
    }
}

impl Placed {
    fn to_error(&self, document: &Document, span: Option<apollo_compiler::parser::SourceSpan>) -> GraphqlError {
        let flavor = document.flavor();
        match flavor {
            // gqlparser tells no line for variables: `input: variable.slug must be defined`.
            Flavor::Content => GraphqlError::at(ErrorKind::Variables, flavor, None, &self.content_text("variable.")),
            Flavor::Management => {
                GraphqlError::at(ErrorKind::Variables, flavor, document.location(span), &self.management_text())
            }
        }
    }

    fn content_text(&self, root: &str) -> String {
        let place = format!("{root}{}", dotted(&self.steps));
        let shown = &self.shown;
        match &self.fault {
            Fault::Missing { .. } => format!("{place} must be defined"),
            Fault::Null { .. } => format!("{place} cannot be null"),
            Fault::UnknownField { .. } => format!("{place} unknown field"),
            Fault::NotAnObject { ty } => format!("{place} must be a {ty}"),
            Fault::WrongKind { ty } => format!("{place} cannot use {shown} as {ty}"),
            Fault::NoEnumValue { .. } => format!("{place} enums must be ints or strings"),
            Fault::UnknownEnumValue { ty, .. } => format!("{place} {} is not a valid {ty}", shown.trim_matches('"')),
        }
    }

    fn management_text(&self) -> String {
        let name = self.steps.first().and_then(Value::as_str).unwrap_or_default();
        let shown = &self.shown;
        let reason = match &self.fault {
            Fault::Missing { ty } if self.steps.len() == 1 => {
                return format!("Variable \"${name}\" of required type \"{ty}\" was not provided.");
            }
            Fault::Null { ty } if self.steps.len() == 1 => {
                return format!("Variable \"${name}\" of non-null type \"{ty}\" must not be null.");
            }
            Fault::Missing { ty } => {
                let field = self.steps.last().and_then(Value::as_str).unwrap_or_default();
                format!("Field \"{field}\" of required type \"{ty}\" was not provided.")
            }
            Fault::Null { ty } => format!("Expected non-nullable type \"{ty}\" not to be null."),
            Fault::UnknownField { name, input, near } => {
                format!("Field \"{name}\" is not defined by type \"{input}\".{near}")
            }
            Fault::NotAnObject { ty } => format!("Expected type \"{ty}\" to be an object."),
            Fault::WrongKind { ty } => format!("{ty} cannot represent {shown}."),
            Fault::NoEnumValue { ty } => format!("Enum \"{ty}\" cannot represent {shown}."),
            Fault::UnknownEnumValue { ty, near } => format!("Value {shown} does not exist in \"{ty}\" enum.{near}"),
        };
        format!("Variable \"${name}\" got an invalid value at \"{}\"; {reason}", dotted(&self.steps))
    }
}

/// `where.AND[0].id`.
fn dotted(steps: &[Value]) -> String {
    let mut text = String::new();
    for step in steps {
        match step.as_str() {
            Some(name) if text.is_empty() => text.push_str(name),
            Some(name) => text.extend([".", name]),
            None => text.push_str(&format!("[{step}]")),
        }
    }
    text
}

/// A value as an error may show it: short, and never as JSON of an object, at which clients cut messages (management-api.md §4.4).
fn show(value: &Value) -> String {
    const LONGEST: usize = 60;
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > LONGEST => {
            format!("\"{}…\"", text.chars().take(LONGEST).collect::<String>())
        }
        Value::String(text) => format!("\"{text}\""),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
