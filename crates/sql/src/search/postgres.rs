//! The index on PostgreSQL: a `tsvector` of grams per row, with a GIN index.

use super::columns::{Covered, Searched, any_text};
use crate::Engine;
use crate::names::{quote, search_index, search_table};

/// `epi_grams(text)` gives the grams of a text. A vector holds a megabyte at most: a text with more grams than fit gets the
/// one that every question accepts.
pub(super) const FUNCTIONS: &str =
    "CREATE FUNCTION epi_grams(content TEXT) RETURNS TSVECTOR LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE
    characters TEXT[] := string_to_array(lower(content COLLATE \"und-x-icu\") COLLATE \"C\", NULL);
    grams TEXT[];
BEGIN
    grams := ARRAY(SELECT a || b || c FROM unnest(characters, characters[2:], characters[3:]) AS gram (a, b, c)
        WHERE c IS NOT NULL);
    IF cardinality(grams) > 60000 THEN
        grams := ARRAY(SELECT DISTINCT gram FROM unnest(grams) AS gram);
        IF cardinality(grams) > 60000 THEN
            grams := ARRAY['every'];
        END IF;
    END IF;
    RETURN array_to_tsvector(grams);
END
$body$;";

pub(super) fn create_tables(searched: &Searched) -> Vec<String> {
    let table = quote(&search_table(&searched.parent));
    let text = Engine::Postgres.text_type();
    vec![
        format!(
            "CREATE TABLE {table} (id {text} NOT NULL, stage BIGINT NOT NULL, locale BIGINT NOT NULL, \
             grams TSVECTOR NOT NULL, PRIMARY KEY (id, stage, locale))"
        ),
        // New rows wait in a list that each search reads through: a short one, in kilobytes.
        format!(
            "CREATE INDEX {} ON {table} USING gin (grams) WITH (gin_pending_list_limit = 256)",
            quote(&search_index(&searched.parent))
        ),
    ]
}

pub(super) fn drop_tables(searched: &Searched) -> Vec<String> {
    vec![format!("DROP TABLE {}", quote(&search_table(&searched.parent)))]
}

/// The trigger of a table, and the function that it calls.
pub(super) fn attach(covered: &Covered<'_>) -> Vec<String> {
    let name = quote(&trigger_name(covered));
    let (table, index, columns) = (quote(&covered.table()), quote(&search_table(covered.parent)), covered.list());
    let (new, old) = (covered.texts("NEW"), covered.texts("OLD"));
    let function = format!(
        "CREATE FUNCTION {name}() RETURNS TRIGGER LANGUAGE plpgsql AS $body$ BEGIN \
         IF TG_OP = 'DELETE' THEN \
         DELETE FROM {index} WHERE id = OLD.id AND stage = OLD.stage AND locale = {}; \
         ELSIF TG_OP = 'INSERT' OR ROW({new}) IS DISTINCT FROM ROW({old}) THEN \
         INSERT INTO {index} AS indexed (id, stage, locale, grams) VALUES (NEW.id, NEW.stage, {}, {}) {REPLACE}; \
         END IF; RETURN NULL; END $body$",
        covered.locale("OLD"),
        covered.locale("NEW"),
        grams(covered, "NEW")
    );
    let trigger = format!(
        "CREATE TRIGGER {name} AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table} \
         FOR EACH ROW EXECUTE FUNCTION {name}()"
    );
    vec![function, trigger]
}

const REPLACE: &str = "ON CONFLICT (id, stage, locale) DO UPDATE SET grams = excluded.grams";

pub(super) fn detach(covered: &Covered<'_>) -> Vec<String> {
    let name = quote(&trigger_name(covered));
    vec![
        format!("DROP TRIGGER IF EXISTS {name} ON {}", quote(&covered.table())),
        format!("DROP FUNCTION IF EXISTS {name}()"),
    ]
}

fn trigger_name(covered: &Covered<'_>) -> String {
    format!("{}_search", covered.table())
}

/// Indexes the rows that have a text in one of `columns`.
pub(super) fn fill(covered: &Covered<'_>, columns: &[String]) -> String {
    format!(
        "INSERT INTO {} AS indexed (id, stage, locale, grams) SELECT content.id, content.stage, {}, {} \
         FROM {} AS content WHERE {} {REPLACE}",
        quote(&search_table(covered.parent)),
        covered.locale("content"),
        grams(covered, "content"),
        quote(&covered.table()),
        any_text("content", columns)
    )
}

/// Removes what is indexed of a table that has no searched columns any more.
pub(super) fn clear(covered: &Covered<'_>) -> Vec<String> {
    vec![format!("DELETE FROM {} WHERE {}", quote(&search_table(covered.parent)), covered.own_rows())]
}

/// The grams of all texts of a row, in lines.
fn grams(covered: &Covered<'_>, row: &str) -> String {
    format!("epi_grams(concat_ws(chr(10), {}))", covered.texts(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower;
    use crate::search::question::EVERY_GRAM;

    #[test]
    fn the_function_knows_the_gram_that_every_question_accepts() {
        assert!(FUNCTIONS.contains(&format!("ARRAY['{EVERY_GRAM}']")));
        // As all other texts are lowered.
        assert!(lower(Engine::Postgres, "content").contains("lower(content COLLATE \"und-x-icu\") COLLATE \"C\""));
    }
}
