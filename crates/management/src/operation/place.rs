//! Where operations act.

use super::{Operation, PermissionChange};
use crate::changes::ChangeKind;

/// How the environment that an operation acts in is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It acts in none.
    Nowhere,
    /// The key of the input that holds the project's id: any environment of it stands for it, rights being the project's.
    Project(&'static str),
    /// The key of the input that holds the environment's id.
    Environment(&'static str),
    /// The keys, of which one holds the id of something in the environment or project.
    Holding(Thing, &'static [&'static str]),
    /// The input's `target` says whom a content permission is for, and where.
    PermissionTarget,
}

/// What an environment or project can hold under an id of its own.
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
    ContentPermission,
    Role,
    Member,
    Invite,
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
            Thing::ContentPermission => "content permission",
            Thing::Role => "role",
            Thing::Member => "member",
            Thing::Invite => "invitation",
        }
    }
}

impl Operation {
    /// Where it acts.
    pub(crate) fn place(self) -> Place {
        match self {
            Operation::SubmitBatchChanges | Operation::CreatePermanentAuthToken | Operation::UpdatePublicEndpoint => {
                Place::Environment("environmentId")
            }
            Operation::Change(kind) => change_place(kind),
            Operation::MoveField => Place::Holding(Thing::Field, &["id"]),
            Operation::UpdateProject | Operation::LeaveProject => Place::Project("id"),
            Operation::CreateRole
            | Operation::SendInvite
            | Operation::TransferProjectOwnership
            | Operation::SetUserSelection => Place::Project("projectId"),
            Operation::CreateProject
            | Operation::CreateApp
            | Operation::UpdateApp
            | Operation::DeleteApp
            | Operation::CreateAppSecrets
            | Operation::AcceptInvite
            | Operation::UpdateUserProfile
            | Operation::DeleteAccount
            | Operation::SetUserPreferences => Place::Nowhere,
            Operation::CreateAppExchangeToken | Operation::CreateAppInstallation => Place::Environment("environment"),
            Operation::UpdateAppInstallation | Operation::DeleteAppInstallation => {
                Place::Holding(Thing::Installation, &["appInstallationId"])
            }
            Operation::UpdatePermanentAuthToken | Operation::DeletePermanentAuthToken => {
                Place::Holding(Thing::PermanentToken, &["id"])
            }
            Operation::ContentPermission(PermissionChange::Create(_)) => Place::PermissionTarget,
            Operation::ContentPermission(
                PermissionChange::Update(_) | PermissionChange::Enable | PermissionChange::Delete,
            ) => Place::Holding(Thing::ContentPermission, &["permissionId"]),
            Operation::UpdateRole | Operation::DeleteRole => Place::Holding(Thing::Role, &["id"]),
            Operation::UpdateMemberRoles | Operation::RemoveMember => Place::Holding(Thing::Member, &["memberId"]),
            Operation::RevokeInvite => Place::Holding(Thing::Invite, &["id"]),
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
