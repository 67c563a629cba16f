//! The index on SQLite: a table of rows, and FTS5 with their numbers. The numbers are ours, because SQLite may change
//! those of a table whose key is another.

use super::columns::{Covered, Searched, any_text};
use crate::names::{quote, search_table, search_trigram_table};
use crate::{Engine, lower};

pub(super) fn create_tables(searched: &Searched) -> Vec<String> {
    let (rows, grams) = (quote(&search_table(&searched.parent)), quote(&search_trigram_table(&searched.parent)));
    vec![
        format!(
            "CREATE TABLE {rows} (key INTEGER PRIMARY KEY, id TEXT NOT NULL, stage BIGINT NOT NULL, \
             locale BIGINT NOT NULL, UNIQUE (id, stage, locale))"
        ),
        // Which grams a text has is all that is asked, not where they stand in it.
        format!(
            "CREATE VIRTUAL TABLE {grams} USING \
             fts5(text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram')"
        ),
    ]
}

pub(super) fn drop_tables(searched: &Searched) -> Vec<String> {
    [search_trigram_table(&searched.parent), search_table(&searched.parent)]
        .map(|table| format!("DROP TABLE {}", quote(&table)))
        .into()
}

/// The triggers of a table.
pub(super) fn attach(covered: &Covered<'_>) -> Vec<String> {
    let (table, columns) = (quote(&covered.table()), covered.list());
    let changed: Vec<String> =
        covered.columns.iter().map(|name| quote(name)).map(|name| format!("NEW.{name} IS NOT OLD.{name}")).collect();
    let (changed, forget, remember) = (changed.join(" OR "), forget(covered), remember(covered));
    let [inserted, updated, deleted] = trigger_names(covered);
    vec![
        format!("CREATE TRIGGER {inserted} AFTER INSERT ON {table} BEGIN {remember} END"),
        format!(
            "CREATE TRIGGER {updated} AFTER UPDATE OF {columns} ON {table} WHEN {changed} BEGIN {forget} {remember} END"
        ),
        format!("CREATE TRIGGER {deleted} AFTER DELETE ON {table} BEGIN {forget} END"),
    ]
}

pub(super) fn detach(covered: &Covered<'_>) -> Vec<String> {
    trigger_names(covered).map(|name| format!("DROP TRIGGER IF EXISTS {name}")).into()
}

fn trigger_names(covered: &Covered<'_>) -> [String; 3] {
    ["inserted", "updated", "deleted"].map(|event| quote(&format!("{}_{event}", covered.table())))
}

fn forget(covered: &Covered<'_>) -> String {
    let (rows, grams) = (quote(&search_table(covered.parent)), quote(&search_trigram_table(covered.parent)));
    let row = format!("id = OLD.id AND stage = OLD.stage AND locale = {}", covered.locale("OLD"));
    format!("DELETE FROM {grams} WHERE rowid = (SELECT key FROM {rows} WHERE {row}); DELETE FROM {rows} WHERE {row};")
}

fn remember(covered: &Covered<'_>) -> String {
    let (rows, grams) = (quote(&search_table(covered.parent)), quote(&search_trigram_table(covered.parent)));
    let (locale, text) = (covered.locale("NEW"), text(covered, "NEW"));
    format!(
        "INSERT INTO {rows} (id, stage, locale) VALUES (NEW.id, NEW.stage, {locale}); \
         INSERT INTO {grams} (rowid, text) VALUES (last_insert_rowid(), {text});"
    )
}

/// All texts of a row, in lines.
fn text(covered: &Covered<'_>, row: &str) -> String {
    lower(Engine::Sqlite, &format!("concat_ws(char(10), {})", covered.texts(row)))
}

/// Indexes the rows that have a text in one of `columns`.
pub(super) fn fill(covered: &Covered<'_>, columns: &[String]) -> Vec<String> {
    let (rows, grams) = (quote(&search_table(covered.parent)), quote(&search_trigram_table(covered.parent)));
    let (table, condition) = (quote(&covered.table()), any_text("content", columns));
    let (locale, text) = (covered.locale("content"), text(covered, "content"));
    let joined = format!(
        "{table} AS content JOIN {rows} AS indexed ON indexed.id = content.id AND indexed.stage = content.stage \
         AND indexed.locale = {locale}"
    );
    vec![
        format!("DELETE FROM {grams} WHERE rowid IN (SELECT indexed.key FROM {joined} WHERE {condition})"),
        format!(
            "INSERT INTO {rows} (id, stage, locale) SELECT content.id, content.stage, {locale} \
             FROM {table} AS content WHERE {condition} ON CONFLICT DO NOTHING"
        ),
        format!("INSERT INTO {grams} (rowid, text) SELECT indexed.key, {text} FROM {joined} WHERE {condition}"),
    ]
}

/// Removes what is indexed of a table that has no searched columns any more.
pub(super) fn clear(covered: &Covered<'_>) -> Vec<String> {
    let (rows, grams) = (quote(&search_table(covered.parent)), quote(&search_trigram_table(covered.parent)));
    let own = covered.own_rows();
    vec![
        format!("DELETE FROM {grams} WHERE rowid IN (SELECT key FROM {rows} WHERE {own})"),
        format!("DELETE FROM {rows} WHERE {own}"),
    ]
}
