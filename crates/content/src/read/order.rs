//! `orderBy` (content-api-read.md §5): a total order, ties by id in the same direction.

use model::{Field, FieldKind, SystemField};
use sql::select::{ActorField, Column, Direction, Order, OrderKey, Scalar};

use super::model_reader::ModelReader;
use crate::errors::ContentError;

/// The order that a value of `XOrderByInput` names. Without one: in order of creation, by the document's own time,
/// which an index serves.
pub(super) fn model_order(reader: &ModelReader<'_, '_>, chosen: Option<&str>) -> Result<Order, ContentError> {
    let id = reader.system(SystemField::Id)?;
    let Some(chosen) = chosen else {
        let created = Scalar::Column(reader.system(SystemField::CreatedAt)?);
        let key = Some(OrderKey { value: created, nullable: false });
        return Ok(Order { key, direction: Direction::Ascending, id });
    };
    let (name, direction) = split(chosen);
    let key = match SystemField::from_api_id(name) {
        Some(SystemField::Id) => None,
        Some(field @ (SystemField::CreatedAt | SystemField::UpdatedAt)) => {
            Some(OrderKey { value: reader.time(field)?, nullable: false })
        }
        Some(field @ SystemField::PublishedAt) => Some(OrderKey { value: reader.time(field)?, nullable: true }),
        Some(
            SystemField::Stage
            | SystemField::Locale
            | SystemField::Localizations
            | SystemField::DocumentInStages
            | SystemField::PublishedBy
            | SystemField::UpdatedBy
            | SystemField::CreatedBy,
        ) => return Err(ContentError::NotAllowed),
        None => {
            // The schema's enum lets through the names of own fields only.
            let field = reader.model.field(name).ok_or(ContentError::NotAllowed)?;
            Some(OrderKey { value: own_value(reader, field)?, nullable: !field.is_list })
        }
    };
    Ok(Order { key, direction, id })
}

fn own_value(reader: &ModelReader<'_, '_>, field: &Field) -> Result<Scalar, ContentError> {
    let column = reader.own(field)?;
    if field.is_list {
        return Ok(Scalar::ListText(column));
    }
    Ok(match &field.kind {
        FieldKind::Enumerable { enumeration, .. } => {
            let enumeration = reader.read.content().enumeration_by_id(enumeration).ok_or(ContentError::NotAllowed)?;
            Scalar::Place(column, enumeration.values.iter().map(|value| value.key).collect())
        }
        FieldKind::Simple { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Scalar::Column(column),
    })
}

/// `UserKind` as it is declared (content-api-read.md §3.4).
const USER_KINDS: [&str; 5] = ["MEMBER", "PAT", "PUBLIC", "WEBHOOK", "APP_TOKEN"];

/// The order that a value of `UserOrderByInput` names.
pub(super) fn user_order(chosen: Option<&str>) -> Order {
    let (name, direction) = chosen.map_or(("id", Direction::Ascending), split);
    let column = |field| Scalar::Column(Column::actor(field));
    let value = match name {
        "isActive" => Some(column(ActorField::IsActive)),
        "picture" => Some(column(ActorField::Picture)),
        "name" => Some(column(ActorField::Name)),
        "kind" => Some(Scalar::PlaceOfName(Column::actor(ActorField::Kind), &USER_KINDS)),
        "createdAt" => Some(column(ActorField::CreatedAt)),
        "updatedAt" => Some(column(ActorField::UpdatedAt)),
        "publishedAt" => Some(Scalar::Null),
        _ => None,
    };
    let nullable = matches!(name, "picture" | "publishedAt");
    let key = value.map(|value| OrderKey { value, nullable });
    Order { key, direction, id: Column::actor(ActorField::Id) }
}

fn split(chosen: &str) -> (&str, Direction) {
    match (chosen.strip_suffix("_DESC"), chosen.strip_suffix("_ASC")) {
        (Some(name), _) => (name, Direction::Descending),
        (None, Some(name)) => (name, Direction::Ascending),
        (None, None) => (chosen, Direction::Ascending),
    }
}
