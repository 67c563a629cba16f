//! `Environment`.

use std::sync::Arc;

use accounts::{PermanentTokenRow, Viewer};
use apps::Installation;
use graphql::{FieldCall, FieldError, Resolved};
use model::ModelKind;
use sql::Statement;
use sql::environment::migrations;

use super::component::ComponentObject;
use super::content_model::ContentModelObject;
use super::enumeration::EnumerationObject;
use super::installation::{InstallationObject, is_visible};
use super::migration::{self, MigrationObject};
use super::model::ModelObject;
use super::public_api::PublicApiObject;
use super::quota::progress;
use super::token::TokenObject;
use super::{Record, none, object, text};
use crate::error::{FieldResult, ResultExt as _, bad_input, internal, not_found, of_app, of_token};
use crate::scope::EnvironmentScope;

/// An environment that exists for the viewer.
pub(super) struct EnvironmentObject(pub(super) Arc<EnvironmentScope>);

object!(EnvironmentObject, "Environment");

/// How many migrations are shown: the newest (management-api.md §4.1, "Retention").
const SHOWN_MIGRATIONS: i64 = 30;

impl EnvironmentObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.0.check_field(field)?;
        let row = &self.0.row;
        Ok(match field.name {
            "id" => row.id.as_str().into(),
            "createdAt" => row.created_at.as_str().into(),
            "updatedAt" => row.updated_at.as_str().into(),
            "name" => row.name.as_str().into(),
            "displayName" => row.display_name.as_str().into(),
            "description" => text(row.description.as_ref()),
            "color" => text(row.color.as_ref()),
            // Clients compare these byte by byte (management-api.md §1.3).
            "endpoint" => self.address("v2").into(),
            "newDeliveryUrl" => self.address("content").into(),
            "deliveryUrl" | "commentingConfig" | "assetMigration" | "assetSystemEnabled" => Resolved::Null,
            "revisionCount" => Resolved::from(0_i64),
            "isCloning" => false.into(),
            "authToken" => self.auth_token().await?.into(),
            "contentModel" => Resolved::object(ContentModelObject(self.0.schema().await?)),
            "_enabledFeatures" => Record::of("_EnabledFeatures", vec![("_contentFinderEnabled", false.into())]),
            // Of these there can be none yet.
            "webhooks" | "workflows" | "remoteSources" | "extensions" | "integrations" | "contentViews"
            | "viewGroups" => none(),
            "webhook" | "workflow" | "extension" | "integration" | "contentView" => {
                return Err(not_found(field.name, field.text("id").unwrap_or_default()));
            }
            "remoteSource" => return Err(not_found("remote source", field.text("prefix").unwrap_or_default())),
            "publicContentAPI" => Resolved::object(PublicApiObject(self.0.clone())),
            "quotas" => self.quotas().await?,
            "recentSchemaChanges" => self.recent_changes(field).await?,
            _ => return self.of_tables(field).await,
        })
    }

    fn address(&self, path: &str) -> String {
        let EnvironmentScope { scope, row, .. } = &*self.0;
        format!("{}/{path}/{}/{}", scope.base_url, row.project, row.name)
    }

    /// What is kept in the environment's tables beside the content model.
    async fn of_tables(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let EnvironmentScope { scope, .. } = &*self.0;
        Ok(match field.name {
            "migrations" => self.migrations(migrations::newest(SHOWN_MIGRATIONS)).await?,
            "migration" => self.migration(field).await?,
            // Migrations have ended when anybody else can see them.
            "runningMigration" => Resolved::Null,
            "permanentAuthTokens" => {
                let tokens = scope.accounts().permanent_tokens(self.0.id()).await.map_err(of_token)?;
                Resolved::objects(tokens.into_iter().map(|row| TokenObject { environment: self.0.clone(), row }))
            }
            "appInstallations" => {
                let mut found = scope.apps().installations(self.0.id()).await.map_err(of_app)?;
                let status = field.text("status");
                found.retain(|one| status.is_none_or(|status| one.status.wire() == status));
                found.retain(|one| is_visible(&scope.viewer, one));
                Resolved::objects(found.into_iter().map(|installation| self.installation(installation)))
            }
            "appInstallation" => {
                let api_id = field.text("appApiId").unwrap_or_default();
                let found = scope.apps().installation_of(self.0.id(), api_id).await.map_err(of_app)?;
                let found = found.filter(|installation| is_visible(&scope.viewer, installation));
                let found = found.ok_or_else(|| not_found("installation of the app", api_id))?;
                Resolved::object(self.installation(found))
            }
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    fn installation(&self, installation: Installation) -> InstallationObject {
        InstallationObject { environment: self.0.clone(), installation }
    }

    /// The token by which the viewer may use the Content API (management-api.md §1.4).
    async fn auth_token(&self) -> FieldResult<String> {
        let EnvironmentScope { scope, row, .. } = &*self.0;
        match &scope.viewer {
            Viewer::User(person) => Ok(scope.accounts().user_token(person)),
            Viewer::App(app) => scope.apps().installation_token(row, &app.installation).await.map_err(of_app),
            Viewer::Token(token) => {
                let home = scope.accounts().permanent_token(&token.environment, &token.id).await.map_err(of_token)?;
                let home: PermanentTokenRow = home.ok_or_else(|| not_found("permanent auth token", &token.name))?;
                Ok(scope.accounts().token_value(&home, &token.project, &token.environment))
            }
            Viewer::Anonymous => Err(internal("an environment was shown to nobody")),
        }
    }

    async fn migrations(&self, statement: Statement) -> FieldResult<Resolved> {
        let rows = self.0.database.query(statement).await.or_internal()?;
        let rows = rows.iter().map(migration::read).collect::<Result<Vec<_>, _>>().or_internal()?;
        Ok(Resolved::objects(rows.into_iter().map(|row| MigrationObject { environment: self.0.clone(), row })))
    }

    async fn migration(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let (wanted, statement) = match (field.text("id"), field.text("name")) {
            (Some(id), _) => (id, migrations::by_id(id)),
            (None, Some(name)) => (name, migrations::by_name(name)),
            (None, None) => return Err(bad_input("Give the id or the name of the migration.")),
        };
        match self.migrations(statement).await? {
            Resolved::List(mut found) => found.pop().ok_or_else(|| not_found("migration", wanted)),
            other => Ok(other),
        }
    }

    async fn quotas(&self) -> FieldResult<Resolved> {
        let schema = self.0.schema().await?;
        let content = &schema.content;
        let none_yet = [
            "webhooks",
            "remoteSources",
            "workflows",
            "workflowSteps",
            "taxonomies",
            "taxonomyNodes",
            "taxonomyNestingDepth",
        ];
        let mut fields = vec![
            ("locales", progress(content.locales.len())),
            ("models", progress(content.models.iter().filter(|model| model.kind == ModelKind::Entries).count())),
            ("components", progress(content.components.len())),
            ("stages", progress(content.stages.len())),
        ];
        fields.extend(none_yet.map(|name| (name, progress(0))));
        Ok(Record::of("EnvironmentLevelQuota", fields))
    }

    /// Models, components and enumerations, the latest changed first.
    async fn recent_changes(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let schema = self.0.schema().await?;
        let model =
            |model: &model::Model| (model.updated_at.clone(), Resolved::object(ModelObject::new(&schema, model)));
        let enumeration = |found: &model::Enumeration| {
            let object = EnumerationObject { schema: schema.clone(), enumeration: found.clone() };
            (found.updated_at.clone(), Resolved::object(object))
        };
        let component = |found: &model::Component| {
            (found.updated_at.clone(), Resolved::object(ComponentObject::new(&schema, found)))
        };
        let content = &schema.content;
        // The model of files is no `IRecentSchemaChange`.
        let models = content.models.iter().filter(|model| model.kind == ModelKind::Entries).map(model);
        let others = content.components.iter().map(component).chain(content.enumerations.iter().map(enumeration));
        let mut changed: Vec<(String, Resolved)> = models.chain(others).collect();
        changed.sort_by(|(one, _), (other, _)| other.cmp(one));
        let limit = field.argument("limit").as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(0);
        Ok(Resolved::List(changed.into_iter().take(limit).map(|(_, object)| object).collect()))
    }
}
