//! Environments' addresses: rows are
//! `id, project_id, name, display_name, description, is_master, color, created_at, updated_at`.

use crate::{Statement, Value};

/// Inserts a project's first environment, `master`.
pub fn insert_master(id: &str, project: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO environment \
         (id, project_id, name, display_name, description, is_master, color, created_at, updated_at) \
         VALUES ($1, $2, 'master', 'Master', NULL, TRUE, NULL, $3, $3)",
        vec![Value::from(id), Value::from(project), Value::from(now)],
    )
}

/// The environment with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, name, display_name, description, is_master, color, created_at, updated_at \
         FROM environment WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// The project's environment of that name.
pub fn by_name(project: &str, name: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, name, display_name, description, is_master, color, created_at, updated_at \
         FROM environment WHERE project_id = $1 AND name = $2",
        vec![Value::from(project), Value::from(name)],
    )
}

/// The project's environments, the master first, then oldest first.
pub fn of_project(project: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, name, display_name, description, is_master, color, created_at, updated_at \
         FROM environment WHERE project_id = $1 ORDER BY is_master DESC, created_at, id",
        vec![Value::from(project)],
    )
}

/// Every environment of the server, oldest first.
pub fn all() -> Statement {
    Statement::new(
        "SELECT id, project_id, name, display_name, description, is_master, color, created_at, updated_at \
         FROM environment ORDER BY created_at, id",
        Vec::new(),
    )
}
