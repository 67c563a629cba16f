//! Scheduled operations: what will be done to entries, and what became of it (platform.md §5.3).

use model::ids::{EntryId, ModelId};

use crate::{Engine, Statement, Value};

/// A new operation.
#[derive(Clone, Copy, Debug)]
pub struct NewOperation<'a> {
    /// Its id.
    pub id: &'a str,
    /// The release that it belongs to.
    pub release: &'a str,
    /// What was sent, as JSON.
    pub raw_payload: &'a serde_json::Value,
    /// What it does, as JSON of whoever runs it.
    pub instruction: &'a serde_json::Value,
    /// Id of the Content API's `User` in whose name it runs.
    pub by: &'a str,
    /// Canonical time.
    pub now: &'a str,
}

/// Makes a PENDING operation.
pub fn insert(new: NewOperation<'_>) -> Statement {
    Statement::new(
        "INSERT INTO scheduled_operation \
         (id, release_id, status, raw_payload, instruction, created_at, updated_at, created_by, updated_by) \
         VALUES ($1, $2, 'PENDING', $3, $4, $5, $5, $6, $6)",
        vec![
            Value::from(new.id),
            Value::from(new.release),
            Value::from(new.raw_payload),
            Value::from(new.instruction),
            Value::from(new.now),
            Value::from(new.by),
        ],
    )
}

/// Says which entry an operation is about.
pub fn insert_document(operation: &str, model: &ModelId, entry: &EntryId) -> Statement {
    Statement::new(
        "INSERT INTO scheduled_operation_document (operation_id, model, entry) VALUES ($1, $2, $3)",
        vec![Value::from(operation), Value::from(model.as_str()), Value::from(entry.as_str())],
    )
}

/// The release of an operation. Columns: release_id (may be null).
pub fn release_of(id: &str) -> Statement {
    Statement::new("SELECT release_id FROM scheduled_operation WHERE id = $1", vec![Value::from(id)])
}

/// Takes an operation for the rest of the transaction, waiting for whoever has it. Columns: status.
pub fn lock(engine: Engine, id: &str) -> Statement {
    let text = match engine {
        // Writers of one database come one after the other.
        Engine::Sqlite => "SELECT status FROM scheduled_operation WHERE id = $1",
        Engine::Postgres => "SELECT status FROM scheduled_operation WHERE id = $1 FOR UPDATE",
    };
    Statement::new(text, vec![Value::from(id)])
}

/// Deletes an operation.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM scheduled_operation WHERE id = $1", vec![Value::from(id)])
}

/// The operation of a release that runs next: the one that was scheduled first. Columns: id, instruction, model and entry
/// (null when it is about none), then id and kind of the `User` who scheduled it (null when not known).
pub fn next(release: &str) -> Statement {
    Statement::new(
        "SELECT o.id, o.instruction, d.model, d.entry, a.id, a.kind FROM scheduled_operation o \
         LEFT JOIN scheduled_operation_document d ON d.operation_id = o.id \
         LEFT JOIN content_actor a ON a.id = o.created_by \
         WHERE o.release_id = $1 AND o.status = 'PENDING' ORDER BY o.created_at, o.id LIMIT 1",
        vec![Value::from(release)],
    )
}

/// Ends an operation: FAILED with an error, else COMPLETED.
pub fn end(id: &str, error: Option<&str>, now: &str) -> Statement {
    let status = if error.is_some() { "FAILED" } else { "COMPLETED" };
    Statement::new(
        "UPDATE scheduled_operation SET status = $2, error_message = $3, updated_at = $4 WHERE id = $1",
        vec![Value::from(id), Value::from(status), Value::from(error), Value::from(now)],
    )
}

/// What became of a release's operations. One row: how many there are, how many wait, how many failed, and the error of the
/// first of those (may be null).
pub fn outcome(release: &str) -> Statement {
    Statement::new(
        "SELECT COUNT(*), COUNT(CASE WHEN status = 'PENDING' THEN 1 END), COUNT(CASE WHEN status = 'FAILED' THEN 1 END), \
         (SELECT error_message FROM scheduled_operation WHERE release_id = $1 AND status = 'FAILED' \
          ORDER BY created_at, id LIMIT 1) \
         FROM scheduled_operation WHERE release_id = $1",
        vec![Value::from(release)],
    )
}

/// Makes the FAILED operations of a release PENDING again; those whose entry is gone by now are CANCELED.
pub fn retry(release: &str, now: &str) -> [Statement; 2] {
    let values = || vec![Value::from(release), Value::from(now)];
    let cancel = Statement::new(
        "UPDATE scheduled_operation SET status = 'CANCELED', error_message = 'the document was deleted', updated_at = $2 \
         WHERE release_id = $1 AND status = 'FAILED' \
         AND id NOT IN (SELECT operation_id FROM scheduled_operation_document)",
        values(),
    );
    let retry = Statement::new(
        "UPDATE scheduled_operation SET status = 'PENDING', error_message = NULL, updated_at = $2 \
         WHERE release_id = $1 AND status = 'FAILED'",
        values(),
    );
    [cancel, retry]
}

/// Cancels what waits for an entry that is deleted: its operations touch nothing any more. The first statement tells by the
/// number of rows that it touches whether there was any.
pub fn cancel_of_entry(model: &ModelId, entry: &EntryId, now: &str) -> [Statement; 2] {
    let of = || [Value::from(model.as_str()), Value::from(entry.as_str())];
    let cancel = Statement::new(
        "UPDATE scheduled_operation SET status = 'CANCELED', error_message = 'the document was deleted', updated_at = $3 \
         WHERE status = 'PENDING' AND id IN (SELECT operation_id FROM scheduled_operation_document WHERE model = $1 AND entry = $2)",
        of().into_iter().chain([Value::from(now)]).collect(),
    );
    let forget =
        Statement::new("DELETE FROM scheduled_operation_document WHERE model = $1 AND entry = $2", of().to_vec());
    [cancel, forget]
}

/// Cancels what waits for entries of a model that is deleted.
pub fn cancel_of_model(model: &ModelId) -> Statement {
    Statement::new(
        "UPDATE scheduled_operation SET status = 'CANCELED', error_message = 'the document was deleted' \
         WHERE status = 'PENDING' AND id IN (SELECT operation_id FROM scheduled_operation_document WHERE model = $1)",
        vec![Value::from(model.as_str())],
    )
}
