//! Ids as types, so that an app's id can never stand where a model's is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is; whether such a thing exists is for the database to say.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as it stands on the wire and in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

id!(
    /// A content permission: 32 hex digits.
    ContentPermissionId,
    /// An invitation to a project: 32 hex digits.
    InviteId,
    /// A project: 25 characters starting with `c`.
    ProjectId,
    /// An environment: 32 hex digits.
    EnvironmentId,
    /// A model: 32 hex digits.
    ModelId,
    /// A component: 32 hex digits.
    ComponentId,
    /// A field of a model or component: 32 hex digits.
    FieldId,
    /// An enumeration: 32 hex digits.
    EnumerationId,
    /// A value of an enumeration: 32 hex digits.
    EnumerationValueId,
    /// A locale: 32 hex digits.
    LocaleId,
    /// A stage: 32 hex digits.
    StageId,
    /// A migration: 32 hex digits.
    MigrationId,
    /// A registered app: 32 hex digits.
    AppId,
    /// An element of an app; chosen by the client that registers it.
    AppElementId,
    /// An app's installation in an environment: 32 hex digits.
    InstallationId,
    /// A person: 25 characters starting with `c`.
    UserId,
    /// A person's membership of a project: 32 hex digits.
    MemberId,
    /// A role of a project: 32 hex digits.
    RoleId,
    /// A permanent auth token: 32 hex digits.
    TokenId,
    /// An app token: 32 hex digits.
    AppTokenId,
    /// An entry: 25 characters starting with `c`, or what an upsert chose.
    EntryId,
);
