//! Apps and their installations.

use std::sync::Arc;

use accounts::Person;
use apps::{
    AppPatch, AppPermissions, ConfigChange, ContentPermission, ElementDraft, ElementFeature, ElementFieldType,
    ElementType, InstallationPatch, InstallationStatus, NewApp, SchemaPermission, UserPermission, WebhooksPermission,
};
use graphql::Resolved;
use model::ids::InstallationId;
use serde_json::{Map, Value};

use super::Permitted;
use crate::changes::Input;
use crate::error::{FieldResult, bad_input, not_found, of_app};
use crate::resolvers::Record;
use crate::resolvers::app::with_secrets;
use crate::resolvers::installation::InstallationObject;
use crate::scope::{EnvironmentScope, Scope};

pub(super) async fn register(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let new = NewApp {
        name: input.needed_text("name"),
        api_id: input.needed_text("apiId"),
        setup_url: input.needed_text("setupUrl"),
        avatar_url: input.needed_text("avatarUrl"),
        description: input.needed_text("description"),
        webhook_url: input.text("webhookUrl"),
        configuration_url: input.text("configurationUrl"),
        permissions: input.object("permissions").map(permissions).unwrap_or_default(),
        elements: elements(input)?,
    };
    let owned = scope.apps().register(person, new, &scope.studio()?).await.map_err(of_app)?;
    Ok(Record::of("CreateAppPayload", vec![("createdApp", with_secrets(&owned))]))
}

/// What is not named is `NONE`.
fn permissions(input: Input<'_>) -> AppPermissions {
    let name = |key| input.text(key).unwrap_or_default();
    AppPermissions {
        schema: SchemaPermission::from_wire(&name("SCHEMA")).unwrap_or_default(),
        content: ContentPermission::from_wire(&name("CONTENT")).unwrap_or_default(),
        webhooks: WebhooksPermission::from_wire(&name("WEBHOOKS")).unwrap_or_default(),
        user: UserPermission::from_wire(&name("USER")).unwrap_or_default(),
    }
}

fn elements(input: Input<'_>) -> FieldResult<Vec<ElementDraft>> {
    input.list("elements").iter().map(|element| self::element(Input::new(element))).collect()
}

fn element(input: Input<'_>) -> FieldResult<ElementDraft> {
    let kind = ElementType::from_wire(&input.needed_text("type"));
    Ok(ElementDraft {
        id: input.text("id"),
        api_id: input.needed_text("apiId"),
        name: input.needed_text("name"),
        kind: kind.ok_or_else(|| bad_input("Give the type of the element."))?,
        description: input.text("description"),
        config: input.json("config"),
        src: input.needed_text("src"),
        features: input.texts("features").iter().filter_map(|name| ElementFeature::from_wire(name)).collect(),
        field_type: input.text("fieldType").as_deref().and_then(ElementFieldType::from_wire),
    })
}

pub(super) async fn update(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let patch = AppPatch {
        name: input.text("name"),
        setup_url: input.text("setupUrl"),
        avatar_url: input.text("avatarUrl"),
        description: input.text("description"),
        webhook_url: input.text("webhookUrl").map(Some),
        configuration_url: input.text("configurationUrl").map(Some),
        elements: input.json("elements").map(|_| elements(input)).transpose()?,
    };
    let api_id = input.needed_text("apiId");
    let app = scope.apps().update(person, &api_id, patch, &scope.studio()?).await.map_err(of_app)?;
    Ok(Record::of("UpdateAppPayload", vec![("updatedApp", with_secrets(&app.into()))]))
}

pub(super) async fn delete(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let id = scope.apps().delete(person, &input.needed_text("apiId")).await.map_err(of_app)?;
    Ok(Record::of("DeleteAppPayload", vec![("deletedAppId", id.as_str().into())]))
}

pub(super) async fn create_secrets(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    let owned = scope.apps().secrets(person, &input.needed_text("apiId")).await.map_err(of_app)?;
    Ok(Record::of(
        "CreateAppSecretsPayload",
        vec![
            ("clientId", owned.app.client_id.as_str().into()),
            ("clientSecret", Resolved::from(owned.client_secret.as_ref().map(|secret| secret.as_str()))),
        ],
    ))
}

pub(super) async fn create_exchange_token(
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    let (apps, api_id) = (permitted.scope.apps(), permitted.input().needed_text("appApiId"));
    let installation = apps.installation_of(environment.id(), &api_id).await.map_err(of_app)?;
    let installation = installation.ok_or_else(|| not_found("installation of the app", &api_id))?;
    let code =
        apps.create_code(environment.id(), &installation.id, &permitted.scope.identity()).await.map_err(of_app)?;
    Ok(Record::of("CreateAppExchangeTokenPayload", vec![("createdAppExchangeToken", code.as_str().into())]))
}

pub(super) async fn install(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let input = permitted.input();
    let config = input.json("config").unwrap_or_else(|| Value::Object(Map::new()));
    let (api_id, status) = (input.needed_text("appApiId"), status(input));
    let by = permitted.scope.identity();
    let installed = permitted.scope.apps().install(environment.id(), &api_id, status, config, &by).await;
    let installation = InstallationObject { environment, installation: installed.map_err(of_app)? };
    let fields = vec![("createdAppInstallation", Resolved::object(installation))];
    Ok(Record::of("CreateAppInstallationPayload", fields))
}

fn status(input: Input<'_>) -> Option<InstallationStatus> {
    input.text("status").as_deref().and_then(InstallationStatus::from_wire)
}

pub(super) async fn update_installation(
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    let input = permitted.input();
    // The mutation wants the config in full (management-api.md §8); a batch merges.
    let patch = InstallationPatch { status: status(input), config: input.json("config").map(ConfigChange::Replace) };
    let id = InstallationId::new(input.needed_text("appInstallationId"));
    let (apps, by) = (permitted.scope.apps(), permitted.scope.identity());
    let updated = apps.update_installation(environment.id(), &id, patch, &by).await.map_err(of_app)?;
    let installation = InstallationObject { environment, installation: updated };
    let fields = vec![("updatedAppInstallation", Resolved::object(installation))];
    Ok(Record::of("UpdateAppInstallationPayload", fields))
}

pub(super) async fn uninstall(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = permitted.input().needed_text("appInstallationId");
    let (apps, by) = (permitted.scope.apps(), permitted.scope.identity());
    apps.uninstall(environment.id(), &InstallationId::new(&id), &by).await.map_err(of_app)?;
    Ok(Record::of("DeleteAppInstallationPayload", vec![("deletedAppInstallationId", id.into())]))
}
