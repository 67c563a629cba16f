//! Publishing and unpublishing at a later time (content-api-write.md §3.12, platform.md §5.3).
//!
//! `schedulePublishX` and `scheduleUnpublishX` make an operation with what it will do ([`instruction`]), in a release: a new
//! one for it alone, or one that somebody made. [`due`] is what the job of `crate::schedule` does in the database when the
//! time has come.

pub(crate) mod due;
mod instruction;
mod plan;
mod run;

pub(crate) use instruction::Instruction;
pub(super) use plan::{ReleaseChoice, ReleaseInput, Schedule, SystemWrite, schedule};
pub(super) use run::run_system;

/// The names of the system's own models, under which rights to them are granted.
const RELEASE: &str = "ScheduledRelease";
const OPERATION: &str = "ScheduledOperation";
