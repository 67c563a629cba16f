//! The Content API: a content model becomes a schema, a document becomes one statement or one transaction.
//!
//! [`environment`] holds what is kept per environment, [`schema`] makes the GraphQL schema, [`request`] runs a document against it,
//! [`read`] plans queries and [`write`](mod@write) plans mutations; [`bulk`] writes many entries, line by line.

pub mod background;
pub mod bulk;
mod cache;
mod complexity;
pub mod condition;
pub mod environment;
pub mod errors;
mod input_object;
mod instant;
pub mod limits;
pub mod read;
pub mod request;
pub mod schedule;
pub mod schema;
pub mod upkeep;
pub mod upload;
pub mod write;
