//! What kinds of values the fields of types hold, whoever made the field.
//!
//! Every rule that has to say something about kinds of values matches here exhaustively, so that a new kind does not compile until each
//! rule has an answer.

use std::borrow::Cow;

/// What a value is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueType<'a> {
    /// Held by the entry itself.
    Scalar(Scalar<'a>),
    /// Leads to other entries, or to the instances of components that the entry holds.
    Link(Link<'a>),
    /// Told about the entry, written by nobody.
    Computed(Computed),
}

/// A value that the entry itself holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scalar<'a> {
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
    RichText(Cow<'a, str>),
    /// The enum's name.
    Enumeration(&'a str),
}

/// What a value leads to, with the name of the type or union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link<'a> {
    /// Entries of a model or instances of a component, in an order that can be asked for.
    Related(&'a str),
    /// Assets: one of them can be filtered by the state of its upload.
    Asset(&'a str),
    /// Entries that hold this one as a member of a union: their order cannot be asked for.
    UnionSide(&'a str),
    /// Instances of several components.
    ComponentUnion(Cow<'a, str>),
    /// Entries of several models.
    ModelUnion(&'a str),
    /// Entries of any model that a scheduled operation is about: they cannot be filtered by.
    AffectedDocuments,
}

/// What is told about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    /// The versions of an entry.
    History,
    /// How far the upload of an asset's file is.
    Upload,
    /// Where an asset's file is.
    Url,
}

/// The blocks of a type, in order (content-api-read.md §3.1, numbers 4 to 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Block {
    Simple,
    Relational,
    Enumerable,
    Union,
    Computed,
}

/// What clients do with a value that they send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Create,
    Update,
}

impl Operation {
    /// Its part in the names of types.
    pub(super) fn name(self) -> &'static str {
        match self {
            Operation::Create => "Create",
            Operation::Update => "Update",
        }
    }
}

impl ValueType<'_> {
    /// The type in answers.
    pub(super) fn output(&self) -> &str {
        match self {
            ValueType::Scalar(scalar) => scalar.output(),
            ValueType::Link(link) => link.to(),
            ValueType::Computed(Computed::History) => "Version",
            ValueType::Computed(Computed::Upload) => "AssetUpload",
            ValueType::Computed(Computed::Url) => "String",
        }
    }

    /// The block of a type in which such fields stand.
    pub(super) fn block(&self) -> Block {
        match self {
            ValueType::Scalar(Scalar::Enumeration(_)) => Block::Enumerable,
            ValueType::Scalar(
                Scalar::Id
                | Scalar::String
                | Scalar::Int
                | Scalar::Float
                | Scalar::Boolean
                | Scalar::Date
                | Scalar::DateTime
                | Scalar::Json
                | Scalar::Location
                | Scalar::Color
                | Scalar::RichText(_),
            ) => Block::Simple,
            ValueType::Link(Link::Related(_) | Link::Asset(_) | Link::ComponentUnion(_)) => Block::Relational,
            ValueType::Link(Link::UnionSide(_) | Link::ModelUnion(_) | Link::AffectedDocuments) => Block::Union,
            ValueType::Computed(_) => Block::Computed,
        }
    }
}

impl Scalar<'_> {
    fn output(&self) -> &str {
        match self {
            Scalar::Location => "Location",
            Scalar::Color => "Color",
            Scalar::RichText(output) => output,
            Scalar::Id
            | Scalar::String
            | Scalar::Int
            | Scalar::Float
            | Scalar::Boolean
            | Scalar::Date
            | Scalar::DateTime
            | Scalar::Json
            | Scalar::Enumeration(_) => self.input(),
        }
    }

    /// The type in what clients write and in filters (content-api-write.md §2.1).
    pub(super) fn input(&self) -> &str {
        match self {
            Scalar::Id => "ID",
            Scalar::String => "String",
            Scalar::Int => "Int",
            Scalar::Float => "Float",
            Scalar::Boolean => "Boolean",
            Scalar::Date => "Date",
            Scalar::DateTime => "DateTime",
            Scalar::Json => "Json",
            Scalar::Location => "LocationInput",
            Scalar::Color => "ColorInput",
            Scalar::RichText(_) => "RichTextAST",
            Scalar::Enumeration(name) => name,
        }
    }

    /// Whether entries can be ordered by it, also when it is a list (content-api-read.md §5).
    pub(super) fn is_sortable(&self) -> bool {
        match self {
            Scalar::Id
            | Scalar::String
            | Scalar::Int
            | Scalar::Float
            | Scalar::Boolean
            | Scalar::Date
            | Scalar::DateTime
            | Scalar::Enumeration(_) => true,
            Scalar::Json | Scalar::Location | Scalar::Color | Scalar::RichText(_) => false,
        }
    }
}

impl Link<'_> {
    /// The type or union at the other end.
    pub(super) fn to(&self) -> &str {
        match self {
            Link::Related(name) | Link::Asset(name) | Link::UnionSide(name) | Link::ModelUnion(name) => name,
            Link::ComponentUnion(name) => name,
            Link::AffectedDocuments => "ScheduledOperationAffectedDocument",
        }
    }

    /// The input with which clients write it (content-api-write.md §2.1).
    pub(super) fn input(&self, operation: Operation, is_list: bool) -> String {
        let count = if is_list { "Many" } else { "One" };
        format!("{}{}{count}InlineInput", self.to(), operation.name())
    }
}
