//! The values of a statement while its text grows.

use crate::Value;

/// Values in order; each gets the next placeholder.
#[derive(Default)]
pub(super) struct Params(Vec<Value>);

impl Params {
    /// Adds a value; answers its placeholder.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.0
    }
}
