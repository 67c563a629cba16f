//! Texts in the values of variables, told apart from what else a request is made of.

use serde_json::{Map, Value};

use crate::executable::{Operation, Type};
use crate::schema::ExtendedType;
use crate::{Document, Schema};

/// Gives each text of the types `ID` and `String` in coerced variables to `replace`, which may change it: in the order of
/// the operation's variables, and inside them in the order of the values. Texts of other types (days, enumeration values,
/// JSON) mean something by themselves and are left alone, as are empty texts, which filters treat like none.
pub fn replace_texts(
    document: &Document,
    operation: &Operation,
    values: &mut Map<String, Value>,
    mut replace: impl FnMut(&mut String),
) {
    for variable in &operation.variables {
        if let Some(value) = values.get_mut(variable.name.as_str()) {
            visit(document.schema(), &variable.ty, value, &mut replace);
        }
    }
}

/// The depth is bounded by that of the JSON reader.
fn visit(schema: &Schema, ty: &Type, value: &mut Value, replace: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if !text.is_empty() && matches!(ty.inner_named_type().as_str(), "ID" | "String") => {
            replace(text);
        }
        Value::Array(items) if ty.is_list() => {
            items.iter_mut().for_each(|item| visit(schema, ty.item_type(), item, replace));
        }
        Value::Object(fields) => {
            let Some(ExtendedType::InputObject(input)) = schema.definition().types.get(ty.inner_named_type()) else {
                return;
            };
            for (name, value) in fields {
                if let Some(field) = input.fields.get(name.as_str()) {
                    visit(schema, &field.ty, value, replace);
                }
            }
        }
        Value::String(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
