//! Plans as the SQL that both engines get, held against reviewed files.
//!
//! After a wanted change: `UPDATE_GOLDEN=1 cargo test -p sql --test select`, then read the difference.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod plans;

use std::path::Path;

use sql::select::{ReadStatement, Root, render, render_one};
use sql::{Engine, Statement};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// A statement in lines, each clause on its own, and its values.
fn readable(engine: Engine, statement: &Statement) -> String {
    let clauses = [" FROM ", " WHERE ", " ORDER BY ", " JOIN ", " LIMIT "];
    let lines = clauses
        .iter()
        .fold(statement.text.to_string(), |text, clause| text.replace(clause, &format!("\n  {}", clause.trim_start())));
    format!("{}\n{lines}\n{:?}\n", engine.name(), statement.params)
}

fn check(case: &str, made: impl Fn(Engine) -> Statement) {
    let text: String = ENGINES.map(|engine| readable(engine, &made(engine))).join("\n");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/select/expected").join(format!("{case}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(&file).unwrap(), "{case}");
}

#[test]
fn plans_become_the_reviewed_sql() {
    let cases: [(&str, Root); 23] = [
        ("first_page", plans::first_page()),
        ("newest", plans::newest()),
        ("last_after", plans::last_after()),
        ("by_slug", plans::by_slug()),
        ("in_locales", plans::in_locales()),
        ("connection", plans::connection()),
        ("whole_connection", plans::whole_connection()),
        ("with_user", plans::with_user()),
        ("other_copies", plans::other_copies()),
        ("search", plans::search()),
        ("some_conditions", plans::some_conditions()),
        ("everything", plans::everything()),
        ("wide", plans::wide()),
        ("relations", plans::relations()),
        ("related_conditions", plans::related_conditions()),
        ("components", plans::components()),
        ("references", plans::references()),
        ("history", plans::history()),
        ("version", plans::version()),
        ("instance", plans::instance()),
        ("deep", plans::deep()),
        ("readable_rows", plans::readable_rows()),
        ("readable_instance", plans::readable_instance()),
    ];
    for (case, root) in cases {
        check(case, |engine| render(engine, &ReadStatement { roots: vec![root.clone()] }));
    }
    check("direct", |engine| render_one(engine, &plans::direct()));
}

#[test]
fn a_statement_has_a_column_for_each_root_after_the_version() {
    let plan = ReadStatement { roots: vec![plans::by_slug(), Root::FirstOf(Vec::new()), Root::Sequence(Vec::new())] };
    let text = render(Engine::Sqlite, &plan).text;
    assert!(text.starts_with("SELECT (SELECT value FROM meta WHERE key = 'schema_version'), (SELECT "), "{text}");
    assert!(text.ends_with(", NULL, '[]'"), "{text}");
}

#[test]
fn case_50_values_never_reach_the_text() {
    for engine in ENGINES {
        let text = render(engine, &ReadStatement { roots: vec![plans::by_slug(), plans::search()] }).text;
        assert!(!text.contains("it's") && !text.contains("50%"), "{text}");
    }
}

#[test]
fn more_choices_than_a_function_takes_are_grouped() {
    let choices = vec![plans::direct(); 200];
    let text = render(Engine::Postgres, &ReadStatement { roots: vec![Root::FirstOf(choices)] }).text;
    assert_eq!(text.matches("COALESCE(").count(), 4);
}
