//! The kind that a draft describes, with every reference looked up.

use super::{Made, NewField, component_fields, relations, unions};
use crate::apply::{Fresh, enumerations, models, values};
use crate::change::{EmbedsDraft, KindDraft};
use crate::content_model::ContentModel;
use crate::error::ChangeError;
use crate::field::{EmbeddableModels, FieldKind};

/// Makes the kind of a new field.
pub(super) fn make(content: &ContentModel, new: NewField<'_>, fresh: &mut Fresh<'_>) -> Result<Made, ChangeError> {
    let is_list = new.draft.is_list;
    match &new.draft.kind {
        KindDraft::Simple { simple_type, initial_value, validations, embeds } => {
            let initial = initial_value.as_deref().map(|text| values::simple(*simple_type, is_list, text));
            Ok(Made::from(FieldKind::Simple {
                simple_type: *simple_type,
                initial_value: initial.transpose()?,
                validations: validations.clone(),
                embeds: embeds_of(content, embeds)?,
            }))
        }
        KindDraft::Enumerable { enumeration, initial_value } => {
            let enumeration = &content.enumerations[enumerations::find(content, enumeration)?];
            let initial = initial_value.as_deref().map(|text| values::enumeration_names(enumeration, is_list, text));
            let initial_values = initial.transpose()?.unwrap_or_default();
            Ok(Made::from(FieldKind::Enumerable { enumeration: enumeration.id.clone(), initial_values }))
        }
        KindDraft::Relational { relational_type, related, reverse } => {
            relations::make(content, new, (*relational_type, related, reverse), fresh)
        }
        KindDraft::Union { union, members } => unions::make(content, new, union, members, fresh),
        KindDraft::Component { component } => {
            let component = component_fields::one(content, new.parent, component)?;
            Ok(Made::from(FieldKind::Component { component }))
        }
        KindDraft::ComponentUnion { components } => {
            let components = component_fields::several(content, new.parent, components)?;
            Ok(Made::from(FieldKind::ComponentUnion { components }))
        }
    }
}

fn embeds_of(content: &ContentModel, draft: &EmbedsDraft) -> Result<EmbeddableModels, ChangeError> {
    match draft {
        EmbedsDraft::Off => Ok(EmbeddableModels::Off),
        EmbedsDraft::Models(targets) => {
            let id = |target| models::find(content, target).map(|at| content.models[at].id.clone());
            targets.iter().map(id).collect::<Result<_, _>>().map(EmbeddableModels::Models)
        }
    }
}
