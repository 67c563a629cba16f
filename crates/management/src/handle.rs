//! A request comes in, an answer goes out.

use std::sync::Arc;

use accounts::{Accounts, Viewer};
use apps::{Apps, StudioOrigin};
use content::environment::Environments;
use content::request::Method;
use graphql::{
    DocumentCache, ErrorCode, ErrorKind, Flavor, GraphqlError, Limits, Object, Request, Response, Schema,
    coerce_variables, execute,
};

use crate::resolvers::{MutationRoot, QueryRoot};
use crate::scope::{Scope, Services};

/// The schema as it is served.
const SDL: &str = include_str!("schema.graphql");

/// Memory for parsed documents, in bytes: clients send the same few over and over.
const DOCUMENTS: u64 = 8 * 1024 * 1024;

/// The Management API of one server.
pub struct Management {
    services: Arc<Services>,
    schema: Schema,
    documents: DocumentCache,
}

/// What goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status: 200, or 400 when the document or its variables are wrong.
    pub status: u16,
    /// JSON: `{"data": …, "errors"?: […]}`.
    pub body: Vec<u8>,
}

impl Management {
    /// The API in front of these. `studio` is the origin of Studio's pages, on which no app may be registered.
    pub fn new(accounts: Accounts, apps: Apps, environments: Environments, studio: StudioOrigin) -> Management {
        let schema = Schema::from_sdl(SDL).expect("a test builds the schema from the same text");
        let services = Arc::new(Services { accounts, apps, environments, studio });
        Management {
            services,
            schema,
            documents: DocumentCache::new(Limits::MANAGEMENT, Flavor::Management, DOCUMENTS),
        }
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Answers a request. `base_url` is the scheme, host and port under which the client reaches this server, without a
    /// slash at the end: addresses in the answer begin with it.
    ///
    /// With [`Method::Get`] only queries run (security case 48).
    pub async fn handle(&self, viewer: Viewer, base_url: &str, request: Request, method: Method) -> Answer {
        let scope = Scope { services: self.services.clone(), viewer, base_url: base_url.to_owned() };
        let response = self.respond(scope, &request, method).await.unwrap_or_else(Response::refused);
        let is_refusal = |error: &GraphqlError| match error.kind {
            ErrorKind::Limit
            | ErrorKind::Syntax
            | ErrorKind::Validation
            | ErrorKind::Operation
            | ErrorKind::Variables => true,
            ErrorKind::Field(_) => false,
        };
        let status = if response.errors.iter().any(is_refusal) { 400 } else { 200 };
        Answer { status, body: response.to_bytes(Flavor::Management) }
    }

    async fn respond(&self, scope: Scope, request: &Request, method: Method) -> Result<Response, Vec<GraphqlError>> {
        let document = self.documents.get(&self.schema, &request.query)?;
        if method == Method::Get {
            document.query(request.operation_name.as_deref()).map_err(|error| vec![error])?;
        }
        let operation = document.operation(request.operation_name.as_deref()).map_err(|error| vec![error])?;
        let variables = coerce_variables(&document, operation, &request.variables).map_err(|error| vec![error])?;
        let scope = Arc::new(scope);
        let root: Box<dyn Object> = if operation.is_query() {
            Box::new(QueryRoot(scope))
        } else if operation.is_mutation() {
            Box::new(MutationRoot(scope))
        } else {
            let text = "Subscriptions are not supported by this server yet. Ask for the state again instead.";
            return Err(vec![GraphqlError::new(ErrorKind::Field(ErrorCode::NotImplemented), text)]);
        };
        Ok(execute(&document, operation, &variables, &*root).await)
    }
}
