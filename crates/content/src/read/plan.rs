//! From a checked operation to a plan.

use std::cell::Cell;
use std::sync::LazyLock;

use access::Actor;
use graphql::executable::Operation;
use graphql::{CollectedField, Document, collect_fields};
use model::ContentModel;
use model::ids::{EntryId, ModelId};
use serde_json::{Map, Value as Json};
use sql::select::{ReadStatement, Root, render, render_one};
use sql::{Engine, Statement};

use super::budget::Budget;
use super::condition::{EVERYTHING, NO_HEADERS};
use super::place::{Place, default_locales};
use super::roots;
use crate::errors::ContentError;
use crate::request::RequestHeaders;
use crate::schema::EnvironmentSchema;

/// A document in front of the planner.
pub struct QueryRead<'a> {
    /// The schema that the document is valid for.
    pub schema: &'a EnvironmentSchema,
    /// The document.
    pub document: &'a Document,
    /// Coerced variables.
    pub variables: &'a Map<String, Json>,
    /// Who reads.
    pub actor: &'a Actor,
    /// Stage and locales where the document names none.
    pub headers: &'a RequestHeaders,
    pub(super) budget: Budget,
    absent: Cell<Absent>,
    localizations: Localizations,
}

/// Whether entries are looked at with their localisations.
#[derive(Clone, Copy, PartialEq)]
enum Localizations {
    Looked,
    Ignored,
}

/// What becomes of a row that the schema promises and that is not there.
#[derive(Clone, Copy)]
enum Absent {
    /// Null.
    Null,
    /// It is told in the answer's errors ([`super::absent`]); `met` where a field of the plan promises a row.
    Told { met: bool },
}

impl<'a> QueryRead<'a> {
    /// A document that nothing is planned of yet.
    pub fn new(
        schema: &'a EnvironmentSchema,
        document: &'a Document,
        variables: &'a Map<String, Json>,
        actor: &'a Actor,
        headers: &'a RequestHeaders,
    ) -> QueryRead<'a> {
        let budget = Budget::new(schema.limits.rows);
        let (absent, localizations) = (Cell::new(Absent::Null), Localizations::Looked);
        QueryRead { schema, document, variables, actor, headers, budget, absent, localizations }
    }

    /// For conditions of permissions: everything may be read, and entries are looked at without localisations.
    pub(super) fn of_conditions(schema: &'a EnvironmentSchema) -> Result<QueryRead<'a>, ContentError> {
        static NO_VARIABLES: LazyLock<Map<String, Json>> = LazyLock::new(Map::new);
        let document = schema.empty_document().map_err(ContentError::Graphql)?;
        let read = QueryRead::new(schema, document, &NO_VARIABLES, &EVERYTHING, &NO_HEADERS);
        Ok(QueryRead { localizations: Localizations::Ignored, ..read })
    }

    pub(super) fn looks_at_localizations(&self) -> bool {
        self.localizations == Localizations::Looked
    }

    /// Notes that a field promises a row; whether the answer can tell that it is missing.
    pub(super) fn tells_absent(&self) -> bool {
        match self.absent.get() {
            Absent::Null => false,
            Absent::Told { .. } => {
                self.absent.set(Absent::Told { met: true });
                true
            }
        }
    }

    pub(super) fn content(&self) -> &'a ContentModel {
        &self.schema.content_model
    }
}

/// What answers one root field.
#[derive(Clone, Debug, PartialEq)]
pub enum RootAnswer {
    /// `__typename`: the name.
    TypeName,
    /// `__schema` or `__type`: the crate `graphql` knows.
    Introspection,
    /// A column of the statement's row, counted from 1: column 0 is the schema version.
    Column(usize),
}

/// A planned query.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Each root field by response key, in the order of the answer.
    pub answers: Vec<(String, RootAnswer)>,
    /// The statement; none when no root field reads content.
    pub statement: Option<Statement>,
    /// Whether the statement reads few rows, all of them found by unique keys or near such a row.
    pub is_short: bool,
    /// Whether a row that the schema promises may be missing: [`super::absent::tell`] looks for it in the answer.
    pub may_lack: bool,
}

/// How many objects a short statement may read.
const FEW: u64 = 16;

/// Plans a query: all its root fields are one statement.
///
/// # Errors
/// [`ContentError::NotAllowed`] when the actor may not read something that the document touches,
/// [`ContentError::Input`] for arguments that break a rule.
pub fn plan(read: &QueryRead<'_>, operation: &Operation, engine: Engine) -> Result<Plan, ContentError> {
    read.absent.set(Absent::Told { met: false });
    let mut answers = Vec::new();
    let mut planned = Vec::new();
    for (key, field) in collect_fields(read.document, [&operation.selection_set], "Query", read.variables) {
        let answer = match read.schema.query_root(field.name()) {
            Some(root) => {
                planned.push(roots::root(read, &root, &field)?);
                RootAnswer::Column(planned.len())
            }
            None if graphql::is_introspection(field.name()) => RootAnswer::Introspection,
            None => RootAnswer::TypeName,
        };
        answers.push((key.to_owned(), answer));
    }
    let is_short = planned.iter().all(|root| matches!(root, Root::One(_))) && read.budget.objects() <= FEW;
    let statement = (!planned.is_empty()).then(|| render(engine, &ReadStatement { roots: planned }));
    let may_lack = matches!(read.absent.get(), Absent::Told { met: true });
    Ok(Plan { answers, statement, is_short, may_lack })
}

/// An entry that was just written, to be read inside the same transaction.
pub struct EntryRead<'a> {
    /// The schema that the document is valid for.
    pub schema: &'a EnvironmentSchema,
    /// The mutation's document.
    pub document: &'a Document,
    /// Coerced variables.
    pub variables: &'a Map<String, Json>,
    /// Who reads.
    pub actor: &'a Actor,
    /// Locales to look for; a header for the stage does not count here.
    pub headers: &'a RequestHeaders,
    /// The entry's model.
    pub model: &'a ModelId,
    /// The entry.
    pub entry: &'a EntryId,
    /// Key of the stage that was written to.
    pub stage: i64,
}

/// The statement that reads a written entry as the mutation's field selects it: one row, one column, JSON text or NULL.
///
/// # Errors
/// As [`plan`](plan()).
pub fn plan_entry(
    entry: &EntryRead<'_>,
    field: &CollectedField<'_>,
    engine: Engine,
) -> Result<Statement, ContentError> {
    let read = QueryRead::new(entry.schema, entry.document, entry.variables, entry.actor, entry.headers);
    let content = read.content();
    // The writer holds the schema that names both.
    let model = content.model_by_id(entry.model).ok_or(ContentError::NotAllowed)?;
    let stage = content.stage_by_key(entry.stage).ok_or(ContentError::NotAllowed)?;
    let place = Place::at(stage, default_locales(&read)?);
    let one = roots::entry_by_id(&read, model, place, entry.entry.as_str(), field)?;
    Ok(render_one(engine, &one))
}
