//! People, sessions, passwords, projects, every kind of token: a credential becomes an actor.
//!
//! [`Accounts`] is the entry point. Nothing that opens a door is stored: passwords as argon2id, session cookies and owner
//! links as hashes, permanent and app tokens not at all (their text is computed from the row and the server's key).
//! Whom the operator lets say who somebody is, and who carries letters, is [`Outside`].
//! Caches that answer for a row's rights live at most 500 ms and are emptied at once by the process that revokes.

pub mod audit;
pub mod clock;
pub mod limits;
pub mod secret;
pub mod writing;

mod account_end;
mod accounts;
mod actor;
mod app_permissions;
mod content_model;
mod content_permission;
mod credential;
mod defaults;
mod environment;
mod input;
mod invite;
mod letters;
mod member;
mod openid;
mod outside;
mod own_account;
mod owner;
mod password;
mod password_reset;
mod permanent_token;
mod person;
mod project;
mod recent;
mod roles;
mod server_key;
mod session;
mod sign_in;
mod team;
mod token;
mod viewer;

pub use account_end::AccountEndError;
pub use accounts::Accounts;
pub use app_permissions::{AppPermissions, ContentPermission, SchemaPermission, UserPermission, WebhooksPermission};
pub use content_permission::{ContentPermissionRow, PermissionOwner};
pub use credential::{AuthError, Credential};
pub use defaults::{role_defaults, token_defaults};
pub use environment::EnvironmentRow;
pub use input::InputError;
pub use invite::Invite;
pub use member::{Member, Role};
pub use openid::{
    Callback, OPENID_CALLBACK, OpenIdError, OpenIdSettings, OpenIdSettingsError, RefusedSignIn, SignedIn, StartedSignIn,
};
pub use outside::{Outside, SignInWays};
pub use own_account::{PasswordError, ProfileError};
pub use owner::{OwnerError, OwnerLink};
pub use password_reset::ResetError;
pub use permanent_token::{NewPermanentToken, PermanentTokenPatch, PermanentTokenRow, TokenError};
pub use person::{NewPerson, Person};
pub use project::{Project, ProjectError};
pub use server_key::{KeyError, ServerKey};
pub use session::SessionToken;
pub use sign_in::SignInError;
pub use team::{NewRole, RolePatch, TeamError};
pub use viewer::{AppViewer, TokenViewer, Viewer};

#[cfg(test)]
mod places;
#[cfg(test)]
mod world;
