//! What a field may be (management-api.md §4.4, "Field rules").

use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::error::ChangeError;
use crate::field::{
    EmbeddableModels, Field, FieldKind, OtherSide, RelationSide, RelationalType, SimpleType, Visibility,
};
use crate::ids::FieldId;
use crate::validations::{Pattern, Validations};

/// Suffixes that filters and orders append to a field's name (content-api-read.md §4.2, §5).
const SUFFIXES: &[&str] = &[
    "_not",
    "_in",
    "_not_in",
    "_contains",
    "_not_contains",
    "_starts_with",
    "_not_starts_with",
    "_ends_with",
    "_not_ends_with",
    "_lt",
    "_lte",
    "_gt",
    "_gte",
    "_contains_all",
    "_contains_some",
    "_contains_none",
    "_json_path_exists",
    "_value_recursive",
    "_every",
    "_some",
    "_none",
    "_empty",
];

fn rule(text: impl Into<String>) -> ChangeError {
    ChangeError::Rule(text.into())
}

/// What has a name in the types of a model or component.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Occupant<'a> {
    field: &'a FieldId,
    is_reverse: bool,
}

impl<'a> Occupant<'a> {
    /// A field.
    pub(super) fn field(field: &'a FieldId) -> Self {
        Self { field, is_reverse: false }
    }

    /// The other side of a one-way relation, which is in write inputs only.
    pub(super) fn reverse(field: &'a FieldId) -> Self {
        Self { field, is_reverse: true }
    }
}

fn occupants<'a>(content: &'a ContentModel, parent: &'a ParentId) -> impl Iterator<Item = (Occupant<'a>, &'a str)> {
    let fields = content.parent(parent).map(|found| found.fields()).unwrap_or_default();
    let own = fields.iter().map(|field| (Occupant::field(&field.id), field.api_id.as_str()));
    let reverse = content.parents().flat_map(|other| other.fields()).filter_map(move |field| match &field.kind {
        FieldKind::Relational { related, other: OtherSide::OneWay { api_id }, .. } if parent.is_model(related) => {
            Some((Occupant::reverse(&field.id), api_id.as_str()))
        }
        FieldKind::Relational { .. }
        | FieldKind::Simple { .. }
        | FieldKind::Enumerable { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => None,
    });
    own.chain(reverse)
}

/// Whether `own` may have that name on a parent: nothing has it, and no filter of another field would.
pub(super) fn check_free(
    content: &ContentModel,
    parent: &ParentId,
    api_id: &str,
    own: Occupant<'_>,
) -> Result<(), ChangeError> {
    for (other, taken) in occupants(content, parent).filter(|(other, _)| *other != own) {
        if taken == api_id {
            return Err(ChangeError::Duplicate { what: "field", value: api_id.to_owned() });
        }
        let meets = |longer: &str, shorter: &str| longer.strip_prefix(shorter).is_some_and(|s| SUFFIXES.contains(&s));
        if !own.is_reverse && !other.is_reverse && (meets(api_id, taken) || meets(taken, api_id)) {
            return Err(rule(format!(
                "The field \"{api_id}\" cannot stand beside \"{taken}\": a filter of one already exists under the name \
                 of the other."
            )));
        }
    }
    Ok(())
}

/// Whether the settings of a field go together.
pub(super) fn check(content: &ContentModel, field: &Field) -> Result<(), ChangeError> {
    if field.is_title && (field.is_list || field.visibility != Visibility::ReadWrite) {
        return Err(rule("A title field cannot be a list and needs the visibility READ_WRITE."));
    }
    if field.is_required && field.visibility != Visibility::ReadWrite {
        return Err(rule("A required field needs the visibility READ_WRITE: nobody could fill it otherwise."));
    }
    if field.is_unique && field.is_list {
        return Err(rule("A list field cannot be unique."));
    }
    match &field.kind {
        FieldKind::Simple { simple_type, initial_value, validations, embeds } => {
            if field.is_unique && !simple_type.can_be_unique() {
                return Err(rule("Fields of this type cannot be unique."));
            }
            if initial_value.is_some() && field.is_localized {
                return Err(rule("A localized field cannot have an initial value."));
            }
            check_embeds(content, *simple_type, embeds)?;
            check_validations(*simple_type, validations.as_ref())
        }
        FieldKind::Enumerable { initial_values, .. } if !initial_values.is_empty() && field.is_localized => {
            Err(rule("A localized field cannot have an initial value."))
        }
        FieldKind::Enumerable { .. } => Ok(()),
        FieldKind::Relational { relational_type, side, .. } => {
            let may = *relational_type == RelationalType::Asset && *side == RelationSide::Source;
            if field.is_required && !may {
                return Err(rule("A relation cannot be required; asset fields can."));
            }
            check_scalar_settings(field)
        }
        FieldKind::Union { .. } | FieldKind::UnionMember { .. } => {
            if field.is_required {
                return Err(rule("A union field cannot be required."));
            }
            check_scalar_settings(field)
        }
        FieldKind::Component { .. } | FieldKind::ComponentUnion { .. } => check_scalar_settings(field),
    }
}

/// Settings that only scalars and enumerations have.
fn check_scalar_settings(field: &Field) -> Result<(), ChangeError> {
    if field.is_unique || field.is_localized || field.is_title {
        return Err(rule("Only scalar and enumeration fields can be unique, localized or a title."));
    }
    Ok(())
}

fn check_embeds(content: &ContentModel, simple_type: SimpleType, embeds: &EmbeddableModels) -> Result<(), ChangeError> {
    let EmbeddableModels::Models(models) = embeds else { return Ok(()) };
    if simple_type != SimpleType::RichText {
        return Err(rule("Only rich text fields can embed entries."));
    }
    if models.is_empty() {
        return Err(rule("Name the models that may be embedded."));
    }
    match models.iter().find(|id| content.model_by_id(id).is_none()) {
        Some(id) => Err(ChangeError::NotFound { what: "model", value: id.to_string() }),
        None => Ok(()),
    }
}

fn check_validations(simple_type: SimpleType, validations: Option<&Validations>) -> Result<(), ChangeError> {
    match (validations, simple_type) {
        (None, _) | (Some(Validations::Int { .. }), SimpleType::Int) => Ok(()),
        (Some(Validations::Float { .. }), SimpleType::Float) => Ok(()),
        (Some(Validations::String { matches, not_matches, .. }), SimpleType::String) => {
            matches.iter().chain(not_matches).try_for_each(check_pattern)
        }
        (Some(_), _) => Err(rule("The validations do not fit the type of the field.")),
    }
}

fn check_pattern(pattern: &Pattern) -> Result<(), ChangeError> {
    let Some(regex) = &pattern.regex else { return Ok(()) };
    if let Some(flag) = pattern.flags.iter().find(|flag| !["i", "m", "s"].contains(&flag.as_str())) {
        return Err(rule(format!("\"{flag}\" is not a flag of a regular expression: use i, m or s.")));
    }
    // The engine is linear in the text; look-around and back references, which would not be, are refused here.
    match regex::Regex::new(regex) {
        Ok(_) => Ok(()),
        Err(_) => Err(rule(format!("\"{regex}\" is not a regular expression that can be checked in linear time."))),
    }
}
