//! The outbox: what happened, for everything that must follow from it.

use crate::{Statement, Value};

/// One event. `id` sorts by time.
pub fn insert(id: &str, event: &serde_json::Value, created_at: &str) -> Statement {
    Statement::new(
        "INSERT INTO outbox (id, event, created_at) VALUES ($1, $2, $3)",
        vec![Value::from(id), Value::from(event), Value::from(created_at)],
    )
}
