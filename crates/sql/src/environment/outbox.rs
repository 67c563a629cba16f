//! The outbox: what happened, for everything that must follow from it.
//!
//! Ids sort by time and say in which order webhooks go out. They do not say in which order transactions became visible:
//! on PostgreSQL one that began earlier may commit later. Whoever must miss nothing follows `position`.

use crate::{Engine, Statement, Value};

/// One event. `id` sorts by time.
pub fn insert(engine: Engine, id: &str, event: &serde_json::Value, created_at: &str) -> Statement {
    let text = match engine {
        // Writers of one database come one after the other, so that the order of positions is that of commits.
        Engine::Sqlite => {
            "INSERT INTO outbox (id, position, event, created_at) \
             VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM outbox), $2, $3)"
        }
        Engine::Postgres => {
            "INSERT INTO outbox (id, position, event, created_at) \
             VALUES ($1, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT), $2, $3)"
        }
    };
    Statement::new(text, vec![Value::from(id), Value::from(event), Value::from(created_at)])
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
             LEFT JOIN (SELECT id, event FROM outbox WHERE position >= $1 ORDER BY position LIMIT $2) AS news ON TRUE \
             WHERE meta.key = 'schema_version'"
        }
        // Every transaction before the snapshot's xmin has ended: what it wrote is seen now, or never will be. None that
        // is seen now is at xmax or after it; such positions are of another server, from which this database was copied.
        Engine::Postgres => {
            "SELECT meta.value, CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT), news.id, news.event \
             FROM meta LEFT JOIN (SELECT id, event FROM outbox WHERE position >= $1 \
             AND position < CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) \
             ORDER BY position LIMIT $2) AS news ON TRUE \
             WHERE meta.key = 'schema_version'"
        }
    };
    Statement::new(text, vec![Value::Int(position), Value::Int(most)])
}
