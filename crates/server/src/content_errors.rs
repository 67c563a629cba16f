//! Refusals of the Content API that come before a document is looked at (platform.md §1.8).

use content::environment::EnvironmentError;
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

/// An error of the database, told as a request's own failure would be; what the sender may not know goes to the log alone.
pub(crate) fn failed(error: impl Into<EnvironmentError>, id: &RequestId) -> Answer {
    content::errors::unavailable(error.into(), &id.0)
}
