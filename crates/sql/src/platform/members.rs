//! Members of projects and their roles.
//!
//! Members' rows are `id, project_id, is_owner, created_at`, then the columns of [`super::people`]; roles' rows are
//! `id, project_id, name, description, is_default, actions`, then the project's `created_at, updated_at`: a role has no
//! times of its own.

use crate::{Statement, Value};

/// Inserts a member.
pub fn insert(id: &str, project: &str, person: &str, is_owner: bool, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO member (id, project_id, person_id, is_owner, created_at) VALUES ($1, $2, $3, $4, $5)",
        vec![Value::from(id), Value::from(project), Value::from(person), Value::Bool(is_owner), Value::from(now)],
    )
}

/// Gives a member a role.
pub fn give_role(member: &str, role: &str) -> Statement {
    Statement::new(
        "INSERT INTO member_role (member_id, role_id) VALUES ($1, $2)",
        vec![Value::from(member), Value::from(role)],
    )
}

/// Inserts a system role; `actions` is a JSON array of the wire's names.
pub fn insert_system_role(id: &str, project: &str, name: &str, description: &str, actions: String) -> Statement {
    Statement::new(
        "INSERT INTO role (id, project_id, name, description, is_default, actions) VALUES ($1, $2, $3, $4, TRUE, $5)",
        vec![Value::from(id), Value::from(project), Value::from(name), Value::from(description), Value::Json(actions)],
    )
}

/// A person's membership of a project.
pub fn of_person(project: &str, person: &str) -> Statement {
    Statement::new(
        "SELECT m.id, m.project_id, m.is_owner, m.created_at, \
         p.id, p.email, p.name, p.picture, p.created_at, p.updated_at \
         FROM member m JOIN person p ON p.id = m.person_id WHERE m.project_id = $1 AND m.person_id = $2",
        vec![Value::from(project), Value::from(person)],
    )
}

/// The project's members, oldest first.
pub fn of_project(project: &str) -> Statement {
    Statement::new(
        "SELECT m.id, m.project_id, m.is_owner, m.created_at, \
         p.id, p.email, p.name, p.picture, p.created_at, p.updated_at \
         FROM member m JOIN person p ON p.id = m.person_id WHERE m.project_id = $1 ORDER BY m.created_at, m.id",
        vec![Value::from(project)],
    )
}

/// The project's roles, by name.
pub fn roles_of_project(project: &str) -> Statement {
    Statement::new(
        "SELECT r.id, r.project_id, r.name, r.description, r.is_default, r.actions, j.created_at, j.updated_at \
         FROM role r JOIN project j ON j.id = r.project_id WHERE r.project_id = $1 ORDER BY r.name",
        vec![Value::from(project)],
    )
}

/// Which member of the project has which role: `member_id, role_id`.
pub fn role_assignments(project: &str) -> Statement {
    Statement::new(
        "SELECT mr.member_id, mr.role_id FROM member_role mr JOIN member m ON m.id = mr.member_id \
         WHERE m.project_id = $1 ORDER BY mr.member_id, mr.role_id",
        vec![Value::from(project)],
    )
}
