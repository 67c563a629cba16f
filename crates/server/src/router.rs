//! Every route, grouped by who uses it.

use std::any::Any;

use axum::Router;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use http::{Method, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::state::Services;
use crate::{
    content_endpoint, exchange_endpoint, health, management_endpoint, reply, request_id, session_endpoint, studio,
};

/// The whole server.
pub(crate) fn router(services: Services) -> Router {
    apis()
        .merge(own_routes())
        .fallback(studio::fallback)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(request_id::layer))
        .with_state(services)
}

/// What anybody's page or server may call.
fn apis() -> Router<Services> {
    Router::new()
        // Sites and apps: content.
        .route("/v2/{project}/{environment}", get(content_endpoint::get).post(content_endpoint::post))
        .route("/content/{project}/{environment}", get(content_endpoint::get).post(content_endpoint::post))
        // Scripts, SDKs, apps and Studio: schema and settings.
        .route("/graphql", get(management_endpoint::get).post(management_endpoint::post))
        // Apps' servers.
        .route("/app-exchange-token", post(exchange_endpoint::exchange))
        // The layer must wrap this, too: a browser's preflight is a method that no route takes.
        .method_not_allowed_fallback(wrong_method)
        // From any page, but never with its cookies: browsers call these with a token or as the public.
        .layer(cross_origin())
}

/// What only Studio's pages and operators call.
fn own_routes() -> Router<Services> {
    Router::new()
        .route("/studio-api/owner", post(session_endpoint::create_owner))
        .route(
            "/studio-api/session",
            get(session_endpoint::show).post(session_endpoint::sign_in).delete(session_endpoint::sign_out),
        )
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .method_not_allowed_fallback(wrong_method)
}

/// `*` without credentials (security case 37).
fn cross_origin() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::any())
        .allow_methods([Method::GET, Method::POST, Method::OPTIONS])
        .allow_headers(AllowHeaders::mirror_request())
        .max_age(std::time::Duration::from_secs(86_400))
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
