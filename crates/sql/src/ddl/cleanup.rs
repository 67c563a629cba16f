//! Values and rows that a change makes, counts or removes.

use model::ids::{ComponentId, FieldId, ModelId};

use crate::names::{base_table, component_localized_table, component_table, localized_table, quote, relation_table};
use crate::{Engine, Statement, Value};

/// How many rows have NULL in a column: one row, one integer.
pub fn count_nulls(table: &str, column: &str) -> Statement {
    Statement::new(format!("SELECT COUNT(*) FROM {} WHERE {} IS NULL", quote(table), quote(column)), Vec::new())
}

/// Puts `value` where a column is NULL (a field became required and names what old entries shall have).
pub fn fill_nulls(table: &str, column: &str, value: Value) -> Statement {
    let (table, column) = (quote(table), quote(column));
    Statement::new(format!("UPDATE {table} SET {column} = $1 WHERE {column} IS NULL"), vec![value])
}

/// Deletes the copies in the stage with key `stage`: entries and component instances with their localised rows, links,
/// and what is remembered of the stage.
pub fn delete_stage_rows(
    models: &[ModelId],
    components: &[ComponentId],
    relations: &[FieldId],
    stage: i64,
) -> Vec<Statement> {
    // Localised rows follow their base rows (ON DELETE CASCADE).
    let tables = models.iter().map(base_table).chain(components.iter().map(component_table));
    let tables = tables.chain(relations.iter().map(relation_table)).chain(["version".to_owned()]);
    let delete = |table: String| {
        Statement::new(format!("DELETE FROM {} WHERE stage = $1", quote(&table)), vec![Value::Int(stage)])
    };
    tables.map(delete).collect()
}

/// Deletes the localised rows of the locale with key `locale` in these models and components.
pub fn delete_locale_rows(models: &[ModelId], components: &[ComponentId], locale: i64) -> Vec<Statement> {
    let tables = models.iter().map(localized_table).chain(components.iter().map(component_localized_table));
    let delete = |table: String| {
        Statement::new(format!("DELETE FROM {} WHERE locale = $1", quote(&table)), vec![Value::Int(locale)])
    };
    tables.map(delete).collect()
}

/// Empties a column where it holds the deleted enumeration value with key `key`.
pub fn clear_value(table: &str, column: &str, key: i64) -> Statement {
    let (table, column) = (quote(table), quote(column));
    Statement::new(format!("UPDATE {table} SET {column} = NULL WHERE {column} = $1"), vec![Value::Int(key)])
}

/// Takes the deleted enumeration value with key `key` out of a column of lists (JSON arrays of keys), keeping the order
/// of the others and the canonical text.
pub fn clear_list_value(engine: Engine, table: &str, column: &str, key: i64) -> Statement {
    let (table, column) = (quote(table), quote(column));
    let text = match engine {
        Engine::Sqlite => format!(
            "UPDATE {table} SET {column} = (SELECT json_group_array(item.value ORDER BY item.key) \
             FROM json_each({table}.{column}) AS item WHERE item.value <> $1) \
             WHERE EXISTS (SELECT 1 FROM json_each({table}.{column}) AS item WHERE item.value = $1)"
        ),
        Engine::Postgres => format!(
            "UPDATE {table} SET {column} = (SELECT '[' || COALESCE(string_agg(item.value, ',' ORDER BY item.place), '') \
             || ']' FROM json_array_elements_text({table}.{column}::json) WITH ORDINALITY AS item (value, place) \
             WHERE item.value::bigint <> $1) \
             WHERE EXISTS (SELECT 1 FROM json_array_elements_text({table}.{column}::json) AS item (value) \
             WHERE item.value::bigint = $1)"
        ),
    };
    Statement::new(text, vec![Value::Int(key)])
}
