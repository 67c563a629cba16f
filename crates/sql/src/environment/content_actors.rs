//! Who wrote entries: the rows behind the Content API's `User`.

use crate::{Statement, Value};

/// Notes an actor, so that entries can name it. An actor that is known keeps its picture and gets its present name.
pub fn note(id: &str, kind: &str, name: &str) -> Statement {
    Statement::new(
        "INSERT INTO content_actor (id, kind, name, picture, is_active) VALUES ($1, $2, $3, NULL, TRUE) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind",
        vec![Value::from(id), Value::from(kind), Value::from(name)],
    )
}
