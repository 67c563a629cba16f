//! Who acts, what is granted, and the gate that every field reference passes.
//!
//! Everything here denies by default: an empty list of rules grants nothing, and there is no value that means
//! "everything" by being absent.

mod actor;
mod condition;
mod content;
mod fingerprint;
mod gate;
mod grants;
mod management;
mod rows;

pub use actor::{Actor, Identity};
pub use condition::{Condition, WhereInput};
pub use content::{ContentAction, ContentRule, Scope};
pub use fingerprint::Fingerprint;
pub use gate::{Denied, Granted, gate};
pub use grants::{ContentGrants, Part};
pub use management::{ManagementGrants, MissingPermission, PermissionAction};
pub use rows::{Pass, Rows};
