//! Apps' tokens: rows are `id, installation_id, issued_at`. The token's text is not there: it is computed.

use crate::{Statement, Value};

/// Inserts a token that is issued now.
pub fn insert_token(id: &str, installation: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO app_token (id, installation_id, issued_at, revoked_at) VALUES ($1, $2, $3, NULL)",
        vec![Value::from(id), Value::from(installation), Value::from(now)],
    )
}

/// The installation's token that is not revoked; the newest if there are several.
pub fn current_token(installation: &str) -> Statement {
    Statement::new(
        "SELECT id, installation_id, issued_at FROM app_token WHERE installation_id = $1 AND revoked_at IS NULL \
         ORDER BY issued_at DESC, id DESC LIMIT 1",
        vec![Value::from(installation)],
    )
}

/// A token that is not revoked, with its installation: `id, issued_at`, then `id, app_id, status` of the installation.
pub fn live_token(id: &str) -> Statement {
    Statement::new(
        "SELECT t.id, t.issued_at, i.id, i.app_id, i.status \
         FROM app_token t JOIN app_installation i ON i.id = t.installation_id \
         WHERE t.id = $1 AND t.revoked_at IS NULL",
        vec![Value::from(id)],
    )
}

/// Revokes one token.
pub fn revoke_token(id: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE app_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        vec![Value::from(id), Value::from(now)],
    )
}

/// Revokes all tokens of an installation.
pub fn revoke_tokens_of(installation: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE app_token SET revoked_at = $2 WHERE installation_id = $1 AND revoked_at IS NULL",
        vec![Value::from(installation), Value::from(now)],
    )
}
