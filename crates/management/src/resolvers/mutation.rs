//! The root of mutations: an operation is looked up, its environment found, its gate passed, and only then is it run.

mod apps;
mod projects;
mod schema;
mod tokens;

use std::sync::Arc;

use accounts::Viewer;
use graphql::{ErrorCode, FieldCall, FieldError, Resolved};
use model::ids::{FieldId, InstallationId, TokenId};
use serde_json::Value;

use super::object;
use super::query::unauthenticated;
use crate::changes::Input;
use crate::error::{FieldResult, bad_input, not_found, of_app, of_token};
use crate::operation::{Gate, Operation, Place, Thing};
use crate::scope::{EnvironmentScope, Scope};

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
    }
}

async fn holds(environment: &Arc<EnvironmentScope>, thing: Thing, id: &str) -> FieldResult<bool> {
    let scope = &environment.scope;
    match thing {
        Thing::PermanentToken => {
            let found = scope.accounts().permanent_token(environment.id(), &TokenId::new(id)).await;
            return found.map(|token| token.is_some()).map_err(of_token);
        }
        Thing::Installation => {
            let found = scope.apps().installation(environment.id(), &InstallationId::new(id)).await;
            return found.map(|installation| installation.is_some()).map_err(of_app);
        }
        Thing::Model
        | Thing::Component
        | Thing::FieldParent
        | Thing::Field
        | Thing::Enumeration
        | Thing::Locale
        | Thing::Stage => {}
    }
    let content = &environment.schema().await?.content;
    Ok(match thing {
        Thing::Model => content.models.iter().any(|model| model.id.as_str() == id),
        Thing::Component => content.components.iter().any(|component| component.id.as_str() == id),
        Thing::FieldParent => content.parents().any(|parent| parent.id().as_str() == id),
        Thing::Field => content.parent_of_field(&FieldId::new(id)).is_some(),
        Thing::Enumeration => content.enumerations.iter().any(|enumeration| enumeration.id.as_str() == id),
        Thing::Locale => content.locales.iter().any(|locale| locale.id.as_str() == id),
        Thing::Stage => content.stages.iter().any(|stage| stage.id.as_str() == id),
        Thing::PermanentToken | Thing::Installation => false,
    })
}

fn pass(scope: &Scope, gate: Gate, place: Option<&EnvironmentScope>, input: Input<'_>) -> FieldResult<()> {
    match (gate, place) {
        (Gate::Person, _) => match &scope.viewer {
            Viewer::User(_) => Ok(()),
            Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => {
                let text = "Only a person who is signed in can do this, not a token.";
                Err(FieldError::new(ErrorCode::Forbidden, text))
            }
        },
        (Gate::Action(action), Some(environment)) => environment.check(action),
        (Gate::ActionOrOwnInstallation(action), Some(environment)) => match &scope.viewer {
            Viewer::App(app) if app.installation.as_str() == input.needed_text("appInstallationId") => Ok(()),
            _ => environment.check(action),
        },
        // Each change is checked when the batch is read.
        (Gate::EachChange, Some(_)) => Ok(()),
        (Gate::Action(_) | Gate::ActionOrOwnInstallation(_) | Gate::EachChange, None) => {
            Err(FieldError::new(ErrorCode::Forbidden, "This can only be done in an environment."))
        }
    }
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
        Operation::CreateProject
        | Operation::CreateApp
        | Operation::UpdateApp
        | Operation::DeleteApp
        | Operation::CreateAppSecrets => run(operation, permitted).await,
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
        | Operation::DeletePermanentAuthToken => {
            Err(FieldError::new(ErrorCode::Forbidden, "This can only be done in an environment."))
        }
    }
}
