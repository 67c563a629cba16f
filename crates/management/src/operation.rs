//! The one table of the operations that this server runs: what each needs, and where it acts.
//!
//! A mutation that is not here answers `NOT_IMPLEMENTED`. Every operation here names its gate, because the match that
//! says it is exhaustive; none can be run without having passed it ([`crate::resolvers::mutation`]).

mod fields;
mod place;

use access::{ContentAction, PermissionAction};

use crate::changes::ChangeKind;

pub(crate) use fields::action_of_field;
pub(crate) use place::{Place, Thing};

/// A mutation that this server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    SubmitBatchChanges,
    /// A single change of the schema.
    Change(ChangeKind),
    MoveField,
    CreateProject,
    UpdateProject,
    LeaveProject,
    TransferProjectOwnership,
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
    UpdatePublicEndpoint,
    ContentPermission(PermissionChange),
    CreateRole,
    UpdateRole,
    DeleteRole,
    SendInvite,
    RevokeInvite,
    AcceptInvite,
    UpdateMemberRoles,
    RemoveMember,
    UpdateUserProfile,
    DeleteAccount,
    SetUserPreferences,
    SetUserSelection,
}

/// What is done to a content permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PermissionChange {
    Create(ContentAction),
    Update(ContentAction),
    Enable,
    Delete,
}

impl PermissionChange {
    fn all() -> impl Iterator<Item = Self> {
        let single = [PermissionChange::Enable, PermissionChange::Delete];
        let of = |action| [PermissionChange::Create(action), PermissionChange::Update(action)];
        ContentAction::ALL.into_iter().flat_map(of).chain(single)
    }

    fn name(self) -> &'static str {
        use ContentAction as C;
        match self {
            PermissionChange::Create(C::Read) => "createReadContentPermission",
            PermissionChange::Create(C::ReadVersion) => "createReadVersionContentPermission",
            PermissionChange::Create(C::Create) => "createCreateContentPermission",
            PermissionChange::Create(C::Update) => "createUpdateContentPermission",
            PermissionChange::Create(C::Delete) => "createDeleteContentPermission",
            PermissionChange::Create(C::Publish) => "createPublishContentPermission",
            PermissionChange::Create(C::Unpublish) => "createUnpublishContentPermission",
            PermissionChange::Update(C::Read) => "updateReadContentPermission",
            PermissionChange::Update(C::ReadVersion) => "updateReadVersionContentPermission",
            PermissionChange::Update(C::Create) => "updateCreateContentPermission",
            PermissionChange::Update(C::Update) => "updateUpdateContentPermission",
            PermissionChange::Update(C::Delete) => "updateDeleteContentPermission",
            PermissionChange::Update(C::Publish) => "updatePublishContentPermission",
            PermissionChange::Update(C::Unpublish) => "updateUnpublishContentPermission",
            PermissionChange::Enable => "updateContentPermissionEnabled",
            PermissionChange::Delete => "deleteContentPermission",
        }
    }

    /// The type of the mutation's answer.
    pub(crate) fn payload(self) -> &'static str {
        use ContentAction as C;
        match self {
            PermissionChange::Create(C::Read) => "CreateReadContentPermissionPayload",
            PermissionChange::Create(C::ReadVersion) => "CreateReadVersionContentPermissionPayload",
            PermissionChange::Create(C::Create) => "CreateCreateContentPermissionPayload",
            PermissionChange::Create(C::Update) => "CreateUpdateContentPermissionPayload",
            PermissionChange::Create(C::Delete) => "CreateDeleteContentPermissionPayload",
            PermissionChange::Create(C::Publish) => "CreatePublishContentPermissionPayload",
            PermissionChange::Create(C::Unpublish) => "CreateUnpublishContentPermissionPayload",
            PermissionChange::Update(C::Read) => "UpdateReadContentPermissionPayload",
            PermissionChange::Update(C::ReadVersion) => "UpdateReadVersionContentPermissionPayload",
            PermissionChange::Update(C::Create) => "UpdateCreateContentPermissionPayload",
            PermissionChange::Update(C::Update) => "UpdateUpdateContentPermissionPayload",
            PermissionChange::Update(C::Delete) => "UpdateDeleteContentPermissionPayload",
            PermissionChange::Update(C::Publish) => "UpdatePublishContentPermissionPayload",
            PermissionChange::Update(C::Unpublish) => "UpdateUnpublishContentPermissionPayload",
            PermissionChange::Enable => "UpdateContentPermissionEnabledPayload",
            PermissionChange::Delete => "DeleteContentPermissionPayload",
        }
    }
}

/// What the caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// A signed-in person, for what belongs to people and not to projects.
    Person,
    /// A member of the project, for what is about the member alone.
    Member,
    /// A member of the project who was given the action; tokens never are.
    MemberWith(PermissionAction),
    /// Somebody who was given the action in the project.
    Action(PermissionAction),
    /// The same, or the app whose installation it is (apps.md §4, "Always allowed").
    ActionOrOwnInstallation(PermissionAction),
    /// The action of each change in the batch.
    EachChange,
}

impl Operation {
    /// Those that are not one of many alike.
    const OTHERS: [Operation; 30] = [
        Operation::SubmitBatchChanges,
        Operation::MoveField,
        Operation::CreateProject,
        Operation::UpdateProject,
        Operation::LeaveProject,
        Operation::TransferProjectOwnership,
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
        Operation::UpdatePublicEndpoint,
        Operation::CreateRole,
        Operation::UpdateRole,
        Operation::DeleteRole,
        Operation::SendInvite,
        Operation::RevokeInvite,
        Operation::AcceptInvite,
        Operation::UpdateMemberRoles,
        Operation::RemoveMember,
        Operation::UpdateUserProfile,
        Operation::DeleteAccount,
        Operation::SetUserPreferences,
        Operation::SetUserSelection,
    ];

    /// All operations.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let changes = ChangeKind::ALL.into_iter().map(Operation::Change);
        let permissions = PermissionChange::all().map(Operation::ContentPermission);
        Self::OTHERS.into_iter().chain(permissions).chain(changes)
    }

    /// The operation of that name; none when this server does not run it.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|operation| operation.name() == name)
    }

    /// The mutation's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::SubmitBatchChanges => "submitBatchChanges",
            Operation::Change(kind) => kind.name(),
            Operation::MoveField => "moveField",
            Operation::CreateProject => "createProject",
            Operation::UpdateProject => "updateProject",
            Operation::LeaveProject => "leaveProject",
            Operation::TransferProjectOwnership => "transferProjectOwnership",
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
            Operation::UpdatePublicEndpoint => "updatePublicEndpoint",
            Operation::ContentPermission(change) => change.name(),
            Operation::CreateRole => "createRole",
            Operation::UpdateRole => "updateRole",
            Operation::DeleteRole => "deleteRole",
            Operation::SendInvite => "sendInvite",
            Operation::RevokeInvite => "revokeInvite",
            Operation::AcceptInvite => "acceptInvite",
            Operation::UpdateMemberRoles => "updateMemberRoles",
            Operation::RemoveMember => "removeMember",
            Operation::UpdateUserProfile => "updateUserProfile",
            Operation::DeleteAccount => "deleteAccount",
            Operation::SetUserPreferences => "setUserPreferences",
            Operation::SetUserSelection => "setUserSelection",
        }
    }

    /// What the caller must be (management-api.md §1.4, §1.6).
    pub(crate) fn gate(self) -> Gate {
        use PermissionAction as A;
        match self {
            Operation::SubmitBatchChanges => Gate::EachChange,
            Operation::Change(kind) => Gate::Action(kind.action()),
            Operation::MoveField => Gate::Action(A::FieldUpdate),
            Operation::UpdateProject => Gate::Action(A::ProjectUpdate),
            Operation::LeaveProject | Operation::SetUserSelection => Gate::Member,
            // The one action of the owner alone; who really owns the project is asked again.
            Operation::TransferProjectOwnership => Gate::MemberWith(A::ProjectDelete),
            Operation::CreateProject
            | Operation::CreateApp
            | Operation::UpdateApp
            | Operation::DeleteApp
            | Operation::CreateAppSecrets
            | Operation::AcceptInvite
            | Operation::UpdateUserProfile
            | Operation::DeleteAccount
            | Operation::SetUserPreferences => Gate::Person,
            // The code belongs to the act of installing, and is asked for again while that is not finished.
            Operation::CreateAppExchangeToken | Operation::CreateAppInstallation => {
                Gate::Action(A::AppInstallationCreate)
            }
            Operation::UpdateAppInstallation => Gate::ActionOrOwnInstallation(A::AppInstallationUpdate),
            Operation::DeleteAppInstallation => Gate::Action(A::AppInstallationDelete),
            Operation::CreatePermanentAuthToken => Gate::Action(A::PatCreate),
            Operation::UpdatePermanentAuthToken => Gate::Action(A::PatUpdate),
            Operation::DeletePermanentAuthToken => Gate::Action(A::PatDelete),
            Operation::UpdatePublicEndpoint => Gate::Action(A::EnvironmentUpdate),
            Operation::ContentPermission(change) => Gate::Action(match change {
                PermissionChange::Create(_) => A::ContentPermissionCreate,
                PermissionChange::Update(_) | PermissionChange::Enable => A::ContentPermissionUpdate,
                PermissionChange::Delete => A::ContentPermissionDelete,
            }),
            Operation::CreateRole => Gate::Action(A::RoleCreate),
            Operation::UpdateRole => Gate::Action(A::RoleUpdate),
            Operation::DeleteRole => Gate::Action(A::RoleDelete),
            Operation::SendInvite => Gate::MemberWith(A::UserInvite),
            Operation::RevokeInvite => Gate::Action(A::UserInvite),
            Operation::UpdateMemberRoles => Gate::Action(A::UserAssignrole),
            Operation::RemoveMember => Gate::Action(A::UserRemove),
        }
    }
}

#[cfg(test)]
mod tests;
