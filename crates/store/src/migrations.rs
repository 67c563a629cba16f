//! Versioned internal migrations: the tables of a platform database and of an environment's.

use model::{ContentModel, SchemaVersion};
use sql::environment::content_model;
use sql::{Engine, Statement, ddl, search, session};

use crate::{Row, StoreError};

/// What a database is for, and so which tables it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// People, projects, apps.
    Platform,
    /// Everything of one environment.
    Environment,
}

impl Purpose {
    /// The migrations in order; the first makes version 1. One that was released is never changed.
    const fn migrations(self) -> &'static [Migration] {
        match self {
            Self::Platform => &[
                Migration::Text(include_str!("migrations/platform/0001.sql")),
                Migration::Text(include_str!("migrations/platform/0002.sql")),
                Migration::Text(include_str!("migrations/platform/0003.sql")),
            ],
            Self::Environment => &[
                Migration::Text(include_str!("migrations/environment/0001.sql")),
                Migration::SearchIndexes,
                Migration::Text(include_str!("migrations/environment/0003.sql")),
                Migration::Text(include_str!("migrations/environment/0004.sql")),
                Migration::Text(include_str!("migrations/environment/0005.sql")),
                Migration::Text(include_str!("migrations/environment/0006.sql")),
                Migration::Text(include_str!("migrations/environment/0007.sql")),
                Migration::Text(include_str!("migrations/environment/0008.sql")),
                Migration::OrderIndexes,
            ],
        }
    }

    /// The newest version that this binary knows.
    pub(crate) fn newest(self) -> i64 {
        self.migrations().len() as i64
    }

    /// What a database of version `found` still needs, oldest first, each with the version that it makes.
    pub(crate) fn steps(self, found: i64) -> impl Iterator<Item = (i64, Migration)> {
        (1..).zip(self.migrations().iter().copied()).filter(move |(version, _)| *version > found)
    }
}

/// One step from version to version.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Migration {
    /// A text, written once for both engines.
    Text(&'static str),
    /// The full-text indexes of content that was there before them (`sql::search`).
    SearchIndexes,
    /// The indexes for the order of fields that were there before them (`sql::ddl`).
    OrderIndexes,
}

impl Migration {
    /// What is run first, as a batch for `engine`.
    pub(crate) fn batch(self, engine: Engine) -> String {
        match self {
            Self::Text(text) => session::migration_text(engine, text),
            Self::SearchIndexes => search::functions(engine).to_owned(),
            Self::OrderIndexes => String::new(),
        }
    }

    /// What is asked then, when more follows.
    pub(crate) fn question(self) -> Option<Statement> {
        match self {
            Self::Text(_) => None,
            Self::SearchIndexes | Self::OrderIndexes => Some(content_model::objects()),
        }
    }

    /// What follows from the answer.
    pub(crate) fn statements(self, engine: Engine, rows: &[Row]) -> Result<Vec<Statement>, StoreError> {
        match self {
            Self::Text(_) => Ok(Vec::new()),
            // A new database has no content model yet: whoever writes it creates the indexes.
            Self::SearchIndexes | Self::OrderIndexes if rows.is_empty() => Ok(Vec::new()),
            Self::SearchIndexes => Ok(search::create_all(engine, &content_model_of(rows)?)),
            Self::OrderIndexes => Ok(ddl::create_order_indexes(&content_model_of(rows)?)),
        }
    }
}

fn content_model_of(rows: &[Row]) -> Result<ContentModel, StoreError> {
    let objects = crate::content_objects(rows)?;
    // The version does not matter to tables.
    ContentModel::from_objects(SchemaVersion(0), objects).map_err(|error| StoreError::Other(error.to_string()))
}

/// What the version of a database says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing is to be done.
    Current,
    /// It lacks the steps after this version.
    Older(i64),
    /// It was made by a newer binary, with this version.
    Newer(i64),
}

/// Judges the answer to [`session::internal_version`]: a database without that table is new.
pub(crate) fn standing(purpose: Purpose, answer: Result<Vec<Row>, StoreError>) -> Result<Standing, StoreError> {
    let found = match answer {
        Ok(rows) => match rows.first() {
            Some(row) => row.int(0)?,
            None => 0,
        },
        Err(StoreError::SchemaChanged) => 0,
        Err(error) => return Err(error),
    };
    Ok(match found.cmp(&purpose.newest()) {
        std::cmp::Ordering::Less => Standing::Older(found),
        std::cmp::Ordering::Equal => Standing::Current,
        std::cmp::Ordering::Greater => Standing::Newer(found),
    })
}
