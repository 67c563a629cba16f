//! Writing the persisted content model: `content_object`, and its version in `meta`. Reading is in
//! [`super::content_model`].

use model::{ContentObject, SchemaVersion};

use crate::{Engine, Statement, Value};

/// The version of the content model as text, held until the end of the transaction: migrations of one environment run
/// one after the other, and after the writers of content that have begun; others begin when it has ended, and see what it left
/// ([`super::content_model::take_turn`]). SQLite has one writer anyway.
pub fn lock_version(engine: Engine) -> Statement {
    let text = match engine {
        Engine::Sqlite => "SELECT value FROM meta WHERE key = 'schema_version'",
        Engine::Postgres => {
            "SELECT value, CAST(pg_advisory_xact_lock(1164, hashtext(current_schema())) AS TEXT) FROM meta \
             WHERE key = 'schema_version' FOR UPDATE"
        }
    };
    Statement::new(text, Vec::new())
}

/// Sets the version, also the first one.
pub fn set_version(version: SchemaVersion) -> Statement {
    Statement::new(
        "INSERT INTO meta (key, value) VALUES ('schema_version', $1) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        vec![Value::Text(version.0.to_string())],
    )
}

/// Inserts or replaces one object.
pub fn upsert(object: &ContentObject) -> Statement {
    Statement::new(
        "INSERT INTO content_object (id, kind, ordinal, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, ordinal = excluded.ordinal, body = excluded.body",
        vec![
            Value::from(&object.id),
            Value::from(&object.kind),
            Value::Int(object.ordinal),
            Value::Json(object.body.clone()),
        ],
    )
}

/// Deletes one object.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM content_object WHERE id = $1", vec![Value::from(id)])
}
