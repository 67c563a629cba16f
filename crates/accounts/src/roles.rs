//! The system roles and the groups of actions that they are made of (management-api.md §1.6).

use access::{ContentAction, ManagementGrants, PermissionAction};

/// A role that every project has and nobody can edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SystemRole {
    Owner,
    Admin,
    Developer,
    Editor,
    Contributor,
}

impl SystemRole {
    pub(crate) const ALL: [SystemRole; 5] =
        [SystemRole::Owner, SystemRole::Admin, SystemRole::Developer, SystemRole::Editor, SystemRole::Contributor];

    /// The role's name, by which its row is known.
    pub(crate) fn name(self) -> &'static str {
        match self {
            SystemRole::Owner => "Owner",
            SystemRole::Admin => "Admin",
            SystemRole::Developer => "Developer",
            SystemRole::Editor => "Editor",
            SystemRole::Contributor => "Contributor",
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            SystemRole::Owner => "Everything, including deleting the project.",
            SystemRole::Admin => "Everything but deleting or cloning the project and its payment.",
            SystemRole::Developer => "Schema, apps, webhooks, tokens and environments, and all that editors do.",
            SystemRole::Editor => "Publish and delete content, and all that contributors do.",
            SystemRole::Contributor => "Create and update content.",
        }
    }

    /// The actions of the Management API.
    pub(crate) fn management(self) -> ManagementGrants {
        use PermissionAction as A;
        let only_owner = [A::ProjectDelete, A::ManagePayment, A::ProjectClone];
        match self {
            SystemRole::Owner => ManagementGrants::all(),
            SystemRole::Admin => {
                ManagementGrants::of(PermissionAction::ALL.iter().copied().filter(|a| !only_owner.contains(a)))
            }
            SystemRole::Developer => SystemRole::Editor
                .management()
                .union(&schema_all())
                .union(&of_groups(&["WORKFLOW_", "EXTENSION_", "APP_", "PAT_"]))
                .union(&webhooks())
                .union(&ManagementGrants::of([
                    A::EnvironmentCreate,
                    A::EnvironmentUpdate,
                    A::EnvironmentPromote,
                    A::ViewSchema,
                    A::PlaygroundUse,
                ])),
            SystemRole::Editor => SystemRole::Contributor
                .management()
                .union(&ManagementGrants::of(
                    of_groups(&["CONTENTVIEW_", "VIEW_GROUP_"]).actions().filter(|a| *a != A::ContentviewSystemUpdate),
                ))
                .union(&ManagementGrants::of([A::ContentDelete, A::ContentPublish, A::ContentUpdatePublished])),
            SystemRole::Contributor => schema_read().union(&ManagementGrants::of([
                A::EnvironmentRead,
                A::WorkflowRead,
                A::ExtensionRead,
                A::ContentviewRead,
                A::ViewGroupRead,
                A::ContentCreate,
                A::ContentRead,
                A::ContentUpdate,
            ])),
        }
    }

    /// What members with this role may do with content.
    pub(crate) fn content(self) -> &'static [ContentAction] {
        match self {
            SystemRole::Owner | SystemRole::Admin | SystemRole::Developer | SystemRole::Editor => &ContentAction::ALL,
            SystemRole::Contributor => {
                use ContentAction as C;
                &[C::Read, C::ReadVersion, C::Create, C::Update]
            }
        }
    }
}

/// The groups of actions that are about the schema (platform.md §1.4).
const SCHEMA_GROUPS: [&str; 8] =
    ["MODEL_", "COMPONENT_", "FIELD_", "ENUMERATION_", "LOCALE_", "STAGE_", "REMOTE_SOURCE_", "TAXONOMY_"];

fn of_groups(groups: &[&str]) -> ManagementGrants {
    let in_group = |action: &PermissionAction| groups.iter().any(|group| action.wire().starts_with(group));
    ManagementGrants::of(PermissionAction::ALL.iter().copied().filter(in_group))
}

/// Every action on the schema.
pub(crate) fn schema_all() -> ManagementGrants {
    of_groups(&SCHEMA_GROUPS)
}

/// Reading the schema.
pub(crate) fn schema_read() -> ManagementGrants {
    ManagementGrants::of(schema_all().actions().filter(|action| action.wire().ends_with("_READ")))
}

/// Every action on webhooks.
pub(crate) fn webhooks() -> ManagementGrants {
    of_groups(&["WEBHOOK_"])
}

/// The wire's names of what is granted.
pub(crate) fn names(grants: &ManagementGrants) -> Vec<&'static str> {
    grants.actions().map(PermissionAction::wire).collect()
}

/// The wire's names of what is granted, as a JSON array.
pub(crate) fn to_json(grants: &ManagementGrants) -> String {
    serde_json::Value::from(names(grants)).to_string()
}

/// What a JSON array of the wire's names grants. Names that this version does not know grant nothing.
pub(crate) fn from_json(text: &str) -> Result<ManagementGrants, serde_json::Error> {
    let names: Vec<String> = serde_json::from_str(text)?;
    Ok(ManagementGrants::of(names.iter().filter_map(|name| PermissionAction::from_wire(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(role: SystemRole, action: PermissionAction) -> bool {
        role.management().check(action).is_ok()
    }

    #[test]
    fn each_role_includes_the_one_below_it() {
        for pair in SystemRole::ALL.windows(2) {
            for action in pair[1].management().actions() {
                assert!(may(pair[0], action), "{:?} lacks {} of {:?}", pair[0], action.wire(), pair[1]);
            }
        }
    }

    #[test]
    fn roles_end_where_the_specification_says() {
        use PermissionAction as A;
        assert!(may(SystemRole::Owner, A::ProjectDelete) && !may(SystemRole::Admin, A::ProjectDelete));
        assert!(may(SystemRole::Admin, A::RoleCreate) && !may(SystemRole::Developer, A::RoleCreate));
        assert!(may(SystemRole::Developer, A::ModelCreate) && !may(SystemRole::Editor, A::ModelCreate));
        assert!(
            may(SystemRole::Developer, A::AppInstallationCreate) && !may(SystemRole::Developer, A::EnvironmentDelete)
        );
        assert!(may(SystemRole::Editor, A::ContentPublish) && !may(SystemRole::Contributor, A::ContentPublish));
        assert!(!may(SystemRole::Editor, A::ContentviewSystemUpdate));
        assert!(may(SystemRole::Contributor, A::ModelRead) && !may(SystemRole::Contributor, A::PatRead));
        assert!(!SystemRole::Contributor.content().contains(&ContentAction::Publish));
    }

    #[test]
    fn case_07_unknown_names_grant_nothing() {
        let grants = SystemRole::Editor.management();
        assert_eq!(from_json(&to_json(&grants)).unwrap(), grants);
        assert_eq!(from_json(r#"["EVERYTHING"]"#).unwrap(), ManagementGrants::none());
        assert!(from_json("null").is_err());
    }
}
