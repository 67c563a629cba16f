//! Invitations to projects: rows are `id, project_id, email, issuer_person_id, origin, created_at, expires_at,
//! accepted_at`. The code is not there: it is computed.

use crate::{Statement, Value};

/// An invitation to insert.
pub struct NewRow<'a> {
    /// The invitation's id.
    pub id: &'a str,
    /// Where to.
    pub project: &'a str,
    /// Normalised e-mail address of whom it is for.
    pub email: &'a str,
    /// Who invites.
    pub issuer: &'a str,
    /// What the client says of where the invitation was made.
    pub origin: Option<&'a str>,
    /// Canonical time.
    pub now: &'a str,
    /// Canonical time from which on it is worth nothing.
    pub expires_at: &'a str,
}

/// Inserts an invitation. Unique: `invite.project_id, invite.email`.
pub fn insert(row: &NewRow<'_>) -> Statement {
    Statement::new(
        "INSERT INTO invite (id, project_id, email, issuer_person_id, origin, created_at, expires_at, accepted_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
        vec![
            Value::from(row.id),
            Value::from(row.project),
            Value::from(row.email),
            Value::from(row.issuer),
            Value::from(row.origin),
            Value::from(row.now),
            Value::from(row.expires_at),
        ],
    )
}

/// Says that who accepts gets a role.
pub fn give_role(invite: &str, role: &str) -> Statement {
    Statement::new(
        "INSERT INTO invite_role (invite_id, role_id) VALUES ($1, $2) ON CONFLICT (invite_id, role_id) DO NOTHING",
        vec![Value::from(invite), Value::from(role)],
    )
}

/// The roles that an invitation gives: one column.
pub fn roles(invite: &str) -> Statement {
    Statement::new("SELECT role_id FROM invite_role WHERE invite_id = $1 ORDER BY role_id", vec![Value::from(invite)])
}

/// The invitation with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, email, issuer_person_id, origin, created_at, expires_at, accepted_at FROM invite \
         WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// The project's invitations, newest first.
pub fn of_project(project: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, email, issuer_person_id, origin, created_at, expires_at, accepted_at FROM invite \
         WHERE project_id = $1 ORDER BY created_at DESC, id",
        vec![Value::from(project)],
    )
}

/// What somebody is invited to and has not answered, newest first.
pub fn open_of_email(email: &str, now: &str) -> Statement {
    Statement::new(
        "SELECT id, project_id, email, issuer_person_id, origin, created_at, expires_at, accepted_at FROM invite \
         WHERE email = $1 AND accepted_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id",
        vec![Value::from(email), Value::from(now)],
    )
}

/// Uses an invitation up: touches one row when it was open.
pub fn accept(id: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE invite SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL AND expires_at > $2",
        vec![Value::from(id), Value::from(now)],
    )
}

/// Deletes an invitation that nobody has accepted.
pub fn delete_open(id: &str) -> Statement {
    Statement::new("DELETE FROM invite WHERE id = $1 AND accepted_at IS NULL", vec![Value::from(id)])
}

/// Deletes what there was for an address, so that it can be invited again.
pub fn delete_of_email(project: &str, email: &str) -> Statement {
    Statement::new(
        "DELETE FROM invite WHERE project_id = $1 AND email = $2",
        vec![Value::from(project), Value::from(email)],
    )
}
