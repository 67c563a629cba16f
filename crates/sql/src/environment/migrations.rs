//! Migrations: the table `migration`, and the statements on content that only a migration needs.

use model::ParentId;
use model::ids::{ComponentId, MigrationId, ModelId};

use super::scheduled_operations::cancel_of_model;
use crate::ddl::column::system_columns;
use crate::names::{base_table, component_table, localized_table, parent_localized_table, parent_table, quote};
use crate::{Statement, Value};

/// The columns that every reading statement here gives, in this order.
const COLUMNS: &str = "id, name, status, errors, operation_type, resource_id, triggered_by, created_at, finished_at";

/// A row of `migration`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationRow {
    /// 32 hex digits.
    pub id: MigrationId,
    /// Unique in the environment.
    pub name: String,
    /// `SUCCESS` or `FAILED`.
    pub status: String,
    /// Why it failed.
    pub errors: Option<String>,
    /// `BATCH`, `CREATE_MODEL`, …
    pub operation_type: String,
    /// Id of what a single change was about.
    pub resource_id: Option<String>,
    /// Id of the person who asked; none for tokens.
    pub triggered_by: Option<String>,
    /// When it was asked for.
    pub created_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
}

/// Inserts a migration. Fails with a unique violation when its name is taken.
pub fn insert(row: &MigrationRow) -> Statement {
    let text = format!("INSERT INTO migration ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    Statement::new(
        text,
        vec![
            Value::from(row.id.as_str()),
            Value::from(&row.name),
            Value::from(&row.status),
            Value::from(row.errors.as_ref()),
            Value::from(&row.operation_type),
            Value::from(row.resource_id.as_ref()),
            Value::from(row.triggered_by.as_ref()),
            Value::from(&row.created_at),
            Value::from(row.finished_at.as_ref()),
        ],
    )
}

/// The migration with that id. Columns: id, name, status, errors, operation_type, resource_id, triggered_by,
/// created_at, finished_at.
pub fn by_id(id: &str) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM migration WHERE id = $1"), vec![Value::from(id)])
}

/// The migration of that name. Columns as in [`by_id`].
pub fn by_name(name: &str) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM migration WHERE name = $1"), vec![Value::from(name)])
}

/// The newest migrations, newest first. Columns as in [`by_id`].
pub fn newest(limit: i64) -> Statement {
    let text = format!("SELECT {COLUMNS} FROM migration ORDER BY created_at DESC, id DESC LIMIT $1");
    Statement::new(text, vec![Value::Int(limit)])
}

/// Gives every entry or instance that lacks it a row in the locale with key `locale`, in every stage that it is in.
pub fn ensure_localizations(parent: &ParentId, locale: i64) -> Statement {
    let (base, localized) = (quote(&parent_table(parent)), quote(&parent_localized_table(parent)));
    let system = system_columns(parent);
    // `WHERE TRUE`: without it SQLite takes `ON` for a join's. `$1::bigint`: see the ddl of columns.
    let text = format!(
        "INSERT INTO {localized} (id, stage, locale, {system}) SELECT id, stage, $1::bigint, {system} \
         FROM {base} WHERE TRUE ON CONFLICT (id, stage, locale) DO NOTHING"
    );
    Statement::new(text, vec![Value::Int(locale)])
}

/// How many rows of a model are in the stage with key `stage`: one row, one integer.
pub fn count_stage_rows(model: &ModelId, stage: i64) -> Statement {
    let text = format!("SELECT COUNT(*) FROM {} WHERE stage = $1", quote(&base_table(model)));
    Statement::new(text, vec![Value::Int(stage)])
}

/// How many rows of a model are in the locale with key `locale`: one row, one integer.
pub fn count_locale_rows(model: &ModelId, locale: i64) -> Statement {
    let text = format!("SELECT COUNT(*) FROM {} WHERE locale = $1", quote(&localized_table(model)));
    Statement::new(text, vec![Value::Int(locale)])
}

/// How many rows hold the enumeration value with key `key` in a column of single values: one row, one integer.
pub fn count_holding(table: &str, column: &str, key: i64) -> Statement {
    let text = format!("SELECT COUNT(*) FROM {} WHERE {} = $1", quote(table), quote(column));
    Statement::new(text, vec![Value::Int(key)])
}

/// Forgets what is remembered of a model's entries: their versions, and their part in scheduled operations, which are
/// cancelled.
pub fn forget_entries(model: &ModelId) -> [Statement; 3] {
    let forget = |table: &str| {
        Statement::new(format!("DELETE FROM {table} WHERE model = $1"), vec![Value::from(model.as_str())])
    };
    [cancel_of_model(model), forget("version"), forget("scheduled_operation_document")]
}

/// One row if there is an instance of the component.
pub fn any_instance(component: &ComponentId) -> Statement {
    Statement::new(format!("SELECT 1 FROM {} LIMIT 1", quote(&component_table(component))), Vec::new())
}

/// One row if the model has an entry in any stage.
pub fn any_entry(model: &ModelId) -> Statement {
    Statement::new(format!("SELECT 1 FROM {} LIMIT 1", quote(&base_table(model))), Vec::new())
}
