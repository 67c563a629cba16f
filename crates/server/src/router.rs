//! Every route, grouped by who uses it.

use std::any::Any;
use std::sync::Arc;

use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use axum::{Extension, Router};
use http::header::CONTENT_ENCODING;
use http::{HeaderName, Method, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::content_delivery::Address;
use crate::metrics::Metrics;
use crate::state::Services;
use crate::{
    account_endpoint, bulk_endpoint, content_endpoint, exchange_endpoint, health, legacy_upload_endpoint,
    management_endpoint, media_endpoint, openid_endpoint, password_reset_endpoint, reply, request_id, session_endpoint,
    studio, upload_endpoint,
};

/// The whole server.
pub(crate) fn router(services: Services) -> Router {
    let metrics = services.metrics.clone();
    around(apis().merge(own_routes()).fallback(studio::fallback), metrics).with_state(Arc::new(services))
}

/// What every request passes through.
fn around<S: Clone + Send + Sync + 'static>(routes: Router<S>, metrics: Metrics) -> Router<S> {
    let compression = CompressionLayer::new()
        .compress_when(DefaultPredicate::new().and(NotForContentType::const_new(bulk_endpoint::NDJSON)));
    routes
        .layer(compression)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(metrics, request_id::layer))
}

/// What anybody's page or server may call.
fn apis() -> Router<Arc<Services>> {
    Router::new()
        // Sites and apps: content.
        .route("/v2/{project}/{environment}", content(Address::Regular))
        .route("/content/{project}/{environment}", content(Address::HighPerformance))
        .route("/v2/{project}/{environment}/bulk", post(bulk_endpoint::post))
        // Scripts, SDKs, apps and Studio: schema and settings.
        .route("/graphql", get(management_endpoint::get).post(management_endpoint::post))
        .route("/v2/{project}/{environment}/upload", post(legacy_upload_endpoint::post))
        // Sites and people: files of assets.
        .route("/media/{environment}", post(upload_endpoint::post))
        .route("/media/{environment}/", post(upload_endpoint::post))
        .route("/media/{environment}/{*path}", get(media_endpoint::get))
        // Apps' servers.
        .route("/app-exchange-token", post(exchange_endpoint::exchange))
        .layer(from_fn(only_plain_bodies))
        // The layer must wrap this, too: a browser's preflight is a method that no route takes.
        .method_not_allowed_fallback(wrong_method)
        // From any page, but never with its cookies: browsers call these with a token or as the public.
        .layer(cross_origin())
}

/// The Content API at one of its addresses.
fn content(address: Address) -> MethodRouter<Arc<Services>> {
    get(content_endpoint::get)
        .post(content_endpoint::post)
        .fallback(content_endpoint::wrong_method)
        .layer(Extension(address))
}

/// What only Studio's pages and operators call.
fn own_routes() -> Router<Arc<Services>> {
    Router::new()
        .route("/studio-api/owner", post(session_endpoint::create_owner))
        .route(
            "/studio-api/session",
            get(session_endpoint::show).post(session_endpoint::sign_in).delete(session_endpoint::sign_out),
        )
        .route("/studio-api/sessions", delete(account_endpoint::sign_out_everywhere))
        .route("/studio-api/password", put(account_endpoint::change_password))
        .route("/studio-api/password-reset", post(password_reset_endpoint::reset))
        .route("/studio-api/password-reset/link", post(password_reset_endpoint::link))
        .route("/studio-api/password-reset/mail", post(password_reset_endpoint::mail))
        // The only calls here that other pages lead to: people go to their identity provider and come back.
        .route(openid_endpoint::START, get(openid_endpoint::start))
        .route(accounts::OPENID_CALLBACK, get(openid_endpoint::callback))
        .route("/studio-api/invite", post(account_endpoint::invite))
        .route("/studio-api/invited-person", post(account_endpoint::join))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .method_not_allowed_fallback(wrong_method)
}

/// `*` without credentials (security case 37).
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::any())
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::OPTIONS])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(["etag", "retry-after", "server-timing", "x-request-id"].map(HeaderName::from_static))
        // No answer depends on the origin; saying so would have shared caches keep one for each site.
        .vary([])
        .max_age(std::time::Duration::from_secs(86_400))
}

/// Compressed bodies are refused and never unpacked: a small one can hold a very large one (security case 53).
async fn only_plain_bodies(request: Request, next: Next) -> Response {
    let mut codings = request.headers().get_all(CONTENT_ENCODING).iter();
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return next.run(request).await;
    }
    reply::message(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without Content-Encoding.")
}

async fn wrong_method() -> Response {
    reply::message(StatusCode::METHOD_NOT_ALLOWED, "This address does not answer this method.")
}

/// A defect in one request stays in that request (security case 78).
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request panicked");
    reply::message(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong. The log has the details under this request's id.",
    )
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn case_78_a_panic_ends_its_request_alone_and_is_told_in_json() {
        let routes: Router = Router::new().route("/panic", get(async || -> Response { panic!("a defect") }));
        let router = around(routes.route("/healthz", get(health::live)), Metrics::new());
        let ask = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        let answer = ask("/panic").await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/json");
        assert_eq!(answer.headers()["x-request-id"].len(), 25);
        let body = to_bytes(answer.into_body(), 1024).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert!(body["message"].is_string() && !body.to_string().contains("defect"), "{body}");
        assert_eq!(ask("/healthz").await.status(), StatusCode::OK);
    }
}
