//! Studio's sessions; only hashes of the cookies are kept.

use super::people::COLUMNS;
use crate::{Statement, Value};

/// Opens a session.
pub fn insert(id_hash: &str, person: &str, now: &str, expires_at: &str) -> Statement {
    Statement::new(
        "INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $3, $4)",
        vec![Value::from(id_hash), Value::from(person), Value::from(now), Value::from(expires_at)],
    )
}

/// The session and its person: `last_seen_at, expires_at`, then the columns of [`super::people`].
pub fn with_person(id_hash: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT s.last_seen_at, s.expires_at, {COLUMNS} \
             FROM session s JOIN person p ON p.id = s.person_id WHERE s.id_hash = $1"
        ),
        vec![Value::from(id_hash)],
    )
}

/// Notes that the session was used.
pub fn seen(id_hash: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE session SET last_seen_at = $2 WHERE id_hash = $1 AND last_seen_at < $2",
        vec![Value::from(id_hash), Value::from(now)],
    )
}

/// Ends a session.
pub fn delete(id_hash: &str) -> Statement {
    Statement::new("DELETE FROM session WHERE id_hash = $1", vec![Value::from(id_hash)])
}

/// Forgets sessions past their end, or not used since `idle_since`.
pub fn delete_ended(now: &str, idle_since: &str) -> Statement {
    Statement::new(
        "DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2",
        vec![Value::from(now), Value::from(idle_since)],
    )
}

/// Ends all sessions of a person.
pub fn delete_of_person(person: &str) -> Statement {
    Statement::new("DELETE FROM session WHERE person_id = $1", vec![Value::from(person)])
}
