//! Publishing copies rows from stage to stage inside the database.

use model::ids::{EntryId, ModelId};
use model::{Model, ParentId};

use crate::dml::{SystemColumn, columns_of};
use crate::{Engine, Statement, Value, list_contains, names};

/// Columns that a copy takes over from its source: all but the two that say when and by whom it was published.
fn copied(model: &Model, localized: bool) -> Vec<String> {
    let system = SystemColumn::ALL.into_iter().filter(|column| match column {
        SystemColumn::PublishedAt | SystemColumn::PublishedBy => false,
        SystemColumn::CreatedAt | SystemColumn::UpdatedAt | SystemColumn::CreatedBy | SystemColumn::UpdatedBy => true,
    });
    let own = columns_of(&model.fields, localized);
    system.map(|column| names::quote(column.name())).chain(own.iter().map(|name| names::quote(name))).collect()
}

pub(super) fn set_from_excluded(columns: &[String]) -> String {
    columns.iter().map(|column| format!("{column} = excluded.{column}")).collect::<Vec<_>>().join(", ")
}

/// Copies the base row of an entry to another stage, replacing what is there.
pub fn copy_base(model: &Model, id: &EntryId, from: i64, to: i64, published_at: &str, published_by: &str) -> Statement {
    let table = names::quote(&names::base_table(&model.id));
    let columns = copied(model, false);
    let list = columns.join(", ");
    let update = set_from_excluded(&columns);
    let text = format!(
        "INSERT INTO {table} (id, stage, published_at, published_by, {list}) \
         SELECT id, CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT), {list} FROM {table} WHERE id = $4 AND stage = $5 \
         ON CONFLICT (id, stage) DO UPDATE SET published_at = excluded.published_at, \
         published_by = excluded.published_by, {update}"
    );
    let params = vec![
        Value::Int(to),
        Value::from(published_at),
        Value::from(published_by),
        Value::from(id.as_str()),
        Value::Int(from),
    ];
    Statement::new(text, params)
}

/// Copies localisations of an entry to another stage, replacing what is there. `locales` are keys.
pub fn copy_localizations(
    engine: Engine,
    model: &Model,
    id: &EntryId,
    stages: (i64, i64),
    locales: Vec<i64>,
    published: (&str, &str),
) -> Statement {
    let table = names::quote(&names::localized_table(&model.id));
    let columns = copied(model, true);
    let list = columns.join(", ");
    let update = set_from_excluded(&columns);
    let chosen = list_contains(engine, "locale", "$6");
    let text = format!(
        "INSERT INTO {table} (id, stage, locale, published_at, published_by, {list}) \
         SELECT id, CAST($1 AS BIGINT), locale, CAST($2 AS TEXT), CAST($3 AS TEXT), {list} FROM {table} \
         WHERE id = $4 AND stage = $5 AND {chosen} \
         ON CONFLICT (id, stage, locale) DO UPDATE SET published_at = excluded.published_at, \
         published_by = excluded.published_by, {update}"
    );
    let params = vec![
        Value::Int(stages.1),
        Value::from(published.0),
        Value::from(published.1),
        Value::from(id.as_str()),
        Value::Int(stages.0),
        Value::Ints(locales),
    ];
    Statement::new(text, params)
}

/// Removes an entry's copy from a stage with all its localisations.
pub fn delete_copies(model: &ModelId, id: &EntryId, stage: i64) -> Vec<Statement> {
    [names::localized_table(model), names::base_table(model)]
        .into_iter()
        .map(|table| {
            let text = format!("DELETE FROM {} WHERE id = $1 AND stage = $2", names::quote(&table));
            Statement::new(text, vec![Value::from(id.as_str()), Value::Int(stage)])
        })
        .collect()
}

/// Removes some localisations of an entry or component instance from a stage. `locales` are keys.
pub fn delete_localizations(engine: Engine, parent: &ParentId, id: &str, stage: i64, locales: Vec<i64>) -> Statement {
    let table = names::quote(&names::parent_localized_table(parent));
    let chosen = list_contains(engine, "locale", "$3");
    let text = format!("DELETE FROM {table} WHERE id = $1 AND stage = $2 AND {chosen}");
    Statement::new(text, vec![Value::from(id), Value::Int(stage), Value::Ints(locales)])
}

/// Removes the localisations that a stage has and DRAFT no longer has: publishing everything makes the two equal.
pub fn delete_other_localizations(
    engine: Engine,
    model: &ModelId,
    id: &EntryId,
    stage: i64,
    keep: Vec<i64>,
) -> Statement {
    let table = names::quote(&names::localized_table(model));
    let kept = list_contains(engine, "locale", "$3");
    let text = format!("DELETE FROM {table} WHERE id = $1 AND stage = $2 AND NOT ({kept})");
    Statement::new(text, vec![Value::from(id.as_str()), Value::Int(stage), Value::Ints(keep)])
}
