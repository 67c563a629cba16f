//! Texts about literal values of the wrong kind (content-api-read.md §12).

use super::suggestion;
use crate::ast::{Type, Value};
use crate::schema::{EnumType, ExtendedType, InputObjectType};
use crate::{Flavor, Name, Schema};

/// A value that its place does not take.
pub(super) fn wrong(value: &Value, expected: &Type, schema: &Schema) -> String {
    if value.is_null() {
        return format!("Expected value of type \"{expected}\", found null.");
    }
    let definition = schema.definition().types.get(expected.inner_named_type());
    match (expected.inner_named_type().as_str(), definition, value) {
        (_, Some(ExtendedType::Enum(definition)), Value::Enum(name)) => unknown_enum_value(name, definition),
        (_, Some(ExtendedType::Enum(definition)), _) => {
            let written = value.as_str().unwrap_or_default();
            let near = suggestion::quoted("Did you mean the enum value", written, enum_values(definition));
            format!("Enum \"{}\" cannot represent non-enum value: {value}.{near}", definition.name)
        }
        ("Int", ..) => format!("Int cannot represent non-integer value: {value}"),
        ("Float", ..) => format!("Float cannot represent non numeric value: {value}"),
        ("String", ..) => format!("String cannot represent a non string value: {value}"),
        ("Boolean", ..) => format!("Boolean cannot represent a non boolean value: {value}"),
        ("ID", ..) => format!("ID cannot represent a non-string and non-integer value: {value}"),
        _ => format!("Expected value of type \"{expected}\", found {value}."),
    }
}

fn unknown_enum_value(name: &Name, definition: &EnumType) -> String {
    let near = suggestion::quoted("Did you mean the enum value", name, enum_values(definition));
    format!("Value \"{name}\" does not exist in \"{}\" enum.{near}", definition.name)
}

fn enum_values(definition: &EnumType) -> impl Iterator<Item = &str> {
    definition.values.keys().map(|name| name.as_str())
}

/// The Content API writes type and suggestion without quotes, as its error page shows; elsewhere graphql-js's form stands.
pub(super) fn unknown_input_field(name: &Name, input: &InputObjectType, flavor: Flavor) -> String {
    let known = input.fields.keys().map(|name| name.as_str());
    let input = &input.name;
    match flavor {
        Flavor::Content => {
            format!("Field \"{name}\" is not defined by type {input}.{}", suggestion::bare("Did you mean", name, known))
        }
        Flavor::Management => {
            format!(
                "Field \"{name}\" is not defined by type \"{input}\".{}",
                suggestion::quoted("Did you mean", name, known)
            )
        }
    }
}
