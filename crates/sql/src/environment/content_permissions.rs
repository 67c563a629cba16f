//! Content permissions: rows are `id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, condition,
//! enabled, created_at, updated_at`. Lists are JSON arrays of ids.

use crate::{Engine, Statement, Value, list_contains};

/// What a row holds.
pub struct Row<'a> {
    /// The row's id.
    pub id: &'a str,
    /// `ROLE`, `PAT` or `PUBLIC`.
    pub owner_kind: &'a str,
    /// Id of the role or token; empty for the public.
    pub owner_id: &'a str,
    /// Name of the action.
    pub action: &'a str,
    /// The model; null for all.
    pub model: Option<&'a str>,
    /// JSON array; null for all.
    pub locales: Option<String>,
    /// JSON array; null for all.
    pub stages: Option<String>,
    /// JSON array; null for all.
    pub from_stages: Option<String>,
    /// JSON of a `where` input; null for all entries.
    pub condition: Option<&'a str>,
    /// Whether it counts.
    pub enabled: bool,
}

/// Inserts a row.
pub fn insert(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO content_permission (id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, \
         condition, enabled, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        vec![
            Value::from(row.id),
            Value::from(row.owner_kind),
            Value::from(row.owner_id),
            Value::from(row.action),
            Value::from(row.model),
            Value::from(row.locales),
            Value::from(row.stages),
            Value::from(row.from_stages),
            Value::from(row.condition),
            Value::Bool(row.enabled),
            Value::from(now),
        ],
    )
}

/// Writes what may change: everything but whom the row is for and its action.
pub fn update(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "UPDATE content_permission SET model_id = $2, locales = $3, stages = $4, from_stages = $5, condition = $6, \
         enabled = $7, updated_at = $8 WHERE id = $1",
        vec![
            Value::from(row.id),
            Value::from(row.model),
            Value::from(row.locales),
            Value::from(row.stages),
            Value::from(row.from_stages),
            Value::from(row.condition),
            Value::Bool(row.enabled),
            Value::from(now),
        ],
    )
}

/// The row with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(
        "SELECT id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, condition, enabled, created_at, \
         updated_at FROM content_permission WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// The rows of one owner, oldest first.
pub fn of_owner(kind: &str, id: &str) -> Statement {
    Statement::new(
        "SELECT id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, condition, enabled, created_at, \
         updated_at FROM content_permission WHERE owner_kind = $1 AND owner_id = $2 ORDER BY created_at, id",
        vec![Value::from(kind), Value::from(id)],
    )
}

/// The rows of several owners of one kind.
pub fn of_owners(engine: Engine, kind: &str, ids: Vec<String>) -> Statement {
    Statement::new(
        format!(
            "SELECT id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, condition, enabled, \
             created_at, updated_at FROM content_permission WHERE owner_kind = $1 AND {} ORDER BY created_at, id",
            list_contains(engine, "owner_id", "$2")
        ),
        vec![Value::from(kind), Value::Texts(ids)],
    )
}

/// The rows that have a condition, oldest first.
pub fn conditional() -> Statement {
    Statement::new(
        "SELECT id, owner_kind, owner_id, action, model_id, locales, stages, from_stages, condition, enabled, created_at, \
         updated_at FROM content_permission WHERE condition IS NOT NULL ORDER BY created_at, id",
        Vec::new(),
    )
}

/// Deletes a row.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM content_permission WHERE id = $1", vec![Value::from(id)])
}

/// Deletes the rows of one owner.
pub fn delete_of_owner(kind: &str, id: &str) -> Statement {
    Statement::new(
        "DELETE FROM content_permission WHERE owner_kind = $1 AND owner_id = $2",
        vec![Value::from(kind), Value::from(id)],
    )
}

/// Deletes the rows on a model, which is gone.
pub fn delete_of_model(model: &str) -> Statement {
    Statement::new("DELETE FROM content_permission WHERE model_id = $1", vec![Value::from(model)])
}
