//! Whether the process lives, and whether it can work.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use crate::reply;
use crate::state::Services;

/// The process answers.
pub(crate) async fn live() -> Response {
    reply::json_value(StatusCode::OK, &json!({ "status": "ok" }))
}

/// The database answers, too.
pub(crate) async fn ready(State(services): State<Services>) -> Response {
    let answer = tokio::time::timeout(Duration::from_secs(2), services.database_answers()).await;
    match answer {
        Ok(true) => reply::json_value(StatusCode::OK, &json!({ "status": "ready" })),
        Ok(false) | Err(_) => {
            let body = json!({ "status": "unavailable", "message": "The database does not answer." });
            reply::json_value(StatusCode::SERVICE_UNAVAILABLE, &body)
        }
    }
}
