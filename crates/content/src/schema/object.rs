//! Object types of entries, their connections and edges (content-api-read.md §3).

use graphql::ast::{FieldDefinition, InputValueDefinition};
use model::SystemField;

use super::Scene;
use super::sdl::{
    Describe, FieldParts, InputParts, Types, enum_value, enum_values, field, input, int, list, named, page, required,
    required_list,
};
use super::shape::{Attribute, Shape, ShapeKind};
use super::value::{Computed, Link, Scalar, ValueType};

/// The type itself, `XConnection` and `XEdge`.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, shape: &Shape<'_>) {
    let mut fields = identity_fields(scene, shape);
    fields.extend(shape.attributes.iter().map(|attribute| attribute_field(shape, attribute)));
    types.object(shape.name, shape.description, interfaces(shape.kind), fields);
    let edge = format!("{}Edge", shape.name);
    types.object(
        &format!("{}Connection", shape.name),
        Some("A connection to a list of items."),
        &[],
        [
            field("pageInfo", required("PageInfo")).about("Information to aid in pagination."),
            field("edges", required_list(&edge)).about("A list of edges."),
            field("aggregate", required("Aggregate")),
        ],
    );
    types.object(
        &edge,
        Some("An edge in a connection."),
        &[],
        [
            field("node", required(shape.name)).about("The item at the end of the edge."),
            field("cursor", required("String")).about("A cursor for use in pagination."),
        ],
    );
}

/// `node` finds no instances of components, `entities` does (content-api-read.md §2).
fn interfaces(kind: ShapeKind) -> &'static [&'static str] {
    match kind {
        ShapeKind::Entries
        | ShapeKind::Asset
        | ShapeKind::User
        | ShapeKind::ScheduledOperation
        | ShapeKind::ScheduledRelease => &["Node", "Entity"],
        ShapeKind::Component => &["Entity"],
    }
}

/// What tells copies of one entry apart, and leads from one to the others.
fn identity_fields(scene: &Scene<'_>, shape: &Shape<'_>) -> Vec<FieldDefinition> {
    let mut fields = vec![field(SystemField::Stage.api_id(), required("Stage")).about("System stage field")];
    if shape.is_localized {
        fields.push(field(SystemField::Locale.api_id(), required("Locale")).about("System Locale field"));
        fields.push(
            field(SystemField::Localizations.api_id(), required_list(shape.name))
                .about("The other localisations of this document.")
                .with([
                    input("locales", required_list("Locale"))
                        .or(enum_values(scene.locales()))
                        .about("Which to return."),
                    flag("includeCurrent", "Whether the current localisation is among them."),
                ]),
        );
    }
    match shape.kind {
        ShapeKind::Entries
        | ShapeKind::Asset
        | ShapeKind::User
        | ShapeKind::ScheduledOperation
        | ShapeKind::ScheduledRelease => fields.push(document_in_stages(scene, shape)),
        // An instance is in the stages of the entry that holds it.
        ShapeKind::Component => {}
    }
    fields
}

fn document_in_stages(scene: &Scene<'_>, shape: &Shape<'_>) -> FieldDefinition {
    field(SystemField::DocumentInStages.api_id(), required_list(shape.name))
        .about("This document in other stages.")
        .with([
            input("stages", required_list("Stage")).or(enum_values(scene.stages())).about("Which to return."),
            flag("includeCurrent", "Whether the current stage is among them."),
            flag("inheritLocale", "Whether the locale of this document is asked for before those of the query."),
        ])
}

/// An argument that is off unless switched on.
fn flag(name: &str, about: &str) -> InputValueDefinition {
    input(name, required("Boolean")).or(graphql::ast::Value::Boolean(false)).about(about)
}

fn attribute_field(shape: &Shape<'_>, attribute: &Attribute<'_>) -> FieldDefinition {
    let output = attribute.value.output();
    let ty = match (attribute.is_list, attribute.is_required) {
        (true, _) => required_list(output),
        (false, true) => required(output),
        (false, false) => named(output),
    };
    field(attribute.name, ty).about_if(attribute.description).with(arguments(shape, attribute))
}

fn arguments(shape: &Shape<'_>, attribute: &Attribute<'_>) -> Vec<InputValueDefinition> {
    match &attribute.value {
        ValueType::Scalar(Scalar::DateTime) if attribute.is_system_time && shape.is_localized => vec![
            input("variation", required("SystemDateTimeFieldVariation"))
                .or(enum_value("COMBINED"))
                .about("The document's own time, that of the localisation in use, or the newer of both."),
        ],
        ValueType::Scalar(_) => Vec::new(),
        ValueType::Link(link) => link_arguments(link, attribute.is_list),
        ValueType::Computed(Computed::History) => vec![
            input("limit", required("Int")).or(int(10)),
            input("skip", required("Int")).or(int(0)),
            input("stageOverride", named("Stage"))
                .about("The stage whose versions are meant; this document's unless given."),
        ],
        ValueType::Computed(Computed::Url) => vec![input("transformation", named("AssetTransformationInput"))],
        ValueType::Computed(Computed::Upload) => Vec::new(),
    }
}

/// Lists are paged; filters and orders are those of the type there, where it is one type (content-api-read.md §3.3).
fn link_arguments(link: &Link<'_>, is_list: bool) -> Vec<InputValueDefinition> {
    let filter = || input("where", named(&format!("{}WhereInput", link.to())));
    let mut arguments = match (link, is_list) {
        (Link::Related(_) | Link::Asset(_), true) => {
            vec![filter(), input("orderBy", named(&format!("{}OrderByInput", link.to())))]
        }
        (Link::UnionSide(_), true) => vec![filter()],
        (Link::Asset(_), false) => vec![input("where", named("AssetSingleRelationWhereInput"))],
        (Link::Related(_) | Link::UnionSide(_), false)
        | (Link::ComponentUnion(_) | Link::ModelUnion(_) | Link::AffectedDocuments, _) => Vec::new(),
    };
    if is_list {
        arguments.extend(page());
    }
    arguments.extend([
        input("locales", list("Locale")).about("The locales to look for in this part of the query, in this order."),
        input("forceParentLocale", named("Boolean"))
            .about("Whether the locale of this document is looked for first in this part of the query."),
    ]);
    arguments
}
