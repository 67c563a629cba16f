//! What the public may do with an environment's content: a value in `meta`.

use crate::{Statement, Value};

const KEY: &str = "public_grants";

/// The rules as JSON: one column, no row when nothing was ever granted.
pub fn grants() -> Statement {
    Statement::new("SELECT value FROM meta WHERE key = $1", vec![Value::from(KEY)])
}

/// Replaces the rules.
pub fn set_grants(rules: String) -> Statement {
    Statement::new(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        vec![Value::from(KEY), Value::Json(rules)],
    )
}
