//! Queries: one document becomes one statement.
//!
//! [`plan`](plan()) walks the operation's selection and gives [`sql::select::ReadStatement`]: values that say what is
//! wanted. Every field that is selected, filtered, sorted, searched or counted passes the gate of `access` on its way to
//! a column ([`reader`]), together with the rows that it was granted for ([`condition`]); there is no other way. The
//! database builds the JSON, and nothing parses it again.
//!
//! Nulls in required fields: writes and migrations keep them out of the rows, so the plan does not look for them. Where
//! a row breaks that promise, its null is delivered as it is, rather than the whole answer refused. A required asset or
//! component that is not in the stage is another matter: the statement marks it, and [`absent`] lets its null rise.

pub(crate) mod absent;
mod asset;
mod budget;
mod condition;
mod connection;
mod entry;
mod far;
mod filter;
mod history;
mod listed;
mod many;
mod order;
mod page;
mod place;
mod plan;
mod reader;
mod related;
mod rich_text;
mod roots;
mod scalars;
mod system;
mod transformation;
mod upload;
mod written;

pub(crate) use condition::Demand;
pub(crate) use place::{default_stage, named_stage};

pub use many::{ManyRead, Part, Reach, Rows, plan_ids, plan_part};
pub use plan::{EntryRead, Plan, QueryRead, RootAnswer, plan, plan_entry};
pub use written::plan_system;
