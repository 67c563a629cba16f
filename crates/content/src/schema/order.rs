//! `XOrderByInput` (content-api-read.md §5).

use super::sdl::{Types, value};
use super::shape::{Attribute, Shape, ValueType};

/// The enum of a type's orders.
pub(super) fn add(types: &mut Types, shape: &Shape<'_>) {
    let sortable = shape.attributes.iter().filter(|attribute| is_sortable(attribute));
    let values = sortable.flat_map(|attribute| ["ASC", "DESC"].map(|way| value(&format!("{}_{way}", attribute.name))));
    types.enumeration(&format!("{}OrderByInput", shape.name), None, values);
}

fn is_sortable(attribute: &Attribute<'_>) -> bool {
    match attribute.value {
        ValueType::Id
        | ValueType::String
        | ValueType::Int
        | ValueType::Float
        | ValueType::Boolean
        | ValueType::Date
        | ValueType::DateTime
        | ValueType::Enumeration(_) => true,
        ValueType::Json | ValueType::Location | ValueType::Color | ValueType::RichText(_) | ValueType::User => false,
    }
}
