//! Who wrote entries: the rows behind the Content API's `User`.

use crate::{Statement, Value};

/// Makes the row of an actor that has none, `now` being the canonical time. It does not touch a row that is there:
/// otherwise all writers in the name of one token would wait for each other on it.
pub fn add(id: &str, kind: &str, name: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO content_actor (id, kind, name, picture, is_active, created_at, updated_at) \
         VALUES ($1, $2, $3, NULL, TRUE, $4, $4) ON CONFLICT (id) DO NOTHING",
        vec![Value::from(id), Value::from(kind), Value::from(name), Value::from(now)],
    )
}

/// Gives an actor its present name, when it is another one.
pub fn rename(id: &str, name: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE content_actor SET name = $2, updated_at = $3 WHERE id = $1 AND name <> $2",
        vec![Value::from(id), Value::from(name), Value::from(now)],
    )
}
