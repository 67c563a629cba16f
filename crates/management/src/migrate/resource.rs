//! What a migration of one change was about: `Migration.resourceId` (management-api.md §4.1).

use model::{Change, ContentModel, FieldTarget, Target};

/// Id of the thing that the change made, changed or deleted. A new thing is the last of its kind.
pub(super) fn resource(change: &Change, after: &ContentModel) -> Option<String> {
    match change {
        Change::CreateModel(_) => after.models.last().map(|model| model.id.to_string()),
        Change::CreateComponent(_) => after.components.last().map(|component| component.id.to_string()),
        Change::CreateField(parent, draft) => after
            .parents()
            .find(|found| match parent {
                Target::Id(id) => found.id().as_str() == id,
                Target::ApiId(api_id) => found.api_id() == api_id,
            })
            .and_then(|parent| parent.field(&draft.api_id))
            .map(|field| field.id.to_string()),
        Change::CreateEnumeration(_) => after.enumerations.last().map(|enumeration| enumeration.id.to_string()),
        Change::CreateLocale(_) => after.locales.last().map(|locale| locale.id.to_string()),
        Change::CreateStage(draft) => after.stage(&draft.api_id).map(|stage| stage.id.to_string()),
        Change::UpdateModel(target, _) | Change::DeleteModel(target) => id(target),
        Change::UpdateComponent(target, _) | Change::DeleteComponent(target) => id(target),
        Change::UpdateField(target, ..) | Change::DeleteField(target) => match target {
            FieldTarget::Id(id) => Some(id.to_string()),
            FieldTarget::Named { .. } => None,
        },
        Change::UpdateEnumeration(target, _) | Change::DeleteEnumeration(target) => id(target),
        Change::UpdateLocale(target, _) | Change::DeleteLocale { target, .. } => id(target),
        Change::UpdateStage(target, _) | Change::DeleteStage { target, .. } => id(target),
    }
}

/// Single mutations, the only ones whose migrations have a resource, name things by id.
fn id<I: AsRef<str>>(target: &Target<I>) -> Option<String> {
    match target {
        Target::Id(id) => Some(id.as_ref().to_owned()),
        Target::ApiId(_) => None,
    }
}
