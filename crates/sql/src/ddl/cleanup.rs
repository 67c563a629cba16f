//! Values and rows that a change makes, counts or removes.

use model::ids::ModelId;

use crate::names::{base_table, localized_table, quote};
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

/// Deletes the rows of the stage with key `stage` in these models, localised rows included.
pub fn delete_stage_rows(models: &[ModelId], stage: i64) -> Vec<Statement> {
    // The localised rows follow their base rows (ON DELETE CASCADE).
    let delete = |model: &ModelId| {
        let text = format!("DELETE FROM {} WHERE stage = $1", quote(&base_table(model)));
        Statement::new(text, vec![Value::Int(stage)])
    };
    models.iter().map(delete).collect()
}

/// Deletes the localised rows of the locale with key `locale` in these models.
pub fn delete_locale_rows(models: &[ModelId], locale: i64) -> Vec<Statement> {
    let delete = |model: &ModelId| {
        let text = format!("DELETE FROM {} WHERE locale = $1", quote(&localized_table(model)));
        Statement::new(text, vec![Value::Int(locale)])
    };
    models.iter().map(delete).collect()
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
