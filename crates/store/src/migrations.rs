//! Versioned internal migrations: the tables of a platform database and of an environment's.

use sql::{Engine, session};

use crate::StoreError;

/// What a database is for, and so which tables it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// People, projects, apps.
    Platform,
    /// Everything of one environment.
    Environment,
}

impl Purpose {
    /// The texts in order; the first makes version 1. A text that was released is never changed.
    const fn texts(self) -> &'static [&'static str] {
        match self {
            Self::Platform => &[include_str!("migrations/platform/0001.sql")],
            Self::Environment => &[include_str!("migrations/environment/0001.sql")],
        }
    }

    /// The newest version that this binary knows.
    pub(crate) fn newest(self) -> i64 {
        self.texts().len() as i64
    }

    /// What a database of version `found` still needs, as batches for `engine`, oldest first.
    pub(crate) fn steps(self, engine: Engine, found: i64) -> impl Iterator<Item = (i64, String)> {
        let numbered = (1..).zip(self.texts());
        numbered
            .filter(move |(version, _)| *version > found)
            .map(move |(version, text)| (version, session::migration_text(engine, text)))
    }
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
pub(crate) fn standing(purpose: Purpose, answer: Result<Vec<crate::Row>, StoreError>) -> Result<Standing, StoreError> {
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
