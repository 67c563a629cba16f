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
    /// Whether a field that was planned promises a row.
    promises: Cell<bool>,
    localizations: Localizations,
    is_of_writer: bool,
}

/// Whether entries are looked at with their localisations.
#[derive(Clone, Copy, PartialEq)]
enum Localizations {
    Looked,
    Ignored,
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
        let (promises, localizations) = (Cell::new(false), Localizations::Looked);
        QueryRead { schema, document, variables, actor, headers, budget, promises, localizations, is_of_writer: false }
    }

    /// The same for what a mutation has written: nobody else is given its answer.
    fn of_writer(self) -> Self {
        Self { is_of_writer: true, ..self }
    }

    pub(super) fn is_of_writer(&self) -> bool {
        self.is_of_writer
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

    /// Notes that a field promises a row. One that is not there is told in the answer's errors ([`super::absent`]).
    pub(super) fn note_promise(&self) {
        self.promises.set(true);
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
    Ok(Plan { answers, statement, is_short, may_lack: read.promises.get() })
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
    /// Locales to look for; what a header says of the stage is in `stage`.
    pub headers: &'a RequestHeaders,
    /// The entry's model.
    pub model: &'a ModelId,
    /// The entry.
    pub entry: &'a EntryId,
    /// Key of the stage in which it is read.
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
    let read = QueryRead::new(entry.schema, entry.document, entry.variables, entry.actor, entry.headers).of_writer();
    let content = read.content();
    // The writer holds the schema that names both.
    let model = content.model_by_id(entry.model).ok_or(ContentError::NotAllowed)?;
    let stage = content.stage_by_key(entry.stage).ok_or(ContentError::NotAllowed)?;
    let place = Place::at(stage, default_locales(&read)?);
    let one = roots::entry_by_id(&read, model, place, entry.entry.as_str(), field)?;
    Ok(render_one(engine, &one))
}
