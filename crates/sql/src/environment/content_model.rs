//! The persisted content model: `content_object`, and its version in `meta`.

use crate::{Engine, Statement, Value};

/// The version of the content model as text. Columns: value.
pub fn schema_version() -> Statement {
    Statement::new("SELECT value FROM meta WHERE key = 'schema_version'", vec![])
}

/// The version and all objects, of one moment. Columns: version as text, id, kind, ordinal, body. No row when there is no version or no
/// object.
pub fn objects() -> Statement {
    Statement::new(
        "SELECT meta.value, o.id, o.kind, o.ordinal, o.body FROM meta CROSS JOIN content_object o \
         WHERE meta.key = 'schema_version'",
        vec![],
    )
}

/// How a writer of content shares the database with other writers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Beside others, giving up soon when one of them holds a row.
    Beside,
    /// After all others have ended, and before any other begins: nobody is in the way.
    Alone,
}

/// Takes a turn, in a statement of its own: what the next one sees is as whoever was waited for has left it. `None` where there is
/// nothing to take: SQLite has one writer anyway.
///
/// On PostgreSQL writers of the same entries in different order would wait for each other until the server finds out
/// (a second each time). Those beside others wait a short while and are tried again alone.
pub fn take_turn(engine: Engine, turn: Turn) -> Option<Statement> {
    let text = match (engine, turn) {
        (Engine::Sqlite, Turn::Beside | Turn::Alone) => return None,
        // In this order: the limit is for rows, not for the turn.
        (Engine::Postgres, Turn::Beside) => {
            "SELECT CAST(pg_advisory_xact_lock_shared(1164, hashtext(current_schema())) AS TEXT), \
             set_config('lock_timeout', '250ms', TRUE)"
        }
        (Engine::Postgres, Turn::Alone) => {
            "SELECT CAST(pg_advisory_xact_lock(1164, hashtext(current_schema())) AS TEXT)"
        }
    };
    Some(Statement::new(text, vec![]))
}

/// What a writer of content has to know first. Columns: the version of the content model as text, the name that this actor's
/// `User` has (null when there is none). No row when there is no version.
pub fn begin_write(actor: &str) -> Statement {
    Statement::new(
        "SELECT value, (SELECT name FROM content_actor WHERE id = $1) FROM meta WHERE key = 'schema_version'",
        vec![Value::from(actor)],
    )
}
