//! Values that the row itself holds: scalars, enumerations, rich text, colors, locations, and lists of them.

use graphql::{CollectedField, collect_fields, field_arguments};
use model::{EmbeddableModels, Field, FieldKind, SimpleType};
use serde_json::Value as Json;
use sql::select::{ColorPart, Json as Built, JsonText, LocationPart, Scalar};

use super::plan::QueryRead;
use super::reader::Reader;
use super::rich_text::rich_text;
use crate::errors::ContentError;

type Fields = Vec<(String, Built)>;

/// The value of a field that leads nowhere.
pub(super) fn own_value(
    reader: &Reader<'_, '_>,
    own: &Field,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    match &own.kind {
        FieldKind::Simple { simple_type, embeds, .. } => simple(reader, own, (*simple_type, embeds), field),
        FieldKind::Enumerable { enumeration, .. } => {
            let column = reader.own(own)?;
            let enumeration = reader.read.content().enumeration_by_id(enumeration).ok_or(ContentError::NotAllowed)?;
            let names = enumeration.values.iter().map(|value| (value.key, value.api_id.clone())).collect();
            Ok(if own.is_list { Built::Names(column, names) } else { Built::Name(column, names) })
        }
        // They lead to other rows.
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Err(ContentError::NotAllowed),
    }
}

fn simple(
    reader: &Reader<'_, '_>,
    own: &Field,
    (simple_type, embeds): (SimpleType, &EmbeddableModels),
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let column = reader.own(own)?;
    let read = reader.read;
    Ok(match (simple_type, own.is_list) {
        (SimpleType::Float, false) => Built::Float(column),
        (SimpleType::Float, true) => Built::Floats(column),
        (SimpleType::Boolean, false) => Built::Bool(column),
        (SimpleType::Json, false) => Built::Document(column),
        (SimpleType::Id | SimpleType::String | SimpleType::Int | SimpleType::DateTime | SimpleType::Date, false) => {
            Built::Plain(Scalar::Column(column))
        }
        (
            SimpleType::Id
            | SimpleType::String
            | SimpleType::Int
            | SimpleType::DateTime
            | SimpleType::Date
            | SimpleType::Boolean
            | SimpleType::Json,
            true,
        ) => Built::List(column),
        (SimpleType::Color, false) => {
            let fields = color(read, field, &JsonText::Column(column.clone()));
            Built::Optional(column, fields)
        }
        (SimpleType::Color, true) => Built::Each(column, Box::new(Built::Object(color(read, field, &JsonText::Item)))),
        (SimpleType::Location, false) => {
            let fields = location(read, field, &JsonText::Column(column.clone()))?;
            Built::Optional(column, fields)
        }
        (SimpleType::Location, true) => {
            Built::Each(column, Box::new(Built::Object(location(read, field, &JsonText::Item)?)))
        }
        (SimpleType::RichText, false) => Built::Optional(column, rich_text(reader, own, embeds, field)?),
        // Rich text is rendered into columns of its own, which a list has not: the write engine takes none.
        (SimpleType::RichText, true) => Built::Array(Vec::new()),
    })
}

fn color(read: &QueryRead<'_>, field: &CollectedField<'_>, text: &JsonText) -> Fields {
    let mut fields = Vec::new();
    for (key, part) in collect_fields(read.document, field.selection_sets(), "Color", read.variables) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "hex" => Built::Color(text.clone(), ColorPart::Hex),
                "css" => Built::Color(text.clone(), ColorPart::Css),
                "rgba" => Built::Object(rgba(read, &part, text)),
                _ => Built::Constant(Json::from("Color")),
            },
        ));
    }
    fields
}

fn rgba(read: &QueryRead<'_>, field: &CollectedField<'_>, text: &JsonText) -> Fields {
    let selected = collect_fields(read.document, field.selection_sets(), "RGBA", read.variables);
    let meaning = |name: &str| match name {
        "r" => Built::Color(text.clone(), ColorPart::Red),
        "g" => Built::Color(text.clone(), ColorPart::Green),
        "b" => Built::Color(text.clone(), ColorPart::Blue),
        "a" => Built::Color(text.clone(), ColorPart::Alpha),
        _ => Built::Constant(Json::from("RGBA")),
    };
    selected.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}

fn location(read: &QueryRead<'_>, field: &CollectedField<'_>, text: &JsonText) -> Result<Fields, ContentError> {
    let mut fields = Vec::new();
    for (key, part) in collect_fields(read.document, field.selection_sets(), "Location", read.variables) {
        fields.push((
            key.to_owned(),
            match part.name().as_str() {
                "latitude" => Built::Location(text.clone(), LocationPart::Latitude),
                "longitude" => Built::Location(text.clone(), LocationPart::Longitude),
                "distance" => Built::Location(text.clone(), distance(read, &part)?),
                _ => Built::Constant(Json::from("Location")),
            },
        ));
    }
    Ok(fields)
}

fn distance(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Result<LocationPart, ContentError> {
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let degrees = |name: &str, bound: f64| {
        let number = arguments.given("from").and_then(|from| from.get(name)).and_then(Json::as_f64);
        number
            .filter(|number| number.abs() <= bound)
            .ok_or_else(|| ContentError::input(format!("{name} must be between -{bound} and {bound}")))
    };
    Ok(LocationPart::Distance { latitude: degrees("latitude", 90.0)?, longitude: degrees("longitude", 180.0)? })
}
