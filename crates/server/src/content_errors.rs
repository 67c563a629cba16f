//! Refusals of the Content API that come before a document is looked at (platform.md §1.8).

use std::fmt::Display;

use content::request::Answer;
use http::StatusCode;
use serde_json::json;

use crate::request_id::RequestId;

/// An error with a text for the person.
pub(crate) fn refused(status: StatusCode, message: &str, id: &RequestId) -> Answer {
    let body = json!({
        "errors": [{ "message": message }],
        "data": null,
        "extensions": { "requestId": id.0 },
    });
    Answer::of_errors(status.as_u16(), body.to_string().into_bytes())
}

/// An error that only the log may know.
pub(crate) fn failed(error: &dyn Display, id: &RequestId) -> Answer {
    tracing::error!(%error, "request failed");
    refused(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong. The log has the details under this request's id.",
        id,
    )
}
