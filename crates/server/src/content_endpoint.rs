//! `/v2/<project>/<environment>` and `/content/<project>/<environment>`: the Content API (content-api-read.md §11).

use std::sync::Arc;

use accounts::{AuthError, Credential, EnvironmentRow};
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use content::environment::Environment;
use content::request::{Answer, Caching, Extensions, Method, Question, RequestHeaders};
use graphql::{Request, RequestError};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use model::ids::ProjectId;

use crate::body::{self, BodyError};
use crate::content_delivery::{Address, Delivery, is_true};
use crate::request_id::RequestId;
use crate::state::{Patience, Services};
use crate::{content_errors, credential};

/// Text and variables together (content-api-write.md §6).
const LARGEST_BODY: usize = 1024 * 1024;

/// Ask for `extensions.complexity` (platform.md §11.1).
const COMPLEXITY: [&str; 2] = ["x-inspect-complexity", "x-debug-complexity"];
/// Project and environment as the path names them. A path that is no text is no reason for another answer than any
/// other that names none.
pub(crate) type Place = Result<Path<(String, String)>, PathRejection>;

/// An operation in a body: JSON, also sent as text/plain, or a bare document as application/graphql.
pub(crate) async fn post(
    State(services): State<Arc<Services>>,
    Extension(id): Extension<RequestId>,
    Extension(address): Extension<Address>,
    place: Place,
    request: http::Request<Body>,
) -> Response {
    // Taken apart here: as arguments, the headers would be a copy.
    let (Parts { headers, .. }, body) = request.into_parts();
    let delivery = Delivery::of(address, Method::Post, &headers);
    let request = read_body(&headers, body, services.patience, &id).await;
    let call = Call { services, id, address, place, headers, method: Method::Post };
    delivery.deliver(call.answer(request, &delivery).await)
}

/// A query in the address.
pub(crate) async fn get(
    State(services): State<Arc<Services>>,
    Extension(id): Extension<RequestId>,
    Extension(address): Extension<Address>,
    place: Place,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let delivery = Delivery::of(address, Method::Get, &headers);
    let request = Request::from_pairs(pairs).map_err(|error| unreadable(&error, &id));
    let call = Call { services, id, address, place, headers, method: Method::Get };
    delivery.deliver(call.answer(request, &delivery).await)
}

/// Any other method: refused in the form of this API.
pub(crate) async fn wrong_method(
    Extension(id): Extension<RequestId>,
    Extension(address): Extension<Address>,
    headers: HeaderMap,
) -> Response {
    let text = "Send queries by GET or POST, mutations by POST.";
    Delivery::of(address, Method::Post, &headers).deliver(content_errors::refused(
        StatusCode::METHOD_NOT_ALLOWED,
        text,
        &id,
    ))
}

async fn read_body(headers: &HeaderMap, body: Body, patience: Patience, id: &RequestId) -> Result<Request, Answer> {
    let refuse = |status, text| Err(content_errors::refused(status, text, id));
    let body = match body::read(body, LARGEST_BODY, patience.body).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 1 MiB."),
        Err(BodyError::TooSlow) => return refuse(StatusCode::REQUEST_TIMEOUT, body::TOO_SLOW),
    };
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let request = match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" | "text/plain" | "application/graphql-response+json" | "" => Request::from_json(&body),
        "application/graphql" => Request::from_document(&body),
        _ => {
            return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the operation as application/json.");
        }
    };
    request.map_err(|error| unreadable(&error, id))
}

fn unreadable(error: &RequestError, id: &RequestId) -> Answer {
    content_errors::refused(StatusCode::BAD_REQUEST, &error.to_string(), id)
}

/// One call, with what the address and the headers say.
pub(crate) struct Call {
    pub(crate) services: Arc<Services>,
    pub(crate) id: RequestId,
    pub(crate) address: Address,
    pub(crate) place: Place,
    pub(crate) headers: HeaderMap,
    pub(crate) method: Method,
}

impl Call {
    async fn answer(self, request: Result<Request, Answer>, delivery: &Delivery) -> Answer {
        // On the heap: else the future of a handler is of more layers than the compiler follows.
        match Box::pin(self.question(request, delivery)).await {
            Ok((environment, question)) => {
                content::request::answer(&self.services.content, &environment, question, &self.id.0).await
            }
            Err(refused) => *refused,
        }
    }

    async fn question(
        &self,
        request: Result<Request, Answer>,
        delivery: &Delivery,
    ) -> Result<(Environment, Question), Box<Answer>> {
        let request = request?;
        let (row, environment) = self.environment().await?;
        let question = Question {
            actor: self.actor(&row, &environment).await?,
            request,
            headers: RequestHeaders {
                stage: self.header("gcms-stage"),
                locales: self.header("gcms-locales"),
                if_match: self.header("if-match"),
                asset_base: self.asset_base(&environment),
            },
            method: self.method,
            caching: self.caching(delivery),
            extensions: match COMPLEXITY.iter().any(|name| is_true(&self.headers, name)) {
                true => Extensions::Complexity,
                false => Extensions::None,
            },
        };
        Ok((environment, question))
    }

    /// What is posted to the regular address is read now (platform.md §11.1).
    fn caching(&self, delivery: &Delivery) -> Caching {
        match (self.address, self.method) {
            (Address::Regular, Method::Post) => Caching::Off,
            (Address::Regular, Method::Get) | (Address::HighPerformance, _) => Caching::On(delivery.tolerance),
        }
    }

    /// The address below which the environment's files are.
    pub(crate) fn asset_base(&self, environment: &Environment) -> String {
        format!("{}/media/{}", self.services.base(&self.headers), environment.id)
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    pub(crate) async fn environment(&self) -> Result<(Arc<EnvironmentRow>, Environment), Box<Answer>> {
        let Ok(Path((project, environment))) = &self.place else {
            return self.refuse(StatusCode::NOT_FOUND, "There is no such environment.");
        };
        match self.services.environment(&ProjectId::new(project.as_str()), environment).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => self.refuse(StatusCode::NOT_FOUND, "There is no such environment."),
            Err(error) => Err(Box::new(content_errors::failed(error, &self.id))),
        }
    }

    fn refuse<T>(&self, status: StatusCode, text: &str) -> Result<T, Box<Answer>> {
        Err(Box::new(content_errors::refused(status, text, &self.id)))
    }

    /// platform.md §1.8: no JWT 400, invalid 401.
    pub(crate) async fn actor(
        &self,
        row: &EnvironmentRow,
        environment: &Environment,
    ) -> Result<Arc<access::Actor>, Box<Answer>> {
        let content_model = match self.services.content_model(environment).await {
            Ok(content_model) => content_model,
            Err(error) => return Err(Box::new(content_errors::failed(error, &self.id))),
        };
        let credential: Credential = credential::bearer(&self.headers);
        match self.services.accounts.content_actor(&credential, row, &content_model).await {
            Ok(actor) => Ok(actor),
            Err(AuthError::NotAToken) => {
                self.refuse(StatusCode::BAD_REQUEST, "The Authorization header holds no valid JWT.")
            }
            Err(AuthError::Invalid) => self.refuse(StatusCode::UNAUTHORIZED, "The token is not valid here."),
            Err(AuthError::Store(error)) => Err(Box::new(content_errors::failed(error, &self.id))),
        }
    }
}
