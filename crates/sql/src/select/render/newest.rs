//! The newest entries of a localised model, by the newer of the entry's time and its localisation's.

use super::page::{Source, Way};
use super::whole::Whole;
use super::{Scope, Writer};
use crate::select::column::{Column, Scalar};
use crate::select::plan::{Cut, Direction, Entries, OrderKey, Page};

/// A page of the newest entries.
struct Newest<'p> {
    entries: &'p Entries,
    whole: Whole,
    /// The entry's time and the localisation's: each has an index with its order.
    own: &'p Column,
    localized: &'p Column,
    /// How many rows the page has.
    rows: i64,
}

/// Which table is looked at first.
#[derive(Clone, Copy)]
enum First {
    Base,
    Localized,
}

impl<'p> Newest<'p> {
    /// The page as one, if it is one for which it pays: nothing but the order decides which rows are on it. With a filter
    /// the engine would walk along the order even where few rows pass.
    fn of(source: Source<'p>, page: &'p Page) -> Option<Self> {
        let Source::Entries(entries) = source else { return None };
        let (rows, direction) = match page.cut {
            Cut::First(rows) => (rows, page.order.direction),
            Cut::Last(rows) => (rows, page.order.direction.reversed()),
            Cut::FirstThenLast { .. } => return None,
        };
        let OrderKey { value: Scalar::Newer(own, localized), .. } = page.order.key.as_ref()? else { return None };
        let whole = Whole::of(entries)?;
        let pays = direction == Direction::Descending && own.is_creation();
        pays.then_some(Newest { entries, whole, own, localized, rows })
    }
}

impl Writer {
    /// Writes the page if it is one of the newest entries; `false` leaves it to the general form.
    ///
    /// No index has the order of the newer of two times, but each of the two has one of its own. What is among the first by
    /// the newer of both is among the first by whichever of its two is the newer, at no later place. So the first by the one
    /// and the first by the other hold the page between them. (Of the oldest nothing like that is true.)
    pub(super) fn newest_page(&mut self, source: Source<'_>, page: &Page, parent: Option<&Scope<'_>>) -> bool {
        let Some(newest) = Newest::of(source, page) else { return false };
        let all = self.alias();
        self.push(&format!("SELECT t{all}.* FROM ("));
        for (time, first) in [(newest.own, First::Base), (newest.localized, First::Localized)] {
            self.push(match first {
                First::Base => "SELECT * FROM (SELECT ",
                First::Localized => " UNION SELECT * FROM (SELECT ",
            });
            let part = self.alias();
            let scope = Scope { row: self.row(newest.entries), parent };
            self.keys(&page.order, &scope, Way::Any);
            self.push(" FROM ");
            self.tables_from(first, &newest, &scope);
            self.after_cursors(newest.entries, page, &scope);
            self.push(" ORDER BY ");
            self.column(time, &scope);
            self.push(" DESC, ");
            self.column(&page.order.id.beside(time), &scope);
            self.push(" DESC");
            self.push_limit(newest.rows, page.skip);
            self.push(") AS ");
            self.push_alias(part);
        }
        self.push(&format!(") AS t{all}"));
        self.sorted(&page.order, Direction::Descending, newest.rows, page.skip);
        true
    }

    /// Both tables, in an order that lets the index of the first one's time lead.
    fn tables_from(&mut self, first: First, newest: &Newest<'_>, scope: &Scope<'_>) {
        let Newest { entries: Entries { table, .. }, whole, .. } = newest;
        let (base, Some(localized)) = (scope.row.base, scope.row.localized) else { return };
        match first {
            First::Base => {
                self.base_table(table, base);
                self.push_ordered_join();
                self.localized_of(table, base, localized);
            }
            First::Localized => {
                self.localized_table(table, localized);
                self.push_ordered_join();
                self.base_table(table, base);
                self.push(" ON ");
                self.equal(base, localized, "id");
                self.push(" AND ");
                self.equal(base, localized, "stage");
            }
        }
        self.push(" AND ");
        self.is_of_whole(localized, *whole);
    }
}
