//! Roles, members, invitations, ownership. Nobody gives away an action that they were not given themselves.

use std::sync::Arc;

use accounts::{Member, NewRole, Person, Role, RolePatch, role_defaults};
use graphql::Resolved;
use model::ids::{InviteId, MemberId, RoleId};

use super::{Permitted, granted_actions};
use crate::changes::Input;
use crate::error::{FieldResult, ResultExt as _, not_found, of_team};
use crate::resolvers::invite::InviteObject;
use crate::resolvers::project::ProjectObject;
use crate::resolvers::{Record, team};
use crate::scope::{EnvironmentScope, Scope};

pub(super) async fn create_role(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let (scope, input, project) = (permitted.scope, permitted.input(), &place.project);
    let grants = match granted_actions(input, &place)? {
        Some(grants) => grants,
        // Nobody gives what they do not have.
        None => role_defaults().intersection(&place.grants),
    };
    let new = NewRole { name: input.needed_text("name"), description: input.text("description"), grants };
    let role = scope.accounts().create_role(&project.id, new, &scope.identity()).await.map_err(of_team)?;
    Ok(team::role(scope, project, role))
}

pub(super) async fn update_role(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let (scope, input, project) = (permitted.scope, permitted.input(), &place.project);
    let patch = RolePatch {
        name: input.text("name"),
        description: permitted.data.get("description").map(|text| text.as_str().map(str::to_owned)),
        grants: granted_actions(input, &place)?,
    };
    let id = RoleId::new(input.needed_text("id"));
    let role = scope.accounts().update_role(&project.id, &id, patch, &scope.identity()).await.map_err(of_team)?;
    Ok(team::role(scope, project, role))
}

pub(super) async fn delete_role(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = permitted.input().needed_text("id");
    let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
    accounts.delete_role(&place.project.id, &RoleId::new(&id), &by).await.map_err(of_team)?;
    Ok(Record::of("DeleteRolePayload", vec![("deletedId", id.into())]))
}

/// The roles that the input names, none of which may grant more than the caller has.
async fn roles(input: Input<'_>, place: &EnvironmentScope) -> FieldResult<Vec<RoleId>> {
    let mut ids = Vec::new();
    for id in input.texts("roleIds") {
        let role = place.scope.accounts().role(&place.project.id, &RoleId::new(&id)).await.or_internal()?;
        let role: Role = role.ok_or_else(|| not_found("role", &id))?;
        if !role.is_owners() {
            role.grants.actions().try_for_each(|action| place.check(action))?;
        }
        ids.push(role.id);
    }
    Ok(ids)
}

/// Whoever has more rights than the caller is out of the caller's reach.
async fn within_reach(place: &EnvironmentScope, id: &MemberId) -> FieldResult<()> {
    let member: Option<Member> = place.scope.accounts().member_by_id(&place.project.id, id).await.or_internal()?;
    let member = member.ok_or_else(|| not_found("member", id.as_str()))?;
    if member.is_owner {
        // What is refused then is told by what is done.
        return Ok(());
    }
    member.management_grants().actions().try_for_each(|action| place.check(action))
}

pub(super) async fn update_roles(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let (scope, input, project) = (permitted.scope, permitted.input(), &place.project);
    let id = MemberId::new(input.needed_text("memberId"));
    let wanted = roles(input, &place).await?;
    within_reach(&place, &id).await?;
    let accounts = scope.accounts();
    let member = accounts.set_member_roles(&project.id, &id, &wanted, &scope.identity()).await.map_err(of_team)?;
    Ok(team::member(scope, project, member))
}

pub(super) async fn remove(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = MemberId::new(permitted.input().needed_text("memberId"));
    within_reach(&place, &id).await?;
    let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
    accounts.remove_member(&place.project.id, &id, &by).await.map_err(of_team)?;
    Ok(Record::of("RemoveMemberPayload", vec![("removedMemberId", id.as_str().into())]))
}

pub(super) async fn leave(
    permitted: Permitted<'_>,
    place: Arc<EnvironmentScope>,
    member: Member,
) -> FieldResult<Resolved> {
    let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
    accounts.remove_member(&place.project.id, &member.id, &by).await.map_err(of_team)?;
    Ok(Record::of("LeaveProjectPayload", vec![("leftProjectId", place.project.id.as_str().into())]))
}

pub(super) async fn hand_over(
    permitted: Permitted<'_>,
    place: Arc<EnvironmentScope>,
    member: Member,
) -> FieldResult<Resolved> {
    let (scope, project) = (permitted.scope, &place.project);
    let to = MemberId::new(permitted.input().needed_text("memberId"));
    let (accounts, by) = (scope.accounts(), scope.identity());
    accounts.hand_over_project(&project.id, &member.person.id, &to, &by).await.map_err(of_team)?;
    let project = accounts.project(&project.id).await.or_internal()?;
    let project = project.ok_or_else(|| not_found("project", place.project.id.as_str()))?;
    Ok(ProjectObject::resolved(scope, project))
}

pub(super) async fn invite(
    permitted: Permitted<'_>,
    place: Arc<EnvironmentScope>,
    member: Member,
) -> FieldResult<Resolved> {
    let (scope, input, project) = (permitted.scope, permitted.input(), &place.project);
    let (email, roles) = (input.needed_text("email"), roles(input, &place).await?);
    let accounts = scope.accounts();
    let made = accounts.invite(&project.id, &member.person, &email, &roles, input.text("origin")).await;
    let invite = InviteObject::resolved(scope, made.map_err(of_team)?);
    Ok(Record::of("SendInvitePayload", vec![("invite", invite)]))
}

pub(super) async fn revoke(permitted: Permitted<'_>, place: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = permitted.input().needed_text("id");
    let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
    accounts.revoke_invite(&place.project.id, &InviteId::new(&id), &by).await.map_err(of_team)?;
    Ok(Record::of("RevokeInvitePayload", vec![("revokedInviteId", id.into())]))
}

pub(super) async fn accept(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let accepted = scope.accounts().accept_invite(person, &input.needed_text("code")).await.map_err(of_team)?;
    Ok(Record::of("AcceptInvitePayload", vec![("invite", InviteObject::resolved(scope, accepted))]))
}
