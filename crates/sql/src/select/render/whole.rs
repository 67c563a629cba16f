//! All entries of a stage that have a localisation in one locale.

use super::Writer;
use crate::select::plan::{Anchor, Entries, LocaleChoice, Localization};
use crate::select::predicate::Predicate;

/// A set of entries of which nothing but stage and locale decides what is in it.
#[derive(Clone, Copy)]
pub(super) struct Whole {
    pub(super) stage: i64,
    pub(super) locale: i64,
}

impl Whole {
    /// The set as such a one, if it is.
    pub(super) fn of(entries: &Entries) -> Option<Whole> {
        let Anchor::Stage(stage) = entries.anchor else { return None };
        let Localization::First(locales) = &entries.localization else { return None };
        let [LocaleChoice::Key(locale)] = locales[..] else { return None };
        let is_whole = holds_always(&entries.filter) && holds_always(entries.readable.predicate());
        is_whole.then_some(Whole { stage, locale })
    }
}

fn holds_always(filter: &Predicate) -> bool {
    matches!(filter, Predicate::All(conditions) if conditions.iter().all(holds_always))
}

impl Writer {
    /// One row for each entry of the set: `localized AS t1 WHERE …`. No localisation is without its entry, so the base
    /// table need not be looked at.
    pub(super) fn localizations_of_whole(&mut self, entries: &Entries, whole: Whole) {
        let localized = self.alias();
        self.localized_table(&entries.table, localized);
        self.push(" WHERE ");
        self.is_of_whole(localized, whole);
    }

    /// `t1.stage = 2 AND t1.locale = 1`
    pub(super) fn is_of_whole(&mut self, localized: usize, whole: Whole) {
        self.push_member(localized, "stage");
        self.push(" = ");
        self.push_number(whole.stage);
        self.push(" AND ");
        self.push_member(localized, "locale");
        self.push(" = ");
        self.push_number(whole.locale);
    }
}
