//! Queries: one document becomes one statement.
//!
//! [`plan`](plan()) walks the operation's selection and gives [`sql::select::ReadStatement`]: values that say what is
//! wanted. Every field that is selected, filtered, sorted, searched or counted passes `access::gate` on its way to a
//! column ([`model_reader`]); there is no other way. The database builds the JSON, and nothing parses it again.
//!
//! Nulls in required fields: writes and migrations keep them out of the rows, so the plan does not look for them. Where
//! a row breaks that promise, its null is delivered as it is, rather than the whole answer refused.

mod budget;
mod entry;
mod filter;
mod many;
mod model_reader;
mod order;
mod page;
mod place;
mod plan;
mod roots;
mod scalars;
mod user;

pub use many::{ManyRead, Part, Reach, Rows, plan_ids, plan_part};
pub use plan::{EntryRead, Plan, QueryRead, RootAnswer, plan, plan_entry};
