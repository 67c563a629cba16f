//! Reads as values: what is wanted is said here, how an engine says it is decided in [`render`](render()).
//!
//! A [`ReadStatement`] is one operation. Each of its [`Root`]s becomes one JSON text that the database builds; the
//! texts are spliced into the answer without being parsed. Columns of content come from [`access::Granted`] alone, so a
//! plan cannot name a field that did not pass the gate.
//!
//! What both engines must answer alike is written once, in the plan: complete orders, null rules, canonical texts.

mod column;
mod json;
mod json_path;
mod link;
mod plan;
mod predicate;
mod render;
mod row_condition;
mod version;

pub use column::{ActorField, Column, FileField, OperationField, ReleaseField, RichTextPart, Scalar};
pub use json::{ABSENT, ColorPart, Json, JsonText, LocationPart};
pub use json_path::{JsonPath, JsonPathError};
pub use link::{Held, Holders, Link, StageOf};
pub use plan::{
    AggregateField, Anchor, Connection, ConnectionField, Cut, Direction, Entries, List, LocaleChoice, Localization,
    Mixed, One, Order, OrderKey, Page, PageInfoField, ReadStatement, Root, Table,
};
pub use predicate::{Comparison, JsonScalar, ListItem, ListTest, Predicate, Quantifier, TextTest};
pub use render::{render, render_one};
pub use row_condition::RowCondition;
pub use version::{VersionAt, VersionField, Versions};
