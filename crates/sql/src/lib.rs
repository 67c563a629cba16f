//! Statements as values, two dialects, the tables of a model. Pure.
//!
//! Every SQL text of Epigraph is made in this crate; `store` only runs it. Values are always bound (`$1`, `$2`, …
//! on both engines); identifiers come from stable ids ([`names`]) and are quoted in one place ([`names::quote`]).

pub mod ddl;
pub mod dml;
pub mod environment;
mod expression;
pub mod names;
pub mod platform;
pub mod search;
pub mod select;
pub mod session;

mod engine;
mod new_rows;
mod statement;
mod value;

pub use engine::Engine;
pub use expression::{float_text, list_contains, lower};
pub use new_rows::NewRows;
pub use statement::Statement;
pub use value::Value;
