//! The root of mutations: an operation is looked up, its environment found, its gate passed, and only then is it run.

mod apps;
mod content_permissions;
mod own_account;
mod projects;
mod public;
mod schema;
mod team;
mod tokens;

use std::sync::Arc;

use access::{ManagementGrants, PermissionAction};
use accounts::{Member, Viewer};
use graphql::{ErrorCode, FieldCall, FieldError, Resolved};
use model::ids::{ContentPermissionId, FieldId, InstallationId, InviteId, MemberId, RoleId, TokenId};
use serde_json::Value;

use super::object;
use super::query::unauthenticated;
use crate::changes::Input;
use crate::error::{FieldResult, ResultExt as _, bad_input, not_found, of_app, of_token};
use crate::operation::{Gate, Operation, Place, Thing};
use crate::scope::{EnvironmentScope, Scope};

pub(super) use own_account::selection;

/// `Mutation`.
pub(crate) struct MutationRoot(pub(crate) Arc<Scope>);

object!(MutationRoot, "Mutation");

/// An operation that passed its gate.
struct Permitted<'a> {
    scope: &'a Arc<Scope>,
    /// The `data` argument.
    data: &'a Value,
}

impl Permitted<'_> {
    fn input(&self) -> Input<'_> {
        Input::new(self.data)
    }
}

impl MutationRoot {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let scope = &self.0;
        if matches!(scope.viewer, Viewer::Anonymous) {
            return Err(unauthenticated());
        }
        let operation = Operation::from_name(field.name).ok_or_else(|| FieldError::not_implemented(field))?;
        let data = field.argument("data");
        let permitted = Permitted { scope, data };
        let place = find(scope, operation.place(), permitted.input()).await?;
        pass(scope, operation.gate(), place.as_deref(), permitted.input())?;
        match place {
            Some(environment) => run_in(operation, permitted, environment).await,
            None => run(operation, permitted).await,
        }
    }
}

/// The environment that the input is about. One that does not exist for the viewer is not found.
async fn find(scope: &Arc<Scope>, place: Place, input: Input<'_>) -> FieldResult<Option<Arc<EnvironmentScope>>> {
    match place {
        Place::Nowhere => Ok(None),
        Place::Project(key) => {
            let id = input.needed_text(key);
            let all = EnvironmentScope::all(scope).await?;
            let found = all.into_iter().find(|environment| environment.project.id.as_str() == id);
            found.map(Some).ok_or_else(|| not_found("project", &id))
        }
        Place::Environment(key) => {
            let id = input.needed_text(key);
            let all = EnvironmentScope::all(scope).await?;
            let found = all.into_iter().find(|environment| environment.id().as_str() == id);
            found.map(Some).ok_or_else(|| not_found("environment", &id))
        }
        Place::Holding(thing, keys) => {
            let id = keys.iter().find_map(|key| input.text(key));
            let id = id.ok_or_else(|| bad_input(format!("Give either {}.", keys.join(" or "))))?;
            for environment in EnvironmentScope::all(scope).await? {
                if holds(&environment, thing, &id).await? {
                    return Ok(Some(environment));
                }
            }
            Err(not_found(thing.noun(), &id))
        }
        Place::PermissionTarget => {
            let target = input.object("target").unwrap_or(Input::new(&Value::Null));
            let place = match target.needed_text("kind").as_str() {
                "PAT" => Place::Holding(Thing::PermanentToken, &["patId"]),
                _ => Place::Environment("environmentId"),
            };
            Box::pin(find(scope, place, target)).await
        }
    }
}

async fn holds(environment: &Arc<EnvironmentScope>, thing: Thing, id: &str) -> FieldResult<bool> {
    let (accounts, project) = (environment.scope.accounts(), &environment.project.id);
    let content = || environment.schema();
    Ok(match thing {
        Thing::PermanentToken => {
            let found = accounts.permanent_token(environment.id(), &TokenId::new(id)).await;
            found.map_err(of_token)?.is_some()
        }
        Thing::Installation => {
            let found = environment.scope.apps().installation(environment.id(), &InstallationId::new(id)).await;
            found.map_err(of_app)?.is_some()
        }
        Thing::ContentPermission => {
            let found = accounts.content_permission(environment.id(), &ContentPermissionId::new(id)).await;
            found.or_internal()?.is_some()
        }
        Thing::Role => accounts.role(project, &RoleId::new(id)).await.or_internal()?.is_some(),
        Thing::Member => accounts.member_by_id(project, &MemberId::new(id)).await.or_internal()?.is_some(),
        Thing::Invite => {
            let id = InviteId::new(id);
            accounts.invites(project).await.or_internal()?.iter().any(|invite| invite.id == id)
        }
        Thing::Model => content().await?.content.models.iter().any(|model| model.id.as_str() == id),
        Thing::Component => content().await?.content.components.iter().any(|component| component.id.as_str() == id),
        Thing::FieldParent => content().await?.content.parents().any(|parent| parent.id().as_str() == id),
        Thing::Field => content().await?.content.parent_of_field(&FieldId::new(id)).is_some(),
        Thing::Enumeration => content().await?.content.enumerations.iter().any(|found| found.id.as_str() == id),
        Thing::Locale => content().await?.content.locales.iter().any(|locale| locale.id.as_str() == id),
        Thing::Stage => content().await?.content.stages.iter().any(|stage| stage.id.as_str() == id),
    })
}

fn pass(scope: &Scope, gate: Gate, place: Option<&EnvironmentScope>, input: Input<'_>) -> FieldResult<()> {
    match (gate, place) {
        (Gate::Person, _) => needs_person(scope),
        // Who sees the project as a person is a member of it.
        (Gate::Member, Some(_)) => needs_person(scope),
        (Gate::MemberWith(action), Some(environment)) => {
            needs_person(scope)?;
            environment.check(action)
        }
        (Gate::Action(action), Some(environment)) => environment.check(action),
        (Gate::ActionOrOwnInstallation(action), Some(environment)) => match &scope.viewer {
            Viewer::App(app) if app.installation.as_str() == input.needed_text("appInstallationId") => Ok(()),
            _ => environment.check(action),
        },
        // Each change is checked when the batch is read.
        (Gate::EachChange, Some(_)) => Ok(()),
        (
            Gate::Action(_) | Gate::ActionOrOwnInstallation(_) | Gate::EachChange | Gate::Member | Gate::MemberWith(_),
            None,
        ) => Err(FieldError::new(ErrorCode::Forbidden, "This can only be done in an environment.")),
    }
}

fn needs_person(scope: &Scope) -> FieldResult<()> {
    match &scope.viewer {
        Viewer::User(_) => Ok(()),
        Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => {
            let text = "Only a person who is signed in can do this, not a token.";
            Err(FieldError::new(ErrorCode::Forbidden, text))
        }
    }
}

/// The caller's membership of the project.
async fn own_membership(environment: &EnvironmentScope) -> FieldResult<Member> {
    let Viewer::User(person) = &environment.scope.viewer else { return Err(unauthenticated()) };
    let project = &environment.project.id;
    let member = environment.scope.accounts().member(project, &person.id).await.or_internal()?;
    member.ok_or_else(|| not_found("project", project.as_str()))
}

/// The actions that an input names by their permissions' ids; each must be the caller's own. None when nothing is said.
fn granted_actions(input: Input<'_>, environment: &EnvironmentScope) -> FieldResult<Option<ManagementGrants>> {
    // An empty list is given, too, and grants nothing.
    if input.json("managementPermissionIds").is_none() {
        return Ok(None);
    }
    let mut actions = Vec::new();
    for id in input.texts("managementPermissionIds") {
        let action = PermissionAction::from_wire(&id).ok_or_else(|| not_found("management permission", &id))?;
        environment.check(action)?;
        actions.push(action);
    }
    Ok(Some(ManagementGrants::of(actions)))
}

async fn run_in(
    operation: Operation,
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    match operation {
        Operation::SubmitBatchChanges => schema::submit_batch(permitted, environment).await,
        Operation::Change(kind) => schema::change(kind, permitted, environment).await,
        Operation::MoveField => schema::move_field(permitted, environment).await,
        Operation::UpdateProject => projects::update(permitted, environment).await,
        Operation::CreateAppExchangeToken => apps::create_exchange_token(permitted, environment).await,
        Operation::CreateAppInstallation => apps::install(permitted, environment).await,
        Operation::UpdateAppInstallation => apps::update_installation(permitted, environment).await,
        Operation::DeleteAppInstallation => apps::uninstall(permitted, environment).await,
        Operation::CreatePermanentAuthToken => tokens::create(permitted, environment).await,
        Operation::UpdatePermanentAuthToken => tokens::update(permitted, environment).await,
        Operation::DeletePermanentAuthToken => tokens::delete(permitted, environment).await,
        Operation::UpdatePublicEndpoint => public::update(permitted, environment).await,
        Operation::ContentPermission(change) => content_permissions::change(change, permitted, environment).await,
        Operation::CreateRole => team::create_role(permitted, environment).await,
        Operation::UpdateRole => team::update_role(permitted, environment).await,
        Operation::DeleteRole => team::delete_role(permitted, environment).await,
        Operation::RevokeInvite => team::revoke(permitted, environment).await,
        Operation::UpdateMemberRoles => team::update_roles(permitted, environment).await,
        Operation::RemoveMember => team::remove(permitted, environment).await,
        Operation::SendInvite => {
            let member = own_membership(&environment).await?;
            team::invite(permitted, environment, member).await
        }
        Operation::LeaveProject => {
            let member = own_membership(&environment).await?;
            team::leave(permitted, environment, member).await
        }
        Operation::TransferProjectOwnership => {
            let member = own_membership(&environment).await?;
            team::hand_over(permitted, environment, member).await
        }
        Operation::SetUserSelection => own_account::select(permitted, own_membership(&environment).await?).await,
        Operation::CreateProject
        | Operation::CreateApp
        | Operation::UpdateApp
        | Operation::DeleteApp
        | Operation::CreateAppSecrets
        | Operation::AcceptInvite
        | Operation::UpdateUserProfile
        | Operation::DeleteAccount
        | Operation::SetUserPreferences => run(operation, permitted).await,
    }
}

async fn run(operation: Operation, permitted: Permitted<'_>) -> FieldResult<Resolved> {
    let Viewer::User(person) = &permitted.scope.viewer else { return Err(unauthenticated()) };
    match operation {
        Operation::CreateProject => projects::create(permitted.scope, person, permitted.input()).await,
        Operation::CreateApp => apps::register(permitted.scope, person, permitted.input()).await,
        Operation::UpdateApp => apps::update(permitted.scope, person, permitted.input()).await,
        Operation::DeleteApp => apps::delete(permitted.scope, person, permitted.input()).await,
        Operation::CreateAppSecrets => apps::create_secrets(permitted.scope, person, permitted.input()).await,
        Operation::AcceptInvite => team::accept(permitted.scope, person, permitted.input()).await,
        Operation::UpdateUserProfile => own_account::update_profile(permitted.scope, person, permitted.input()).await,
        Operation::DeleteAccount => own_account::delete(permitted.scope, person).await,
        Operation::SetUserPreferences => own_account::prefer(permitted.scope, person, permitted.input()).await,
        Operation::SubmitBatchChanges
        | Operation::Change(_)
        | Operation::MoveField
        | Operation::UpdateProject
        | Operation::CreateAppExchangeToken
        | Operation::CreateAppInstallation
        | Operation::UpdateAppInstallation
        | Operation::DeleteAppInstallation
        | Operation::CreatePermanentAuthToken
        | Operation::UpdatePermanentAuthToken
        | Operation::DeletePermanentAuthToken
        | Operation::UpdatePublicEndpoint
        | Operation::ContentPermission(_)
        | Operation::CreateRole
        | Operation::UpdateRole
        | Operation::DeleteRole
        | Operation::SendInvite
        | Operation::RevokeInvite
        | Operation::UpdateMemberRoles
        | Operation::RemoveMember
        | Operation::LeaveProject
        | Operation::TransferProjectOwnership
        | Operation::SetUserSelection => {
            Err(FieldError::new(ErrorCode::Forbidden, "This can only be done in an environment."))
        }
    }
}
