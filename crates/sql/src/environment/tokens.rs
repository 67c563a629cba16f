//! Permanent auth tokens: rows are `id, name, description, default_stage_id, management_actions, issued_at,
//! created_at, updated_at`. The token's text is not there: it is computed.

use crate::{Statement, Value};

/// What a token's row holds.
pub struct Row<'a> {
    /// The token's id.
    pub id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Text for people.
    pub description: Option<&'a str>,
    /// The stage that its queries read when they name none.
    pub default_stage: Option<&'a str>,
    /// JSON array of the wire's names of management actions.
    pub management_actions: String,
}

fn values(row: Row<'_>, now: &str) -> Vec<Value> {
    vec![
        Value::from(row.id),
        Value::from(row.name),
        Value::from(row.description),
        Value::from(row.default_stage),
        Value::Json(row.management_actions),
        Value::from(now),
    ]
}

/// Inserts a token that is issued now.
pub fn insert(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO permanent_token (id, name, description, default_stage_id, management_actions, issued_at, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $6)",
        values(row, now),
    )
}

/// Writes everything of a token that may change.
pub fn update(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "UPDATE permanent_token SET name = $2, description = $3, default_stage_id = $4, management_actions = $5, \
         updated_at = $6 WHERE id = $1",
        values(row, now),
    )
}

/// The token with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(
        "SELECT id, name, description, default_stage_id, management_actions, issued_at, created_at, updated_at \
         FROM permanent_token WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// All tokens, oldest first.
pub fn all() -> Statement {
    Statement::new(
        "SELECT id, name, description, default_stage_id, management_actions, issued_at, created_at, updated_at \
         FROM permanent_token ORDER BY created_at, id",
        Vec::new(),
    )
}

/// Deletes a token.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM permanent_token WHERE id = $1", vec![Value::from(id)])
}
