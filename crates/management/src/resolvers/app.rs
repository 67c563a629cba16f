//! `App`, `AppWithSecrets` and their elements.

use std::sync::Arc;

use accounts::Person;
use apps::{App, AppElement, AppWithSecrets, ElementFeature, ElementFieldType, ElementType};
use graphql::{FieldCall, FieldError, Resolved};

use super::{Record, object, text};
use crate::error::{FieldResult, not_found, of_app};
use crate::scope::Scope;

/// `AppWithSecrets` of all apps that a person registered.
pub(super) async fn of_author(scope: &Arc<Scope>, person: &Person) -> FieldResult<Resolved> {
    let apps = scope.apps().apps_of(&person.id).await.map_err(of_app)?;
    Ok(Resolved::List(apps.into_iter().map(|app| with_secrets(&app.into())).collect()))
}

/// The app with that API ID, whoever registered it: it is what a person decides about before installing it.
pub(super) async fn by_api_id(scope: &Arc<Scope>, api_id: &str) -> FieldResult<Resolved> {
    let app = scope.apps().app(api_id).await.map_err(of_app)?;
    app.map(|app| self::app(&app)).ok_or_else(|| not_found("app", api_id))
}

/// `App`.
pub(super) fn app(app: &App) -> Resolved {
    Record::of("App", fields(app))
}

/// `AppWithSecrets`.
pub(super) fn with_secrets(owned: &AppWithSecrets) -> Resolved {
    let mut fields = fields(&owned.app);
    fields.push(("clientId", owned.app.client_id.as_str().into()));
    fields.push(("clientSecret", Resolved::from(owned.client_secret.as_ref().map(|secret| secret.as_str()))));
    Record::of("AppWithSecrets", fields)
}

fn fields(app: &App) -> Vec<(&'static str, Resolved)> {
    let element = |element: &AppElement| ElementObject { app: app.clone(), element: element.clone() };
    let permissions = Record::of(
        "AppPermissions",
        vec![
            ("SCHEMA", app.permissions.schema.wire().into()),
            ("CONTENT", app.permissions.content.wire().into()),
            ("WEBHOOKS", app.permissions.webhooks.wire().into()),
            ("USER", app.permissions.user.wire().into()),
        ],
    );
    vec![
        ("id", app.id.as_str().into()),
        ("author", app.author.as_str().into()),
        ("name", app.name.as_str().into()),
        ("apiId", app.api_id.as_str().into()),
        ("setupUrl", app.setup_url.as_str().into()),
        ("webhookUrl", text(app.webhook_url.as_ref())),
        ("configurationUrl", text(app.configuration_url.as_ref())),
        ("elements", Resolved::List(app.elements.iter().map(|e| element(e).resolved()).collect())),
        ("avatarUrl", app.avatar_url.as_str().into()),
        ("description", app.description.as_str().into()),
        ("createdAt", app.created_at.as_str().into()),
        ("updatedAt", app.updated_at.as_str().into()),
        ("publicationStatus", app.publication_status.wire().into()),
        ("permissions", permissions),
    ]
}

/// An element, of the GraphQL type that its own type says.
pub(super) struct ElementObject {
    pub(super) app: App,
    pub(super) element: AppElement,
}

/// The three types have their fields in common but for those of field elements.
struct FieldElement(ElementObject);
struct FormSidebarElement(ElementObject);
struct PageElement(ElementObject);

object!(FieldElement, "FieldAppElement");
object!(FormSidebarElement, "FormSidebarAppElement");
object!(PageElement, "PageAppElement");

impl ElementObject {
    /// The object.
    pub(super) fn resolved(self) -> Resolved {
        match self.element.kind {
            ElementType::Field => Resolved::object(FieldElement(self)),
            ElementType::FormSidebar => Resolved::object(FormSidebarElement(self)),
            ElementType::Page => Resolved::object(PageElement(self)),
        }
    }

    fn common(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let element = &self.element;
        Ok(match field.name {
            "id" => element.id.as_str().into(),
            "name" => element.name.as_str().into(),
            "apiId" => element.api_id.as_str().into(),
            "type" => element.kind.wire().into(),
            "description" => text(element.description.as_ref()),
            "config" => Resolved::from(element.config.clone()),
            "createdAt" => element.created_at.as_str().into(),
            "updatedAt" => element.updated_at.as_str().into(),
            "src" => element.src.as_str().into(),
            "app" => app(&self.app),
            _ => return Err(FieldError::not_implemented(field)),
        })
    }
}

impl FieldElement {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let element = &self.0.element;
        match field.name {
            "features" => {
                let features: Vec<&str> = element.features.iter().copied().map(ElementFeature::wire).collect();
                Ok(Resolved::Leaf(features.into()))
            }
            "fieldType" => Ok(Resolved::from(element.field_type.map(ElementFieldType::wire))),
            _ => self.0.common(field),
        }
    }
}

impl FormSidebarElement {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.0.common(field)
    }
}

impl PageElement {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.0.common(field)
    }
}
