//! Which JSON values the leaf types take, sent by a client or made by a resolver: the rules are the same.

use serde_json::Value;

use crate::schema::ExtendedType;

/// A JSON value as the leaf type keeps it: integers sent as `1.0` become `1`, an ID sent as a number becomes text. None when the type does
/// not take it. Custom scalars take everything. Types that are no leaves take nothing.
pub(crate) fn coerce(definition: &ExtendedType, value: &Value) -> Option<Value> {
    match definition {
        ExtendedType::Scalar(scalar) => match (scalar.name.as_str(), value) {
            ("Int", Value::Number(number)) => {
                let whole = number.as_i64().or_else(|| number.as_f64().and_then(whole_number))?;
                i32::try_from(whole).ok().map(Value::from)
            }
            ("Float", Value::Number(_)) | ("String" | "ID", Value::String(_)) | ("Boolean", Value::Bool(_)) => {
                Some(value.clone())
            }
            ("ID", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                Some(Value::from(number.to_string()))
            }
            ("Int" | "Float" | "String" | "Boolean" | "ID", _) => None,
            _ => Some(value.clone()),
        },
        ExtendedType::Enum(definition) => {
            let name = value.as_str()?;
            definition.values.contains_key(name).then(|| value.clone())
        }
        ExtendedType::Object(_)
        | ExtendedType::Interface(_)
        | ExtendedType::Union(_)
        | ExtendedType::InputObject(_) => None,
    }
}

fn whole_number(number: f64) -> Option<i64> {
    // Beyond 2^31 the cast would be lossy, and no Int is that large.
    (number.fract() == 0.0 && number.abs() < 4_294_967_296.0).then_some(number as i64)
}
