//! Physical names. They derive from stable ids, never from apiIds: a rename touches no data, and nothing that a client
//! names ever becomes an identifier.
//!
//! The functions give bare names; [`quote`] is the one place that quotes. Names stay under PostgreSQL's limit of 63
//! bytes for ids of up to 43 characters.

use model::ids::{ComponentId, FieldId, ModelId};
use model::{ParentId, Storage};

/// `identifier` in double quotes, quotes inside doubled: right on both engines.
pub fn quote(identifier: &str) -> String {
    let mut quoted = String::with_capacity(identifier.len() + 2);
    quoted.push('"');
    for character in identifier.chars() {
        if character == '"' {
            quoted.push('"');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// The table of a model's base fields, one row per (id, stage).
pub fn base_table(model: &ModelId) -> String {
    format!("m_{}", model.as_str())
}

/// The table of a model's localised fields, one row per (id, stage, locale).
pub fn localized_table(model: &ModelId) -> String {
    format!("l_{}", model.as_str())
}

/// The table of a component's base fields, one row per (id, stage).
pub fn component_table(component: &ComponentId) -> String {
    format!("c_{}", component.as_str())
}

/// The table of a component's localised fields, one row per (id, stage, locale).
pub fn component_localized_table(component: &ComponentId) -> String {
    format!("cl_{}", component.as_str())
}

/// The table of base fields of a model or component.
pub fn parent_table(parent: &ParentId) -> String {
    match parent {
        ParentId::Model(model) => base_table(model),
        ParentId::Component(component) => component_table(component),
    }
}

/// The table of localised fields of a model or component.
pub fn parent_localized_table(parent: &ParentId) -> String {
    match parent {
        ParentId::Model(model) => localized_table(model),
        ParentId::Component(component) => component_localized_table(component),
    }
}

/// The rows that the full-text index of a model or component knows: `search` says more.
pub fn search_table(parent: &ParentId) -> String {
    format!("s_{}", parent_id(parent))
}

/// The FTS5 table of such an index; on SQLite alone.
pub fn search_trigram_table(parent: &ParentId) -> String {
    format!("sx_{}", parent_id(parent))
}

/// The GIN index of such an index; on PostgreSQL alone.
pub fn search_index(parent: &ParentId) -> String {
    format!("i_{}_search", parent_id(parent))
}

fn parent_id(parent: &ParentId) -> &str {
    match parent {
        ParentId::Model(model) => model.as_str(),
        ParentId::Component(component) => component.as_str(),
    }
}

/// The table of a relation, an asset field or a union, named by the field on which it was created; one row per link.
pub fn relation_table(source: &FieldId) -> String {
    format!("r_{}", source.as_str())
}

/// The index of a relation's table for the source's list: stage, src, pos.
pub fn source_index(source: &FieldId) -> String {
    format!("i_{}_src", source.as_str())
}

/// The index of a relation's table for the target's list: stage, dst, rpos, and src, so that it alone answers who links to a target.
pub fn target_index(source: &FieldId) -> String {
    format!("i_{}_dst", source.as_str())
}

/// The index of a component's table for the instances that a field holds: stage, parent, field, pos.
pub fn parent_index(component: &ComponentId) -> String {
    format!("i_{}_parent", component.as_str())
}

/// The column of a field; of a rich text its AST as JSON text.
pub fn column(field: &FieldId) -> String {
    format!("f_{}", field.as_str())
}

/// The four columns of a rich text whose first column is `column`: AST as JSON text, html, markdown, plain text.
pub fn rich_text_columns(column: &str) -> [String; 4] {
    [column.to_owned(), format!("{column}_html"), format!("{column}_markdown"), format!("{column}_text")]
}

/// The columns of a field whose first column is `column`, unquoted, in order: four for a rich text, one for all others.
pub fn field_columns(column: &str, storage: Storage) -> Vec<String> {
    match storage {
        Storage::Text | Storage::Moment | Storage::Int | Storage::Float | Storage::Bool => vec![column.to_owned()],
        Storage::RichText => rich_text_columns(column).into(),
    }
}

/// The unique index on a column. A field's column exists in one table at a time, so the column names the index.
pub fn unique_index(column: &str) -> String {
    format!("u_{column}")
}

/// The index of a column's order in its model's base table.
pub fn order_index(column: &str) -> String {
    format!("o_{column}")
}

/// The index of a model's base table for the default order: stage, created_at, id.
pub fn created_index(model: &ModelId) -> String {
    format!("i_{}_created", model.as_str())
}

/// The index of a model's localised table for the order in which localisations were made: created_at, id, stage, locale.
pub fn localized_created_index(model: &ModelId) -> String {
    format!("i_{}_lcreated", model.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quote("f_1"), "\"f_1\"");
        assert_eq!(quote("a\"b"), "\"a\"\"b\"");
    }
}
