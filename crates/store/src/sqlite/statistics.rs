//! What SQLite knows of how many rows its tables have, and how many of them a value names.
//!
//! Without that it takes every index for equally good, and may begin a filtered list with a whole stage. PostgreSQL gathers
//! it by itself; SQLite only when it is told to.

use sql::session;

use super::connection::SqliteSession;
use crate::StoreError;

/// After how many changed rows to look for the first time.
const FIRST: u64 = 2_000;

/// The longest step between two looks.
const LONGEST: u64 = 500_000;

/// When to look next, on one writing connection.
pub(super) struct Statistics {
    next: u64,
    step: u64,
}

impl Statistics {
    pub(super) const fn new() -> Self {
        Self { next: FIRST, step: FIRST }
    }

    /// Has SQLite look at tables that have grown or shrunk by an order of magnitude, when enough was written since the last
    /// time. It reads some hundred rows of each index, however many there are.
    ///
    /// What fails is tried again with the next look: nothing but speed depends on it.
    pub(super) fn gather_if_due(&mut self, session: &SqliteSession) {
        let changes = session.changed_rows();
        if changes < self.next {
            return;
        }
        self.step = (self.step * 2).min(LONGEST);
        self.next = changes + self.step;
        if let Err(error) = gather(session) {
            tracing::warn!(%error, "no statistics were gathered");
        }
    }
}

fn gather(session: &SqliteSession) -> Result<(), StoreError> {
    session.batch(session::SQLITE_GATHER_STATISTICS)?;
    // In one transaction: another process may change the schema, too, and its version must not fall behind.
    session.control(session::SQLITE_BEGIN)?;
    let raised = raise_schema_version(session);
    session.control(if raised.is_ok() { session::COMMIT } else { session::ROLLBACK })?;
    raised
}

/// Other connections read statistics together with the schema, when that has a new version.
fn raise_schema_version(session: &SqliteSession) -> Result<(), StoreError> {
    let rows = session.query(&session::sqlite_schema_version())?;
    let version = rows.first().map(|row| row.int(0)).transpose()?.unwrap_or(0);
    session.batch(&session::set_sqlite_schema_version(version.wrapping_add(1)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sql::Statement;

    use super::*;

    fn plan(session: &SqliteSession, number: u32) -> String {
        // What explains is not checked against the schema, as what runs is: so its text is always a new one.
        let question = format!("EXPLAIN QUERY PLAN SELECT {number} FROM entry WHERE stage = $1 AND author = $2");
        let rows = session.query(&Statement::new(question, vec![1.into(), 7.into()])).unwrap();
        rows.iter().map(|row| row.text(3).unwrap().to_owned()).collect()
    }

    fn table_of(session: &SqliteSession, rows: u32) {
        let fill = format!(
            "INSERT INTO entry WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) \
             SELECT i % 2, i, i % 500 FROM n"
        );
        session.batch("CREATE TABLE entry (stage BIGINT, slug BIGINT, author BIGINT)").unwrap();
        session.batch("CREATE INDEX by_author ON entry (author)").unwrap();
        session.batch("CREATE INDEX by_slug ON entry (stage, slug)").unwrap();
        session.batch(&fill).unwrap();
    }

    #[test]
    fn what_was_gathered_reaches_connections_that_were_open_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let writer = SqliteSession::create(&path).unwrap();
        table_of(&writer, 10_000);
        let reader = SqliteSession::open_reader(&path).unwrap();
        let read = || reader.query(&Statement::new("SELECT COUNT(*) FROM entry", Vec::new())).unwrap();
        read();
        assert!(plan(&reader, 1).contains("by_slug"), "{}", plan(&reader, 1));
        Statistics::new().gather_if_due(&writer);
        read();
        assert!(plan(&reader, 2).contains("by_author"), "{}", plan(&reader, 2));
    }

    #[test]
    fn little_that_was_written_is_no_reason_to_look() {
        let session = SqliteSession::create(Path::new(":memory:")).unwrap();
        table_of(&session, 100);
        let mut statistics = Statistics::new();
        statistics.gather_if_due(&session);
        assert_eq!(statistics.next, FIRST);
    }
}
