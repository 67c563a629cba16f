//! Whole rows of an entry, for the copy that a version keeps.

use model::{Field, ParentRef};

use super::column::{SystemColumn, first_columns};
use crate::{Engine, Statement, Value, list_contains, names};

/// Columns that the product fills, as far as a parent's rows have them.
fn system_columns(parent: ParentRef<'_>) -> Vec<SystemColumn> {
    match parent {
        ParentRef::Model(_) => SystemColumn::ALL.into(),
        ParentRef::Component(_) => vec![SystemColumn::UpdatedAt],
    }
}

fn selected(parent: ParentRef<'_>, fields: &[&Field]) -> String {
    let system = system_columns(parent).into_iter().map(|column| column.name().to_owned());
    let columns = system.chain(first_columns(fields)).map(|name| names::quote(&name));
    columns.collect::<Vec<_>>().join(", ")
}

/// Base rows of entries or instances in a stage: id, the system columns (all of [`SystemColumn::ALL`] for an entry,
/// `updated_at` for an instance), then one column per field of `fields`, all of which must have base columns.
pub fn base_values(
    engine: Engine,
    parent: ParentRef<'_>,
    fields: &[&Field],
    ids: Vec<String>,
    stage: i64,
) -> Statement {
    let table = names::quote(&names::parent_table(&parent.id()));
    let (columns, which) = (selected(parent, fields), list_contains(engine, "id", "$1"));
    let text = format!("SELECT id, {columns} FROM {table} WHERE {which} AND stage = $2");
    Statement::new(text, vec![Value::Texts(ids), Value::Int(stage)])
}

/// Localised rows: id, locale's key, the system columns, then one column per field, all of which must be localised.
pub fn localized_values(
    engine: Engine,
    parent: ParentRef<'_>,
    fields: &[&Field],
    ids: Vec<String>,
    stage: i64,
) -> Statement {
    let table = names::quote(&names::parent_localized_table(&parent.id()));
    let (columns, which) = (selected(parent, fields), list_contains(engine, "id", "$1"));
    let text = format!("SELECT id, locale, {columns} FROM {table} WHERE {which} AND stage = $2 ORDER BY locale");
    Statement::new(text, vec![Value::Texts(ids), Value::Int(stage)])
}
