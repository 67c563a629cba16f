//! `orderBy` (content-api-read.md §5): a total order, ties by id in the same direction.

use model::{Field, FieldKind, SystemField};
use sql::select::{Direction, Order, OrderKey, Scalar};

use super::listed::DefaultOrder;
use super::reader::Reader;
use super::system::{AttributeKind, SystemType};
use crate::errors::ContentError;

/// The order that a value of `XOrderByInput` names. Without one: by place in the list that leads to the rows, or in order
/// of creation by the document's own time, which an index serves.
pub(super) fn order(
    reader: &Reader<'_, '_>,
    chosen: Option<&str>,
    default: DefaultOrder,
) -> Result<Order, ContentError> {
    let id = reader.system(SystemField::Id)?;
    let Some(chosen) = chosen else {
        let value = match default {
            DefaultOrder::Created => Scalar::Column(reader.system(SystemField::CreatedAt)?),
            DefaultOrder::Position => Scalar::Position,
        };
        let key = Some(OrderKey { value, nullable: false });
        return Ok(Order { key, direction: Direction::Ascending, id });
    };
    let (name, direction) = split(chosen);
    let key = match reader.system_field(name) {
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
            let field = reader.parent.field(name).ok_or(ContentError::NotAllowed)?;
            Some(OrderKey { value: own_value(reader, field)?, nullable: !field.is_list })
        }
    };
    Ok(Order { key, direction, id })
}

fn own_value(reader: &Reader<'_, '_>, field: &Field) -> Result<Scalar, ContentError> {
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
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => Scalar::Column(column),
    })
}

/// The order that a value of an `OrderByInput` of the system's own models names. Without one: users by id, what is
/// scheduled in order of creation.
pub(super) fn system_order(of: SystemType, chosen: Option<&str>) -> Order {
    let default = match of {
        SystemType::User => "id",
        SystemType::Operation | SystemType::Release => "createdAt",
    };
    let (name, direction) = chosen.map_or((default, Direction::Ascending), split);
    let attribute = of.attribute(name).filter(|_| name != "id");
    let key = attribute.map(|attribute| {
        let value = match (attribute.kind, &attribute.column) {
            (AttributeKind::Name(names), Some(column)) => Scalar::PlaceOfName(column.clone(), names),
            _ => attribute.scalar(),
        };
        OrderKey { value, nullable: attribute.nullable }
    });
    Order { key, direction, id: of.id() }
}

fn split(chosen: &str) -> (&str, Direction) {
    match (chosen.strip_suffix("_DESC"), chosen.strip_suffix("_ASC")) {
        (Some(name), _) => (name, Direction::Descending),
        (None, Some(name)) => (name, Direction::Ascending),
        (None, None) => (chosen, Direction::Ascending),
    }
}
