//! Arguments of pages (content-api-read.md §6).

use graphql::Arguments;
use serde_json::Value as Json;
use sql::select::{Cut, Order, Page};

use super::plan::QueryRead;
use crate::errors::ContentError;

/// `first`, `last`, `skip`, `after`, `before`, checked.
pub(super) struct Bounds {
    after: Option<String>,
    before: Option<String>,
    skip: i64,
    cut: Cut,
}

impl Bounds {
    pub(super) fn read(read: &QueryRead<'_>, arguments: &Arguments<'_>) -> Result<Bounds, ContentError> {
        let (first, last) = (size(read, arguments, "first")?, size(read, arguments, "last")?);
        let (after, before) = (cursor(arguments, "after"), cursor(arguments, "before"));
        if first.is_some() && before.is_some() {
            return Err(ContentError::input("cannot combine \"first\" with \"before\""));
        }
        if last.is_some() && after.is_some() {
            return Err(ContentError::input("cannot combine \"last\" with \"after\""));
        }
        let cut = match (first, last) {
            (Some(first), Some(last)) => Cut::FirstThenLast { first, last },
            (Some(first), None) => Cut::First(first),
            (None, Some(last)) => Cut::Last(last),
            // A page before a cursor ends at it.
            (None, None) if before.is_some() && after.is_none() => Cut::Last(default_size(read)),
            (None, None) => Cut::First(default_size(read)),
        };
        let skip = whole_number(arguments, "skip")?.unwrap_or(0);
        Ok(Bounds { after, before, skip, cut })
    }

    /// How many rows the page may have.
    pub(super) fn most_rows(&self) -> u64 {
        match self.cut {
            Cut::First(rows) | Cut::Last(rows) => rows.unsigned_abs(),
            Cut::FirstThenLast { first, last } => first.min(last).unsigned_abs(),
        }
    }

    pub(super) fn page(self, order: Order) -> Page {
        Page { order, after: self.after, before: self.before, skip: self.skip, cut: self.cut }
    }
}

/// Rows of a page that says nothing.
pub(super) fn default_size(read: &QueryRead<'_>) -> i64 {
    read.schema.limits.default_page.into()
}

/// Rows that an argument asks for; more than the largest page are cut to it without an error.
pub(super) fn size(read: &QueryRead<'_>, arguments: &Arguments<'_>, name: &str) -> Result<Option<i64>, ContentError> {
    let largest: i64 = read.schema.limits.largest_page.into();
    Ok(whole_number(arguments, name)?.map(|size| size.min(largest)))
}

pub(super) fn whole_number(arguments: &Arguments<'_>, name: &str) -> Result<Option<i64>, ContentError> {
    match arguments.given(name).and_then(Json::as_i64) {
        Some(number) if number < 0 => Err(ContentError::input(format!("{name} must be a non-negative integer"))),
        number => Ok(number),
    }
}

fn cursor(arguments: &Arguments<'_>, name: &str) -> Option<String> {
    arguments.given(name).and_then(Json::as_str).map(str::to_owned)
}
