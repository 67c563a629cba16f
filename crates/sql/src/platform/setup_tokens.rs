//! The one-time link that makes the owner; only its hash is kept.

use crate::{Statement, Value};

/// Keeps a new link.
pub fn insert(hash: &str, now: &str, expires_at: &str) -> Statement {
    Statement::new(
        "INSERT INTO setup_token (hash, created_at, expires_at) VALUES ($1, $2, $3)",
        vec![Value::from(hash), Value::from(now), Value::from(expires_at)],
    )
}

/// Uses a link up: touches one row when it was valid.
pub fn take(hash: &str, now: &str) -> Statement {
    Statement::new(
        "DELETE FROM setup_token WHERE hash = $1 AND expires_at > $2",
        vec![Value::from(hash), Value::from(now)],
    )
}

/// One row when the link is valid.
pub fn valid(hash: &str, now: &str) -> Statement {
    Statement::new(
        "SELECT 1 FROM setup_token WHERE hash = $1 AND expires_at > $2",
        vec![Value::from(hash), Value::from(now)],
    )
}

/// Ends all links.
pub fn delete_all() -> Statement {
    Statement::new("DELETE FROM setup_token", Vec::new())
}
