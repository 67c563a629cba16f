//! What an operator may set: how large documents and answers may be, and how much memory answers may take.

use graphql::Limits;
use model::ContentModel;

/// The settings of the Content API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How large a document may be.
    pub document: Limits,
    /// How much a query may read.
    pub read: ReadLimits,
    /// Memory for answers that are kept, in bytes; 0 keeps none.
    pub answer_memory: u64,
    /// How long versions of documents are kept.
    pub versions: VersionRetention,
    /// How long events and the audit log are kept.
    pub history: HistoryRetention,
    /// How large and how slow files of assets may be.
    pub files: assets::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            document: Limits::CONTENT,
            read: ReadLimits::DEFAULT,
            answer_memory: 64 << 20,
            versions: VersionRetention::default(),
            history: HistoryRetention::default(),
            files: assets::Settings::default(),
        }
    }
}

/// Which versions of a document are kept in each stage when it is published there again; the newest always. What is `None` sets
/// no limit: unless an operator says otherwise, all are kept (platform.md §5.2, content-api-write.md §7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VersionRetention {
    /// For so many days.
    pub days: Option<u32>,
    /// So many.
    pub count: Option<u32>,
}

/// For how many days is kept what tells of writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryRetention {
    /// Events, for whoever follows them; at least a day.
    pub event_days: u32,
    /// The audit log; `None` keeps all of it.
    pub audit_days: Option<u32>,
}

impl Default for HistoryRetention {
    fn default() -> Self {
        HistoryRetention { event_days: 7, audit_days: Some(365) }
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

    /// With the pages of the content model, where it has its own.
    #[must_use]
    pub fn with_pages_of(self, content_model: &ContentModel) -> ReadLimits {
        match content_model.page_sizes {
            Some(sizes) => ReadLimits { default_page: sizes.default, largest_page: sizes.largest, ..self },
            None => self,
        }
    }
}
