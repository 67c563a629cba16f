//! Unique indexes, and what stands in their way; indexes for the order of a field.

use model::{ColumnOf, ContentModel, ParentId, Storage};

use crate::names::{self, order_index, parent_table, quote, unique_index};
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

/// The index by which entries are listed in the order of a number or time of theirs, and found by it: (stage, column, id).
/// None for other columns: texts may be longer than an index takes, instances of components are found by what holds them,
/// and one locale is a part of a stage that SQLite would rather find by such an index than by the key of the localisation.
pub fn create_order_index(column: &ColumnOf) -> Option<Statement> {
    let has_order = matches!(column.storage, Storage::Int | Storage::Float | Storage::Moment);
    let is_of_entries = matches!(column.parent, ParentId::Model(_)) && !column.localized;
    let name = names::column(&column.field);
    let text = format!(
        "CREATE INDEX {} ON {} (stage, {}, id)",
        quote(&order_index(&name)),
        quote(&parent_table(&column.parent)),
        quote(&name)
    );
    (has_order && is_of_entries).then(|| Statement::new(text, Vec::new()))
}

/// These indexes of all fields of a content model whose tables are there and have none.
pub fn create_order_indexes(content: &ContentModel) -> Vec<Statement> {
    let columns = content.parents().flat_map(|parent| {
        let id = parent.id();
        parent.fields().iter().filter_map(move |field| ColumnOf::of(&id, field)).collect::<Vec<_>>()
    });
    columns.filter_map(|column| create_order_index(&column)).collect()
}

/// Drops the index of a column's order if there is one.
pub(super) fn drop_order_index(column: &str) -> Statement {
    Statement::new(format!("DROP INDEX IF EXISTS {}", quote(&order_index(column))), Vec::new())
}
