//! Releases: scheduled operations that run together. A release is PENDING until it is due, IN_PROGRESS while its
//! operations run one after the other, then COMPLETED, or FAILED when one of them failed (platform.md §5.3). A FAILED one that
//! gets another time is PENDING again.

use crate::{Engine, Statement, Value};

/// A value of a release that clients write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseColumn {
    /// Name for people.
    Title,
    /// Text for people.
    Description,
    /// Why it failed.
    ErrorMessage,
    /// Whether it runs at its time.
    IsActive,
    /// When it runs.
    ReleaseAt,
}

impl ReleaseColumn {
    const fn name(self) -> &'static str {
        match self {
            ReleaseColumn::Title => "title",
            ReleaseColumn::Description => "description",
            ReleaseColumn::ErrorMessage => "error_message",
            ReleaseColumn::IsActive => "is_active",
            ReleaseColumn::ReleaseAt => "release_at",
        }
    }
}

/// What every new release has.
#[derive(Clone, Copy, Debug)]
pub struct NewRelease<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whether it is made for one operation alone.
    pub is_implicit: bool,
    /// Canonical time.
    pub created_at: &'a str,
    /// Canonical time.
    pub updated_at: &'a str,
    /// Id of the Content API's `User`.
    pub by: &'a str,
}

/// Makes a PENDING, active release, with what clients say of it; that may be that it is not active.
pub fn insert(new: NewRelease<'_>, said: Vec<(ReleaseColumn, Value)>) -> Statement {
    let mut names = vec!["id", "is_implicit", "created_at", "updated_at", "created_by", "updated_by", "status"];
    let mut values = vec![
        Value::from(new.id),
        Value::Bool(new.is_implicit),
        Value::from(new.created_at),
        Value::from(new.updated_at),
        Value::from(new.by),
        Value::from(new.by),
        Value::from("PENDING"),
    ];
    if !said.iter().any(|(column, _)| *column == ReleaseColumn::IsActive) {
        names.push("is_active");
        values.push(Value::Bool(true));
    }
    for (column, value) in said {
        names.push(column.name());
        values.push(value);
    }
    let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!("INSERT INTO scheduled_release ({}) VALUES ({})", names.join(", "), places.join(", "));
    Statement::new(text, values)
}

/// Writes these values into a release, and who did it when.
pub fn update(id: &str, said: Vec<(ReleaseColumn, Value)>, by: &str, now: &str) -> Statement {
    let mut text = "UPDATE scheduled_release SET updated_at = $2, updated_by = $3".to_owned();
    let mut values = vec![Value::from(id), Value::from(now), Value::from(by)];
    for (column, value) in said {
        values.push(value);
        text.push_str(&format!(", {} = ${}", column.name(), values.len()));
    }
    text.push_str(" WHERE id = $1");
    Statement::new(text, values)
}

/// Makes a FAILED release PENDING again.
pub fn retry(id: &str) -> Statement {
    Statement::new(
        "UPDATE scheduled_release SET status = 'PENDING', error_message = NULL WHERE id = $1 AND status = 'FAILED'",
        vec![Value::from(id)],
    )
}

/// Takes a release for the rest of the transaction, waiting for whoever has it. Columns: status, is_implicit.
pub fn lock(engine: Engine, id: &str) -> Statement {
    let text = match engine {
        // Writers of one database come one after the other.
        Engine::Sqlite => "SELECT status, is_implicit FROM scheduled_release WHERE id = $1",
        Engine::Postgres => "SELECT status, is_implicit FROM scheduled_release WHERE id = $1 FOR UPDATE",
    };
    Statement::new(text, vec![Value::from(id)])
}

/// Takes a release for the rest of the transaction unless somebody else has it, or it is gone: no row then. Columns: status.
pub fn lock_if_free(engine: Engine, id: &str) -> Statement {
    let text = match engine {
        Engine::Sqlite => "SELECT status FROM scheduled_release WHERE id = $1",
        Engine::Postgres => "SELECT status FROM scheduled_release WHERE id = $1 FOR UPDATE SKIP LOCKED",
    };
    Statement::new(text, vec![Value::from(id)])
}

/// Deletes a release with its operations.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM scheduled_release WHERE id = $1", vec![Value::from(id)])
}

/// Deletes a release that was made for one operation, once it has none.
pub fn delete_if_spent(id: &str) -> Statement {
    Statement::new(
        "DELETE FROM scheduled_release WHERE id = $1 AND is_implicit \
         AND NOT EXISTS (SELECT 1 FROM scheduled_operation WHERE release_id = $1)",
        vec![Value::from(id)],
    )
}

/// The release to look at next: one that has begun, else the one whose time comes first, past or future. Columns: id,
/// status, release_at (canonical text; may be null for one that has begun). No row when none waits.
pub fn next() -> Statement {
    // "IN_PROGRESS" sorts before "PENDING".
    Statement::new(
        "SELECT id, status, release_at FROM scheduled_release WHERE status IN ('IN_PROGRESS', 'PENDING') \
         AND (status = 'IN_PROGRESS' OR (is_active AND release_at IS NOT NULL)) \
         ORDER BY status, release_at, id LIMIT 1",
        Vec::new(),
    )
}

/// Begins a release that is due. It touches no row when somebody else has begun it, or it is not due any more.
pub fn begin(id: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE scheduled_release SET status = 'IN_PROGRESS', updated_at = $2 \
         WHERE id = $1 AND status = 'PENDING' AND is_active AND release_at <= $2",
        vec![Value::from(id), Value::from(now)],
    )
}

/// Ends a release.
pub fn end(id: &str, error: Option<&str>, now: &str) -> Statement {
    let status = if error.is_some() { "FAILED" } else { "COMPLETED" };
    Statement::new(
        "UPDATE scheduled_release SET status = $2, error_message = $3, updated_at = $4 WHERE id = $1",
        vec![Value::from(id), Value::from(status), Value::from(error), Value::from(now)],
    )
}
