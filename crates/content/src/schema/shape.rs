//! What the schema has to know about a type of entries, whether a model's, a component's or the system's own.
//!
//! This is the one place that turns kinds of fields into kinds of values.

use std::borrow::Cow;

use model::{
    ContentModel, EmbeddableModels, Field, FieldKind, Model, ModelKind, OtherSide, ParentId, ParentRef, RelationSide,
    RelationalType, SimpleType,
};

use super::value::{Block, Link, Scalar, ValueType};
use super::{names, system_shapes as system};

/// What a type stands for: the rules differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShapeKind {
    /// Entries of a model that somebody made.
    Entries,
    /// The system model `Asset`.
    Asset,
    /// The system model `User`.
    User,
    /// The system model `ScheduledOperation`.
    ScheduledOperation,
    /// The system model `ScheduledRelease`.
    ScheduledRelease,
    /// A component: its instances live inside of entries.
    Component,
}

/// A field with a value: one that somebody made, or the system's.
#[derive(Clone, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) value: ValueType<'a>,
    pub(super) is_list: bool,
    pub(super) is_required: bool,
    pub(super) is_unique: bool,
    pub(super) is_localized: bool,
    /// `createdAt`, `updatedAt` or `publishedAt`: on localised models there are two of each.
    pub(super) is_system_time: bool,
}

/// A type of entries.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub(super) kind: ShapeKind,
    pub(super) name: &'a str,
    pub(super) plural: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) is_localized: bool,
    /// All fields with values in the order of types, filters and orders.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// What clients write of the system's own: stands first in inputs.
    pub(super) system_written: Vec<Attribute<'a>>,
    /// What clients write else, by position: the order of inputs (content-api-write.md §2.3).
    pub(super) written: Vec<Attribute<'a>>,
}

impl<'a> Shape<'a> {
    /// A model's.
    pub(super) fn of_model(content_model: &'a ContentModel, model: &'a Model) -> Self {
        let (kind, mut attributes) = match model.kind {
            ModelKind::Entries => (ShapeKind::Entries, Vec::new()),
            ModelKind::Asset => (ShapeKind::Asset, system::file_attributes(content_model, model)),
        };
        attributes.extend(system::scalars());
        attributes.extend(system::users());
        attributes.push(system::scheduled_in());
        attributes.push(system::history());
        let parent = ParentRef::Model(model);
        add_own(&mut attributes, content_model, parent);
        if kind == ShapeKind::Asset {
            attributes.extend(system::upload_and_url());
        }
        let mut written = written(content_model, parent);
        written.extend(one_way_reverses(content_model, model));
        Self {
            kind,
            name: &model.api_id,
            plural: &model.api_id_plural,
            description: model.description.as_deref(),
            is_localized: model.is_localized(content_model),
            attributes,
            system_written: system::written_of_model(model.kind),
            written,
        }
    }

    /// A component's.
    pub(super) fn of_component(content_model: &'a ContentModel, component: &'a model::Component) -> Self {
        let parent = ParentRef::Component(component);
        let mut attributes = system::component_scalars().to_vec();
        add_own(&mut attributes, content_model, parent);
        Self {
            kind: ShapeKind::Component,
            name: &component.api_id,
            plural: &component.api_id_plural,
            description: component.description.as_deref(),
            is_localized: component.is_localized(),
            attributes,
            system_written: Vec::new(),
            written: written(content_model, parent),
        }
    }
}

/// Own fields join the blocks of the system's: by position, those of unions in order of creation (content-api-read.md §3.1).
fn add_own<'a>(attributes: &mut Vec<Attribute<'a>>, content_model: &'a ContentModel, parent: ParentRef<'a>) {
    let shown = |field: &&Field| !system::is_of_file(parent, field) && is_in_outputs(&field.kind);
    let by_position = parent.fields_in_order().into_iter().filter(shown);
    let by_position = by_position.filter_map(|field| own(content_model, parent, field));
    attributes.extend(by_position.filter(|attribute| attribute.value.block() != Block::Union));
    let by_creation = parent.fields().iter().filter(|field| is_about_unions(&field.kind)).filter(shown);
    attributes.extend(by_creation.filter_map(|field| own(content_model, parent, field)));
    attributes.sort_by_key(|attribute| attribute.value.block());
}

fn is_about_unions(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::Union { .. } | FieldKind::UnionMember { .. } => true,
        FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => false,
    }
}

/// Components give nothing back: the other side of what starts in one can only be written (content-api-read.md §3.4).
fn is_in_outputs(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::UnionMember { owner_parent: ParentId::Component(_), .. } => false,
        FieldKind::UnionMember { owner_parent: ParentId::Model(_), .. }
        | FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => true,
    }
}

fn written<'a>(content_model: &'a ContentModel, parent: ParentRef<'a>) -> Vec<Attribute<'a>> {
    let fields = parent.fields_in_order().into_iter().filter(|field| !system::is_of_file(parent, field));
    fields.filter_map(|field| own(content_model, parent, field)).collect()
}

/// The other sides of one-way relations to a model: written, never read (content-api-write.md §2.4).
fn one_way_reverses<'a>(content_model: &'a ContentModel, model: &Model) -> Vec<Attribute<'a>> {
    let mut reverses = Vec::new();
    for parent in content_model.parents() {
        for field in parent.fields() {
            if let FieldKind::Relational { related, side: RelationSide::Source, other, .. } = &field.kind
                && related == &model.id
                && let OtherSide::OneWay { api_id } = other
            {
                let value = ValueType::Link(Link::Related(parent.api_id()));
                reverses.push(Attribute { is_list: true, ..system::attribute(api_id, value) });
            }
        }
    }
    reverses
}

/// A field that somebody made, if it leads anywhere.
pub(super) fn own<'a>(
    content_model: &'a ContentModel,
    parent: ParentRef<'a>,
    field: &'a Field,
) -> Option<Attribute<'a>> {
    Some(Attribute {
        name: &field.api_id,
        description: field.description.as_deref(),
        value: value_type(content_model, parent, field)?,
        is_list: field.is_list,
        is_required: field.is_required,
        is_unique: field.is_unique,
        is_localized: field.is_localized,
        is_system_time: false,
    })
}

/// `None` for a field that leads nowhere: its enumeration or the type at the other end is gone, or its union has no member, which
/// GraphQL does not allow.
fn value_type<'a>(content_model: &'a ContentModel, parent: ParentRef<'a>, field: &'a Field) -> Option<ValueType<'a>> {
    let model = |id| content_model.model_by_id(id).map(|model| model.api_id.as_str());
    let component = |id| content_model.component_by_id(id).map(|component| component.api_id.as_str());
    Some(match &field.kind {
        FieldKind::Simple { simple_type, embeds, .. } => {
            ValueType::Scalar(scalar(parent.api_id(), &field.api_id, *simple_type, embeds))
        }
        FieldKind::Enumerable { enumeration, .. } => {
            ValueType::Scalar(Scalar::Enumeration(&content_model.enumeration_by_id(enumeration)?.api_id))
        }
        FieldKind::Relational { relational_type, related, .. } => ValueType::Link(match relational_type {
            RelationalType::Relation => Link::Related(model(related)?),
            RelationalType::Asset => Link::Asset(model(related)?),
        }),
        FieldKind::Union { union, members } => {
            members.iter().find_map(|member| model(&member.model))?;
            ValueType::Link(Link::ModelUnion(&union.api_id))
        }
        FieldKind::UnionMember { owner_parent, .. } => {
            ValueType::Link(Link::UnionSide(content_model.parent(owner_parent)?.api_id()))
        }
        FieldKind::Component { component: id } => ValueType::Link(Link::Related(component(id)?)),
        FieldKind::ComponentUnion { components } => {
            components.iter().find_map(component)?;
            let name = names::component_union(parent.api_id(), &field.api_id);
            ValueType::Link(Link::ComponentUnion(Cow::Owned(name)))
        }
    })
}

fn scalar<'a>(parent: &str, field: &str, simple_type: SimpleType, embeds: &EmbeddableModels) -> Scalar<'a> {
    match simple_type {
        SimpleType::Id => Scalar::Id,
        SimpleType::String => Scalar::String,
        SimpleType::Int => Scalar::Int,
        SimpleType::Float => Scalar::Float,
        SimpleType::Boolean => Scalar::Boolean,
        SimpleType::Date => Scalar::Date,
        SimpleType::DateTime => Scalar::DateTime,
        SimpleType::Json => Scalar::Json,
        SimpleType::Location => Scalar::Location,
        SimpleType::Color => Scalar::Color,
        SimpleType::RichText => Scalar::RichText(match embeds {
            EmbeddableModels::Off => Cow::Borrowed("RichText"),
            EmbeddableModels::Models(_) => Cow::Owned(names::rich_text_type(parent, field)),
        }),
    }
}
