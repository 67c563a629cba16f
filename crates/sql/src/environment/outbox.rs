//! The outbox: what happened, for everything that must follow from it.
//!
//! Ids sort by time and say in which order webhooks go out. They do not say in which order transactions became visible:
//! on PostgreSQL one that began earlier may commit later. Whoever must miss nothing follows `position`.

use std::borrow::Cow;

use crate::{Engine, NewRows, Statement, Value};

/// One event. `id` sorts by time.
pub fn insert(engine: Engine, id: &str, event: &serde_json::Value, created_at: &str) -> Statement {
    row(engine, id, event, created_at).statement()
}

/// The row of an event. `id` sorts by time. Rows of one statement have one position.
pub fn row(engine: Engine, id: &str, event: &serde_json::Value, created_at: &str) -> NewRows {
    let behind_id = match engine {
        // Writers of one database come one after the other, so that the order of positions is that of commits.
        Engine::Sqlite => ", (SELECT COALESCE(MAX(position), 0) + 1 FROM outbox), ",
        Engine::Postgres => ", CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), ",
    };
    let pieces = ["(", behind_id, ", ", ")"].map(Cow::Borrowed).into();
    let values = vec![Value::from(id), Value::from(event), Value::from(created_at)];
    NewRows::of("outbox", ["id", "position", "event", "created_at"], pieces, values)
}

/// Forgets the oldest events of before a moment (canonical text), at most so many. The newest stay: positions go on from theirs.
pub fn forget_some(before: &str, most: i64) -> Statement {
    Statement::new(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id < $1 \
         AND position < (SELECT MAX(position) FROM outbox) ORDER BY id LIMIT $2)",
        vec![Value::from(before), Value::Int(most)],
    )
}

/// The position before which [`since`] gives nothing: for whoever only wants to know where the outbox is now.
pub const END: i64 = i64::MAX;

/// What came at `position` or after it, at most `most` events, and the schema version of the same moment.
///
/// Columns: schema version as text, the position to go on from, id, event as JSON text. At least one row; id and event are
/// null when nothing came. On PostgreSQL events may be given again at the next look, while older transactions are under
/// way: the reader tells them by their ids.
pub fn since(engine: Engine, position: i64, most: i64) -> Statement {
    let text = match engine {
        Engine::Sqlite => {
            "SELECT meta.value, (SELECT COALESCE(MAX(position), 0) + 1 FROM outbox), news.id, news.event FROM meta \
             LEFT JOIN (SELECT id, event FROM outbox WHERE position >= $1 ORDER BY position, id LIMIT $2) AS news ON TRUE \
             WHERE meta.key = 'schema_version'"
        }
        // Every transaction before the snapshot's xmin has ended: what it wrote is seen now, or never will be. None that
        // is seen now is at xmax or after it; such positions are of another server, from which this database was copied.
        Engine::Postgres => {
            "SELECT meta.value, CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT), news.id, news.event \
             FROM meta LEFT JOIN (SELECT id, event FROM outbox WHERE position >= $1 \
             AND position < CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) \
             ORDER BY position, id LIMIT $2) AS news ON TRUE \
             WHERE meta.key = 'schema_version'"
        }
    };
    Statement::new(text, vec![Value::Int(position), Value::Int(most)])
}
