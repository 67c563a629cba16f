//! Small JSON answers.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

/// A JSON body that is text already.
pub(crate) fn json_bytes(status: StatusCode, body: impl Into<Bytes>) -> Response {
    let mut response = (status, body.into()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A JSON value.
pub(crate) fn json_value(status: StatusCode, body: &Value) -> Response {
    json_bytes(status, body.to_string())
}

/// `{"message": …}`, written for the person who reads it.
pub(crate) fn message(status: StatusCode, text: &str) -> Response {
    json_value(status, &json!({ "message": text }))
}

/// The same with `Retry-After`, seconds.
pub(crate) fn too_many(text: &str, seconds: u64) -> Response {
    let mut response = message(StatusCode::TOO_MANY_REQUESTS, text);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    response
}

/// A status from a number that a lower crate chose.
pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
