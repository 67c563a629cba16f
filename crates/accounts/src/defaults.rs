//! What "initialize defaults" gives of the Management API (platform.md §1.4, management-api.md §1.6).

use access::{ManagementGrants, PermissionAction};

use crate::roles;

/// Of a new role: seeing what there is, but for what is there for few.
pub fn role_defaults() -> ManagementGrants {
    use PermissionAction as A;
    let of_few = [A::AuditLogsRead, A::PatRead, A::ContentPermissionRead, A::WebhookRead];
    let all = PermissionAction::ALL.iter().copied();
    ManagementGrants::of(all.filter(|action| action.wire().ends_with("_READ") && !of_few.contains(action)))
}

/// Of a permanent token: reading the schema and adding to it, changing and deleting nothing.
pub fn token_defaults() -> ManagementGrants {
    let is_given = |action: &PermissionAction| ["_READ", "_CREATE"].iter().any(|end| action.wire().ends_with(end));
    let schema = ManagementGrants::of(roles::schema_all().actions().filter(is_given));
    schema.union(&ManagementGrants::of([PermissionAction::EnvironmentRead]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_change_and_delete_nothing() {
        for grants in [role_defaults(), token_defaults()] {
            assert!(grants.actions().count() > 10);
            for action in grants.actions() {
                assert!(!["_UPDATE", "_DELETE"].iter().any(|end| action.wire().ends_with(end)), "{}", action.wire());
            }
        }
    }

    #[test]
    fn a_token_may_add_to_the_schema_and_a_role_may_not() {
        use PermissionAction as A;
        let may = |grants: ManagementGrants, action| grants.check(action).is_ok();
        assert!(may(token_defaults(), A::ModelCreate) && !may(role_defaults(), A::ModelCreate));
        assert!(may(role_defaults(), A::ContentRead) && !may(token_defaults(), A::ContentRead));
        assert!(!may(role_defaults(), A::PatRead) && !may(token_defaults(), A::PatCreate));
        assert!(!may(role_defaults(), A::ViewSchema));
    }
}
