//! What requests without a token use when they say nothing else: a value in `meta`. What they may do is in
//! [`super::content_permissions`].

use crate::{Statement, Value};

const KEY: &str = "public_default_stage";

/// The id of the default stage: one column, no row when none was ever chosen.
pub fn default_stage() -> Statement {
    Statement::new("SELECT value FROM meta WHERE key = $1", vec![Value::from(KEY)])
}

/// Chooses the default stage.
pub fn set_default_stage(stage: &str) -> Statement {
    Statement::new(
        "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        vec![Value::from(KEY), Value::from(stage)],
    )
}
