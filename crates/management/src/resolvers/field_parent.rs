//! What models and components have in common: their fields, listed and looked up.

use std::sync::Arc;

use graphql::{FieldCall, Resolved};
use model::{Component, Field, FieldKind, OtherSide, ParentId, ParentRef, Visibility};

use super::component::ComponentObject;
use super::field::field_object;
use super::model::ModelObject;
use super::{page, system_field};
use crate::error::{FieldResult, internal, not_found};
use crate::scope::SchemaScope;

/// The object of a model or component.
pub(super) fn parent_object(schema: &Arc<SchemaScope>, parent: &ParentId) -> FieldResult<Resolved> {
    match schema.content.parent(parent) {
        Some(ParentRef::Model(model)) => Ok(Resolved::object(ModelObject::new(schema, model))),
        Some(ParentRef::Component(component)) => Ok(Resolved::object(ComponentObject::new(schema, component))),
        None => Err(internal("a field's parent is missing")),
    }
}

/// The objects of fields of a parent.
pub(super) fn list<'a>(
    schema: &Arc<SchemaScope>,
    parent: ParentRef<'_>,
    fields: impl IntoIterator<Item = &'a Field>,
) -> Resolved {
    let id = parent.id();
    Resolved::List(fields.into_iter().map(|field| field_object(schema, &id, field.clone())).collect())
}

/// The fields of all models and components that fit.
pub(super) fn all(schema: &Arc<SchemaScope>, fits: impl Fn(&Field) -> bool) -> Resolved {
    let of_parent = |parent: ParentRef<'_>| {
        let id = parent.id();
        let found = parent.fields().iter().filter(|field| fits(field));
        found.map(|field| field_object(schema, &id, field.clone())).collect::<Vec<_>>()
    };
    Resolved::List(schema.content.parents().flat_map(of_parent).collect())
}

/// Own fields by position; hidden and API-only ones only when asked for.
pub(super) fn shown<'a>(parent: ParentRef<'a>, call: &FieldCall<'_>) -> Vec<&'a Field> {
    let asked = |name| call.argument(name).as_bool() == Some(true);
    let (hidden, api_only) = (asked("includeHiddenFields"), asked("includeApiOnlyFields"));
    let mut fields = parent.fields_in_order();
    fields.retain(|field| match field.visibility {
        Visibility::ReadWrite | Visibility::ReadOnly => true,
        Visibility::Hidden => hidden,
        Visibility::ApiOnly => api_only,
    });
    fields
}

/// `fieldsConnection`.
pub(super) fn connection(schema: &Arc<SchemaScope>, parent: ParentRef<'_>, call: &FieldCall<'_>) -> Resolved {
    let mut fields = match call.argument("includeSystemFields").as_bool() {
        Some(true) => system_field::of_parent(parent),
        Some(false) | None => Vec::new(),
    };
    fields.extend(shown(parent, call).into_iter().cloned());
    let id = parent.id();
    page::fields(fields.into_iter().map(|field| field_object(schema, &id, field)).collect(), call)
}

/// The own or system field of a parent with that id.
pub(super) fn find(schema: &Arc<SchemaScope>, parent: ParentRef<'_>, id: &str) -> Option<Resolved> {
    let own = parent.fields().iter().find(|field| field.id.as_str() == id).cloned();
    let system = || system_field::of_parent(parent).into_iter().find(|field| field.id.as_str() == id);
    own.or_else(system).map(|field| field_object(schema, &parent.id(), field))
}

/// What both kinds of parents answer alike; nothing for other fields.
pub(super) fn answer(
    schema: &Arc<SchemaScope>,
    parent: ParentRef<'_>,
    call: &FieldCall<'_>,
) -> Option<FieldResult<Resolved>> {
    Some(Ok(match call.name {
        "titleFields" => list(schema, parent, parent.fields_in_order().into_iter().filter(|field| field.is_title)),
        "fields" => list(schema, parent, shown(parent, call)),
        "fieldsConnection" => connection(schema, parent, call),
        "field" => {
            let id = call.text("id").unwrap_or_default();
            return Some(find(schema, parent, id).ok_or_else(|| not_found("field", id)));
        }
        _ => return None,
    }))
}

/// The fields of the components that a parent holds, at any depth, each component once.
pub(super) fn nested(schema: &Arc<SchemaScope>, parent: ParentRef<'_>) -> Resolved {
    let mut components = Vec::new();
    collect(schema, parent.fields(), &mut components);
    let fields = |component: &&Component| {
        let id = ParentId::Component(component.id.clone());
        let found = component.fields_in_order().into_iter();
        found.map(|field| field_object(schema, &id, field.clone())).collect::<Vec<_>>()
    };
    Resolved::List(components.iter().flat_map(fields).collect())
}

fn collect<'a>(schema: &'a SchemaScope, fields: &'a [Field], components: &mut Vec<&'a Component>) {
    for id in fields.iter().flat_map(Field::components) {
        let Some(component) = schema.content.component_by_id(id) else { continue };
        if components.iter().all(|other| other.id != component.id) {
            components.push(component);
            collect(schema, &component.fields, components);
        }
    }
}

/// The object of the field at the other end of a two-way relation.
pub(super) fn other_end(schema: &Arc<SchemaScope>, kind: &FieldKind) -> Option<Resolved> {
    let FieldKind::Relational { other: OtherSide::Field(id), .. } = kind else { return None };
    let (parent, field) = schema.content.parent_of_field(id)?;
    Some(field_object(schema, &parent.id(), field.clone()))
}
