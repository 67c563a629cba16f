//! HTTP: the router, headers to credentials, errors to the wire, Studio's files, health.
//!
//! The only crate that knows the wire's statuses and headers. [`router`](router::router) is one flat list of every route.

mod account_endpoint;
mod base_url;
mod body;
mod bulk_endpoint;
mod client;
mod connections;
mod content_delivery;
mod content_endpoint;
mod content_errors;
mod credential;
mod csp;
mod exchange_endpoint;
mod health;
mod legacy_upload_endpoint;
mod management_endpoint;
mod media_endpoint;
pub mod metrics;
mod openid_endpoint;
mod password_reset_endpoint;
mod reply;
mod request_id;
mod router;
mod session_endpoint;
mod state;
mod studio;
mod upload_endpoint;

use content::{schedule, upkeep, upload};
use tokio::net::TcpListener;

pub use base_url::{PublicUrl, PublicUrlError};
pub use state::{Patience, Services};

/// Answers requests, runs what is scheduled, fetches files, and forgets what is old, until `stop` is ready, then finishes what
/// is under way, within five seconds.
pub async fn serve(listener: TcpListener, services: Services, stop: impl Future<Output = ()>) {
    let jobs = [schedule::start, upload::start, upkeep::start]
        .map(|start| start(services.accounts.clone(), services.content.clone()));
    let patience = services.patience;
    connections::serve(listener, router::router(services), patience, stop).await;
    for job in jobs {
        job.stop().await;
    }
}
