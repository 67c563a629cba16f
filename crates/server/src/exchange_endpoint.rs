//! `POST /app-exchange-token`: setup code → app token (apps.md §4).
//!
//! The caller is an app's server that parses the answer as JSON before it looks at the status, so every answer is JSON.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::body::{self, BodyError};
use crate::client::ClientAddress;
use crate::reply;
use crate::state::Services;

/// Three short strings need no more.
const LARGEST_BODY: usize = 16 * 1024;

/// Exchanges a code.
pub(crate) async fn exchange(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    body: Body,
) -> Response {
    let body = match body::read(body, LARGEST_BODY, services.patience.body).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            let text = "The request is too large: send three short strings as JSON.";
            return reply::message(StatusCode::PAYLOAD_TOO_LARGE, text);
        }
        Err(BodyError::TooSlow) => return reply::message(StatusCode::REQUEST_TIMEOUT, body::TOO_SLOW),
    };
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(&body) else {
        return reply::message(StatusCode::BAD_REQUEST, "The request must be a JSON object.");
    };
    let text = |name: &str| fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(id), Some(secret), Some(code)) = (text("clientId"), text("clientSecret"), text("exchangeCode")) else {
        let text = "clientId, clientSecret and exchangeCode are needed, each as a string.";
        return reply::message(StatusCode::BAD_REQUEST, text);
    };
    match services.apps.exchange(id, secret, code, client).await {
        Ok(token) => reply::json_value(StatusCode::OK, &json!({ "appToken": token })),
        Err(refused) => match refused.retry_after {
            Some(wait) => reply::too_many(&refused.message, wait.as_secs()),
            None => reply::message(reply::status(refused.status), &refused.message),
        },
    }
}
