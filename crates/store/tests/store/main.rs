//! The store's promises on SQLite and, where `EPIGRAPH_TEST_POSTGRES` names a server, on PostgreSQL.

mod content_tables;
mod opening;
mod place;
mod reading;
mod values;
mod writing;
