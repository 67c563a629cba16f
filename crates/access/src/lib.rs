//! Who acts, what is granted, and the gate that every field reference passes.
//!
//! Everything here denies by default: an empty list of rules grants nothing, and there is no value that means
//! "everything" by being absent.

mod actor;
mod content;
mod gate;
mod management;

pub use actor::{Actor, Identity};
pub use content::{ContentAction, ContentGrants, ContentRule, Scope};
pub use gate::{Denied, Granted, gate};
pub use management::{ManagementGrants, MissingPermission, PermissionAction};
