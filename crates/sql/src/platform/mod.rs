//! Static statements on the platform database, one file per table family: people, sessions, projects, members,
//! roles, invitations, apps, the audit log.
//!
//! Rows come in the order that each family's `COLUMNS` names. Times are canonical text, passed in by the caller.

pub mod apps;
pub mod audit;
pub mod environments;
pub mod invites;
pub mod members;
pub mod openid_identities;
pub mod password_resets;
pub mod people;
pub mod projects;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod setup_tokens;
