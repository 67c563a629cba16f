//! Plans of queries, kept with the texts of their variables left open.
//!
//! A plan is a function of the document, its operation, the variables, the asker and the headers. Requests of one client
//! mostly differ in texts alone, an id or a slug, which the statement only binds. So a query is planned with a *mark* in
//! place of each text of type `ID` or `String` ([`graphql::replace_texts`]). Where every mark comes out as a whole bound
//! value and nowhere else, the plan holds for all texts: each is bound where its mark stands. Everything else is part of
//! the key by its value: other variables, lengths of lists, what is null or empty, the asker's rights, the headers; and by
//! the document the version of the schema, so that a kept plan is found out to be outdated as any other is.
//!
//! A mark holds U+0000, which no request may contain, and letters of both cases between blanks, so that what trims, folds
//! or takes a text apart shows. What the planner refuses with marks, and what it does not bind whole (searches, paths into
//! JSON), is planned anew each time. Builds with debug assertions plan everything anew and hold the two against each
//! other.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use access::Actor;
use graphql::executable::Operation;
use graphql::{Document, DocumentId, replace_texts};
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};
use serde_json::{Map, Value as Json};
use sql::{Engine, Statement, Value};

use super::RequestHeaders;
use crate::cache::{Touched, touched};
use crate::errors::ContentError;
use crate::read::{Plan, QueryRead, plan};
use crate::schema::EnvironmentSchema;

/// What a plan takes beside its texts, roughly, in bytes.
const OVERHEAD: u64 = 1024;

/// Plans of all environments, as far as they fit.
pub(super) struct PlanCache(Cache<Key, Option<Arc<KeptPlan>>, Weight>);

/// A query in front of the planner.
pub(super) struct Query<'a> {
    pub(super) schema: &'a EnvironmentSchema,
    pub(super) document: &'a Document,
    pub(super) operation: &'a Operation,
    /// Coerced.
    pub(super) variables: &'a Map<String, Json>,
    pub(super) actor: &'a Arc<Actor>,
    pub(super) headers: &'a RequestHeaders,
    pub(super) engine: Engine,
}

/// A plan with the values of this request.
pub(super) struct Planned {
    pub(super) plan: Arc<KeptPlan>,
    /// None when no root field reads content.
    pub(super) statement: Option<Statement>,
}

/// A plan that may serve several requests.
pub(super) struct KeptPlan {
    /// Its statement has marks among the values.
    pub(super) plan: Plan,
    touched: OnceLock<Touched>,
}

impl PlanCache {
    /// A cache of at most about `memory` bytes.
    pub(super) fn new(memory: u64) -> PlanCache {
        let estimate = usize::try_from(memory / 4_096).unwrap_or(usize::MAX).max(16);
        PlanCache(Cache::with_weighter(estimate, memory, Weight))
    }

    /// The plan of a query.
    ///
    /// # Errors
    /// As [`plan`](plan()).
    pub(super) fn plan(&self, query: &Query<'_>) -> Result<Planned, ContentError> {
        let (variables, texts) = marked(query);
        let asked = Asked { query, variables: &variables };
        let kept = match self.0.get(&asked) {
            Some(kept) => kept,
            None => {
                let kept = KeptPlan::with_marks(query, &variables, texts.len());
                self.0.insert(asked.key(), kept.clone());
                kept
            }
        };
        let Some(plan) = kept else { return anew(query) };
        let statement = plan.plan.statement.as_ref().map(|statement| bound(statement, &texts));
        if cfg!(debug_assertions) {
            let anew = anew(query).map(|planned| planned.statement);
            assert_eq!(anew.as_ref(), Ok(&statement), "a kept plan says what a new one says");
        }
        Ok(Planned { plan, statement })
    }
}

impl Planned {
    /// What the answer depends on.
    ///
    /// # Errors
    /// As the planner's, which has looked before.
    pub(super) fn touched(&self, query: &Query<'_>) -> Result<Touched, ContentError> {
        if let Some(touched) = self.plan.touched.get() {
            return Ok(touched.clone());
        }
        let touched = touched(&read(query, query.variables), query.operation)?;
        Ok(self.plan.touched.get_or_init(|| touched).clone())
    }
}

impl KeptPlan {
    /// The plan of a query with this many marks in its variables, if it holds for all texts in their places.
    fn with_marks(query: &Query<'_>, variables: &Map<String, Json>, marks: usize) -> Option<Arc<KeptPlan>> {
        let plan = plan(&read(query, variables), query.operation, query.engine).ok()?;
        let is_open = match &plan.statement {
            Some(statement) => binds_marks_whole(statement, marks),
            None => marks == 0,
        };
        is_open.then(|| Arc::new(KeptPlan { plan, touched: OnceLock::new() }))
    }
}

fn anew(query: &Query<'_>) -> Result<Planned, ContentError> {
    let mut plan = plan(&read(query, query.variables), query.operation, query.engine)?;
    let statement = plan.statement.take();
    Ok(Planned { plan: Arc::new(KeptPlan { plan, touched: OnceLock::new() }), statement })
}

fn read<'a>(query: &Query<'a>, variables: &'a Map<String, Json>) -> QueryRead<'a> {
    QueryRead::new(query.schema, query.document, variables, query.actor, query.headers)
}

const MARK: (&str, &str) = (" \0mArK", " ");

/// The variables with marks in place of their texts, and the texts by their marks' numbers.
fn marked(query: &Query<'_>) -> (Map<String, Json>, Vec<String>) {
    let (mut variables, mut texts) = (query.variables.clone(), Vec::new());
    replace_texts(query.document, query.operation, &mut variables, |text| {
        let mark = format!("{}{}{}", MARK.0, texts.len(), MARK.1);
        texts.push(std::mem::replace(text, mark));
    });
    (variables, texts)
}

/// The number of the mark that a text is as a whole.
fn mark_number(text: &str) -> Option<usize> {
    text.strip_prefix(MARK.0)?.strip_suffix(MARK.1)?.parse().ok()
}

/// Whether each of the marks is a whole bound value, or a whole item of a bound list, and nothing else holds any.
fn binds_marks_whole(statement: &Statement, marks: usize) -> bool {
    let mut bound = vec![false; marks];
    let mut is_whole_or_free = |text: &str| match mark_number(text) {
        Some(number) => bound.get_mut(number).map(|bound| *bound = true).is_some(),
        None => is_free(text),
    };
    let values = statement.params.iter().all(|value| match value {
        Value::Text(text) => is_whole_or_free(text),
        Value::Texts(texts) => texts.iter().all(|text| is_whole_or_free(text)),
        Value::Json(text) => is_free(text),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Ints(_) => true,
    });
    values && is_free(&statement.text) && bound.iter().all(|bound| *bound)
}

/// Whether a text has no part of a mark, as it is or inside JSON.
fn is_free(text: &str) -> bool {
    !text.contains('\0') && !text.contains("\\u0000")
}

/// The statement with the texts in place of their marks.
fn bound(statement: &Statement, texts: &[String]) -> Statement {
    let text = |text: &String| mark_number(text).and_then(|number| texts.get(number)).unwrap_or(text).clone();
    let values = statement.params.iter().map(|value| match value {
        Value::Text(mark) => Value::Text(text(mark)),
        Value::Texts(marks) => Value::Texts(marks.iter().map(text).collect()),
        other => other.clone(),
    });
    Statement::new(statement.text.clone(), values.collect())
}

/// What two queries have in common that have one plan.
struct Key {
    document: DocumentId,
    operation: Option<String>,
    actor: Arc<Actor>,
    headers: RequestHeaders,
    /// With marks.
    variables: Map<String, Json>,
}

/// A key that copies nothing.
struct Asked<'a> {
    query: &'a Query<'a>,
    variables: &'a Map<String, Json>,
}

impl Asked<'_> {
    fn operation(&self) -> Option<&str> {
        self.query.operation.name.as_deref()
    }

    fn key(&self) -> Key {
        Key {
            document: self.query.document.id(),
            operation: self.operation().map(str::to_owned),
            actor: self.query.actor.clone(),
            headers: self.query.headers.clone(),
            variables: self.variables.clone(),
        }
    }
}

/// What need not be compared to be told apart almost always: rights and variables of one document seldom differ in shape.
fn hash_parts<H: Hasher>(document: DocumentId, actor: &Actor, variables: &Map<String, Json>, state: &mut H) {
    document.hash(state);
    actor.content.hash(state);
    variables.hash(state);
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_parts(self.document, &self.actor, &self.variables, state);
    }
}

impl Hash for Asked<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_parts(self.query.document.id(), self.query.actor, self.variables, state);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.document == other.document
            && self.operation == other.operation
            && is_same(&self.actor, &other.actor)
            && self.headers == other.headers
            && self.variables == other.variables
    }
}

impl Eq for Key {}

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.query.document.id() == key.document
            && self.operation() == key.operation.as_deref()
            && is_same(self.query.actor, &key.actor)
            && *self.query.headers == key.headers
            && *self.variables == key.variables
    }
}

/// Who asks counts, too, and not only what is granted: conditions may be about the asker.
fn is_same(one: &Arc<Actor>, other: &Arc<Actor>) -> bool {
    let parts = |actor: &Arc<Actor>| -> bool {
        let Actor { identity, content, default_stage } = &**actor;
        *identity == other.identity && *content == other.content && *default_stage == other.default_stage
    };
    Arc::ptr_eq(one, other) || parts(one)
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Option<Arc<KeptPlan>>> for Weight {
    fn weight(&self, key: &Key, kept: &Option<Arc<KeptPlan>>) -> u64 {
        let statement = kept.as_ref().and_then(|kept| kept.plan.statement.as_ref());
        let values = statement.map_or(0, |statement| statement.text.len() + 64 * statement.params.len());
        let answers = kept.as_ref().map_or(0, |kept| 64 * kept.plan.answers.len());
        let headers = key.headers.asset_base.len() + key.headers.locales.as_ref().map_or(0, String::len);
        (values + answers + headers) as u64 + variables_size(&key.variables) + OVERHEAD
    }
}

/// What variables take in memory, roughly.
fn variables_size(variables: &Map<String, Json>) -> u64 {
    variables.iter().map(|(name, value)| name.len() as u64 + size(value)).sum()
}

/// The depth is bounded by that of the JSON reader.
fn size(value: &Json) -> u64 {
    96 + match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
        Json::String(text) => text.len() as u64,
        Json::Array(items) => items.iter().map(size).sum(),
        Json::Object(fields) => variables_size(fields),
    }
}
