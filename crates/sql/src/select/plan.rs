//! Sets of rows, pages of them, and what is made of them.

use model::ids::{ComponentId, ModelId};

use super::column::{Column, Scalar};
use super::json::Json;
use super::link::{Held, Link, StageOf};
use super::predicate::Predicate;
use super::row_condition::RowCondition;
use super::version::VersionAt;

/// A whole operation: one statement, one row. Column 0 is the environment's schema version as text, then one column of
/// JSON text for each root, in order; SQL NULL stands for `null`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStatement {
    /// The roots.
    pub roots: Vec<Root>,
}

/// One root field.
#[derive(Debug, Clone, PartialEq)]
pub enum Root {
    /// One row as an object, or null.
    One(One),
    /// The first row that there is, or null.
    FirstOf(Vec<One>),
    /// A list in this order: of each choice the first row that there is; a choice without a row is left out.
    Sequence(Vec<Vec<One>>),
    /// A page as a list.
    List(List),
    /// A page with what is around it.
    Connection(Connection),
    /// One version of an entry, or null.
    Version(VersionAt),
}

/// A page of rows as a list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Of what.
    pub entries: Entries,
    /// Which.
    pub page: Page,
    /// What each row becomes.
    pub item: Json,
}

/// A page of rows of several tables as a list. The key of the page's order, if any, means the same in each of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixed {
    /// Of what, and what each row becomes.
    pub members: Vec<One>,
    /// Which.
    pub page: Page,
}

/// At most one row.
#[derive(Debug, Clone, PartialEq)]
pub struct One {
    /// The set that holds it alone.
    pub entries: Entries,
    /// What it becomes.
    pub item: Json,
}

/// What rows are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {
    /// A model's entries.
    Model(ModelId),
    /// A component's instances.
    Component(ComponentId),
    /// Whoever acted on content.
    Actors,
    /// Scheduled operations.
    Operations,
    /// Scheduled releases.
    Releases,
    /// Files of assets.
    AssetFiles,
}

/// A set of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries {
    /// Of what.
    pub table: Table,
    /// How they relate to a stage or to the row around them.
    pub anchor: Anchor,
    /// Which localisation is looked at.
    pub localization: Localization,
    /// Which of them there are for whoever asks: the others are as if they were not there.
    pub readable: RowCondition,
    /// Which of these.
    pub filter: Predicate,
}

/// Where a set of rows starts.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// All there are: rows that have no stages.
    All,
    /// The rows of the stage with this key.
    Stage(i64),
    /// Copies of the entry around, in the stages with these keys and in this order.
    Copies {
        /// Keys of the stages.
        stages: Vec<i64>,
        /// With the copy around itself.
        include_current: bool,
    },
    /// The copy around, once more for each of its localisations.
    Same,
    /// The row whose id stands in a column of the row around.
    Referred(Column),
    /// The rows of a system table that hold the id of the row around in this column.
    Referring(Column),
    /// The rows at the other end of links of the row around.
    Linked(Link),
    /// The instances that a field of the row around holds.
    Held(Held),
    /// The entries that embeds and links in a rich text of the row around name, each once, in order of first occurrence.
    Embedded {
        /// The AST.
        ast: Column,
        /// Names of other models: what says that it names an entry of one of these names none of this one. The name that a
        /// model had before it was renamed is not among them, and content keeps it.
        other_models: Vec<String>,
        /// In which stage the entries are looked for.
        stage: StageOf,
    },
}

/// Which localisation of an entry is looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Localization {
    /// None: the model is not localised.
    None,
    /// The first that there is; an entry without any of them is not in the set.
    First(Vec<LocaleChoice>),
    /// Each that there is among the locales with these keys, in this order.
    Each {
        /// Keys of the locales.
        locales: Vec<i64>,
        /// With the one around.
        include_current: bool,
    },
}

/// A locale to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocaleChoice {
    /// The locale of a row above: 1 is the row around.
    Enclosing(usize),
    /// The locale with this key.
    Key(i64),
}

/// Ascending or descending. Nulls are last ascending and first descending; ties go by id in the same direction, so that
/// one index serves both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other one.
    pub const fn reversed(self) -> Direction {
        match self {
            Direction::Ascending => Direction::Descending,
            Direction::Descending => Direction::Ascending,
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        }
    }

    /// What a value that comes later compares as.
    pub(super) const fn beyond(self) -> &'static str {
        match self {
            Direction::Ascending => ">",
            Direction::Descending => "<",
        }
    }
}

/// A total order: a key, then the id.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What is sorted by before the id; nothing when the id alone is.
    pub key: Option<OrderKey>,
    /// The direction of both: the order of an index on (stage, key, id). The specification proposes ascending ids in either
    /// direction (content-api-read.md §5), for which rows with equal keys would have to be sorted.
    pub direction: Direction,
    /// The id.
    pub id: Column,
}

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// The value.
    pub value: Scalar,
    /// Whether it can be null.
    pub nullable: bool,
}

/// A part of an ordered set.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The order.
    pub order: Order,
    /// Only rows after the one with this id. An id that is not in the set leaves nothing.
    pub after: Option<String>,
    /// Only rows before the one with this id.
    pub before: Option<String>,
    /// How many rows to leave out, from the end that is counted from.
    pub skip: i64,
    /// How many rows.
    pub cut: Cut,
}

/// How many rows, counted from which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The first ones.
    First(i64),
    /// The last ones, still in the order.
    Last(i64),
    /// Of the first ones the last ones.
    FirstThenLast {
        /// The first ones.
        first: i64,
        /// The last ones of these.
        last: i64,
    },
}

/// A page with what is around it; what is not among the fields is not computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Of what.
    pub entries: Entries,
    /// Which.
    pub page: Page,
    /// The object's keys in order.
    pub fields: Vec<(String, ConnectionField)>,
}

/// A field of a connection.
#[derive(Debug, Clone, PartialEq)]
pub enum ConnectionField {
    /// The name of the type.
    TypeName(String),
    /// The list of edges: what each row becomes.
    Edges(Json),
    /// About the page.
    PageInfo(Vec<(String, PageInfoField)>),
    /// About all rows of the set, whatever the page.
    Aggregate(Vec<(String, AggregateField)>),
}

/// A field of `PageInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageInfoField {
    /// The name of the type.
    TypeName(String),
    /// Whether there are rows after the page.
    HasNextPage,
    /// Whether there are rows before the page.
    HasPreviousPage,
    /// Id of the first row, or null.
    StartCursor,
    /// Id of the last row, or null.
    EndCursor,
    /// How many rows the page has.
    PageSize,
}

/// A field of `Aggregate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AggregateField {
    /// The name of the type.
    TypeName(String),
    /// How many rows the set has.
    Count,
}
