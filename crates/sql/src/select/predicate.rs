//! Conditions on a row. They follow SQL's logic of three values, so that a condition on a null holds neither as it is
//! nor negated; tests of lists, copies and JSON are never null on either engine.

use model::ParentId;
use model::ids::ModelId;

use super::column::{Column, Scalar};
use super::json_path::JsonPath;
use super::link::Holders;
use super::plan::{Entries, Table};
use super::row_condition::RowCondition;
use crate::Value;
use crate::search::Question;

/// A condition on a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// All hold; none given holds.
    All(Vec<Predicate>),
    /// One holds; none given does not hold.
    Any(Vec<Predicate>),
    /// It does not hold.
    Not(Box<Predicate>),
    /// There is no value.
    IsNull(Scalar),
    /// A comparison with a bound value.
    Compare(Scalar, Comparison, Value),
    /// One of a bound list: [`Value::Texts`], [`Value::Ints`], or [`Value::Json`] for a list of doubles.
    In(Scalar, Value),
    /// A part of a text, in upper or lower case (Unicode's rules). The text sought is literal: nothing in it is a wildcard.
    Text(Column, TextTest, String),
    /// A list of values against a bound JSON list.
    List(Column, ListItem, ListTest, String),
    /// Some scalar anywhere in the JSON document equals this one.
    JsonHolds(Column, JsonScalar),
    /// The JSON path finds something in the document.
    JsonPath(Column, JsonPath),
    /// About the copies of the entry in the stages with these keys, the one around among them.
    Copies {
        /// Of what.
        table: Table,
        /// The column of the id.
        id: Column,
        /// Keys of the stages looked at.
        stages: Vec<i64>,
        /// Which of them there are for whoever asks.
        readable: Box<RowCondition>,
        /// How many of the copies.
        quantifier: Quantifier,
        /// Must fulfil what.
        test: Box<Predicate>,
    },
    /// Inside [`Predicate::Copies`]: this copy, its localisations included, was last updated before the one around.
    Outdated {
        /// The column of that time in the base table; in the localised table it has the same name.
        updated_at: Column,
        /// The model, when it has localisations, and the keys of the locales that are looked at.
        localized: Option<(ModelId, Vec<i64>)>,
    },
    /// About the rows that the row around leads to: how many fulfil the filter of their set. A row of the set for which
    /// the filter is unknown does not fulfil it.
    Related(Box<Entries>, Quantifier),
    /// The full-text index does not rule out that one of the row's texts holds this one: true of every row that does, in
    /// upper or lower case, and of others.
    MayHold {
        /// The model or component that the row is of.
        parent: ParentId,
        /// The column of the id.
        id: Column,
        /// What the index is asked.
        question: Question,
    },
    /// The component instance is held, directly or inside other instances, by one of these fields.
    Held {
        /// The fields.
        holders: Holders,
        /// The entry that has the field is of this model and fulfils this.
        by: Option<(ModelId, Box<Predicate>)>,
    },
}

/// How two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Where in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest {
    /// Anywhere.
    Contains,
    /// At its start.
    StartsWith,
    /// At its end.
    EndsWith,
}

/// What items of a list compare as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListItem {
    /// By their canonical text: texts, times, integers, keys, truth values.
    Exact,
    /// As doubles, whatever their text.
    Float,
}

/// How a list relates to the list that is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListTest {
    /// The same items in the same order.
    Equals,
    /// Holds every item given.
    ContainsAll,
    /// Holds an item given.
    ContainsSome,
}

/// A JSON scalar that is sought.
#[derive(Debug, Clone, PartialEq)]
pub enum JsonScalar {
    /// A text.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// A truth value.
    Bool(bool),
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// Every one; holds for none at all.
    Every,
    /// At least one.
    Some,
    /// Not one.
    None,
}

impl Predicate {
    /// Holds for every row.
    pub const TRUE: Predicate = Predicate::All(Vec::new());

    /// Holds for no row.
    pub const FALSE: Predicate = Predicate::Any(Vec::new());

    /// [`Predicate::MayHold`], or what always holds when the text is too short for the index.
    pub fn may_hold(parent: ParentId, id: Column, sought: &str) -> Predicate {
        match Question::about(sought) {
            Some(question) => Predicate::MayHold { parent, id, question },
            None => Predicate::TRUE,
        }
    }

    /// Whether the full-text index names all rows for which it holds.
    pub(super) fn is_searched(&self) -> bool {
        match self {
            Predicate::MayHold { .. } => true,
            Predicate::All(parts) => parts.iter().any(Predicate::is_searched),
            Predicate::Any(_)
            | Predicate::Not(_)
            | Predicate::IsNull(_)
            | Predicate::Compare(..)
            | Predicate::In(..)
            | Predicate::Text(..)
            | Predicate::List(..)
            | Predicate::JsonHolds(..)
            | Predicate::JsonPath(..)
            | Predicate::Copies { .. }
            | Predicate::Outdated { .. }
            | Predicate::Related(..)
            | Predicate::Held { .. } => false,
        }
    }

    /// The negation.
    pub fn negated(self) -> Predicate {
        Predicate::Not(Box::new(self))
    }
}
