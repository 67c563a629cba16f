//! The four permissions of an app, and what they grant (apps.md §4, management-api.md §1.7).

use access::{ContentAction, ContentGrants, ManagementGrants, PermissionAction};
use serde::{Deserialize, Serialize};

use crate::roles;

macro_rules! permission {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $wire:literal),+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $wire)] $variant),+
        }

        impl $name {
            /// The name on the wire.
            pub fn wire(self) -> &'static str {
                match self { $($name::$variant => $wire),+ }
            }

            /// The permission of that name.
            pub fn from_wire(wire: &str) -> Option<Self> {
                match wire { $($wire => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

permission! {
    /// What an app may do with the schema.
    SchemaPermission {
        /// Nothing.
        #[default] None = "NONE",
        /// Read it.
        Read = "READ",
        /// Read and change it.
        ReadWrite = "READ_WRITE"
    }
}
permission! {
    /// What an app may do with content.
    ContentPermission {
        /// Nothing.
        #[default] None = "NONE",
        /// Read all models, stages and locales.
        Read = "READ",
        /// Read and change them.
        ReadWrite = "READ_WRITE"
    }
}
permission! {
    /// What an app may do with webhooks.
    WebhooksPermission {
        /// Nothing.
        #[default] None = "NONE",
        /// Read and change those of its environment.
        ReadWrite = "READ_WRITE"
    }
}
permission! {
    /// What an app may know about people.
    UserPermission {
        /// Nothing.
        #[default] None = "NONE",
        /// Their ids, roles and permissions.
        Read = "READ"
    }
}

/// An app's permissions, fixed when it is registered. What is not named is `NONE`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AppPermissions {
    /// The schema.
    #[serde(rename = "SCHEMA", default)]
    pub schema: SchemaPermission,
    /// Content.
    #[serde(rename = "CONTENT", default)]
    pub content: ContentPermission,
    /// Webhooks.
    #[serde(rename = "WEBHOOKS", default)]
    pub webhooks: WebhooksPermission,
    /// People.
    #[serde(rename = "USER", default)]
    pub user: UserPermission,
}

impl AppPermissions {
    /// The actions of the Management API that an app with these permissions may take in its environment.
    pub fn management_grants(&self) -> ManagementGrants {
        let schema = match self.schema {
            SchemaPermission::None => ManagementGrants::none(),
            SchemaPermission::Read => roles::schema_read().union(&view_schema()),
            SchemaPermission::ReadWrite => roles::schema_all().union(&view_schema()),
        };
        let webhooks = match self.webhooks {
            WebhooksPermission::None => ManagementGrants::none(),
            WebhooksPermission::ReadWrite => roles::webhooks(),
        };
        ManagementGrants::of([PermissionAction::EnvironmentRead]).union(&schema).union(&webhooks)
    }

    /// What an app with these permissions may do on its environment's Content API.
    pub fn content_grants(&self) -> ContentGrants {
        match self.content {
            ContentPermission::None => ContentGrants::none(),
            ContentPermission::Read => ContentGrants::on_everything(&[ContentAction::Read, ContentAction::ReadVersion]),
            ContentPermission::ReadWrite => ContentGrants::on_everything(&ContentAction::ALL),
        }
    }
}

fn view_schema() -> ManagementGrants {
    ManagementGrants::of([PermissionAction::ViewSchema])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(permissions: AppPermissions) -> Vec<&'static str> {
        permissions.management_grants().actions().map(PermissionAction::wire).collect()
    }

    #[test]
    fn nothing_named_grants_reading_the_environment_only() {
        assert_eq!(granted(AppPermissions::default()), ["ENVIRONMENT_READ"]);
        assert_eq!(AppPermissions::default().content_grants(), ContentGrants::none());
        assert_eq!(serde_json::from_str::<AppPermissions>("{}").unwrap(), AppPermissions::default());
    }

    #[test]
    fn case_21_scopes_grant_their_own_area_only() {
        let reading = granted(AppPermissions { schema: SchemaPermission::Read, ..Default::default() });
        assert!(reading.contains(&"MODEL_READ") && reading.contains(&"VIEW_SCHEMA"));
        assert!(reading.iter().all(|action| action.ends_with("_READ") || *action == "VIEW_SCHEMA"), "{reading:?}");
        let writing = granted(AppPermissions { schema: SchemaPermission::ReadWrite, ..Default::default() });
        assert!(writing.contains(&"MODEL_CREATE") && writing.contains(&"FIELD_DELETE"));
        for foreign in ["PAT_READ", "WEBHOOK_READ", "APP_INSTALLATION_UPDATE", "ROLE_CREATE", "ENVIRONMENT_DELETE"] {
            assert!(!writing.contains(&foreign), "{foreign}");
        }
        let hooks = granted(AppPermissions { webhooks: WebhooksPermission::ReadWrite, ..Default::default() });
        assert_eq!(hooks, ["ENVIRONMENT_READ", "WEBHOOK_CREATE", "WEBHOOK_READ", "WEBHOOK_UPDATE", "WEBHOOK_DELETE"]);
    }

    #[test]
    fn permissions_are_written_with_the_names_of_the_wire() {
        let all = AppPermissions {
            schema: SchemaPermission::ReadWrite,
            content: ContentPermission::Read,
            webhooks: WebhooksPermission::ReadWrite,
            user: UserPermission::Read,
        };
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(text, r#"{"SCHEMA":"READ_WRITE","CONTENT":"READ","WEBHOOKS":"READ_WRITE","USER":"READ"}"#);
        assert_eq!(serde_json::from_str::<AppPermissions>(&text).unwrap(), all);
        assert_eq!(ContentPermission::from_wire("READ_WRITE"), Some(ContentPermission::ReadWrite));
        assert_eq!(UserPermission::from_wire("READ_WRITE"), None);
    }
}
