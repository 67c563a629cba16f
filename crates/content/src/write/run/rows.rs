//! The columns that the product fills, in rows of entries and of component instances.

use model::ParentRef;
use sql::Value;
use sql::dml::{Assignment, SystemColumn};

use super::Writer;
use crate::write::input::RowInput;

impl Writer<'_, '_> {
    /// The assignments of a new row.
    pub(super) fn new_row(&self, parent: ParentRef<'_>, input: RowInput) -> Vec<Assignment> {
        let updated = Value::Text(input.updated_at.unwrap_or_else(|| self.now.clone()));
        let mut row = vec![Assignment::system(SystemColumn::UpdatedAt, updated)];
        match parent {
            ParentRef::Model(_) => {
                let created = Value::Text(input.created_at.unwrap_or_else(|| self.now.clone()));
                row.push(Assignment::system(SystemColumn::CreatedAt, created));
                row.push(Assignment::system(SystemColumn::CreatedBy, Value::from(self.by.user_id())));
                row.push(Assignment::system(SystemColumn::UpdatedBy, Value::from(self.by.user_id())));
            }
            ParentRef::Component(_) => {}
        }
        row.extend(input.assignments);
        row
    }

    /// The assignments of a changed row.
    pub(super) fn changed_row(&self, parent: ParentRef<'_>, input: RowInput) -> Vec<Assignment> {
        let mut row = vec![Assignment::system(SystemColumn::UpdatedAt, Value::from(&self.now))];
        match parent {
            ParentRef::Model(_) => {
                row.push(Assignment::system(SystemColumn::UpdatedBy, Value::from(self.by.user_id())));
            }
            ParentRef::Component(_) => {}
        }
        row.extend(input.assignments);
        row
    }
}
