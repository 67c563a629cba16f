//! The full-text index behind `_search`: which fields it covers, the tables and triggers that hold it, and what is asked of it.
//!
//! `_search` finds a part of a text, without case (content-api-read.md §4.3). The index knows the *grams* of each row's
//! texts: all runs of three characters of the lowered text. A text that holds the sought one holds all grams of it, so the
//! index names the entries that may match, and the statement then compares those entries' own texts, of the fields that the
//! actor may read alone. What an index says too much therefore never shows, and answers are those of the comparison on both
//! engines.
//!
//! The database keeps the index by triggers on the tables of content: no way of writing, of today or of tomorrow, can
//! forget it, and copies between stages, cascades and bulk statements are covered alike.
//!
//! - SQLite: `s_<id>` numbers the rows, `sx_<id>` is an FTS5 table (contentless, tokenizer `trigram`) with those numbers.
//! - PostgreSQL: `s_<id>` has a `tsvector` of the grams with a GIN index; the function `epi_grams` makes it.

mod columns;
mod postgres;
mod question;
mod sqlite;

use model::ContentModel;

pub use columns::{SearchedText, searched_text};
pub use question::Question;

use crate::{Engine, Statement};
use columns::Searched;

/// Functions that an environment's database needs before any index: one batch, empty for SQLite.
pub const fn functions(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => postgres::FUNCTIONS,
    }
}

/// What a change of the content model asks of the indexes. Triggers name columns, so they go before columns do.
#[derive(Debug, Default)]
pub struct IndexChange {
    /// To run before the tables change.
    pub before: Vec<Statement>,
    /// To run when the tables are as the new content model says.
    pub after: Vec<Statement>,
}

/// What the way from one content model to another asks of the indexes. Rows that have texts in newly covered columns are
/// indexed; a field that goes leaves its grams until its rows are next written, which no answer shows.
pub fn change(engine: Engine, old: &ContentModel, new: &ContentModel) -> IndexChange {
    let mut change = IndexChange::default();
    let find = |content: &ContentModel, searched: &Searched| content.parent(&searched.parent).and_then(Searched::of);
    for old in old.parents().filter_map(Searched::of) {
        let next = find(new, &old);
        if next.as_ref() == Some(&old) {
            continue;
        }
        change.before.extend(detach(engine, &old));
        match next {
            Some(next) => change.after.extend(extend(engine, &old, &next)),
            None => change.after.extend(drop_tables(engine, &old)),
        }
    }
    for next in new.parents().filter_map(Searched::of).filter(|next| find(old, next).is_none()) {
        change.after.extend(create(engine, &next));
    }
    change
}

/// Creates the indexes of a content model whose tables are there and have none, and fills them.
pub fn create_all(engine: Engine, content: &ContentModel) -> Vec<Statement> {
    content.parents().filter_map(Searched::of).flat_map(|searched| create(engine, &searched)).collect()
}

fn create(engine: Engine, searched: &Searched) -> Vec<Statement> {
    let mut texts = match engine {
        Engine::Sqlite => sqlite::create_tables(searched),
        Engine::Postgres => postgres::create_tables(searched),
    };
    for covered in searched.tables() {
        match engine {
            Engine::Sqlite => {
                texts.extend(sqlite::attach(&covered));
                texts.extend(sqlite::fill(&covered, covered.columns));
            }
            Engine::Postgres => {
                texts.extend(postgres::attach(&covered));
                texts.push(postgres::fill(&covered, covered.columns));
            }
        }
    }
    statements(texts)
}

fn drop_tables(engine: Engine, searched: &Searched) -> Vec<Statement> {
    statements(match engine {
        Engine::Sqlite => sqlite::drop_tables(searched),
        Engine::Postgres => postgres::drop_tables(searched),
    })
}

fn detach(engine: Engine, searched: &Searched) -> Vec<Statement> {
    let detach = |covered| match engine {
        Engine::Sqlite => sqlite::detach(&covered),
        Engine::Postgres => postgres::detach(&covered),
    };
    statements(searched.tables().flat_map(detach).collect())
}

/// Covers the columns of `next`, where an index was that covered those of `old`.
fn extend(engine: Engine, old: &Searched, next: &Searched) -> Vec<Statement> {
    let mut texts = Vec::new();
    for covered in next.tables() {
        texts.extend(match engine {
            Engine::Sqlite => sqlite::attach(&covered),
            Engine::Postgres => postgres::attach(&covered),
        });
        let new: Vec<String> = covered.columns.iter().filter(|name| !old.covers(covered.kind, name)).cloned().collect();
        if !new.is_empty() {
            match engine {
                Engine::Sqlite => texts.extend(sqlite::fill(&covered, &new)),
                Engine::Postgres => texts.push(postgres::fill(&covered, &new)),
            }
        }
    }
    for gone in old.tables().filter(|gone| next.tables().all(|covered| covered.kind != gone.kind)) {
        texts.extend(match engine {
            Engine::Sqlite => sqlite::clear(&gone),
            Engine::Postgres => postgres::clear(&gone),
        });
    }
    statements(texts)
}

fn statements(texts: Vec<String>) -> Vec<Statement> {
    texts.into_iter().map(|text| Statement::new(text, Vec::new())).collect()
}
