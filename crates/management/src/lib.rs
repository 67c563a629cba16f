//! The Management API: resolvers by area; changes become one migration.
//!
//! [`Management`] is the entry point. `operation` is the table of what this server runs and who may run it, `changes`
//! turns inputs into changes of the content model, `migrate` runs them, `resolvers` answer.

mod changes;
mod error;
mod handle;
mod migrate;
mod operation;
mod resolvers;
mod scope;

pub use handle::{Answer, Management};

#[cfg(test)]
mod tests;
