//! Columns: adding, dropping, and moving between the two tables of a model or component.

use model::{ParentId, Storage};

use crate::names::{field_columns, parent_localized_table, parent_table, quote};
use crate::{Engine, Statement, Value};

/// The type's name in a column definition.
const fn definition(storage: Storage, engine: Engine) -> &'static str {
    match storage {
        Storage::Text | Storage::Moment | Storage::RichText => engine.text_type(),
        Storage::Int => "BIGINT",
        Storage::Float => "DOUBLE PRECISION",
        Storage::Bool => "BOOLEAN",
    }
}

/// Adds a field's column (four for a rich text) to `table`, with NULL in every row.
pub fn add_column(engine: Engine, table: &str, column: &str, storage: Storage) -> Vec<Statement> {
    let add = |name: String| {
        let text = format!("ALTER TABLE {} ADD COLUMN {} {}", quote(table), quote(&name), definition(storage, engine));
        Statement::new(text, Vec::new())
    };
    field_columns(column, storage).into_iter().map(add).collect()
}

/// Drops a field's column (four for a rich text) and the indexes that it may have, which SQLite does not drop along.
pub fn drop_column(table: &str, column: &str, storage: Storage) -> Vec<Statement> {
    let drop =
        |name: String| Statement::new(format!("ALTER TABLE {} DROP COLUMN {}", quote(table), quote(&name)), Vec::new());
    let indexes = [super::drop_index(column), super::drop_order_index(column)];
    indexes.into_iter().chain(field_columns(column, storage).into_iter().map(drop)).collect()
}

/// The columns of a localised row that the product fills, as its base row has them.
pub(crate) const fn system_columns(parent: &ParentId) -> &'static str {
    match parent {
        ParentId::Model(_) => "created_at, updated_at, published_at, created_by, updated_by, published_by",
        ParentId::Component(_) => "updated_at",
    }
}

/// Moves a field from the base table to the localised one: the values become those of the locale with key
/// `default_locale`. Entries and instances that have no row of that locale get one where there is a value to keep.
///
/// The indexes, if any, go with the old column; the caller makes new ones.
pub fn move_column_to_localized(
    engine: Engine,
    parent: &ParentId,
    column: &str,
    storage: Storage,
    default_locale: i64,
) -> Vec<Statement> {
    let (base, localized) = (parent_table(parent), parent_localized_table(parent));
    let columns: Vec<String> = field_columns(column, storage).iter().map(|name| quote(name)).collect();
    let assignments: Vec<String> = columns.iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let copied = columns.join(", ");
    let system = system_columns(parent);
    // `$1::bigint`: in a select list PostgreSQL would take the parameter for text.
    let text = format!(
        "INSERT INTO {} (id, stage, locale, {system}, {copied}) \
         SELECT id, stage, $1::bigint, {system}, {copied} FROM {} WHERE {} IS NOT NULL \
         ON CONFLICT (id, stage, locale) DO UPDATE SET {}",
        quote(&localized),
        quote(&base),
        columns[0],
        assignments.join(", ")
    );
    let mut statements = add_column(engine, &localized, column, storage);
    statements.push(Statement::new(text, vec![Value::Int(default_locale)]));
    let mut dropped = drop_column(&base, column, storage);
    statements.append(&mut dropped);
    statements
}

/// Moves a field from the localised table to the base one: the values of the locale with key `default_locale` stay,
/// those of the other locales are lost.
///
/// The indexes, if any, go with the old column; the caller makes new ones.
pub fn move_column_to_base(
    engine: Engine,
    parent: &ParentId,
    column: &str,
    storage: Storage,
    default_locale: i64,
) -> Vec<Statement> {
    let (base, localized) = (parent_table(parent), parent_localized_table(parent));
    let assign = |name: &String| {
        let (name, base, localized) = (quote(name), quote(&base), quote(&localized));
        format!(
            "{name} = (SELECT kept.{name} FROM {localized} AS kept \
             WHERE kept.id = {base}.id AND kept.stage = {base}.stage AND kept.locale = $1)"
        )
    };
    let assignments: Vec<String> = field_columns(column, storage).iter().map(assign).collect();
    let text = format!("UPDATE {} SET {}", quote(&base), assignments.join(", "));
    let mut statements = add_column(engine, &base, column, storage);
    statements.push(Statement::new(text, vec![Value::Int(default_locale)]));
    let mut dropped = drop_column(&localized, column, storage);
    statements.append(&mut dropped);
    statements
}
