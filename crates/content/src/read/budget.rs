//! What one operation may cost, counted before any SQL is written (security case 44).

use std::cell::Cell;

use crate::errors::ContentError;

/// Objects that an answer may hold, if every page and every nested list were full.
const MOST_OBJECTS: u64 = 100_000;

/// Values that a plan may hold. `node` and `entities` plan a selection once for each type that it may meet.
const MOST_VALUES: u64 = 50_000;

/// Counts what is planned.
#[derive(Default)]
pub(super) struct Budget {
    objects: Cell<u64>,
    values: Cell<u64>,
}

impl Budget {
    /// Adds objects; the count saturates, so that no nesting overflows it.
    pub(super) fn spend_objects(&self, count: u64) -> Result<(), ContentError> {
        let total = self.objects.get().saturating_add(count);
        self.objects.set(total);
        if total > MOST_OBJECTS {
            return Err(ContentError::input(format!(
                "the query may return {total} documents; at most {MOST_OBJECTS} are allowed"
            )));
        }
        Ok(())
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
