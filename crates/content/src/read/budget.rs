//! What one operation may cost, counted before any SQL is written (security case 44).

use std::cell::Cell;

use crate::errors::ContentError;

/// Values that a plan may hold. `node` and `entities` plan a selection once for each type that it may meet.
const MOST_VALUES: u64 = 50_000;

/// Counts what is planned.
pub(super) struct Budget {
    /// Objects that an answer may hold, if every page and every nested list were full.
    most_objects: u64,
    objects: Cell<u64>,
    values: Cell<u64>,
}

impl Budget {
    /// Nothing is spent yet.
    pub(super) fn new(most_objects: u64) -> Budget {
        Budget { most_objects, objects: Cell::new(0), values: Cell::new(0) }
    }

    /// Objects that were planned so far.
    pub(super) fn objects(&self) -> u64 {
        self.objects.get()
    }

    /// Adds objects; the count saturates, so that no nesting overflows it.
    pub(super) fn spend_objects(&self, count: u64) -> Result<(), ContentError> {
        let total = self.objects.get().saturating_add(count);
        self.objects.set(total);
        let most = self.most_objects;
        if total > most {
            return Err(ContentError::input(format!(
                "the query may return {total} documents; at most {most} are allowed"
            )));
        }
        Ok(())
    }

    /// Plans alternatives of which a row is at most one: the one that costs most objects counts.
    pub(super) fn dearest<T, P: FnOnce() -> Result<T, ContentError>>(
        &self,
        alternatives: impl Iterator<Item = P>,
    ) -> Result<Vec<T>, ContentError> {
        let before = self.objects.get();
        let mut most = before;
        let mut planned = Vec::new();
        for plan in alternatives {
            self.objects.set(before);
            planned.push(plan()?);
            most = most.max(self.objects.get());
        }
        self.objects.set(most);
        Ok(planned)
    }

    /// Adds values of a plan.
    pub(super) fn spend_values(&self, count: usize) -> Result<(), ContentError> {
        let total = self.values.get().saturating_add(count as u64);
        self.values.set(total);
        if total > MOST_VALUES {
            return Err(ContentError::input(format!(
                "the query selects {total} fields when every type it may meet is counted; at most {MOST_VALUES} are allowed"
            )));
        }
        Ok(())
    }
}
