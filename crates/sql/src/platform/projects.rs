//! Projects: rows are `id, name, description, owner_person_id, created_at, updated_at`.

use crate::{Statement, Value};

/// Inserts a project.
pub fn insert(id: &str, name: &str, description: Option<&str>, owner: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO project (id, name, description, owner_person_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $5)",
        vec![Value::from(id), Value::from(name), Value::from(description), Value::from(owner), Value::from(now)],
    )
}

/// The project with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(
        "SELECT id, name, description, owner_person_id, created_at, updated_at FROM project WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// The projects that a person is a member of, oldest first.
pub fn of_person(person: &str) -> Statement {
    Statement::new(
        "SELECT p.id, p.name, p.description, p.owner_person_id, p.created_at, p.updated_at \
         FROM project p JOIN member m ON m.project_id = p.id WHERE m.person_id = $1 ORDER BY p.created_at, p.id",
        vec![Value::from(person)],
    )
}

/// Writes a project's name and description.
pub fn update(id: &str, name: &str, description: Option<&str>, now: &str) -> Statement {
    Statement::new(
        "UPDATE project SET name = $2, description = $3, updated_at = $4 WHERE id = $1",
        vec![Value::from(id), Value::from(name), Value::from(description), Value::from(now)],
    )
}

/// Hands a project to another owner.
pub fn set_owner(id: &str, person: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE project SET owner_person_id = $2, updated_at = $3 WHERE id = $1",
        vec![Value::from(id), Value::from(person), Value::from(now)],
    )
}
