//! `/graphql`: the Management API (management-api.md §1).

use accounts::AuthError;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use content::request::Method;
use graphql::{Request, RequestError};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::body::{self, BodyError};
use crate::state::Services;
use crate::{credential, reply};

/// management-api.md §8: body up to 10 MB.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// An operation in a JSON body.
pub(crate) async fn post(State(services): State<Services>, headers: HeaderMap, body: Body) -> Response {
    let body = match body::read(body, LARGEST_BODY, services.patience.body).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            return error(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", "The request is larger than 10 MB.");
        }
        Err(BodyError::TooSlow) => return error(StatusCode::REQUEST_TIMEOUT, "BAD_USER_INPUT", body::TOO_SLOW),
    };
    answer(&services, &headers, Request::from_json(&body), Method::Post).await
}

/// A query in the address.
pub(crate) async fn get(
    State(services): State<Services>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    answer(&services, &headers, Request::from_pairs(pairs), Method::Get).await
}

async fn answer(
    services: &Services,
    headers: &HeaderMap,
    request: Result<Request, RequestError>,
    method: Method,
) -> Response {
    let base = services.base(headers);
    let request = match request {
        Ok(request) => request,
        Err(refused) => return error(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", &refused.to_string()),
    };
    let viewer = match services.accounts.viewer(&credential::token_or_session(headers, &base)).await {
        Ok(viewer) => viewer,
        Err(AuthError::NotAToken | AuthError::Invalid) => {
            return error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "The token is not valid.");
        }
        Err(AuthError::Store(cause)) => {
            tracing::error!(%cause, "viewer not resolved");
            return error(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "Something went wrong.");
        }
    };
    let answer = services.management.handle(viewer, &base, request, method).await;
    if method == Method::Post {
        services.content.may_have_changed();
    }
    reply::json_bytes(reply::status(answer.status), answer.body)
}

fn error(status: StatusCode, code: &str, message: &str) -> Response {
    let body: Value = json!({ "errors": [{ "message": message, "extensions": { "code": code } }], "data": null });
    reply::json_value(status, &body)
}
