//! Which rows of a table somebody may have at all.

use access::{Rows, WhereInput};
use model::ids::ModelId;

use super::link::Holders;
use super::predicate::Predicate;

/// Which rows may be shown, counted or told of in any other way. No set of rows is named without one, and for content
/// it comes out of what is granted: a path to rows that forgets conditions of permissions does not compile.
#[derive(Debug, Clone, PartialEq)]
pub struct RowCondition(Predicate);

impl RowCondition {
    /// The rows that something is granted on. `meaning` says what a condition means, or that it means nothing any more:
    /// such a one grants nothing. None when that leaves no row.
    ///
    /// # Errors
    /// Those of `meaning`.
    pub fn of<E>(
        rows: &Rows,
        meaning: impl FnMut(&WhereInput) -> Result<Option<Predicate>, E>,
    ) -> Result<Option<RowCondition>, E> {
        let conditions = match rows {
            Rows::All(_) => return Ok(Some(RowCondition(Predicate::TRUE))),
            Rows::AnyOf(_, conditions) => conditions,
        };
        let meanings = conditions.iter().map(meaning).collect::<Result<Vec<_>, E>>()?;
        let mut meanings: Vec<Predicate> = meanings.into_iter().flatten().collect();
        Ok(match meanings.len() {
            0 => None,
            1 => meanings.pop().map(RowCondition),
            _ => Some(RowCondition(Predicate::Any(meanings))),
        })
    }

    /// Rows that are no content: users, what is scheduled.
    pub const fn of_system() -> RowCondition {
        RowCondition(Predicate::TRUE)
    }

    /// Rows that are a part of the row around, as component instances are: whoever has that has them.
    pub const fn of_part() -> RowCondition {
        RowCondition(Predicate::TRUE)
    }

    /// Rows of several kinds: those of a kind by its condition, and no others.
    pub fn any(kinds: Vec<(Predicate, RowCondition)>) -> RowCondition {
        let kinds = kinds.into_iter().map(|(kind, RowCondition(condition))| match condition {
            Predicate::All(parts) if parts.is_empty() => kind,
            condition => Predicate::All(vec![kind, condition]),
        });
        RowCondition(Predicate::Any(kinds.collect()))
    }

    /// Rows for which all of these hold.
    pub fn all(conditions: Vec<RowCondition>) -> RowCondition {
        let mut parts: Vec<Predicate> = Vec::with_capacity(conditions.len());
        for RowCondition(condition) in conditions {
            if condition != Predicate::TRUE && !parts.contains(&condition) {
                parts.push(condition);
            }
        }
        match parts.len() {
            1 => RowCondition(parts.remove(0)),
            _ => RowCondition(Predicate::All(parts)),
        }
    }

    /// Component instances that these fields hold, in entries of the model for which this holds.
    #[must_use]
    pub fn of_holder(self, holders: Holders, model: &ModelId) -> RowCondition {
        let RowCondition(condition) = self;
        let by = (condition != Predicate::TRUE).then(|| (model.clone(), Box::new(condition)));
        RowCondition(Predicate::Held { holders, by })
    }

    /// Whether it holds for every row.
    pub fn is_unconditional(&self) -> bool {
        self.0 == Predicate::TRUE
    }

    /// What must hold of a row.
    pub fn predicate(&self) -> &Predicate {
        &self.0
    }
}
