//! What an operator may set: how large documents and answers may be, and how much memory answers may take.

use graphql::Limits;

/// The settings of the Content API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How large a document may be.
    pub document: Limits,
    /// How much a query may read.
    pub read: ReadLimits,
    /// Memory for answers that are kept, in bytes; 0 keeps none.
    pub answer_memory: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { document: Limits::CONTENT, read: ReadLimits::DEFAULT, answer_memory: 64 << 20 }
    }
}

/// How much a query may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// Objects that an answer may hold, if every page and every nested list were full (security case 44).
    pub rows: u64,
    /// Rows of a page that says nothing (content-api-read.md §6).
    pub default_page: u32,
    /// Rows of the largest page; larger ones are cut to it without an error.
    pub largest_page: u32,
}

impl ReadLimits {
    /// Hygraph's pages, and 100,000 rows.
    pub const DEFAULT: ReadLimits = ReadLimits { rows: 100_000, default_page: 10, largest_page: 100 };
}
