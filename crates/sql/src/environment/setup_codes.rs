//! Setup codes of apps' installations; only hashes are kept.

use crate::{Statement, Value};

/// Keeps a new code.
pub fn insert(hash: &str, installation: &str, app: &str, now: &str, expires_at: &str) -> Statement {
    Statement::new(
        "INSERT INTO setup_code (hash, installation_id, app_id, created_at, expires_at, used_at, app_token_id) \
         VALUES ($1, $2, $3, $4, $5, NULL, NULL)",
        vec![Value::from(hash), Value::from(installation), Value::from(app), Value::from(now), Value::from(expires_at)],
    )
}

/// Ends the installation's codes that were not used.
pub fn delete_unused(installation: &str) -> Statement {
    Statement::new(
        "DELETE FROM setup_code WHERE installation_id = $1 AND used_at IS NULL",
        vec![Value::from(installation)],
    )
}

/// Forgets codes of any installation that were not used in time.
pub fn delete_expired(now: &str) -> Statement {
    Statement::new("DELETE FROM setup_code WHERE used_at IS NULL AND expires_at <= $1", vec![Value::from(now)])
}

/// Uses the app's code up if it is valid and unused: touches one row for at most one of all who try at once.
pub fn claim(hash: &str, app: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE setup_code SET used_at = $3 WHERE hash = $1 AND app_id = $2 AND used_at IS NULL AND expires_at > $3",
        vec![Value::from(hash), Value::from(app), Value::from(now)],
    )
}

/// Notes which token a used code gave.
pub fn gave(hash: &str, token: &str) -> Statement {
    Statement::new(
        "UPDATE setup_code SET app_token_id = $2 WHERE hash = $1",
        vec![Value::from(hash), Value::from(token)],
    )
}

/// When the app's code was used, and the token that it gave: `used_at, app_token_id`; no row for an unused one.
pub fn use_of(hash: &str, app: &str) -> Statement {
    Statement::new(
        "SELECT used_at, app_token_id FROM setup_code WHERE hash = $1 AND app_id = $2 AND used_at IS NOT NULL",
        vec![Value::from(hash), Value::from(app)],
    )
}
