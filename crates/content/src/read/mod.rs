//! Queries: one document becomes one statement.
//!
//! [`plan`](plan()) walks the operation's selection and gives [`sql::select::ReadStatement`]: values that say what is
//! wanted. Every field that is selected, filtered, sorted, searched or counted passes `access::gate` on its way to a
//! column ([`reader`]); there is no other way. The database builds the JSON, and nothing parses it again.
//!
//! Nulls in required fields: writes and migrations keep them out of the rows, so the plan does not look for them. Where
//! a row breaks that promise, its null is delivered as it is, rather than the whole answer refused. So is a required
//! asset that is not in the stage: one statement cannot let its null rise to the entry.

mod asset;
mod budget;
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

pub(crate) use place::default_stage;

pub use many::{ManyRead, Part, Reach, Rows, plan_ids, plan_part};
pub use plan::{EntryRead, Plan, QueryRead, RootAnswer, plan, plan_entry};
