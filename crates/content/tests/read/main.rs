//! Queries from text to bytes, on SQLite and, where `EPIGRAPH_TEST_POSTGRES` names a server, on PostgreSQL: the same
//! expected text for both.

// The write path, with its nested futures, is deeper than the default lets the compiler look.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test may fail where it stands")]

mod blog;
mod components;
mod cursors;
mod filters;
mod localizations;
mod models;
mod permissions;
mod related_filters;
mod relations;
mod requests;
mod search;
mod shapes;
mod system;
mod unions;
mod values;
mod world;
