//! What people change of themselves.

use std::sync::Arc;

use accounts::{AccountEndError, Member, Person, ProfileError};
use graphql::{ErrorCode, FieldError, Resolved};
use serde_json::{Value, json};

use super::Permitted;
use crate::changes::Input;
use crate::error::{FieldResult, bad_input, internal, of_input};
use crate::resolvers::{Record, viewer};
use crate::scope::Scope;

fn refused(error: ProfileError) -> FieldError {
    match error {
        ProfileError::BadInput(error) => bad_input(error.message),
        ProfileError::Store(error) => internal(error),
    }
}

/// Name and picture; what else the input has is asked by a hosted product and kept nowhere.
pub(super) async fn update_profile(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let unknown = ["company", "jobTitle", "jobRole", "role", "purpose", "companyName", "companySize"];
    input.refuse(&unknown).map_err(of_input)?;
    let (name, picture) = (input.text("name"), input.text("picture"));
    let changed = scope.accounts().update_profile(person, name.as_deref(), picture.as_deref()).await;
    Ok(viewer::of_person(scope, changed.map_err(refused)?))
}

/// Deletes the caller's own account; nobody asks why.
pub(super) async fn delete(scope: &Arc<Scope>, person: &Person) -> FieldResult<Resolved> {
    scope.accounts().delete_account(person).await.map_err(|error| match error {
        AccountEndError::Store(error) => internal(error),
        reason => FieldError::new(ErrorCode::Conflict, reason.to_string()),
    })?;
    Ok(Record::of("DeleteAccountPayload", vec![("deletedUserId", person.id.as_str().into())]))
}

pub(super) async fn prefer(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let more = input.json("preferences").unwrap_or(Value::Null);
    let kept = scope.accounts().remember_preferences(person, more).await.map_err(refused)?;
    let fields = vec![
        ("id", person.id.as_str().into()),
        ("createdAt", person.created_at.as_str().into()),
        ("updatedAt", person.updated_at.as_str().into()),
        ("preferences", kept.map_or(Resolved::Null, Resolved::Leaf)),
    ];
    Ok(Record::of("UserPreferences", fields))
}

pub(super) async fn select(permitted: Permitted<'_>, member: Member) -> FieldResult<Resolved> {
    let more = permitted.input().json("selection").unwrap_or(Value::Null);
    let before = (&member.id, member.selection.clone());
    let kept = permitted.scope.accounts().remember_selection(before, more).await.map_err(refused)?;
    Ok(selection(&member, kept))
}

/// `UserSelection`.
pub(in crate::resolvers) fn selection(member: &Member, kept: Option<Value>) -> Resolved {
    let fields = vec![
        ("id", member.id.as_str().into()),
        ("createdAt", member.created_at.as_str().into()),
        ("updatedAt", member.created_at.as_str().into()),
        ("selection", Resolved::Leaf(kept.unwrap_or_else(|| json!({})))),
    ];
    Record::of("UserSelection", fields)
}
