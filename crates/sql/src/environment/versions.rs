//! Versions: what entries were like when they were published.

use model::ids::{EntryId, ModelId};

use crate::{Statement, Value};

/// Keeps a version; its revision is one more than the entry's last in that stage. `stage` is a key, `data` the entry as
/// it is in the stage.
pub fn insert(entry: &EntryId, model: &ModelId, stage: i64, created_at: &str, data: &serde_json::Value) -> Statement {
    Statement::new(
        "INSERT INTO version (entry, model, stage, revision, created_at, data) VALUES ($1, $2, $3, \
         (SELECT COALESCE(MAX(revision), 0) + 1 FROM version WHERE model = $2 AND entry = $1 AND stage = $3), $4, $5)",
        vec![
            Value::from(entry.as_str()),
            Value::from(model.as_str()),
            Value::Int(stage),
            Value::from(created_at),
            Value::from(data),
        ],
    )
}

/// Forgets versions of an entry in a stage (key): those from before a moment (canonical text), and all but the last `count`. The last
/// one always stays, so that revisions go on counting.
pub fn prune(entry: &EntryId, model: &ModelId, stage: i64, before: Option<&str>, count: Option<i64>) -> Statement {
    Statement::new(
        "DELETE FROM version WHERE model = $5 AND entry = $1 AND stage = $2 \
         AND revision < (SELECT MAX(revision) FROM version WHERE model = $5 AND entry = $1 AND stage = $2) \
         AND (created_at < $3 OR revision <= \
         (SELECT MAX(revision) FROM version WHERE model = $5 AND entry = $1 AND stage = $2) - $4)",
        vec![
            Value::from(entry.as_str()),
            Value::Int(stage),
            Value::from(before),
            Value::from(count),
            Value::from(model.as_str()),
        ],
    )
}

/// Forgets all versions of an entry.
pub fn delete_of_entry(entry: &EntryId, model: &ModelId) -> Statement {
    let values = vec![Value::from(entry.as_str()), Value::from(model.as_str())];
    Statement::new("DELETE FROM version WHERE entry = $1 AND model = $2", values)
}
