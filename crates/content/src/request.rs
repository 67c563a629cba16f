//! One request: from a document to the bytes of its answer.

use std::sync::Arc;

use access::Actor;
use graphql::executable::Operation;
use graphql::{Document, DocumentCache, Flavor, Limits, coerce_variables, introspect};
use model::ContentModel;
use serde_json::{Map, Value as Json};
use store::{Row, StoreError};

use crate::environment::{Environment, EnvironmentError, Environments};
use crate::errors::{ContentError, Failure};
use crate::read::{Plan, QueryRead, RootAnswer, plan};
use crate::schema::EnvironmentSchema;
use crate::write::{self, Mutation, WriteError};

/// Memory for checked documents of all environments, in bytes.
const DOCUMENT_MEMORY: u64 = 32 << 20;

/// How often a request is planned while the schema changes under it: at first, and twice more.
const MOST_PLANS: usize = 3;

/// The Content API of all environments. Cheap to clone.
#[derive(Clone)]
pub struct Content {
    /// Content models and schemas.
    pub environments: Environments,
    documents: Arc<DocumentCache>,
}

impl Content {
    /// With empty caches.
    pub fn new(environments: Environments) -> Content {
        let documents = Arc::new(DocumentCache::new(Limits::CONTENT, Flavor::Content, DOCUMENT_MEMORY));
        Content { environments, documents }
    }
}

/// The headers that steer a request (content-api-read.md §7), as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHeaders {
    /// `gcms-stage`: read where the document names no stage.
    pub stage: Option<String>,
    /// `gcms-locales`: comma-separated, read where the document names no locales.
    pub locales: Option<String>,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// May only read.
    Get,
    /// May also write.
    Post,
}

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status (platform.md §1.8).
    pub status: u16,
    /// JSON text.
    pub body: Vec<u8>,
}

/// Answers a request. Errors carry `request_id` and, where the cause is ours, nothing else: that is for the log.
#[expect(clippy::too_many_arguments, reason = "what the address, the credential and the body say, each once")]
pub async fn answer(
    content: &Content,
    environment: &Environment,
    actor: Actor,
    request: graphql::Request,
    headers: RequestHeaders,
    method: Method,
    request_id: &str,
) -> Answer {
    let call = Call { content, environment, actor, request, headers, method };
    match call.run().await {
        Ok(body) => Answer { status: 200, body },
        Err(failure) => failure.answer(request_id),
    }
}

/// A request with all that it needs.
struct Call<'a> {
    content: &'a Content,
    environment: &'a Environment,
    actor: Actor,
    request: graphql::Request,
    headers: RequestHeaders,
    method: Method,
}

/// What became of a request that was planned for one version of the schema.
enum Outcome {
    Answered(Vec<u8>),
    /// The schema is a newer one: plan again.
    Outdated,
}

impl Call<'_> {
    /// Plans with the schema at hand, and again when its own statement shows that the schema has changed.
    async fn run(&self) -> Result<Vec<u8>, Failure> {
        let (environments, database) = (&self.content.environments, &self.environment.database);
        let mut model = environments.cached(database, &self.environment.id).await?;
        for _ in 0..MOST_PLANS {
            match self.attempt(&model).await {
                Ok(Outcome::Answered(body)) => return Ok(body),
                Ok(Outcome::Outdated) => {}
                // What the old schema refuses, the new one may allow.
                Err(failure) if failure.depends_on_schema() && self.is_outdated(&model).await? => {}
                Err(failure) => return Err(failure),
            }
            model = environments.reload(database, &self.environment.id).await?;
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
        let environments = &self.content.environments;
        let schema = environments.schema(model, &self.actor.default_stage, &self.environment.id).await?;
        let document =
            self.content.documents.get(&schema.graphql, &self.request.query).map_err(ContentError::Graphql)?;
        let operation = document.operation(self.request.operation_name.as_deref()).map_err(ContentError::from)?;
        if self.method == Method::Get {
            document.query(self.request.operation_name.as_deref()).map_err(|error| Failure::Method(error.message))?;
        }
        let variables = coerce_variables(&document, operation, &self.request.variables).map_err(ContentError::from)?;
        if operation.is_query() {
            self.query(&schema, &document, operation, variables).await
        } else {
            self.mutation(schema, document.clone(), variables).await
        }
    }

    async fn query(
        &self,
        schema: &EnvironmentSchema,
        document: &Document,
        operation: &Operation,
        variables: Map<String, Json>,
    ) -> Result<Outcome, Failure> {
        let database = &self.environment.database;
        let plan = {
            let read = QueryRead::new(schema, document, &variables, &self.actor, &self.headers);
            plan(&read, operation, database.engine())?
        };
        let row = match &plan.statement {
            Some(statement) => match database.query_opt(statement.clone()).await {
                Ok(row) => row,
                Err(StoreError::SchemaChanged) => return Ok(Outcome::Outdated),
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let version = schema.content_model.version;
        let outdated = match &row {
            Some(row) => row.text(0)? != version.0.to_string(),
            None => self.is_outdated(&schema.content_model).await?,
        };
        if outdated {
            return Ok(Outcome::Outdated);
        }
        let about_schema = match plan.answers.iter().any(|(_, answer)| *answer == RootAnswer::Introspection) {
            true => Some(self.introspection(document.clone(), variables).await?),
            false => None,
        };
        Ok(Outcome::Answered(splice(&plan, row.as_ref(), about_schema.as_deref())?))
    }

    /// Takes the processor for up to 150 ms at the first call for a schema, so not on a thread that answers requests.
    async fn introspection(
        &self,
        document: Document,
        variables: Map<String, Json>,
    ) -> Result<Arc<graphql::Introspection>, Failure> {
        let name = self.request.operation_name.clone();
        let answered = tokio::task::spawn_blocking(move || {
            let operation = document.operation(name.as_deref())?;
            introspect(&document, operation, &variables)
        });
        let answered = answered.await.map_err(|error| Failure::Unknown(error.to_string()))?;
        Ok(answered.map_err(ContentError::from)?)
    }

    async fn mutation(
        &self,
        schema: Arc<EnvironmentSchema>,
        document: Document,
        variables: Map<String, Json>,
    ) -> Result<Outcome, Failure> {
        let mutation = Mutation {
            schema,
            document,
            operation: self.request.operation_name.clone(),
            variables,
            actor: self.actor.clone(),
            headers: self.headers.clone(),
        };
        match write::execute(&self.environment.database, mutation).await {
            Ok(data) => Ok(Outcome::Answered(format!("{{\"data\":{data}}}").into_bytes())),
            Err(WriteError::SchemaChanged) => Ok(Outcome::Outdated),
            Err(error) => Err(error.into()),
        }
    }
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
