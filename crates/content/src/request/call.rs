//! A request that is answered now.

use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Actor;
use bytes::Bytes;
use graphql::executable::Operation;
use graphql::{Document, coerce_variables, introspect};
use model::{ContentModel, SchemaVersion};
use serde_json::{Map, Value as Json};
use sql::Statement;
use store::{Database, Row, StoreError};

use super::plans::{Planned, Query};
use super::{Answer, Caching, Content, Extensions, Method, Question, Timing};
use crate::cache::Touched;
use crate::complexity::complexity;
use crate::environment::{Environment, EnvironmentError};
use crate::errors::{ContentError, Failure};
use crate::read::{Plan, QueryRead, RootAnswer, absent};
use crate::schema::EnvironmentSchema;
use crate::write::{self, Mutation, WriteError};

/// How often a request is planned while the schema changes under it: at first, and twice more.
const MOST_PLANS: usize = 3;

/// A request with all that it needs.
pub(super) struct Call<'a> {
    pub(super) content: &'a Content,
    pub(super) environment: &'a Environment,
    pub(super) question: &'a Question,
}

/// A success.
pub(super) struct Answered {
    pub(super) body: Bytes,
    /// The schema that the document was planned for.
    pub(super) version: SchemaVersion,
    /// What the answer depends on; none for mutations, and where nobody wants to keep it.
    pub(super) touched: Option<Touched>,
    pub(super) timing: Timing,
}

/// What became of a request that was planned for one version of the schema.
enum Outcome {
    Answered(Answered),
    /// The schema is a newer one: plan again.
    Outdated,
}

/// A checked document in front of one schema.
struct Checked<'d> {
    schema: &'d Arc<EnvironmentSchema>,
    document: &'d Document,
    operation: &'d Operation,
    variables: Map<String, Json>,
    parse: Duration,
}

impl Call<'_> {
    /// Answers without regard to earlier answers.
    pub(super) async fn answer_now(&self) -> Result<Answer, Failure> {
        let model = self.content.environments.cached(&self.environment.database, &self.environment.id).await?;
        Ok(self.run(model).await?.into())
    }

    /// Plans with the schema at hand, and again when its own statement shows that the schema has changed.
    pub(super) async fn run(&self, mut model: Arc<ContentModel>) -> Result<Answered, Failure> {
        let (environments, database) = (&self.content.environments, &self.environment.database);
        for _ in 0..MOST_PLANS {
            match self.attempt(&model).await {
                Ok(Outcome::Answered(answered)) => return Ok(answered),
                Ok(Outcome::Outdated) => {}
                // What the old schema refuses, the new one may allow.
                Err(failure) if failure.depends_on_schema() && Box::pin(self.is_outdated(&model)).await? => {}
                Err(failure) => return Err(failure),
            }
            model = Box::pin(environments.reload(database, &self.environment.id)).await?;
        }
        Err(Failure::Busy("schema migration in progress, please retry"))
    }

    async fn is_outdated(&self, model: &ContentModel) -> Result<bool, EnvironmentError> {
        let environments = &self.content.environments;
        let now = environments.content_model(&self.environment.database, &self.environment.id).await?;
        Ok(now.version != model.version)
    }

    /// Schema, document, operation, variables, then a query or a mutation.
    async fn attempt(&self, model: &Arc<ContentModel>) -> Result<Outcome, Failure> {
        let Question { actor, request, method, .. } = self.question;
        let environments = &self.content.environments;
        let schema = environments.schema(model, &actor.default_stage, &self.environment.id).await?;
        let started = Instant::now();
        let document = self.content.documents.get(&schema.graphql, &request.query).map_err(ContentError::Graphql)?;
        let name = request.operation_name.as_deref();
        let operation = document.operation(name).map_err(ContentError::from)?;
        if *method == Method::Get {
            document.query(name).map_err(|error| Failure::Method(error.message))?;
        }
        let variables = coerce_variables(&document, operation, &request.variables).map_err(ContentError::from)?;
        let parse = started.elapsed();
        let checked = Checked { schema: &schema, document: &document, operation, variables, parse };
        // On the heap, here and below, what only some requests need: a future is moved more than once.
        if operation.is_query() { self.query(checked).await } else { Box::pin(self.mutation(checked)).await }
    }

    async fn query(&self, checked: Checked<'_>) -> Result<Outcome, Failure> {
        let database = &self.environment.database;
        let started = Instant::now();
        let (Planned { plan: kept, statement }, touched) = self.planned(&checked)?;
        let (plan, statements) = (&kept.plan, u32::from(statement.is_some()));
        let planned = Instant::now();
        let row = match statement {
            Some(statement) => match read(database, statement, plan.is_short).await {
                Ok(rows) => rows.into_iter().next(),
                Err(StoreError::SchemaChanged) => return Ok(Outcome::Outdated),
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let model = &checked.schema.content_model;
        let outdated = match &row {
            Some(row) => row.text(0)? != model.version.0.to_string(),
            None => Box::pin(self.is_outdated(model)).await?,
        };
        if outdated {
            return Ok(Outcome::Outdated);
        }
        let timing = Timing { parse: checked.parse, plan: planned - started, database: planned.elapsed(), statements };
        let about_schema = match plan.answers.iter().any(|(_, answer)| *answer == RootAnswer::Introspection) {
            true => Some(Box::pin(self.introspection(&checked)).await?),
            false => None,
        };
        let mut body = splice(plan, row.as_ref(), about_schema.as_deref())?;
        if plan.may_lack
            && let Some(told) = absent::tell(checked.document, &checked.operation.selection_set, &body)
        {
            body = told;
        }
        if self.question.extensions == Extensions::Complexity {
            self.add_complexity(&checked, &mut body)?;
        }
        Ok(Outcome::Answered(Answered { body: body.into(), version: model.version, touched, timing }))
    }

    /// The statement, and what it depends on where somebody may want to keep the answer.
    fn planned(&self, checked: &Checked<'_>) -> Result<(Planned, Option<Touched>), ContentError> {
        let Question { actor, headers, .. } = self.question;
        let Checked { schema, document, operation, variables, .. } = checked;
        let engine = self.environment.database.engine();
        let query = Query { schema, document, operation, variables, actor, headers, engine };
        let planned = self.content.plans.plan(&query)?;
        let touched = match (self.question.caching, self.question.extensions) {
            (Caching::On(_), Extensions::None) => Some(planned.touched(&query)?),
            (Caching::On(_) | Caching::Off, _) => None,
        };
        Ok((planned, touched))
    }

    fn read<'c>(&'c self, checked: &'c Checked<'_>) -> QueryRead<'c> {
        let Question { actor, headers, .. } = self.question;
        QueryRead::new(checked.schema, checked.document, &checked.variables, actor, headers)
    }

    /// Puts `extensions` behind the data.
    fn add_complexity(&self, checked: &Checked<'_>, body: &mut Vec<u8>) -> Result<(), ContentError> {
        // Data that is nested too deep for the JSON reader is counted as none.
        let answer: Json = serde_json::from_slice(body).unwrap_or_default();
        let tree = complexity(&self.read(checked), &checked.operation.selection_set, &answer["data"])?;
        body.pop();
        body.extend_from_slice(format!(",\"extensions\":{{\"complexity\":{tree}}}}}").as_bytes());
        Ok(())
    }

    /// Takes the processor for up to 150 ms at the first call for a schema, so not on a thread that answers requests.
    async fn introspection(&self, checked: &Checked<'_>) -> Result<Arc<graphql::Introspection>, Failure> {
        let name = self.question.request.operation_name.clone();
        let (document, variables) = (checked.document.clone(), checked.variables.clone());
        let answered = tokio::task::spawn_blocking(move || {
            let operation = document.operation(name.as_deref())?;
            introspect(&document, operation, &variables)
        });
        let answered = answered.await.map_err(|error| Failure::Unknown(error.to_string()))?;
        Ok(answered.map_err(ContentError::from)?)
    }

    async fn mutation(&self, checked: Checked<'_>) -> Result<Outcome, Failure> {
        let version = checked.schema.content_model.version;
        let mutation = Mutation {
            schema: checked.schema.clone(),
            document: checked.document.clone(),
            operation: self.question.request.operation_name.clone(),
            variables: checked.variables,
            actor: Actor::clone(&self.question.actor),
            headers: self.question.headers.clone(),
        };
        let schedules = mutation.is_about_schedules();
        let fetches = mutation.may_name_sources(&self.question.request.query);
        let started = Instant::now();
        let written = write::execute(&self.environment.database, mutation).await;
        // Also after an error: it may have come after the commit.
        self.content.answers.wrote(&self.environment.id);
        if schedules {
            self.content.wake().wake(&self.environment.id);
        }
        if fetches {
            self.content.files_wanted().wake(&self.environment.id);
        }
        let timing = Timing { parse: checked.parse, database: started.elapsed(), ..Timing::default() };
        match written {
            Ok(data) => {
                let data = format!("{{\"data\":{data}}}").into_bytes();
                let told = absent::tell(checked.document, &checked.operation.selection_set, &data);
                let body = told.unwrap_or(data).into();
                Ok(Outcome::Answered(Answered { body, version, touched: None, timing }))
            }
            Err(WriteError::SchemaChanged) => Ok(Outcome::Outdated),
            Err(error) => Err(error.into()),
        }
    }
}

async fn read(database: &Database, statement: Statement, is_short: bool) -> Result<Vec<Row>, StoreError> {
    if is_short { database.query_short(statement).await } else { database.query(statement).await }
}

/// Puts the database's texts into the answer as they are: parsing them would cost five times the rest.
fn splice(
    plan: &Plan,
    row: Option<&Row>,
    about_schema: Option<&graphql::Introspection>,
) -> Result<Vec<u8>, StoreError> {
    let mut body = b"{\"data\":{".to_vec();
    for (index, (key, answer)) in plan.answers.iter().enumerate() {
        let text = match answer {
            RootAnswer::TypeName => Some("\"Query\""),
            RootAnswer::Introspection => about_schema.and_then(|answers| answers.get(key)).map(|text| text.get()),
            RootAnswer::Column(column) => match row {
                Some(row) => row.opt_text(*column)?,
                None => None,
            },
        };
        if index > 0 {
            body.push(b',');
        }
        // Keys are GraphQL names: nothing in them needs escaping.
        body.push(b'"');
        body.extend_from_slice(key.as_bytes());
        body.extend_from_slice(b"\":");
        body.extend_from_slice(text.unwrap_or("null").as_bytes());
    }
    body.extend_from_slice(b"}}");
    Ok(body)
}
