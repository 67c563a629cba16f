//! On which entries something is granted.

use model::FieldRef;

use crate::condition::{Condition, WhereInput};
use crate::content::ContentRule;
use crate::gate::Granted;

/// The entries on which an action is granted, with the pass to their fields. There is no way to the pass past the
/// condition: it is had by matching.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "what is granted on some entries only must not be done to others"]
pub enum Rows {
    /// All entries.
    All(Pass),
    /// The entries that match at least one of these; there is at least one.
    AnyOf(Pass, Vec<WhereInput>),
}

/// Makes fields into something a statement may name, for the entries of the [`Rows`] that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass(());

impl Pass {
    /// The field, granted.
    pub fn field(&self, field: FieldRef) -> Granted<FieldRef> {
        Granted::new(field)
    }
}

impl Rows {
    /// The entries that any of the rules is about; none when there is no rule.
    pub(crate) fn of_any<'r>(rules: impl Iterator<Item = &'r ContentRule>) -> Option<Rows> {
        let mut any_of: Vec<WhereInput> = Vec::new();
        for rule in rules {
            match &rule.condition {
                Condition::Always => return Some(Rows::All(Pass(()))),
                Condition::Where(input) if any_of.contains(input) => {}
                Condition::Where(input) => any_of.push(input.clone()),
            }
        }
        if any_of.is_empty() { None } else { Some(Rows::AnyOf(Pass(()), any_of)) }
    }
}
