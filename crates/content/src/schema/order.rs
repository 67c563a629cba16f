//! `XOrderByInput` (content-api-read.md §5).

use super::sdl::{Types, value};
use super::shape::{Attribute, Shape};
use super::value::ValueType;

/// The enum of a type's orders.
pub(super) fn add(types: &mut Types, shape: &Shape<'_>) {
    let sortable = shape.attributes.iter().filter(|attribute| is_sortable(attribute));
    let values = sortable.flat_map(|attribute| ["ASC", "DESC"].map(|way| value(&format!("{}_{way}", attribute.name))));
    types.enumeration(&format!("{}OrderByInput", shape.name), None, values);
}

fn is_sortable(attribute: &Attribute<'_>) -> bool {
    match &attribute.value {
        ValueType::Scalar(scalar) => scalar.is_sortable(),
        ValueType::Link(_) | ValueType::Computed(_) => false,
    }
}
