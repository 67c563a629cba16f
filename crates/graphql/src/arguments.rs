//! Arguments of a field as JSON values (GraphQL specification, "Coercing Field Arguments").

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::ast::InputValueDefinition;
use crate::executable::{Field, Type, Value as Literal};
use crate::schema::ExtendedType;
use crate::{Document, ErrorKind, GraphqlError, Name, Node, Schema, scalar};

/// The arguments of one field. What the document gives and what the schema adds are kept apart: a planner may have to know that `stage`
/// was not given, because the request's header decides then and not the schema's default.
#[derive(Debug, Clone)]
pub struct Arguments<'d> {
    schema: &'d Schema,
    definitions: &'d [Node<InputValueDefinition>],
    given: IndexMap<Name, Value>,
}

impl Arguments<'_> {
    /// The value that the document gives, literally or by a variable that has a value. An explicit null is a value.
    pub fn given(&self, name: &str) -> Option<&Value> {
        self.given.get(name)
    }

    /// All given arguments in the order of the schema.
    pub fn all_given(&self) -> &IndexMap<Name, Value> {
        &self.given
    }

    /// The given value, or else the schema's default.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.given.get(name).cloned().or_else(|| {
            let definition = self.definitions.iter().find(|definition| definition.name == name)?;
            constant(self.schema, &definition.ty, definition.default_value.as_ref()?)
        })
    }

    /// All arguments that are given or have a default, in the order of the schema.
    pub fn with_defaults(&self) -> Map<String, Value> {
        let names = self.definitions.iter().map(|definition| &definition.name);
        names.filter_map(|name| Some((name.to_string(), self.get(name)?))).collect()
    }
}

/// Reads the arguments of a field of a checked document. Enumeration values become strings, a single value for a list becomes a list of
/// one, input objects get the defaults of their fields, custom scalars pass as they are.
///
/// Fails when a nullable variable has no value, or null, at a place that is non-null: the one thing that validation cannot see.
pub fn field_arguments<'d>(
    document: &'d Document,
    field: &'d Field,
    variables: &Map<String, Value>,
) -> Result<Arguments<'d>, GraphqlError> {
    let definitions = field.definition.arguments.as_slice();
    let schema = document.schema();
    let mut given = IndexMap::new();
    for definition in definitions {
        let name = &definition.name;
        let argument = field.arguments.iter().find(|argument| argument.name == *name);
        let value = argument.map(|argument| literal(schema, &definition.ty, &argument.value, variables));
        let refuse = |reason: &str| {
            let span = argument.map_or(field.name.location(), |argument| argument.location());
            let message = format!("Argument \"{name}\" of required type \"{}\" {reason}.", definition.ty);
            GraphqlError::at(ErrorKind::Variables, document.flavor(), document.location(span), &message)
        };
        match value {
            Some(Ok(Some(value))) => {
                given.insert(name.clone(), value);
            }
            Some(Err(NullRefused)) => return Err(refuse("has a variable without a value where one is required")),
            Some(Ok(None)) | None if definition.is_required() => return Err(refuse("was not provided")),
            Some(Ok(None)) | None => {}
        }
    }
    Ok(Arguments { schema, definitions, given })
}

/// Null, or no value, at a non-null place.
struct NullRefused;

/// A literal without variables, such as a default. None when it does not fit its type.
pub(crate) fn constant(schema: &Schema, ty: &Type, value: &Literal) -> Option<Value> {
    literal(schema, ty, value, &Map::new()).ok().flatten()
}

/// None for a variable without a value. The depth is bounded by the limit on nesting.
fn literal(
    schema: &Schema,
    ty: &Type,
    value: &Literal,
    variables: &Map<String, Value>,
) -> Result<Option<Value>, NullRefused> {
    match value {
        // Coerced already, to a type that fits the place.
        Literal::Variable(name) => match variables.get(name.as_str()) {
            Some(Value::Null) if ty.is_non_null() => Err(NullRefused),
            value => Ok(value.cloned()),
        },
        Literal::Null if ty.is_non_null() => Err(NullRefused),
        Literal::Null => Ok(Some(Value::Null)),
        _ if ty.is_list() => list(schema, ty.item_type(), value, variables).map(Some),
        _ => match (schema.definition().types.get(ty.inner_named_type()), value) {
            (Some(ExtendedType::InputObject(input)), Literal::Object(fields)) => {
                let mut object = Map::new();
                for (name, definition) in &input.fields {
                    let given = fields.iter().find(|(given, _)| given == name);
                    let value = match given {
                        Some((_, value)) => literal(schema, &definition.ty, value, variables)?,
                        None => None,
                    };
                    let default = || constant(schema, &definition.ty, definition.default_value.as_ref()?);
                    match value.or_else(default) {
                        Some(value) => {
                            object.insert(name.to_string(), value);
                        }
                        None if definition.ty.is_non_null() => return Err(NullRefused),
                        None => {}
                    }
                }
                Ok(Some(Value::Object(in_given_order(fields.iter().map(|(name, _)| name.as_str()), object))))
            }
            (Some(leaf), value) => {
                let plain = plain(value, variables);
                Ok(Some(scalar::coerce(leaf, &plain).unwrap_or(plain)))
            }
            (None, value) => Ok(Some(plain(value, variables))),
        },
    }
}

/// An input object with its fields as they were given: whoever writes does so in that order (content-api-write.md §5). What only
/// has a default comes last.
pub(crate) fn in_given_order<'n>(
    given: impl Iterator<Item = &'n str> + Clone,
    mut object: Map<String, Value>,
) -> Map<String, Value> {
    let is_in_order =
        given.clone().filter(|name| object.contains_key(*name)).eq(object.keys().take(given.clone().count()));
    if is_in_order {
        return object;
    }
    let given = given.filter_map(|name| object.shift_remove_entry(name)).collect::<Vec<_>>();
    given.into_iter().chain(object).collect()
}

fn list(schema: &Schema, item: &Type, value: &Literal, variables: &Map<String, Value>) -> Result<Value, NullRefused> {
    let one = |value: &Literal| match literal(schema, item, value, variables)? {
        Some(value) => Ok(value),
        None if item.is_non_null() => Err(NullRefused),
        None => Ok(Value::Null),
    };
    match value {
        Literal::List(items) => items.iter().map(|value| one(value)).collect(),
        single => Ok(Value::Array(vec![one(single)?])),
    }
}

/// A literal as JSON without regard to a type. A variable without a value is null.
fn plain(value: &Literal, variables: &Map<String, Value>) -> Value {
    match value {
        Literal::Null => Value::Null,
        Literal::Variable(name) => variables.get(name.as_str()).cloned().unwrap_or_default(),
        Literal::Enum(name) => Value::from(name.as_str()),
        Literal::String(text) => Value::from(text.as_str()),
        Literal::Boolean(value) => Value::from(*value),
        // A custom scalar may hold a number of any size: JSON's own reading decides, and what no JSON number can hold stays text.
        Literal::Int(number) => serde_json::from_str(number.as_str()).unwrap_or_else(|_| Value::from(number.as_str())),
        Literal::Float(number) => {
            serde_json::from_str(number.as_str()).unwrap_or_else(|_| Value::from(number.as_str()))
        }
        Literal::List(items) => items.iter().map(|item| plain(item, variables)).collect(),
        Literal::Object(fields) => {
            fields.iter().map(|(name, value)| (name.to_string(), plain(value, variables))).collect::<Map<_, _>>().into()
        }
    }
}
