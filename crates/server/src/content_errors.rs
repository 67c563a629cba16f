//! Refusals of the Content API that come before a document is looked at (platform.md §1.8).

use std::fmt::Display;

use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use crate::reply;
use crate::request_id::RequestId;

/// An error with a text for the person.
pub(crate) fn refused(status: StatusCode, message: &str, id: &RequestId) -> Response {
    let body = json!({
        "errors": [{ "message": message }],
        "data": null,
        "extensions": { "requestId": id.0 },
    });
    reply::json_value(status, &body)
}

/// An error that only the log may know.
pub(crate) fn failed(error: &dyn Display, id: &RequestId) -> Response {
    tracing::error!(%error, "request failed");
    refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong. The log has the details under this request's id.",
        id,
    )
}
