//! The one table of the operations that this server runs: what each needs, and where it acts.
//!
//! A mutation that is not here answers `NOT_IMPLEMENTED`. Every operation here names its gate, because the match that
//! says it is exhaustive; none can be run without having passed it ([`crate::resolvers::mutation`]).

use access::PermissionAction;

use crate::changes::ChangeKind;

/// A mutation that this server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    SubmitBatchChanges,
    /// A single change of the schema.
    Change(ChangeKind),
    MoveField,
    CreateProject,
    UpdateProject,
    CreateApp,
    UpdateApp,
    DeleteApp,
    CreateAppSecrets,
    CreateAppExchangeToken,
    CreateAppInstallation,
    UpdateAppInstallation,
    DeleteAppInstallation,
    CreatePermanentAuthToken,
    UpdatePermanentAuthToken,
    DeletePermanentAuthToken,
}

/// What the caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A signed-in person, for what belongs to people and not to projects.
    Person,
    /// Somebody who was given the action in the project.
    Action(PermissionAction),
    /// The same, or the app whose installation it is (apps.md §4, "Always allowed").
    ActionOrOwnInstallation(PermissionAction),
    /// The action of each change in the batch.
    EachChange,
}

/// How the environment that an operation acts in is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It acts in none.
    Nowhere,
    /// The key of the input that holds the project's id: any environment of it stands for it, rights being the project's.
    Project(&'static str),
    /// The key of the input that holds the environment's id.
    Environment(&'static str),
    /// The keys, of which one holds the id of something in the environment.
    Holding(Thing, &'static [&'static str]),
}

/// What an environment can hold under an id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Model,
    Component,
    /// A model or component.
    FieldParent,
    Field,
    Enumeration,
    Locale,
    Stage,
    PermanentToken,
    Installation,
}

impl Thing {
    /// The word in messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Thing::Model => "model",
            Thing::Component => "component",
            Thing::FieldParent => "model or component",
            Thing::Field => "field",
            Thing::Enumeration => "enumeration",
            Thing::Locale => "locale",
            Thing::Stage => "stage",
            Thing::PermanentToken => "permanent auth token",
            Thing::Installation => "app installation",
        }
    }
}

impl Operation {
    /// All operations but the single changes, which [`ChangeKind::ALL`] lists.
    const OTHERS: [Operation; 15] = [
        Operation::SubmitBatchChanges,
        Operation::MoveField,
        Operation::CreateProject,
        Operation::UpdateProject,
        Operation::CreateApp,
        Operation::UpdateApp,
        Operation::DeleteApp,
        Operation::CreateAppSecrets,
        Operation::CreateAppExchangeToken,
        Operation::CreateAppInstallation,
        Operation::UpdateAppInstallation,
        Operation::DeleteAppInstallation,
        Operation::CreatePermanentAuthToken,
        Operation::UpdatePermanentAuthToken,
        Operation::DeletePermanentAuthToken,
    ];

    /// The operation of that name; none when this server does not run it.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let other = Self::OTHERS.into_iter().find(|operation| operation.name() == name);
        other.or_else(|| ChangeKind::from_name(name).map(Operation::Change))
    }

    /// The mutation's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::SubmitBatchChanges => "submitBatchChanges",
            Operation::Change(kind) => kind.name(),
            Operation::MoveField => "moveField",
            Operation::CreateProject => "createProject",
            Operation::UpdateProject => "updateProject",
            Operation::CreateApp => "createApp",
            Operation::UpdateApp => "updateApp",
            Operation::DeleteApp => "deleteApp",
            Operation::CreateAppSecrets => "createAppSecrets",
            Operation::CreateAppExchangeToken => "createAppExchangeToken",
            Operation::CreateAppInstallation => "createAppInstallation",
            Operation::UpdateAppInstallation => "updateAppInstallation",
            Operation::DeleteAppInstallation => "deleteAppInstallation",
            Operation::CreatePermanentAuthToken => "createPermanentAuthToken",
            Operation::UpdatePermanentAuthToken => "updatePermanentAuthToken",
            Operation::DeletePermanentAuthToken => "deletePermanentAuthToken",
        }
    }

    /// What the caller must be (management-api.md §1.4, §1.6).
    pub(crate) fn gate(self) -> Gate {
        match self {
            Operation::SubmitBatchChanges => Gate::EachChange,
            Operation::Change(kind) => Gate::Action(kind.action()),
            Operation::MoveField => Gate::Action(PermissionAction::FieldUpdate),
            Operation::UpdateProject => Gate::Action(PermissionAction::ProjectUpdate),
            Operation::CreateProject
            | Operation::CreateApp
            | Operation::UpdateApp
            | Operation::DeleteApp
            | Operation::CreateAppSecrets => Gate::Person,
            // The code belongs to the act of installing, and is asked for again while that is not finished.
            Operation::CreateAppExchangeToken | Operation::CreateAppInstallation => {
                Gate::Action(PermissionAction::AppInstallationCreate)
            }
            Operation::UpdateAppInstallation => Gate::ActionOrOwnInstallation(PermissionAction::AppInstallationUpdate),
            Operation::DeleteAppInstallation => Gate::Action(PermissionAction::AppInstallationDelete),
            Operation::CreatePermanentAuthToken => Gate::Action(PermissionAction::PatCreate),
            Operation::UpdatePermanentAuthToken => Gate::Action(PermissionAction::PatUpdate),
            Operation::DeletePermanentAuthToken => Gate::Action(PermissionAction::PatDelete),
        }
    }

    /// Where it acts.
    pub(crate) fn place(self) -> Place {
        match self {
            Operation::SubmitBatchChanges | Operation::CreatePermanentAuthToken => Place::Environment("environmentId"),
            Operation::Change(kind) => change_place(kind),
            Operation::MoveField => Place::Holding(Thing::Field, &["id"]),
            Operation::UpdateProject => Place::Project("id"),
            Operation::CreateProject
            | Operation::CreateApp
            | Operation::UpdateApp
            | Operation::DeleteApp
            | Operation::CreateAppSecrets => Place::Nowhere,
            Operation::CreateAppExchangeToken | Operation::CreateAppInstallation => Place::Environment("environment"),
            Operation::UpdateAppInstallation | Operation::DeleteAppInstallation => {
                Place::Holding(Thing::Installation, &["appInstallationId"])
            }
            Operation::UpdatePermanentAuthToken | Operation::DeletePermanentAuthToken => {
                Place::Holding(Thing::PermanentToken, &["id"])
            }
        }
    }
}

fn change_place(kind: ChangeKind) -> Place {
    let holding = |thing| Place::Holding(thing, &["id"]);
    match kind {
        ChangeKind::CreateModel
        | ChangeKind::CreateComponent
        | ChangeKind::CreateEnumeration
        | ChangeKind::CreateLocale
        | ChangeKind::CreateStage => Place::Environment("environmentId"),
        ChangeKind::UpdateModel | ChangeKind::DeleteModel => holding(Thing::Model),
        ChangeKind::UpdateComponent | ChangeKind::DeleteComponent => holding(Thing::Component),
        ChangeKind::CreateSimpleField
        | ChangeKind::CreateEnumerableField
        | ChangeKind::CreateRelationalField
        | ChangeKind::CreateUnionField
        | ChangeKind::CreateComponentField
        | ChangeKind::CreateComponentUnionField => Place::Holding(Thing::FieldParent, &["parentId", "modelId"]),
        ChangeKind::UpdateSimpleField
        | ChangeKind::UpdateEnumerableField
        | ChangeKind::UpdateRelationalField
        | ChangeKind::UpdateUnionField
        | ChangeKind::UpdateComponentField
        | ChangeKind::UpdateComponentUnionField
        | ChangeKind::DeleteField => holding(Thing::Field),
        ChangeKind::UpdateEnumeration | ChangeKind::DeleteEnumeration => holding(Thing::Enumeration),
        ChangeKind::UpdateLocale | ChangeKind::DeleteLocale => holding(Thing::Locale),
        ChangeKind::UpdateStage | ChangeKind::DeleteStage => holding(Thing::Stage),
    }
}

/// The fields of queries that need an action, as `Type.field`.
const GATED_FIELDS: &[(&str, &str, PermissionAction)] = &[
    ("Project", "environments", PermissionAction::EnvironmentRead),
    ("Project", "environment", PermissionAction::EnvironmentRead),
    ("Environment", "permanentAuthTokens", PermissionAction::PatRead),
    ("Environment", "webhooks", PermissionAction::WebhookRead),
    ("Environment", "workflows", PermissionAction::WorkflowRead),
    ("Environment", "remoteSources", PermissionAction::RemoteSourceRead),
    ("Environment", "extensions", PermissionAction::ExtensionRead),
    ("Environment", "integrations", PermissionAction::IntegrationRead),
    ("Environment", "recentSchemaChanges", PermissionAction::ModelRead),
    ("AppInstallation", "fields", PermissionAction::FieldRead),
    ("Enumeration", "enumerableFields", PermissionAction::FieldRead),
    ("ContentModel", "models", PermissionAction::ModelRead),
    ("ContentModel", "model", PermissionAction::ModelRead),
    ("ContentModel", "components", PermissionAction::ComponentRead),
    ("ContentModel", "component", PermissionAction::ComponentRead),
    ("ContentModel", "assetModel", PermissionAction::ModelRead),
    ("ContentModel", "field", PermissionAction::FieldRead),
    ("ContentModel", "unions", PermissionAction::FieldRead),
    ("ContentModel", "enumerations", PermissionAction::EnumerationRead),
    ("ContentModel", "enumeration", PermissionAction::EnumerationRead),
    ("ContentModel", "locales", PermissionAction::LocaleRead),
    ("ContentModel", "stages", PermissionAction::StageRead),
    ("ContentModel", "taxonomies", PermissionAction::TaxonomyRead),
    ("Model", "fields", PermissionAction::FieldRead),
    ("Model", "fieldsConnection", PermissionAction::FieldRead),
    ("Model", "titleFields", PermissionAction::FieldRead),
    ("Model", "nestedFields", PermissionAction::FieldRead),
    ("Model", "field", PermissionAction::FieldRead),
    ("AssetModel", "fields", PermissionAction::FieldRead),
    ("AssetModel", "fieldsConnection", PermissionAction::FieldRead),
    ("AssetModel", "titleFields", PermissionAction::FieldRead),
    ("AssetModel", "nestedFields", PermissionAction::FieldRead),
    ("AssetModel", "field", PermissionAction::FieldRead),
    ("Component", "fields", PermissionAction::FieldRead),
    ("Component", "fieldsConnection", PermissionAction::FieldRead),
    ("Component", "titleFields", PermissionAction::FieldRead),
    ("Component", "field", PermissionAction::FieldRead),
];

/// The action that a field of a query needs, if any.
pub(crate) fn action_of_field(parent_type: &str, name: &str) -> Option<PermissionAction> {
    GATED_FIELDS
        .iter()
        .find(|(parent, field, _)| (*parent, *field) == (parent_type, name))
        .map(|(_, _, action)| *action)
}

#[cfg(test)]
mod tests;
