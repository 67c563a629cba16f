//! Settings of the server as a whole.

use crate::{Statement, Value};

/// The value of a setting: one column, at most one row.
pub fn get(key: &str) -> Statement {
    Statement::new("SELECT value FROM server_setting WHERE key = $1", vec![Value::from(key)])
}

/// Sets a setting that has no value yet; touches no row when it has one.
pub fn set_once(key: &str, value: &str) -> Statement {
    Statement::new(
        "INSERT INTO server_setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
        vec![Value::from(key), Value::from(value)],
    )
}
