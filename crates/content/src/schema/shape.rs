//! What the schema has to know about a type of entries, whether a model's or the system's own.
//!
//! This is the one place that turns kinds of fields into kinds of values. Relations, assets, components and unions join here as further
//! values, and every rule that has to say something about them then does not compile until it does.

use model::{ContentModel, EmbeddableModels, Field, FieldKind, Model, SimpleType, SystemField};

use super::names;

/// What a value is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueType {
    Id,
    String,
    Int,
    Float,
    Boolean,
    Date,
    DateTime,
    Json,
    Location,
    Color,
    /// The output type: `RichText`, or the field's own when entries can be embedded.
    RichText(String),
    /// The enum's name.
    Enumeration(String),
    /// Somebody who changed content: never written by clients.
    User,
}

impl ValueType {
    /// The type in answers.
    pub(super) fn output(&self) -> &str {
        match self {
            ValueType::Location => "Location",
            ValueType::Color => "Color",
            ValueType::RichText(output) => output,
            ValueType::User => "User",
            ValueType::Id
            | ValueType::String
            | ValueType::Int
            | ValueType::Float
            | ValueType::Boolean
            | ValueType::Date
            | ValueType::DateTime
            | ValueType::Json
            | ValueType::Enumeration(_) => self.scalar(),
        }
    }

    /// The type in what clients write and in filters (content-api-write.md §2.1).
    pub(super) fn scalar(&self) -> &str {
        match self {
            ValueType::Id => "ID",
            ValueType::String => "String",
            ValueType::Int => "Int",
            ValueType::Float => "Float",
            ValueType::Boolean => "Boolean",
            ValueType::Date => "Date",
            ValueType::DateTime => "DateTime",
            ValueType::Json => "Json",
            ValueType::Location => "LocationInput",
            ValueType::Color => "ColorInput",
            ValueType::RichText(_) => "RichTextAST",
            ValueType::Enumeration(name) => name,
            ValueType::User => "UserWhereInput",
        }
    }

    /// The block of a type in which such fields stand (content-api-read.md §3.1, numbers 4 to 6).
    fn block(&self) -> Block {
        match self {
            ValueType::Id
            | ValueType::String
            | ValueType::Int
            | ValueType::Float
            | ValueType::Boolean
            | ValueType::Date
            | ValueType::DateTime
            | ValueType::Json
            | ValueType::Location
            | ValueType::Color
            | ValueType::RichText(_) => Block::Simple,
            ValueType::User => Block::Relational,
            ValueType::Enumeration(_) => Block::Enumerable,
        }
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    Simple,
    Relational,
    Enumerable,
}

/// A field with a value: one that somebody made, or the system's.
#[derive(Clone, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) value: ValueType,
    pub(super) is_list: bool,
    pub(super) is_required: bool,
    pub(super) is_unique: bool,
    pub(super) is_localized: bool,
    /// `createdAt`, `updatedAt` or `publishedAt`: on localised types there are two of each.
    pub(super) is_system_time: bool,
}

/// A type of entries.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    pub(super) name: &'a str,
    pub(super) plural: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) is_localized: bool,
    /// All fields with values in the order of types, filters and orders.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// The fields that clients write, by position: the order of inputs (content-api-write.md §2.3).
    pub(super) written: Vec<Attribute<'a>>,
}

impl<'a> Shape<'a> {
    /// A model's.
    pub(super) fn of_model(content_model: &'a ContentModel, model: &'a Model) -> Self {
        let written: Vec<_> =
            model.fields_in_order().into_iter().filter_map(|field| own(content_model, model, field)).collect();
        let mut attributes = system_scalars().to_vec();
        attributes.extend(
            [SystemField::PublishedBy, SystemField::UpdatedBy, SystemField::CreatedBy]
                .map(|field| system(field.api_id(), ValueType::User, false)),
        );
        attributes.extend(written.iter().cloned());
        attributes.sort_by_key(|attribute| attribute.value.block());
        Self {
            name: &model.api_id,
            plural: &model.api_id_plural,
            description: model.description.as_deref(),
            is_localized: model.is_localized(),
            attributes,
            written,
        }
    }

    /// The system model `User` (content-api-read.md §3.4).
    pub(super) fn of_user() -> Self {
        let mut attributes = vec![
            system("isActive", ValueType::Boolean, true).described("Whether the user may still act."),
            system("picture", ValueType::String, false).described("Address of a picture."),
            system("name", ValueType::String, true).described("Name."),
        ];
        attributes.extend(system_scalars());
        attributes.push(system("kind", ValueType::Enumeration("UserKind".to_owned()), true).described("Kind of user."));
        Self {
            name: "User",
            plural: "Users",
            description: Some("Somebody who changed content: a person, a token, an app or the public."),
            is_localized: false,
            attributes,
            written: Vec::new(),
        }
    }
}

impl<'a> Attribute<'a> {
    fn described(self, description: &'a str) -> Self {
        Self { description: Some(description), ..self }
    }
}

fn system(name: &str, value: ValueType, is_required: bool) -> Attribute<'_> {
    Attribute {
        name,
        description: None,
        value,
        is_list: false,
        is_required,
        is_unique: false,
        is_localized: false,
        is_system_time: false,
    }
}

fn system_time(field: SystemField, is_required: bool, description: &'static str) -> Attribute<'static> {
    let time = system(field.api_id(), ValueType::DateTime, is_required).described(description);
    Attribute { is_system_time: true, ..time }
}

fn system_scalars() -> [Attribute<'static>; 4] {
    [
        system_time(SystemField::PublishedAt, false, "The time the document was published; null in the stage DRAFT."),
        system_time(SystemField::UpdatedAt, true, "The time the document was updated."),
        system_time(SystemField::CreatedAt, true, "The time the document was created."),
        Attribute {
            is_unique: true,
            ..system(SystemField::Id.api_id(), ValueType::Id, true).described("The unique identifier.")
        },
    ]
}

fn own<'a>(content_model: &ContentModel, model: &Model, field: &'a Field) -> Option<Attribute<'a>> {
    Some(Attribute {
        name: &field.api_id,
        description: field.description.as_deref(),
        value: value_type(content_model, model, field)?,
        is_list: field.is_list,
        is_required: field.is_required,
        is_unique: field.is_unique,
        is_localized: field.is_localized,
        is_system_time: false,
    })
}

fn value_type(content_model: &ContentModel, model: &Model, field: &Field) -> Option<ValueType> {
    match &field.kind {
        FieldKind::Simple { simple_type, embeds, .. } => Some(match simple_type {
            SimpleType::Id => ValueType::Id,
            SimpleType::String => ValueType::String,
            SimpleType::Int => ValueType::Int,
            SimpleType::Float => ValueType::Float,
            SimpleType::Boolean => ValueType::Boolean,
            SimpleType::Date => ValueType::Date,
            SimpleType::DateTime => ValueType::DateTime,
            SimpleType::Json => ValueType::Json,
            SimpleType::Location => ValueType::Location,
            SimpleType::Color => ValueType::Color,
            SimpleType::RichText => ValueType::RichText(match embeds {
                EmbeddableModels::Off => "RichText".to_owned(),
                EmbeddableModels::Models(_) => names::rich_text_type(&model.api_id, &field.api_id),
            }),
        }),
        FieldKind::Enumerable { enumeration, .. } => {
            content_model.enumeration_by_id(enumeration).map(|found| ValueType::Enumeration(found.api_id.clone()))
        }
        // No change makes such fields yet, so that no content model holds one.
        FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    }
}
