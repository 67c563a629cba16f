//! A statement: text and bound values.

use std::borrow::Cow;
use std::fmt;

use crate::Value;

/// One SQL statement with its values.
///
/// Placeholders are `$1`, `$2`, … on both engines; one placeholder may stand several times. `$1::bigint` and
/// `CAST($1 AS BIGINT)` are understood on both engines where PostgreSQL cannot infer a parameter's type by itself.
/// Statements that [`crate::NewRows`] makes for SQLite have `?` in their place, and as many values in this order.
/// The text never depends on the values, so that both engines keep it prepared. What the planner knows to have few
/// possible values, keys of stages and locales and sizes of pages, is part of the text, so that they plan for it.
#[derive(Clone, PartialEq)]
pub struct Statement {
    /// The SQL text.
    pub text: Cow<'static, str>,
    /// The values of `$1`, `$2`, … in order.
    pub params: Vec<Value>,
}

impl Statement {
    /// A statement of `text` with the values of its placeholders in order.
    pub fn new(text: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Self {
        Self { text: text.into(), params }
    }
}

impl fmt::Debug for Statement {
    /// The text and the number of values: the values may be secrets and would end in a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Statement").field("text", &self.text).field("params", &self.params.len()).finish()
    }
}
