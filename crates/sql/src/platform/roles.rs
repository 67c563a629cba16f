//! Roles of projects: rows are `id, project_id, name, description, is_default, actions, created_at, updated_at`, and
//! which member has which.

use crate::{Statement, Value};

/// What a role's row holds.
pub struct Row<'a> {
    /// The role's id.
    pub id: &'a str,
    /// Its project.
    pub project: &'a str,
    /// Name for people, unique in the project.
    pub name: &'a str,
    /// Text for people.
    pub description: Option<&'a str>,
    /// Whether it is a system role.
    pub is_default: bool,
    /// JSON array of the wire's names of management actions.
    pub actions: String,
}

/// Inserts a role. Unique: `role.project_id, role.name`.
pub fn insert(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO role (id, project_id, name, description, is_default, actions, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        vec![
            Value::from(row.id),
            Value::from(row.project),
            Value::from(row.name),
            Value::from(row.description),
            Value::Bool(row.is_default),
            Value::Json(row.actions),
            Value::from(now),
        ],
    )
}

/// Writes everything of a role that may change; a system role's row is not touched.
pub fn update(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "UPDATE role SET name = $2, description = $3, actions = $4, updated_at = $5 WHERE id = $1 AND NOT is_default",
        vec![
            Value::from(row.id),
            Value::from(row.name),
            Value::from(row.description),
            Value::Json(row.actions),
            Value::from(now),
        ],
    )
}

/// Deletes a role and takes it from whoever has it; a system role stays.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM role WHERE id = $1 AND NOT is_default", vec![Value::from(id)])
}

/// The project's roles, by name.
pub fn of_project(project: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, name, description, is_default, actions, created_at, updated_at FROM role \
         WHERE project_id = $1 ORDER BY name",
        vec![Value::from(project)],
    )
}

/// Which member of the project has which role: `member_id, role_id`.
pub fn assignments(project: &str) -> Statement {
    Statement::new(
        "SELECT mr.member_id, mr.role_id FROM member_role mr JOIN member m ON m.id = mr.member_id \
         WHERE m.project_id = $1 ORDER BY mr.member_id, mr.role_id",
        vec![Value::from(project)],
    )
}

/// Gives a member a role.
pub fn give(member: &str, role: &str) -> Statement {
    Statement::new(
        "INSERT INTO member_role (member_id, role_id) VALUES ($1, $2) ON CONFLICT (member_id, role_id) DO NOTHING",
        vec![Value::from(member), Value::from(role)],
    )
}

/// Takes all roles from a member.
pub fn take_all(member: &str) -> Statement {
    Statement::new("DELETE FROM member_role WHERE member_id = $1", vec![Value::from(member)])
}

/// Who has the role: one column, ids of people.
pub fn people_with(role: &str) -> Statement {
    Statement::new(
        "SELECT m.person_id FROM member_role mr JOIN member m ON m.id = mr.member_id WHERE mr.role_id = $1",
        vec![Value::from(role)],
    )
}
