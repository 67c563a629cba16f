//! Members of projects: rows are `id, project_id, is_owner, created_at, selection`, then the columns of
//! [`super::people`]. `selection` is JSON.

use super::people::COLUMNS;
use crate::{Statement, Value};

/// Inserts a member. Unique: `member.project_id, member.person_id`.
pub fn insert(id: &str, project: &str, person: &str, is_owner: bool, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO member (id, project_id, person_id, is_owner, created_at) VALUES ($1, $2, $3, $4, $5)",
        vec![Value::from(id), Value::from(project), Value::from(person), Value::Bool(is_owner), Value::from(now)],
    )
}

/// A person's membership of a project.
pub fn of_person(project: &str, person: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT m.id, m.project_id, m.is_owner, m.created_at, m.selection, {COLUMNS} \
             FROM member m JOIN person p ON p.id = m.person_id WHERE m.project_id = $1 AND m.person_id = $2"
        ),
        vec![Value::from(project), Value::from(person)],
    )
}

/// The project's members, oldest first.
pub fn of_project(project: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT m.id, m.project_id, m.is_owner, m.created_at, m.selection, {COLUMNS} \
             FROM member m JOIN person p ON p.id = m.person_id WHERE m.project_id = $1 ORDER BY m.created_at, m.id"
        ),
        vec![Value::from(project)],
    )
}

/// Ends a membership; the owner's stays.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM member WHERE id = $1 AND NOT is_owner", vec![Value::from(id)])
}

/// Says whether a member owns the project; touches no row when that is so already.
pub fn set_owner(id: &str, is_owner: bool) -> Statement {
    Statement::new(
        "UPDATE member SET is_owner = $2 WHERE id = $1 AND is_owner <> $2",
        vec![Value::from(id), Value::Bool(is_owner)],
    )
}

/// Writes what Studio remembers for a member: JSON, or null.
pub fn set_selection(id: &str, selection: Option<String>) -> Statement {
    Statement::new(
        "UPDATE member SET selection = $2 WHERE id = $1",
        vec![Value::from(id), selection.map_or(Value::Null, Value::Json)],
    )
}
