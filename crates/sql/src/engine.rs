//! The two database engines.

/// A database engine. Matched exhaustively wherever the two differ, so that a difference is never forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SQLite, the version that is compiled in.
    Sqlite,
    /// PostgreSQL 14 or newer, built with ICU (as every distribution's package is).
    Postgres,
}

impl Engine {
    /// The engine's name as people write it, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The column type of text. PostgreSQL's text gets the collation `C`, so that both engines compare and sort text
    /// as bytes.
    pub const fn text_type(self) -> &'static str {
        match self {
            Self::Sqlite => "TEXT",
            Self::Postgres => "TEXT COLLATE \"C\"",
        }
    }
}
