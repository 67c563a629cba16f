//! `/v2/<project>/<environment>/bulk`: operations line by line, answered line by line (docs/bulk.md).

use std::convert::Infallible;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use content::bulk::{Authorise, Import, Input, InputLost};
use content::request::{Answer, Method};
use futures_util::{StreamExt, stream};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use crate::body::{self, BodyError};
use crate::content_delivery::Address;
use crate::content_endpoint::{Call, Place};
use crate::request_id::RequestId;
use crate::state::Services;
use crate::{content_errors, reply};

/// Lines of JSON. Answers of this type are not compressed: lines would wait for each other.
pub(crate) const NDJSON: &str = "application/x-ndjson";

/// Other names of it, and what clients send that do not name the type.
const TAKEN: [&str; 6] =
    [NDJSON, "application/ndjson", "application/jsonl", "application/json-lines", "text/plain", ""];

/// The header with the sender's key.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// How long a key may be.
const LONGEST_KEY: usize = 255;

/// Runs the operations in the body as they come.
pub(crate) async fn post(
    State(services): State<Arc<Services>>,
    Extension(id): Extension<RequestId>,
    place: Place,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let call = Call { services, id, address: Address::Regular, place, headers, method: Method::Post };
    // On the heap, as in `content_endpoint`.
    match Box::pin(begin(call, body)).await {
        Ok(response) => response,
        Err(refused) => reply::json_bytes(reply::status(refused.status), refused.body),
    }
}

async fn begin(call: Call, body: Body) -> Result<Response, Box<Answer>> {
    let key = check_headers(&call)?;
    let (row, environment) = call.environment().await?;
    let actor = call.actor(&row, &environment).await?;
    let (content, request_id) = (call.services.content.clone(), call.id.0.clone());
    let patience = call.services.patience;
    let (call, place) = (Arc::new(call), environment.clone());
    let authorise: Authorise = Box::new(move || {
        let (call, row, place) = (call.clone(), row.clone(), place.clone());
        Box::pin(async move { call.actor(&row, &place).await.map_err(|refused| message(&refused)) })
    });
    let input: Input = Box::pin(body::pieces(body, patience.body).map(|piece| piece.map_err(lost)));
    let results = content::bulk::start(Import { content, environment, actor, authorise, key, request_id }, input);
    let lines = stream::unfold(results, |mut results| async move {
        let lines = results.recv().await?;
        Some((Ok::<_, Infallible>(lines), results))
    });
    let mut response = Body::from_stream(lines).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(NDJSON));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// The sender's key, if there is one.
fn check_headers(call: &Call) -> Result<Option<String>, Box<Answer>> {
    let refuse = |status, text: &str| Err(Box::new(content_errors::refused(status, text, &call.id)));
    let kind = call.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !TAKEN.contains(&kind.split(';').next().unwrap_or_default().trim()) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send one JSON object a line as application/x-ndjson.");
    }
    let Some(key) = call.headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        Ok(_) | Err(_) => {
            refuse(StatusCode::BAD_REQUEST, "An Idempotency-Key has 1 to 255 printable characters of ASCII.")
        }
    }
}

fn lost(error: BodyError) -> InputLost {
    match error {
        BodyError::TooLarge => InputLost::Gone,
        BodyError::TooSlow => InputLost::TooSlow,
    }
}

/// The words of a refusal.
fn message(refused: &Answer) -> String {
    let body: Value = serde_json::from_slice(&refused.body).unwrap_or_default();
    body["errors"][0]["message"].as_str().unwrap_or("internal error").to_owned()
}
