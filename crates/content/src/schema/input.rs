//! What clients write into entries: `XCreateInput`, `XUpdateInput`, `XUpdateManyInput`, `XUpsertInput`
//! (content-api-write.md §2.1–§2.5, §2.9).

use graphql::ast::{InputValueDefinition, Type};
use model::SystemField;

use super::Scene;
use super::sdl::{Describe, Types, input, list, named, required};
use super::shape::{Attribute, Shape, ShapeKind};
use super::system_shapes::file_inputs;
use super::value::{Operation, ValueType};

/// The four inputs of a model or component.
pub(super) fn add(types: &mut Types, scene: &Scene<'_>, shape: &Shape<'_>) {
    let name = shape.name;
    let document = Part::Document { default_locale: &scene.content_model.default_locale().api_id };
    let mut create = create_fields(shape, document);
    let mut update = update_fields(shape, document);
    if shape.is_localized {
        create.push(localizations(&format!("{name}CreateLocalizationsInput")));
        update.push(localizations(&format!("{name}UpdateLocalizationsInput")));
    }
    types.input(&format!("{name}CreateInput"), None, or_placeholder(create, "create"));
    types.input(&format!("{name}UpdateInput"), None, or_placeholder(update, "update"));
    let mut many = update_many_fields(shape, document);
    if in_update_many(shape).any(|attribute| attribute.is_localized) {
        let ty = named(&format!("{name}UpdateManyLocalizationsInput"));
        many.push(input(SystemField::Localizations.api_id(), ty).about("Optional updates to localizations"));
    }
    types.input(&format!("{name}UpdateManyInput"), None, or_placeholder(many, "updateMany"));
    types.input(
        &format!("{name}UpsertInput"),
        None,
        [
            input("create", required(&format!("{name}CreateInput"))).about("Create document if it didn't exist"),
            input("update", required(&format!("{name}UpdateInput"))).about("Update document if it exists"),
        ],
    );
}

/// Which part of an entry is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    /// Everything; localised fields are those of the default locale.
    Document { default_locale: &'a str },
    /// The localised fields of one locale.
    Localization,
}

impl Part<'_> {
    fn has(self, attribute: &Attribute<'_>) -> bool {
        match self {
            Part::Document { .. } => true,
            Part::Localization => attribute.is_localized,
        }
    }

    fn describe(self, attribute: &Attribute<'_>, made: InputValueDefinition) -> InputValueDefinition {
        match self {
            Part::Document { default_locale } if attribute.is_localized => {
                made.about(&format!("{} input for default locale ({default_locale})", attribute.name))
            }
            Part::Document { .. } | Part::Localization => made,
        }
    }
}

/// The system's fields, the times, own fields, the file: in the order of content-api-write.md §2.3.
pub(super) fn create_fields(shape: &Shape<'_>, part: Part<'_>) -> Vec<InputValueDefinition> {
    let file = file_inputs(shape.kind, Operation::Create);
    let fields = |attributes: &[Attribute<'_>]| fields(attributes.iter(), part, Operation::Create);
    let mut made = fields(&shape.system_written);
    made.extend(times(shape.kind).iter().map(|time| input(time.api_id(), named("DateTime"))));
    made.extend(fields(&shape.written));
    made.extend(fields(&file));
    made
}

/// As [`create_fields`], without times.
pub(super) fn update_fields(shape: &Shape<'_>, part: Part<'_>) -> Vec<InputValueDefinition> {
    let file = file_inputs(shape.kind, Operation::Update);
    let all = shape.system_written.iter().chain(&shape.written).chain(&file);
    fields(all, part, Operation::Update)
}

/// The fields that can be written into many entries at once.
pub(super) fn update_many_fields(shape: &Shape<'_>, part: Part<'_>) -> Vec<InputValueDefinition> {
    fields(in_update_many(shape), part, Operation::Update)
}

/// One value cannot go into a unique field of many entries, nor one file into many assets, and links are of one entry
/// (content-api-write.md §2.5).
pub(super) fn in_update_many<'s, 'a>(shape: &'s Shape<'a>) -> impl Iterator<Item = &'s Attribute<'a>> {
    let system: &[_] = match shape.kind {
        ShapeKind::ScheduledRelease => &shape.system_written,
        ShapeKind::Entries
        | ShapeKind::Asset
        | ShapeKind::User
        | ShapeKind::ScheduledOperation
        | ShapeKind::Component => &[],
    };
    system.iter().chain(&shape.written).filter(|attribute| match &attribute.value {
        ValueType::Scalar(_) => !attribute.is_unique,
        ValueType::Link(_) | ValueType::Computed(_) => false,
    })
}

/// Whether there is anything to write into a localisation: a hollow type is localised by the components that it holds alone
/// (content-api-write.md §2.7).
pub(super) fn is_hollow(shape: &Shape<'_>) -> bool {
    !shape.system_written.iter().chain(&shape.written).any(|attribute| attribute.is_localized)
}

/// Imports may set these when they create an entry, never later (content-api-write.md §2.2).
fn times(kind: ShapeKind) -> &'static [SystemField] {
    match kind {
        ShapeKind::Component => &[SystemField::UpdatedAt],
        ShapeKind::Entries
        | ShapeKind::Asset
        | ShapeKind::User
        | ShapeKind::ScheduledOperation
        | ShapeKind::ScheduledRelease => &[SystemField::UpdatedAt, SystemField::CreatedAt],
    }
}

fn fields<'s, 'a: 's>(
    attributes: impl Iterator<Item = &'s Attribute<'a>>,
    part: Part<'_>,
    operation: Operation,
) -> Vec<InputValueDefinition> {
    let in_part = attributes.filter(|attribute| part.has(attribute));
    in_part.filter_map(|attribute| Some(part.describe(attribute, made(attribute, operation)?))).collect()
}

/// At creation `!` exactly when the field is required; an initial value changes nothing. Later what is not sent stays as it is.
fn made(attribute: &Attribute<'_>, operation: Operation) -> Option<InputValueDefinition> {
    let ty = written_type(attribute, operation)?;
    Some(input(
        attribute.name,
        match operation {
            Operation::Create if attribute.is_required => ty.non_null(),
            Operation::Create | Operation::Update => ty,
        },
    ))
}

fn written_type(attribute: &Attribute<'_>, operation: Operation) -> Option<Type> {
    match &attribute.value {
        ValueType::Scalar(scalar) if attribute.is_list => Some(list(scalar.input())),
        ValueType::Scalar(scalar) => Some(named(scalar.input())),
        ValueType::Link(link) => Some(named(&link.input(operation, attribute.is_list))),
        ValueType::Computed(_) => None,
    }
}

/// An input type without fields is not allowed. The placeholder means nothing; who sends it changes nothing.
fn or_placeholder(mut fields: Vec<InputValueDefinition>, operation: &str) -> Vec<InputValueDefinition> {
    if fields.is_empty() {
        fields.push(input("_", named("String")).about(&format!("No fields in {operation} data input")));
    }
    fields
}

fn localizations(ty: &str) -> InputValueDefinition {
    let about = "Inputs for document localizations other than the default one";
    input(SystemField::Localizations.api_id(), named(ty)).about(about)
}
