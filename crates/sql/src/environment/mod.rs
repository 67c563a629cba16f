//! Static statements on an environment's database, one file per table family: the persisted content model,
//! migrations, tokens, installations, the outbox, the audit log.

pub mod apps;
pub mod asset_files;
pub mod audit;
pub mod bulk;
pub mod content_actors;
pub mod content_model;
pub mod content_objects;
pub mod content_permissions;
pub mod installations;
pub mod migrations;
pub mod outbox;
pub mod public_content;
pub mod scheduled_operations;
pub mod scheduled_releases;
pub mod setup_codes;
pub mod tokens;
pub mod versions;
