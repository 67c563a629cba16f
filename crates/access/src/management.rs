//! Management permissions: the actions that the Management API knows (management-api.md §1.6).

use std::collections::BTreeSet;

macro_rules! actions {
    ($($name:ident = $wire:literal),+ $(,)?) => {
        /// An action that a role or token may be given.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)] // the names are the wire's and say it all
        pub enum PermissionAction { $($name),+ }

        impl PermissionAction {
            /// All actions, in the wire's order.
            pub const ALL: &'static [PermissionAction] = &[$(PermissionAction::$name),+];

            /// The name on the wire.
            pub fn wire(self) -> &'static str {
                match self { $(PermissionAction::$name => $wire),+ }
            }

            /// The action of that name.
            pub fn from_wire(wire: &str) -> Option<Self> {
                match wire { $($wire => Some(PermissionAction::$name),)+ _ => None }
            }
        }
    };
}

actions! {
    ProjectClone = "PROJECT_CLONE",
    ProjectUpdate = "PROJECT_UPDATE",
    ProjectDelete = "PROJECT_DELETE",
    ManagePayment = "MANAGE_PAYMENT",
    PlaygroundUse = "PLAYGROUND_USE",
    AuditLogsRead = "AUDIT_LOGS_READ",
    ViewTeamMemberSettings = "VIEW_TEAM_MEMBER_SETTINGS",
    ViewRolePermissionSettings = "VIEW_ROLE_PERMISSION_SETTINGS",
    ViewSchema = "VIEW_SCHEMA",
    EnvironmentCreate = "ENVIRONMENT_CREATE",
    EnvironmentRead = "ENVIRONMENT_READ",
    EnvironmentUpdate = "ENVIRONMENT_UPDATE",
    EnvironmentDelete = "ENVIRONMENT_DELETE",
    EnvironmentPromote = "ENVIRONMENT_PROMOTE",
    EnvironmentBackupCreate = "ENVIRONMENT_BACKUP_CREATE",
    EnvironmentBackupRead = "ENVIRONMENT_BACKUP_READ",
    EnvironmentBackupUpdate = "ENVIRONMENT_BACKUP_UPDATE",
    EnvironmentBackupDelete = "ENVIRONMENT_BACKUP_DELETE",
    EnvironmentBackupRestore = "ENVIRONMENT_BACKUP_RESTORE",
    AgentInvite = "AGENT_INVITE",
    AgentRemove = "AGENT_REMOVE",
    AgentConfigCreate = "AGENT_CONFIG_CREATE",
    AgentConfigRead = "AGENT_CONFIG_READ",
    AgentConfigUpdate = "AGENT_CONFIG_UPDATE",
    AgentConfigDelete = "AGENT_CONFIG_DELETE",
    ModelCreate = "MODEL_CREATE",
    ModelRead = "MODEL_READ",
    ModelUpdate = "MODEL_UPDATE",
    ModelDelete = "MODEL_DELETE",
    ComponentCreate = "COMPONENT_CREATE",
    ComponentRead = "COMPONENT_READ",
    ComponentUpdate = "COMPONENT_UPDATE",
    ComponentDelete = "COMPONENT_DELETE",
    LocaleCreate = "LOCALE_CREATE",
    LocaleRead = "LOCALE_READ",
    LocaleUpdate = "LOCALE_UPDATE",
    LocaleDelete = "LOCALE_DELETE",
    StageCreate = "STAGE_CREATE",
    StageRead = "STAGE_READ",
    StageUpdate = "STAGE_UPDATE",
    StageDelete = "STAGE_DELETE",
    EnumerationCreate = "ENUMERATION_CREATE",
    EnumerationRead = "ENUMERATION_READ",
    EnumerationUpdate = "ENUMERATION_UPDATE",
    EnumerationDelete = "ENUMERATION_DELETE",
    FieldCreate = "FIELD_CREATE",
    FieldRead = "FIELD_READ",
    FieldUpdate = "FIELD_UPDATE",
    FieldDelete = "FIELD_DELETE",
    RemoteSourceCreate = "REMOTE_SOURCE_CREATE",
    RemoteSourceRead = "REMOTE_SOURCE_READ",
    RemoteSourceUpdate = "REMOTE_SOURCE_UPDATE",
    RemoteSourceDelete = "REMOTE_SOURCE_DELETE",
    PatCreate = "PAT_CREATE",
    PatRead = "PAT_READ",
    PatUpdate = "PAT_UPDATE",
    PatDelete = "PAT_DELETE",
    ContentviewCreate = "CONTENTVIEW_CREATE",
    ContentviewRead = "CONTENTVIEW_READ",
    ContentviewUpdate = "CONTENTVIEW_UPDATE",
    ContentviewSystemUpdate = "CONTENTVIEW_SYSTEM_UPDATE",
    ContentviewDelete = "CONTENTVIEW_DELETE",
    StorageBucketCreate = "STORAGE_BUCKET_CREATE",
    StorageBucketRead = "STORAGE_BUCKET_READ",
    StorageBucketUpdate = "STORAGE_BUCKET_UPDATE",
    StorageBucketDelete = "STORAGE_BUCKET_DELETE",
    RoleCreate = "ROLE_CREATE",
    RoleUpdate = "ROLE_UPDATE",
    RoleDelete = "ROLE_DELETE",
    WebhookCreate = "WEBHOOK_CREATE",
    WebhookRead = "WEBHOOK_READ",
    WebhookUpdate = "WEBHOOK_UPDATE",
    WebhookDelete = "WEBHOOK_DELETE",
    WorkflowCreate = "WORKFLOW_CREATE",
    WorkflowRead = "WORKFLOW_READ",
    WorkflowUpdate = "WORKFLOW_UPDATE",
    WorkflowDelete = "WORKFLOW_DELETE",
    WorkflowStepCreate = "WORKFLOW_STEP_CREATE",
    WorkflowStepUpdate = "WORKFLOW_STEP_UPDATE",
    WorkflowStepDelete = "WORKFLOW_STEP_DELETE",
    UserInvite = "USER_INVITE",
    UserAssignrole = "USER_ASSIGNROLE",
    UserRemove = "USER_REMOVE",
    ViewGroupCreate = "VIEW_GROUP_CREATE",
    ViewGroupRead = "VIEW_GROUP_READ",
    ViewGroupUpdate = "VIEW_GROUP_UPDATE",
    ViewGroupDelete = "VIEW_GROUP_DELETE",
    ContentCreate = "CONTENT_CREATE",
    ContentRead = "CONTENT_READ",
    ContentUpdate = "CONTENT_UPDATE",
    ContentDelete = "CONTENT_DELETE",
    ContentPublish = "CONTENT_PUBLISH",
    ContentUpdatePublished = "CONTENT_UPDATE_PUBLISHED",
    ContentPermissionCreate = "CONTENT_PERMISSION_CREATE",
    ContentPermissionRead = "CONTENT_PERMISSION_READ",
    ContentPermissionUpdate = "CONTENT_PERMISSION_UPDATE",
    ContentPermissionDelete = "CONTENT_PERMISSION_DELETE",
    IntegrationCreate = "INTEGRATION_CREATE",
    IntegrationRead = "INTEGRATION_READ",
    IntegrationUpdate = "INTEGRATION_UPDATE",
    IntegrationDelete = "INTEGRATION_DELETE",
    NetlifyTriggerBuild = "NETLIFY_TRIGGER_BUILD",
    ExtensionCreate = "EXTENSION_CREATE",
    ExtensionRead = "EXTENSION_READ",
    ExtensionUpdate = "EXTENSION_UPDATE",
    ExtensionDelete = "EXTENSION_DELETE",
    AppCreate = "APP_CREATE",
    AppUpdate = "APP_UPDATE",
    AppDelete = "APP_DELETE",
    AppInstallationCreate = "APP_INSTALLATION_CREATE",
    AppInstallationUpdate = "APP_INSTALLATION_UPDATE",
    AppInstallationDelete = "APP_INSTALLATION_DELETE",
    TaxonomyCreate = "TAXONOMY_CREATE",
    TaxonomyRead = "TAXONOMY_READ",
    TaxonomyUpdate = "TAXONOMY_UPDATE",
    TaxonomyDelete = "TAXONOMY_DELETE",
    TaxonomyNodeCreate = "TAXONOMY_NODE_CREATE",
    TaxonomyNodeRead = "TAXONOMY_NODE_READ",
    TaxonomyNodeUpdate = "TAXONOMY_NODE_UPDATE",
    TaxonomyNodeDelete = "TAXONOMY_NODE_DELETE",
}

/// An action that is not granted. The text is what clients look for (management-api.md §1.6).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("missing permission for action: {}", .0.wire())]
pub struct MissingPermission(pub PermissionAction);

/// The actions somebody may take in a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManagementGrants(BTreeSet<PermissionAction>);

impl ManagementGrants {
    /// Grants nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Grants every action.
    pub fn all() -> Self {
        Self(PermissionAction::ALL.iter().copied().collect())
    }

    /// Grants these actions.
    pub fn of(actions: impl IntoIterator<Item = PermissionAction>) -> Self {
        Self(actions.into_iter().collect())
    }

    /// Adds what `other` grants: rights of several roles add up.
    pub fn union(mut self, other: &ManagementGrants) -> Self {
        self.0.extend(&other.0);
        self
    }

    /// Leaves what `other` grants, too: nobody can give what they do not have.
    pub fn intersection(mut self, other: &ManagementGrants) -> Self {
        self.0.retain(|action| other.0.contains(action));
        self
    }

    /// Whether the action is granted.
    ///
    /// # Errors
    /// [`MissingPermission`] when it is not.
    pub fn check(&self, action: PermissionAction) -> Result<(), MissingPermission> {
        if self.0.contains(&action) { Ok(()) } else { Err(MissingPermission(action)) }
    }

    /// The granted actions in the wire's order.
    pub fn actions(&self) -> impl Iterator<Item = PermissionAction> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways_and_nothing_is_granted_by_default() {
        for action in PermissionAction::ALL {
            assert_eq!(PermissionAction::from_wire(action.wire()), Some(*action));
        }
        let missing = ManagementGrants::none().check(PermissionAction::ModelCreate).unwrap_err();
        assert_eq!(missing.to_string(), "missing permission for action: MODEL_CREATE");
    }
}
