//! Rows of entries: insert, update, delete, find.

use access::Granted;
use model::ids::{EntryId, ModelId};
use model::{FieldRef, ParentId, SystemField};

use crate::dml::Assignment;
use crate::{Engine, NewRows, Statement, Value, list_contains, names};

fn insert(table: &str, key: Vec<(&str, Value)>, assignments: Vec<Assignment>) -> NewRows {
    let (columns, values): (Vec<String>, Vec<Value>) =
        assignments.into_iter().map(|assignment| (assignment.column, assignment.value)).unzip();
    NewRows::row(table, key.into_iter().chain(columns.iter().map(String::as_str).zip(values)))
}

fn update(table: &str, key: Vec<(&str, Value)>, assignments: Vec<Assignment>) -> Statement {
    let mut params = Vec::new();
    let mut set = Vec::new();
    for assignment in assignments {
        params.push(assignment.value);
        set.push(format!("{} = ${}", names::quote(&assignment.column), params.len()));
    }
    let mut conditions = Vec::new();
    for (column, value) in key {
        params.push(value);
        conditions.push(format!("{} = ${}", names::quote(column), params.len()));
    }
    let text = format!("UPDATE {} SET {} WHERE {}", names::quote(table), set.join(", "), conditions.join(" AND "));
    Statement::new(text, params)
}

fn base_key(id: &str, stage: i64) -> Vec<(&'static str, Value)> {
    vec![("id", Value::from(id)), ("stage", Value::Int(stage))]
}

fn localized_key(id: &str, stage: i64, locale: i64) -> Vec<(&'static str, Value)> {
    vec![("id", Value::from(id)), ("stage", Value::Int(stage)), ("locale", Value::Int(locale))]
}

/// A new base row.
pub fn insert_base(model: &ModelId, id: &EntryId, stage: i64, assignments: Vec<Assignment>) -> NewRows {
    insert(&names::base_table(model), base_key(id.as_str(), stage), assignments)
}

/// A new localisation of an entry or component instance.
pub fn insert_localization(
    parent: &ParentId,
    id: &str,
    stage: i64,
    locale: i64,
    assignments: Vec<Assignment>,
) -> NewRows {
    insert(&names::parent_localized_table(parent), localized_key(id, stage, locale), assignments)
}

/// Changes the base row of an entry or component instance. `assignments` must not be empty.
pub fn update_base(parent: &ParentId, id: &str, stage: i64, assignments: Vec<Assignment>) -> Statement {
    update(&names::parent_table(parent), base_key(id, stage), assignments)
}

/// Changes a localisation of an entry or component instance; no row when there is none. `assignments` must not be empty.
pub fn update_localization(
    parent: &ParentId,
    id: &str,
    stage: i64,
    locale: i64,
    assignments: Vec<Assignment>,
) -> Statement {
    update(&names::parent_localized_table(parent), localized_key(id, stage, locale), assignments)
}

/// Removes an entry from all stages and locales.
pub fn delete_entry(model: &ModelId, id: &EntryId) -> Vec<Statement> {
    [names::localized_table(model), names::base_table(model)]
        .into_iter()
        .map(|table| {
            let text = format!("DELETE FROM {} WHERE id = $1", names::quote(&table));
            Statement::new(text, vec![Value::from(id.as_str())])
        })
        .collect()
}

/// The id of the entry in a stage that has all these values; fields come from a where-unique input.
pub fn find_by_unique(
    engine: Engine,
    model: &ModelId,
    stage: i64,
    conditions: Vec<(Granted<FieldRef>, Value)>,
) -> Statement {
    let mut params = vec![Value::Int(stage)];
    let mut text = format!("SELECT id FROM {} WHERE stage = $1", names::quote(&names::base_table(model)));
    for (granted, value) in conditions {
        let column = match granted.get() {
            FieldRef::Own(id) => names::column(id),
            FieldRef::System(SystemField::Id) => "id".to_owned(),
            // No other system field is unique, so a where-unique input has none.
            FieldRef::System(_) => continue,
        };
        params.push(value);
        text.push_str(&format!(" AND {} = ${}", names::quote(&column), params.len()));
    }
    match engine {
        Engine::Sqlite => {}
        // Two writers of one entry wait for each other here instead of failing at commit.
        Engine::Postgres => text.push_str(" FOR UPDATE"),
    }
    Statement::new(text, params)
}

/// Whether an entry or component instance is in a stage: one row, or none.
pub fn find_row(parent: &ParentId, id: &str, stage: i64) -> Statement {
    let table = names::quote(&names::parent_table(parent));
    let text = format!("SELECT id FROM {table} WHERE id = $1 AND stage = $2");
    Statement::new(text, vec![Value::from(id), Value::Int(stage)])
}

/// Which of these entries are in a stage: which model, counted from 0, and id.
pub fn entries_there(
    engine: Engine,
    entries: impl IntoIterator<Item = (ModelId, Vec<String>)>,
    stage: i64,
) -> Statement {
    let mut params = vec![Value::Int(stage)];
    let parts = entries.into_iter().enumerate().map(|(part, (model, ids))| {
        params.push(Value::Texts(ids));
        let (table, among) = (names::quote(&names::base_table(&model)), format!("${}", params.len()));
        let among = list_contains(engine, "id", &among);
        format!("SELECT {part} AS part, id FROM {table} WHERE stage = $1 AND {among}")
    });
    let text = parts.collect::<Vec<_>>().join(" UNION ALL ");
    Statement::new(text, params)
}

/// The newest `updated_at` of an entry in a stage, over its base row and its localisations: one row, one text, NULL when the entry
/// is not there.
pub fn newest_update(parent: &ParentId, id: &str, stage: i64) -> Statement {
    let rows = [names::parent_table(parent), names::parent_localized_table(parent)]
        .map(|table| format!("SELECT updated_at FROM {} WHERE id = $1 AND stage = $2", names::quote(&table)));
    let text = format!("SELECT MAX(updated_at) FROM ({}) AS moments", rows.join(" UNION ALL "));
    Statement::new(text, vec![Value::from(id), Value::Int(stage)])
}

/// Keys of the locales in which an entry or component instance has a localisation in a stage.
pub fn locale_keys(parent: &ParentId, id: &str, stage: i64) -> Statement {
    let table = names::quote(&names::parent_localized_table(parent));
    let text = format!("SELECT locale FROM {table} WHERE id = $1 AND stage = $2 ORDER BY locale");
    Statement::new(text, vec![Value::from(id), Value::Int(stage)])
}

/// Keys of the stages that the entry is in.
pub fn stage_keys(model: &ModelId, id: &EntryId) -> Statement {
    let table = names::quote(&names::base_table(model));
    Statement::new(format!("SELECT stage FROM {table} WHERE id = $1 ORDER BY stage"), vec![Value::from(id.as_str())])
}
