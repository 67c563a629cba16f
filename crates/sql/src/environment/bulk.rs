//! What the bulk path has done, by the senders' keys.

use crate::{Statement, Value};

/// A part of an import that is done.
pub struct Part<'p> {
    /// Made of the sender and their key.
    pub import: &'p str,
    /// Number of its first line, from 1.
    pub first_line: i64,
    /// How many lines it has.
    pub lines: i64,
    /// How many of them were refused.
    pub failed: i64,
    /// Stands for all lines up to its last one.
    pub digest: &'p str,
    /// Result lines.
    pub results: &'p str,
    /// When it was done, in canonical form.
    pub created_at: &'p str,
}

/// Keeps a part. A part that begins with the same line is there already when two requests use one key at once.
pub fn insert(part: &Part<'_>) -> Statement {
    Statement::new(
        "INSERT INTO bulk_part (import_id, first_line, lines, failed, digest, results, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            Value::from(part.import),
            Value::Int(part.first_line),
            Value::Int(part.lines),
            Value::Int(part.failed),
            Value::from(part.digest),
            Value::from(part.results),
            Value::from(part.created_at),
        ],
    )
}

/// The part that begins with a line. Columns: lines, failed, digest, results.
pub fn find(import: &str, first_line: i64) -> Statement {
    Statement::new(
        "SELECT lines, failed, digest, results FROM bulk_part WHERE import_id = $1 AND first_line = $2",
        vec![Value::from(import), Value::Int(first_line)],
    )
}

/// Removes imports of which nothing was done since `before`, at most so many.
pub fn forget_some(before: &str, most: i64) -> Statement {
    Statement::new(
        "DELETE FROM bulk_part WHERE import_id IN \
         (SELECT import_id FROM bulk_part GROUP BY import_id HAVING MAX(created_at) < $1 LIMIT $2)",
        vec![Value::from(before), Value::Int(most)],
    )
}
