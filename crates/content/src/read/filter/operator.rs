//! Operators of scalar fields, and what nulls mean to them (content-api-read.md §4.2, §4.3).

use model::Enumeration;
use serde_json::Value as Json;
use sql::Value;
use sql::select::{Column, Comparison, Predicate, Quantifier, Scalar, TextTest};

use crate::errors::ContentError;
use crate::instant;

/// What is asked of a field: the end of a key such as `title_not_contains`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Not,
    In,
    NotIn,
    Text {
        test: TextTest,
        negated: bool,
    },
    Compare(Comparison),
    ContainsAll,
    ContainsSome,
    ContainsNone,
    JsonPathExists,
    ValueRecursive,
    /// How many of the rows that a field leads to.
    Related(Quantifier),
    /// Whether a union leads nowhere.
    Empty,
}

const fn text(test: TextTest, negated: bool) -> Operator {
    Operator::Text { test, negated }
}

const SUFFIXES: [(&str, Operator); 22] = [
    ("_not_starts_with", text(TextTest::StartsWith, true)),
    ("_not_ends_with", text(TextTest::EndsWith, true)),
    ("_not_contains", text(TextTest::Contains, true)),
    ("_json_path_exists", Operator::JsonPathExists),
    ("_value_recursive", Operator::ValueRecursive),
    ("_contains_all", Operator::ContainsAll),
    ("_contains_some", Operator::ContainsSome),
    ("_contains_none", Operator::ContainsNone),
    ("_starts_with", text(TextTest::StartsWith, false)),
    ("_ends_with", text(TextTest::EndsWith, false)),
    ("_contains", text(TextTest::Contains, false)),
    ("_every", Operator::Related(Quantifier::Every)),
    ("_some", Operator::Related(Quantifier::Some)),
    ("_none", Operator::Related(Quantifier::None)),
    ("_empty", Operator::Empty),
    ("_not_in", Operator::NotIn),
    ("_in", Operator::In),
    ("_not", Operator::Not),
    ("_lte", Operator::Compare(Comparison::LessOrEqual)),
    ("_lt", Operator::Compare(Comparison::Less)),
    ("_gte", Operator::Compare(Comparison::GreaterOrEqual)),
    ("_gt", Operator::Compare(Comparison::Greater)),
];

impl Operator {
    /// What a key can mean: the whole key as a field's name first, then the longest operators. A field may be called
    /// `valid_not`.
    pub(super) fn readings(key: &str) -> impl Iterator<Item = (&str, Operator)> {
        let split =
            SUFFIXES.into_iter().filter_map(move |(suffix, operator)| Some((key.strip_suffix(suffix)?, operator)));
        std::iter::once((key, Operator::Equal)).chain(split)
    }
}

/// How values of a field compare.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<'a> {
    Text,
    Instant,
    Day,
    Int,
    Float,
    Bool,
    Enumeration(&'a Enumeration),
}

impl Kind<'_> {
    /// The condition that a scalar field's operator asks for.
    pub(super) fn condition(self, scalar: Scalar, operator: Operator, value: &Json) -> Result<Predicate, ContentError> {
        let is_null = Predicate::IsNull(scalar.clone());
        match operator {
            Operator::Equal if value.is_null() => Ok(is_null),
            Operator::Equal => Ok(Predicate::Compare(scalar, Comparison::Equal, self.value(value)?)),
            Operator::Not if value.is_null() => Ok(is_null.negated()),
            // A null is never unequal: SQL's own rule.
            Operator::Not => Ok(Predicate::Compare(scalar, Comparison::NotEqual, self.value(value)?)),
            Operator::Compare(_) if value.is_null() => Ok(Predicate::FALSE),
            Operator::Compare(comparison) => Ok(Predicate::Compare(scalar, comparison, self.value(value)?)),
            Operator::In => self.choice(scalar, value),
            Operator::NotIn => match value.as_array() {
                None => Ok(Predicate::TRUE),
                Some(items) if items.is_empty() => Ok(Predicate::TRUE),
                Some(_) => {
                    let choice = self.choice(scalar, value)?;
                    Ok(Predicate::All(vec![is_null.negated(), choice.negated()]))
                }
            },
            Operator::Text { test, negated } => {
                let Scalar::Column(column) = scalar else { return Err(ContentError::NotAllowed) };
                Ok(text_condition(column, test, negated, value))
            }
            // Operators of lists, JSON and relations: the schema has them on no scalar.
            Operator::ContainsAll
            | Operator::ContainsSome
            | Operator::ContainsNone
            | Operator::JsonPathExists
            | Operator::ValueRecursive
            | Operator::Related(_)
            | Operator::Empty => Err(ContentError::NotAllowed),
        }
    }

    /// One of a list; a null in the list asks for null, no list does not restrict.
    fn choice(self, scalar: Scalar, value: &Json) -> Result<Predicate, ContentError> {
        let Some(items) = value.as_array() else { return Ok(Predicate::TRUE) };
        let values: Vec<&Json> = items.iter().filter(|item| !item.is_null()).collect();
        let with_null = values.len() < items.len();
        if values.is_empty() {
            return Ok(if with_null { Predicate::IsNull(scalar) } else { Predicate::FALSE });
        }
        let chosen = Predicate::In(scalar.clone(), self.list(&values)?);
        Ok(if with_null { Predicate::Any(vec![Predicate::IsNull(scalar), chosen]) } else { chosen })
    }

    /// A list as one bound value.
    fn list(self, items: &[&Json]) -> Result<Value, ContentError> {
        match self {
            Kind::Text | Kind::Instant | Kind::Day => {
                let texts = items.iter().map(|item| self.text(item));
                Ok(Value::Texts(texts.collect::<Result<_, _>>()?))
            }
            Kind::Int | Kind::Enumeration(_) | Kind::Bool => {
                let numbers = items.iter().map(|item| self.integer(item));
                Ok(Value::Ints(numbers.collect::<Result<_, _>>()?))
            }
            Kind::Float => Ok(Value::Json(Json::from_iter(items.iter().copied().cloned()).to_string())),
        }
    }

    /// A single value as it is bound.
    fn value(self, value: &Json) -> Result<Value, ContentError> {
        match self {
            Kind::Text | Kind::Instant | Kind::Day => self.text(value).map(Value::Text),
            Kind::Int | Kind::Enumeration(_) => self.integer(value).map(Value::Int),
            Kind::Float => value.as_f64().map(Value::Float).ok_or_else(|| wrong("Float", value)),
            Kind::Bool => value.as_bool().map(Value::Bool).ok_or_else(|| wrong("Boolean", value)),
        }
    }

    /// An item of a list field in the form in which the row's JSON text holds it.
    pub(super) fn item(self, value: &Json) -> Result<Json, ContentError> {
        Ok(match self {
            Kind::Text | Kind::Instant | Kind::Day => Json::from(self.text(value)?),
            Kind::Int | Kind::Enumeration(_) => Json::from(self.integer(value)?),
            Kind::Float | Kind::Bool => value.clone(),
        })
    }

    fn text(self, value: &Json) -> Result<String, ContentError> {
        let read = match (self, value) {
            (Kind::Instant, Json::String(text)) => instant::parse_instant(text),
            (Kind::Day, Json::String(text)) => instant::parse_date(text),
            (_, Json::String(text)) => Some(text.clone()),
            (Kind::Text, Json::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let name = match self {
            Kind::Instant => "DateTime",
            Kind::Day => "Date",
            Kind::Text | Kind::Int | Kind::Float | Kind::Bool | Kind::Enumeration(_) => "String",
        };
        read.ok_or_else(|| wrong(name, value))
    }

    fn integer(self, value: &Json) -> Result<i64, ContentError> {
        let (found, name) = match (self, value) {
            (Kind::Enumeration(enumeration), Json::String(name)) => {
                (enumeration.value(name).map(|value| value.key), enumeration.api_id.as_str())
            }
            (_, Json::Bool(truth)) => (Some(i64::from(*truth)), "Boolean"),
            _ => (value.as_i64(), "Int"),
        };
        found.ok_or_else(|| wrong(name, value))
    }
}

/// `_contains` and the like; with null no row matches.
fn text_condition(column: Column, test: TextTest, negated: bool, value: &Json) -> Predicate {
    let Some(sought) = value.as_str() else { return Predicate::FALSE };
    let found = if sought.is_empty() {
        // Every text holds the empty one, at its start and at its end.
        let has_text = Predicate::IsNull(Scalar::Column(column)).negated();
        return if negated { Predicate::FALSE } else { has_text };
    } else {
        Predicate::Text(column, test, sought.to_owned())
    };
    if negated { found.negated() } else { found }
}

fn wrong(scalar: &str, value: &Json) -> ContentError {
    // Whole objects and long texts would only blow the message up.
    let shown: String = value.to_string().chars().take(60).collect();
    ContentError::input(format!("{scalar} cannot represent value: {shown}"))
}
