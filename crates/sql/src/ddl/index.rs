//! Unique indexes, and what stands in their way.

use crate::names::{quote, unique_index};
use crate::{Engine, Statement};

/// Which of a model's two tables a column is in. Values are unique within a stage, and within a locale where localised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// The base table, keyed by (id, stage).
    Base,
    /// The localised table, keyed by (id, stage, locale).
    Localized,
}

impl TableKind {
    /// The columns within whose values another column is unique.
    const fn scope(self) -> &'static str {
        match self {
            Self::Base => "stage",
            Self::Localized => "stage, locale",
        }
    }
}

/// Makes a column unique within each stage (and locale). NULLs are not compared. Fails with a unique violation when
/// [`count_duplicates`] is not zero.
///
/// The scope stands first, so the index also serves `stage = … ORDER BY column`. The engines agree on the text; the
/// parameter is here because every function that makes physical things has it.
pub fn create_unique_index(engine: Engine, table: &str, column: &str, kind: TableKind) -> Statement {
    let text = match engine {
        Engine::Sqlite | Engine::Postgres => format!(
            "CREATE UNIQUE INDEX {} ON {} ({}, {})",
            quote(&unique_index(column)),
            quote(table),
            kind.scope(),
            quote(column)
        ),
    };
    Statement::new(text, Vec::new())
}

/// Drops the unique index of a column if there is one.
pub fn drop_index(column: &str) -> Statement {
    Statement::new(format!("DROP INDEX IF EXISTS {}", quote(&unique_index(column))), Vec::new())
}

/// How many values stand more than once in a column within one stage (and locale): one row, one integer.
pub fn count_duplicates(table: &str, column: &str, kind: TableKind) -> Statement {
    let (table, column, scope) = (quote(table), quote(column), kind.scope());
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE {column} IS NOT NULL \
         GROUP BY {scope}, {column} HAVING COUNT(*) > 1) AS duplicate"
    );
    Statement::new(text, Vec::new())
}
