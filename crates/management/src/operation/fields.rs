//! The fields of queries that need an action, as `Type.field`. Every other field of the schema is listed in
//! `open_fields.txt`: a test fails when one is in neither.

use access::PermissionAction as A;

pub(super) const GATED_FIELDS: &[(&str, &str, A)] = &[
    ("Project", "environments", A::EnvironmentRead),
    ("Project", "environment", A::EnvironmentRead),
    ("Project", "auditLogs", A::AuditLogsRead),
    // An invitation's code lets somebody in.
    ("Project", "invites", A::UserInvite),
    ("Role", "contentPermissions", A::ContentPermissionRead),
    ("PermanentAuthToken", "contentPermissions", A::ContentPermissionRead),
    ("PublicContentAPI", "contentPermissions", A::ContentPermissionRead),
    ("Environment", "permanentAuthTokens", A::PatRead),
    ("Environment", "webhooks", A::WebhookRead),
    ("Environment", "webhook", A::WebhookRead),
    ("Environment", "workflows", A::WorkflowRead),
    ("Environment", "workflow", A::WorkflowRead),
    ("Environment", "remoteSources", A::RemoteSourceRead),
    ("Environment", "remoteSource", A::RemoteSourceRead),
    ("Environment", "extensions", A::ExtensionRead),
    ("Environment", "extension", A::ExtensionRead),
    ("Environment", "integrations", A::IntegrationRead),
    ("Environment", "integration", A::IntegrationRead),
    ("Environment", "contentViews", A::ContentviewRead),
    ("Environment", "contentView", A::ContentviewRead),
    ("Environment", "viewGroups", A::ViewGroupRead),
    ("Environment", "recentSchemaChanges", A::ModelRead),
    ("AppInstallation", "fields", A::FieldRead),
    ("Enumeration", "enumerableFields", A::FieldRead),
    ("ContentModel", "models", A::ModelRead),
    ("ContentModel", "model", A::ModelRead),
    ("ContentModel", "components", A::ComponentRead),
    ("ContentModel", "component", A::ComponentRead),
    ("ContentModel", "assetModel", A::ModelRead),
    ("ContentModel", "field", A::FieldRead),
    ("ContentModel", "unions", A::FieldRead),
    ("ContentModel", "enumerations", A::EnumerationRead),
    ("ContentModel", "enumeration", A::EnumerationRead),
    ("ContentModel", "locales", A::LocaleRead),
    ("ContentModel", "stages", A::StageRead),
    ("ContentModel", "taxonomies", A::TaxonomyRead),
    ("Model", "fields", A::FieldRead),
    ("Model", "fieldsConnection", A::FieldRead),
    ("Model", "titleFields", A::FieldRead),
    ("Model", "nestedFields", A::FieldRead),
    ("Model", "field", A::FieldRead),
    ("AssetModel", "fields", A::FieldRead),
    ("AssetModel", "fieldsConnection", A::FieldRead),
    ("AssetModel", "titleFields", A::FieldRead),
    ("AssetModel", "nestedFields", A::FieldRead),
    ("AssetModel", "field", A::FieldRead),
    ("Component", "fields", A::FieldRead),
    ("Component", "fieldsConnection", A::FieldRead),
    ("Component", "titleFields", A::FieldRead),
    ("Component", "field", A::FieldRead),
];

/// The action that a field of a query needs, if any.
pub(crate) fn action_of_field(parent_type: &str, name: &str) -> Option<A> {
    let mut rows = GATED_FIELDS.iter();
    rows.find(|(parent, field, _)| (*parent, *field) == (parent_type, name)).map(|(_, _, action)| *action)
}
