//! The persisted content model: `content_object`, and its version in `meta`.

use crate::Statement;

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
