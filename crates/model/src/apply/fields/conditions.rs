//! Visibility conditions (management-api.md §4.4).

use crate::change::{ConditionDraft, Target};
use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::error::ChangeError;
use crate::field::{Field, FieldKind, SimpleType, VisibilityCondition};
use crate::ids::{EnumerationId, FieldId};

fn rule(text: &str) -> ChangeError {
    ChangeError::Rule(text.to_owned())
}

/// The condition that a draft describes for the field `id` of `parent`.
pub(super) fn read(
    content: &ContentModel,
    parent: &ParentId,
    id: &FieldId,
    draft: &ConditionDraft,
) -> Result<VisibilityCondition, ChangeError> {
    let fields = content.parent(parent).map(|parent| parent.fields()).unwrap_or_default();
    let (base, name) = match &draft.base_field {
        Target::Id(id) => (fields.iter().find(|field| &field.id == id), id.as_str()),
        Target::ApiId(api_id) => (fields.iter().find(|field| &field.api_id == api_id), api_id.as_str()),
    };
    let base = base.ok_or_else(|| ChangeError::NotFound { what: "base field", value: name.to_owned() })?;
    if &base.id == id {
        return Err(rule("A field's visibility cannot depend on the field itself."));
    }
    let enumeration_values = match &base.kind {
        FieldKind::Simple { simple_type: SimpleType::Boolean, .. } if !base.is_list => {
            if draft.boolean_value.is_none() {
                return Err(rule("Give the booleanValue of the visibility condition."));
            }
            Vec::new()
        }
        FieldKind::Enumerable { enumeration, .. } => values(content, enumeration, draft)?,
        FieldKind::Simple { .. }
        | FieldKind::Relational { .. }
        | FieldKind::Union { .. }
        | FieldKind::UnionMember { .. }
        | FieldKind::Component { .. }
        | FieldKind::ComponentUnion { .. } => {
            return Err(rule("The base field of a visibility condition is a Boolean or an enumeration field."));
        }
    };
    check_operator(base, &draft.operator)?;
    Ok(VisibilityCondition {
        base_field: base.id.clone(),
        operator: draft.operator.clone(),
        boolean_value: if enumeration_values.is_empty() { draft.boolean_value } else { None },
        enumeration_values,
    })
}

fn check_operator(base: &Field, operator: &str) -> Result<(), ChangeError> {
    let several = matches!(operator, "CONTAINS_ANY" | "CONTAINS_ALL" | "CONTAINS_NONE");
    match (several, base.is_list) {
        (true, true) | (false, false) => Ok(()),
        (true, false) => Err(rule("A base field with a single value takes IS or IS_NOT.")),
        (false, true) => Err(rule("A base field with a list takes CONTAINS_ANY, CONTAINS_ALL or CONTAINS_NONE.")),
    }
}

/// apiIds of the values.
fn values(
    content: &ContentModel,
    enumeration: &EnumerationId,
    draft: &ConditionDraft,
) -> Result<Vec<String>, ChangeError> {
    let unknown = || ChangeError::NotFound { what: "enumeration", value: enumeration.to_string() };
    let enumeration = content.enumeration_by_id(enumeration).ok_or_else(unknown)?;
    if draft.enumeration_values.is_empty() {
        return Err(rule("Give the enumeration values of the visibility condition."));
    }
    let value = |target: &_| {
        let (found, name) = match target {
            Target::Id(id) => (enumeration.values.iter().find(|value| &value.id == id), id.as_str()),
            Target::ApiId(api_id) => (enumeration.value(api_id), api_id.as_str()),
        };
        let not_found = || ChangeError::NotFound { what: "enumeration value", value: name.to_owned() };
        found.map(|value| value.api_id.clone()).ok_or_else(not_found)
    };
    draft.enumeration_values.iter().map(value).collect()
}
