//! Rows of the audit log, made beside the change that they tell of (platform.md §9).

use access::Identity;
use model::ids::ProjectId;
use sql::Statement;
use sql::environment::audit::{self, Entry};
use sql::platform::audit as of_projects;

use crate::secret::fresh_id;

/// The row of a change in an environment.
pub(crate) fn in_environment(by: &Identity, now: &str, entry: Entry<'_>) -> Vec<Statement> {
    audit::insert(by, now, [(fresh_id(), entry)])
}

/// The row of a change of a project, its members, roles or invitations.
pub(crate) fn in_project(project: &ProjectId, by: &Identity, now: &str, entry: Entry<'_>) -> Statement {
    of_projects::insert(project.as_str(), by, now, &fresh_id(), entry)
}
