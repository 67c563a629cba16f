//! Rows of the audit log, made beside the change that they tell of (platform.md §9).

use access::Identity;
use model::ids::ProjectId;
use sql::Statement;
use sql::environment::audit::{self, Entry};
use sql::platform::audit as of_projects;

use crate::person::Person;
use crate::secret::fresh_id;

/// What the server's own log has in place of a project.
const NO_PROJECT: &str = "";

impl From<&Person> for Identity {
    fn from(person: &Person) -> Self {
        Identity::Member { id: person.id.clone(), name: person.name.clone() }
    }
}

/// The row of a change in an environment.
pub fn in_environment(by: &Identity, now: &str, entry: Entry<'_>) -> Vec<Statement> {
    audit::insert(by, now, [(fresh_id(), entry)])
}

/// The row of a change of a project, its members, roles or invitations.
pub(crate) fn in_project(project: &ProjectId, by: &Identity, now: &str, entry: Entry<'_>) -> Statement {
    of_projects::insert(project.as_str(), by, now, &fresh_id(), entry)
}

/// The row of a change of what belongs to people and to no project: for the server's operator.
pub fn of_server(by: &Identity, now: &str, entry: Entry<'_>) -> Statement {
    of_projects::insert(NO_PROJECT, by, now, &fresh_id(), entry)
}
