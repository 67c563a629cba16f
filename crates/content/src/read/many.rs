//! What a mutation of many entries reads: which entries match, and the page around them (content-api-write.md §3.9).

use graphql::{CollectedField, field_arguments};
use sql::select::{Cut, Json as Built, List, Predicate, ReadStatement, Root, Scalar, render};
use sql::{Engine, Statement, Value};

use super::condition::Demand;
use super::connection::connection_of;
use super::listed::Listed;
use super::place::{Place, default_locales};
use super::plan::QueryRead;
use super::roots::listed_entries;
use crate::errors::ContentError;

/// A root field that writes many entries.
pub struct ManyRead<'a> {
    /// Everything but the entry.
    pub read: QueryRead<'a>,
    /// The model of the entries.
    pub model: &'a model::Model,
    /// Key of the stage to look in.
    pub stage: i64,
    /// What must hold of an entry for it to be written.
    pub demands: &'a [Demand],
}

/// How many of the matching entries are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The page that the arguments describe.
    Page,
    /// All of them: the deprecated forms have no page.
    All,
}

/// Which entries a part of the answer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// The ones that the arguments describe.
    Matching,
    /// The ones with these ids, in the same order.
    These(Vec<String>),
}

/// Which fields of the connection a statement makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All.
    Whole,
    /// What is around the entries: it is told as it was before the write.
    Around,
    /// The entries: they are told as they are after the write.
    Edges,
}

impl Part {
    fn wants(self, field: &str) -> bool {
        match self {
            Part::Whole => true,
            Part::Around => field != "edges",
            Part::Edges => field == "edges",
        }
    }
}

/// More than any table holds, and no overflow when one is added.
const NO_END: i64 = i64::MAX / 2;

/// The statement for the ids of the entries that are meant. Columns: schema version, a JSON list of ids.
///
/// # Errors
/// As [`plan`](super::plan()).
pub fn plan_ids(
    many: &ManyRead<'_>,
    field: &CollectedField<'_>,
    reach: Reach,
    engine: Engine,
) -> Result<Statement, ContentError> {
    let mut listed = listed(many, field)?;
    if reach == Reach::All {
        listed.page.cut = Cut::First(NO_END);
    }
    let item = Built::Plain(Scalar::Column(listed.id));
    let root = Root::List(List { entries: listed.entries, page: listed.page, item });
    Ok(render(engine, &ReadStatement { roots: vec![root] }))
}

/// The statement for a part of the connection. Columns: schema version, a JSON object.
///
/// # Errors
/// As [`plan`](super::plan()).
pub fn plan_part(
    many: &ManyRead<'_>,
    field: &CollectedField<'_>,
    rows: Rows,
    part: Part,
    engine: Engine,
) -> Result<Statement, ContentError> {
    let mut listed = listed(many, field)?;
    if let Rows::These(ids) = rows {
        listed.entries.filter = Predicate::In(Scalar::Column(listed.id.clone()), Value::Texts(ids));
        (listed.page.after, listed.page.before, listed.page.skip) = (None, None, 0);
        listed.page.cut = Cut::First(NO_END);
    }
    let connection = connection_of(listed, field, |name| part.wants(name))?;
    Ok(render(engine, &ReadStatement { roots: vec![Root::Connection(connection)] }))
}

fn listed<'r, 'a>(many: &'r ManyRead<'a>, field: &CollectedField<'_>) -> Result<Listed<'r, 'a>, ContentError> {
    let read = &many.read;
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let stage = read.content().stage_by_key(many.stage).ok_or(ContentError::NotAllowed)?;
    let place = Place::at(stage, default_locales(read)?);
    let mut listed = listed_entries(read, many.model, place, &arguments)?;
    let mut conditions = vec![listed.entries.filter];
    for demand in many.demands {
        conditions.push(demand.of_row_in(read.schema, many.model, many.stage)?);
    }
    conditions.retain(|condition| *condition != Predicate::TRUE);
    listed.entries.filter = match conditions.len() {
        1 => conditions.remove(0),
        _ => Predicate::All(conditions),
    };
    Ok(listed)
}
