//! What the system gives: the fields that every model or component has, the fields of files, and the system models that are no models of
//! the content model (content-api-read.md §3.2, §3.4).

use model::{ContentModel, Field, Model, ModelKind, ParentRef, SystemField};

use super::shape::{Attribute, Shape, ShapeKind, own};
use super::value::{Computed, Link, Operation, Scalar, ValueType};

/// The fields that an asset's file fills, in order.
const FILE: [&str; 6] = ["mimeType", "size", "width", "height", "fileName", "handle"];

/// Whether a field is one that an asset's file fills.
pub(super) fn is_of_file(parent: ParentRef<'_>, field: &Field) -> bool {
    match parent {
        ParentRef::Model(Model { kind: ModelKind::Asset, .. }) => FILE.contains(&field.api_id.as_str()),
        ParentRef::Model(Model { kind: ModelKind::Entries, .. }) | ParentRef::Component(_) => false,
    }
}

/// The fields that an asset's file fills; they stand before all others.
pub(super) fn file_attributes<'a>(content_model: &'a ContentModel, asset: &'a Model) -> Vec<Attribute<'a>> {
    let fields = FILE.iter().filter_map(|name| asset.field(name));
    fields.filter_map(|field| own(content_model, ParentRef::Model(asset), field)).collect()
}

/// What clients write of the system's fields of a model, besides times.
pub(super) fn written_of_model(kind: ModelKind) -> Vec<Attribute<'static>> {
    match kind {
        ModelKind::Entries => Vec::new(),
        // Whoever gives none gets the name of the uploaded file (platform.md §3.2).
        ModelKind::Asset => vec![Attribute { is_localized: true, ..scalar("fileName", Scalar::String) }],
    }
}

/// With what clients bring an asset's file: stands after own fields (content-api-write.md §2.3).
pub(super) fn file_inputs(kind: ShapeKind, operation: Operation) -> Vec<Attribute<'static>> {
    let localized = |attribute| Attribute { is_localized: true, ..attribute };
    let url = || localized(scalar("uploadUrl", Scalar::String));
    match (kind, operation) {
        (ShapeKind::Asset, Operation::Create) => vec![url()],
        (ShapeKind::Asset, Operation::Update) => vec![localized(scalar("reUpload", Scalar::Boolean)), url()],
        (
            ShapeKind::Entries
            | ShapeKind::User
            | ShapeKind::ScheduledOperation
            | ShapeKind::ScheduledRelease
            | ShapeKind::Component,
            _,
        ) => Vec::new(),
    }
}

/// Where an asset's file is and how far it has come.
pub(super) fn upload_and_url() -> [Attribute<'static>; 2] {
    [
        attribute("upload", ValueType::Computed(Computed::Upload)).described("How far the upload of the file is."),
        required(attribute("url", ValueType::Computed(Computed::Url)))
            .described("The address of the file, transformed as asked for."),
    ]
}

/// The versions of an entry.
pub(super) fn history() -> Attribute<'static> {
    let history =
        attribute("history", ValueType::Computed(Computed::History)).described("The versions of the document.");
    Attribute { is_list: true, ..history }
}

/// The scheduled operations that an entry is part of. It is a member's side of a union, and so cannot be ordered.
pub(super) fn scheduled_in() -> Attribute<'static> {
    list(attribute("scheduledIn", ValueType::Link(Link::UnionSide("ScheduledOperation"))))
}

/// Times and id of every model.
pub(super) fn scalars() -> [Attribute<'static>; 4] {
    [
        time(SystemField::PublishedAt, "The time the document was published; null in the stage DRAFT."),
        required(time(SystemField::UpdatedAt, "The time the document was updated.")),
        required(time(SystemField::CreatedAt, "The time the document was created.")),
        id(),
    ]
}

/// Time and id of every component: it has no life of its own to tell more about.
pub(super) fn component_scalars() -> [Attribute<'static>; 2] {
    let updated = time(SystemField::UpdatedAt, "The time the instance was updated.");
    [Attribute { is_system_time: false, ..updated }, id()]
}

/// Who did it.
pub(super) fn users() -> [Attribute<'static>; 3] {
    [
        (SystemField::PublishedBy, "Who last published this document."),
        (SystemField::UpdatedBy, "Who last updated this document."),
        (SystemField::CreatedBy, "Who created this document."),
    ]
    .map(|(field, about)| attribute(field.api_id(), ValueType::Link(Link::Related("User"))).described(about))
}

/// The system model `User`.
pub(super) fn user() -> Shape<'static> {
    let mut attributes = vec![
        required(scalar("isActive", Scalar::Boolean)).described("Whether the user may still act."),
        scalar("picture", Scalar::String).described("Address of a picture."),
        required(scalar("name", Scalar::String)).described("Name."),
    ];
    attributes.extend(scalars());
    attributes.push(required(scalar("kind", Scalar::Enumeration("UserKind"))).described("Kind of user."));
    Shape {
        kind: ShapeKind::User,
        name: "User",
        plural: "Users",
        description: Some("Somebody who changed content: a person, a token, an app or the public."),
        is_localized: false,
        attributes,
        system_written: Vec::new(),
        written: Vec::new(),
    }
}

/// The system model `ScheduledOperation`.
pub(super) fn scheduled_operation() -> Shape<'static> {
    let mut attributes = vec![
        required(scalar("rawPayload", Scalar::Json)).described("What was scheduled, as it was sent."),
        scalar("errorMessage", Scalar::String).described("Why the operation failed."),
        scalar("description", Scalar::String).described("Text for people."),
    ];
    attributes.extend(scalars());
    attributes.push(
        attribute("release", ValueType::Link(Link::Related("ScheduledRelease")))
            .described("The release that the operation belongs to."),
    );
    attributes.extend(users());
    let status = Scalar::Enumeration("ScheduledOperationStatus");
    attributes.push(required(scalar("status", status)).described("How far the operation is."));
    attributes.push(list(attribute("affectedDocuments", ValueType::Link(Link::AffectedDocuments))));
    Shape {
        kind: ShapeKind::ScheduledOperation,
        name: "ScheduledOperation",
        plural: "ScheduledOperations",
        description: Some("Something that is done to documents at a later time."),
        is_localized: false,
        attributes,
        system_written: Vec::new(),
        written: Vec::new(),
    }
}

/// The system model `ScheduledRelease`.
pub(super) fn scheduled_release() -> Shape<'static> {
    let title = || scalar("title", Scalar::String).described("Name for people.");
    let description = || scalar("description", Scalar::String).described("Text for people.");
    let error = || scalar("errorMessage", Scalar::String).described("Why the release failed.");
    let active = || scalar("isActive", Scalar::Boolean).described("Whether the release runs at its time.");
    let release_at = || scalar("releaseAt", Scalar::DateTime).described("When the release runs.");
    let mut attributes = vec![
        release_at(),
        required(scalar("isImplicit", Scalar::Boolean)).described("Whether it was made for one operation alone."),
        required(active()),
        error(),
        description(),
        title(),
    ];
    attributes.extend(scalars());
    let operations = attribute("operations", ValueType::Link(Link::Related("ScheduledOperation")));
    attributes.push(list(operations).described("What the release does."));
    attributes.extend(users());
    let status = Scalar::Enumeration("ScheduledReleaseStatus");
    attributes.push(required(scalar("status", status)).described("How far the release is."));
    Shape {
        kind: ShapeKind::ScheduledRelease,
        name: "ScheduledRelease",
        plural: "ScheduledReleases",
        description: Some("Scheduled operations that are done together."),
        is_localized: false,
        attributes,
        system_written: vec![title(), description(), error(), active(), release_at()],
        written: Vec::new(),
    }
}

impl<'a> Attribute<'a> {
    fn described(self, description: &'a str) -> Self {
        Self { description: Some(description), ..self }
    }
}

/// A field of which nothing special is known.
pub(super) fn attribute<'a>(name: &'a str, value: ValueType<'a>) -> Attribute<'a> {
    Attribute {
        name,
        description: None,
        value,
        is_list: false,
        is_required: false,
        is_unique: false,
        is_localized: false,
        is_system_time: false,
    }
}

fn scalar(name: &'static str, scalar: Scalar<'static>) -> Attribute<'static> {
    attribute(name, ValueType::Scalar(scalar))
}

fn required(attribute: Attribute<'_>) -> Attribute<'_> {
    Attribute { is_required: true, ..attribute }
}

fn list(attribute: Attribute<'_>) -> Attribute<'_> {
    Attribute { is_list: true, ..attribute }
}

fn time(field: SystemField, about: &'static str) -> Attribute<'static> {
    let time = scalar(field.api_id(), Scalar::DateTime).described(about);
    Attribute { is_system_time: true, ..time }
}

fn id() -> Attribute<'static> {
    let id = required(scalar(SystemField::Id.api_id(), Scalar::Id)).described("The unique identifier.");
    Attribute { is_unique: true, ..id }
}
