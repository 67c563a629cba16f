//! `/v2/<project>/<environment>` and `/content/<project>/<environment>`: the Content API (content-api-read.md §11).

use accounts::{AuthError, Credential, EnvironmentRow};
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use content::environment::Environment;
use content::request::{Method, RequestHeaders};
use graphql::{Request, RequestError};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use model::ids::ProjectId;

use crate::request_id::RequestId;
use crate::state::Services;
use crate::{content_errors, credential, reply};

/// Text and variables together (content-api-write.md §6).
const LARGEST_BODY: usize = 1024 * 1024;

/// Project and environment as the path names them. A path that is no text is no reason for another answer than any
/// other that names none.
type Place = Result<Path<(String, String)>, PathRejection>;

/// An operation in a body: JSON, also sent as text/plain, or a bare document as application/graphql.
pub(crate) async fn post(
    State(services): State<Services>,
    Extension(id): Extension<RequestId>,
    place: Place,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return content_errors::refused(StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than 1 MiB.", &id);
    };
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let request = match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" | "text/plain" | "application/graphql-response+json" | "" => Request::from_json(&body),
        "application/graphql" => Request::from_document(&body),
        _ => {
            let text = "Send the operation as application/json.";
            return content_errors::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, text, &id);
        }
    };
    let call = Call { services, id, place, headers, method: Method::Post };
    call.answer(request).await
}

/// A query in the address.
pub(crate) async fn get(
    State(services): State<Services>,
    Extension(id): Extension<RequestId>,
    place: Place,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let call = Call { services, id, place, headers, method: Method::Get };
    call.answer(Request::from_pairs(pairs)).await
}

/// One call, with what the address and the headers say.
struct Call {
    services: Services,
    id: RequestId,
    place: Place,
    headers: HeaderMap,
    method: Method,
}

impl Call {
    async fn answer(self, request: Result<Request, RequestError>) -> Response {
        let request = match request {
            Ok(request) => request,
            Err(error) => return content_errors::refused(StatusCode::BAD_REQUEST, &error.to_string(), &self.id),
        };
        let (row, environment) = match self.environment().await {
            Ok(Some(found)) => found,
            Ok(None) => {
                return content_errors::refused(StatusCode::NOT_FOUND, "There is no such environment.", &self.id);
            }
            Err(error) => return content_errors::failed(&error, &self.id),
        };
        let headers = RequestHeaders { stage: self.header("gcms-stage"), locales: self.header("gcms-locales") };
        let actor = match self.actor(&row, &environment).await {
            Ok(actor) => actor,
            Err(refused) => return *refused,
        };
        let answer = content::request::answer(
            &self.services.content,
            &environment,
            actor,
            request,
            headers,
            self.method,
            &self.id.0,
        )
        .await;
        reply::json_bytes(reply::status(answer.status), answer.body)
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    async fn environment(&self) -> Result<Option<(EnvironmentRow, Environment)>, store::StoreError> {
        let Ok(Path((project, environment))) = &self.place else { return Ok(None) };
        self.services.environment(&ProjectId::new(project.as_str()), environment).await
    }

    /// platform.md §1.8: no JWT 400, invalid 401.
    async fn actor(&self, row: &EnvironmentRow, environment: &Environment) -> Result<access::Actor, Box<Response>> {
        let refuse = |status, text: &str| Err(Box::new(content_errors::refused(status, text, &self.id)));
        let content_model = match self.services.content_model(environment).await {
            Ok(content_model) => content_model,
            Err(error) => return Err(Box::new(content_errors::failed(&error, &self.id))),
        };
        let credential: Credential = credential::bearer(&self.headers);
        match self.services.accounts.content_actor(&credential, row, &content_model).await {
            Ok(actor) => Ok(actor),
            Err(AuthError::NotAToken) => {
                refuse(StatusCode::BAD_REQUEST, "The Authorization header holds no valid JWT.")
            }
            Err(AuthError::Invalid) => refuse(StatusCode::UNAUTHORIZED, "The token is not valid here."),
            Err(AuthError::Store(error)) => Err(Box::new(content_errors::failed(&error, &self.id))),
        }
    }
}
