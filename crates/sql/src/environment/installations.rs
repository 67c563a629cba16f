//! Installations of apps: rows are `id, app_id, app_api_id, status, config, created_at, updated_at`.

use crate::{Statement, Value};

/// Inserts an installation. Unique: `app_installation.app_id`.
pub fn insert(id: &str, app: (&str, &str), status: &str, config: &serde_json::Value, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO app_installation (id, app_id, app_api_id, status, config, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        vec![
            Value::from(id),
            Value::from(app.0),
            Value::from(app.1),
            Value::from(status),
            Value::from(config),
            Value::from(now),
        ],
    )
}

/// Writes status and config.
pub fn update(id: &str, status: &str, config: &serde_json::Value, now: &str) -> Statement {
    Statement::new(
        "UPDATE app_installation SET status = $2, config = $3, updated_at = $4 WHERE id = $1",
        vec![Value::from(id), Value::from(status), Value::from(config), Value::from(now)],
    )
}

/// Which column finds an installation.
#[derive(Clone, Copy)]
pub enum Key {
    /// `id`.
    Id,
    /// `app_id`.
    App,
}

/// The installation that the key names.
pub fn by(key: Key, value: &str) -> Statement {
    let text = match key {
        Key::Id => {
            "SELECT id, app_id, app_api_id, status, config, created_at, updated_at FROM app_installation WHERE id = $1"
        }
        Key::App => {
            "SELECT id, app_id, app_api_id, status, config, created_at, updated_at FROM app_installation \
             WHERE app_id = $1"
        }
    };
    Statement::new(text, vec![Value::from(value)])
}

/// The installation that the key names, its row locked until the end of the transaction: what is read stays true.
pub fn lock(key: Key, value: &str) -> Statement {
    let text = match key {
        Key::Id => {
            "UPDATE app_installation SET updated_at = updated_at WHERE id = $1 \
             RETURNING id, app_id, app_api_id, status, config, created_at, updated_at"
        }
        Key::App => {
            "UPDATE app_installation SET updated_at = updated_at WHERE app_id = $1 \
             RETURNING id, app_id, app_api_id, status, config, created_at, updated_at"
        }
    };
    Statement::new(text, vec![Value::from(value)])
}

/// All installations, oldest first.
pub fn all() -> Statement {
    Statement::new(
        "SELECT id, app_id, app_api_id, status, config, created_at, updated_at FROM app_installation \
         ORDER BY created_at, id",
        Vec::new(),
    )
}

/// Deletes an installation with its tokens and setup codes.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM app_installation WHERE id = $1", vec![Value::from(id)])
}
