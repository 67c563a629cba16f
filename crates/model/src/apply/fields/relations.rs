//! What is peculiar to relational fields: their other side (management-api.md §3.1).

use super::{Made, NewField, next_position};
use crate::apply::{Fresh, models};
use crate::change::{ReverseDraft, ReverseFieldDraft, Target};
use crate::component::{ParentId, ParentRef};
use crate::content_model::{ContentModel, Model, ModelKind};
use crate::error::ChangeError;
use crate::field::{Field, FieldKind, OtherSide, RelationSide, RelationalType};
use crate::ids::{FieldId, ModelId};

/// Makes the kind of a new relational field, and the field at the other end of a two-way one.
pub(super) fn make(
    content: &ContentModel,
    new: NewField<'_>,
    (relational_type, related, reverse): (RelationalType, &Target<ModelId>, &ReverseDraft),
    fresh: &mut Fresh<'_>,
) -> Result<Made, ChangeError> {
    let related = &content.models[models::find(content, related)?];
    if relational_type == RelationalType::Asset && related.kind != ModelKind::Asset {
        return Err(ChangeError::Rule("A field of type ASSET relates to the model Asset.".to_owned()));
    }
    let (holder, default) = holder(content, new, related)?;
    let (other, ends) = match (reverse, holder) {
        (ReverseDraft::TwoWay(draft), ParentRef::Model(source)) => {
            let kind = FieldKind::Relational {
                relational_type: match source.kind {
                    ModelKind::Entries => RelationalType::Relation,
                    ModelKind::Asset => RelationalType::Asset,
                },
                related: source.id.clone(),
                relation: new.id.clone(),
                side: RelationSide::Target,
                other: OtherSide::Field(new.id.clone()),
            };
            let end = end_field(content, &related.id, draft, &default, kind, fresh);
            (OtherSide::Field(end.id.clone()), vec![(related.id.clone(), end)])
        }
        (ReverseDraft::TwoWay(draft), ParentRef::Component(_)) => (one_way(draft.api_id.as_ref(), default), Vec::new()),
        (ReverseDraft::OneWay { api_id }, _) => (one_way(api_id.as_ref(), default), Vec::new()),
    };
    let (related, relation) = (related.id.clone(), new.id.clone());
    let kind = FieldKind::Relational { relational_type, related, relation, side: RelationSide::Source, other };
    Ok(Made { kind, ends })
}

fn one_way(api_id: Option<&String>, default: DefaultNames) -> OtherSide {
    OtherSide::OneWay { api_id: api_id.cloned().unwrap_or(default.api_id) }
}

/// The names that the other side gets when nobody chose one.
pub(super) struct DefaultNames {
    pub(super) api_id: String,
    pub(super) display_name: String,
}

/// The parent of a new field, and what its other side on `related` is called by default: as Studio calls it,
/// `<field><Related>To<Parent>`.
pub(super) fn holder<'a>(
    content: &'a ContentModel,
    new: NewField<'_>,
    related: &Model,
) -> Result<(ParentRef<'a>, DefaultNames), ChangeError> {
    let unknown = || ChangeError::NotFound { what: "model or component", value: new.parent.as_str().to_owned() };
    let holder = content.parent(new.parent).ok_or_else(unknown)?;
    Ok((holder, default_names(holder, &new.draft.api_id, related)))
}

/// See [`holder`].
pub(super) fn default_names(holder: ParentRef<'_>, field: &str, related: &Model) -> DefaultNames {
    let api_id = format!("{field}{}To{}", related.api_id, holder.api_id());
    DefaultNames {
        api_id: api_id.chars().take(crate::rules::LONGEST).collect(),
        display_name: format!("Related {}", holder.display_name()),
    }
}

/// The field that stands at the other end.
pub(super) fn end_field(
    content: &ContentModel,
    model: &ModelId,
    draft: &ReverseFieldDraft,
    default: &DefaultNames,
    kind: FieldKind,
    fresh: &mut Fresh<'_>,
) -> Field {
    Field {
        id: FieldId::new((fresh.id)()),
        api_id: draft.api_id.as_ref().unwrap_or(&default.api_id).clone(),
        display_name: draft.display_name.as_ref().unwrap_or(&default.display_name).clone(),
        description: draft.description.clone(),
        is_system: false,
        position: draft.position.unwrap_or_else(|| next_position(content, &ParentId::Model(model.clone()))),
        visibility: draft.visibility,
        is_list: draft.is_list,
        is_required: false,
        is_unique: false,
        is_localized: false,
        is_title: false,
        is_variant_enabled: false,
        kind,
        form_config: draft.form_config.clone(),
        table_config: draft.table_config.clone(),
        extensions: draft.extensions.clone(),
        meta: draft.meta.clone(),
        visibility_condition: None,
        created_at: fresh.now.to_owned(),
        updated_at: fresh.now.to_owned(),
        created_by: fresh.by.clone(),
    }
}

/// Makes a relation one-way: the links stay, the field at the other end goes (management-api.md §5). Asking for what is
/// so already changes nothing.
pub(super) fn set_unidirectional(
    content: &mut ContentModel,
    field: &mut Field,
    is_unidirectional: bool,
) -> Result<(), ChangeError> {
    let FieldKind::Relational { side, other, .. } = &mut field.kind else { return Ok(()) };
    match (other, is_unidirectional, side) {
        (OtherSide::OneWay { .. }, true, _) | (OtherSide::Field(_), false, _) => Ok(()),
        (OtherSide::OneWay { .. }, false, _) => {
            Err(ChangeError::Rule("A one-way relation cannot become two-way: create a new one instead.".to_owned()))
        }
        (OtherSide::Field(_), true, RelationSide::Target) => {
            let text = "Only the field on which a relation was created can make it one-way.";
            Err(ChangeError::Rule(text.to_owned()))
        }
        (other @ OtherSide::Field(_), true, RelationSide::Source) => {
            let OtherSide::Field(end) = &*other else { return Ok(()) };
            let gone = content.take_field(end);
            *other = OtherSide::OneWay { api_id: gone.map(|(_, field)| field.api_id).unwrap_or_default() };
            Ok(())
        }
    }
}
