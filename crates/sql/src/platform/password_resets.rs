//! The one-time links that set a password; only their hashes are kept.

use super::people::COLUMNS;
use crate::{Statement, Value};

/// Keeps a new link. `by_mail` when only the person's mailbox has it.
pub fn insert(hash: &str, person: &str, by_mail: bool, now: &str, expires_at: &str) -> Statement {
    Statement::new(
        "INSERT INTO password_reset (hash, person_id, by_mail, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        vec![Value::from(hash), Value::from(person), Value::Bool(by_mail), Value::from(now), Value::from(expires_at)],
    )
}

/// A link that is good, `by_mail`, then its person's columns of [`super::people`].
pub fn valid(hash: &str, now: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT r.by_mail, {COLUMNS} FROM password_reset r JOIN person p ON p.id = r.person_id \
             WHERE r.hash = $1 AND r.expires_at > $2"
        ),
        vec![Value::from(hash), Value::from(now)],
    )
}

/// Uses a link up: touches one row when it was good.
pub fn take(hash: &str, now: &str) -> Statement {
    Statement::new(
        "DELETE FROM password_reset WHERE hash = $1 AND expires_at > $2",
        vec![Value::from(hash), Value::from(now)],
    )
}

/// Ends all links of a person.
pub fn delete_of_person(person: &str) -> Statement {
    Statement::new("DELETE FROM password_reset WHERE person_id = $1", vec![Value::from(person)])
}

/// Forgets links past their end.
pub fn delete_ended(now: &str) -> Statement {
    Statement::new("DELETE FROM password_reset WHERE expires_at <= $1", vec![Value::from(now)])
}
