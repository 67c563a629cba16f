//! The audit log of projects: what was done to them, their members, roles and invitations. Rows are as those of
//! [`crate::environment::audit`], of which these statements are made.

use access::Identity;

use crate::environment::audit::{self, Entry, Filter, Order};
use crate::{Statement, Value};

/// The row of what somebody did to a project; the key is unique over all rows of a moment. `now` is canonical time.
pub fn insert(project: &str, by: &Identity, now: &str, key: &str, entry: Entry<'_>) -> Statement {
    let mut values = vec![Value::from(project)];
    values.extend(audit::values(by, now, (0, key), entry));
    Statement::new(
        "INSERT INTO audit (project_id, id, created_at, trigger_type, actor_id, actor_name, resource, action, entity_id, \
         entity_name, payload, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        values,
    )
}

/// One page of a project's rows, in the columns of [`audit::list`].
pub fn list(project: &str, filter: &Filter, order: Order, limit: i64, skip: i64) -> Statement {
    audit::list_where(Some(project), filter, order, limit, skip)
}

/// How many rows a project has: one row, one integer.
pub fn count(project: &str, filter: &Filter) -> Statement {
    audit::count_where(Some(project), filter)
}
