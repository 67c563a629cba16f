//! One id a request: in the log, in `x-request-id`, and in the answer when something fails.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use tracing::Instrument;

/// The id of the request under way: 25 characters starting with `c`.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

impl RequestId {
    fn fresh() -> Self {
        Self(cuid::cuid1())
    }
}

/// Gives the request its id and logs how it ended. Query strings are left out of the log: they may hold codes.
pub(crate) async fn layer(mut request: Request, next: Next) -> Response {
    let id = RequestId::fresh();
    let span =
        tracing::info_span!("request", request_id = %id.0, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(id.clone());
    let header = HeaderValue::from_str(&id.0).ok();
    async move {
        let started = Instant::now();
        let mut response = next.run(request).await;
        let (status, milliseconds) = (response.status().as_u16(), started.elapsed().as_secs_f64() * 1e3);
        tracing::info!(status, milliseconds, "answered");
        if let Some(header) = header {
            response.headers_mut().insert("x-request-id", header);
        }
        response
    }
    .instrument(span)
    .await
}
