//! HTTP: the router, headers to credentials, errors to the wire, Studio's files, health.
//!
//! The only crate that knows the wire's statuses and headers. [`router`](router::router) is one flat list of every route.

mod base_url;
mod client;
mod content_delivery;
mod content_endpoint;
mod content_errors;
mod credential;
mod csp;
mod exchange_endpoint;
mod health;
mod management_endpoint;
mod reply;
mod request_id;
mod router;
mod session_endpoint;
mod state;
mod studio;

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

pub use base_url::{PublicUrl, PublicUrlError};
pub use state::Services;

/// How long requests under way may take once the server is asked to stop. A peer that holds its connection open does
/// not keep the process alive longer.
const GRACE: Duration = Duration::from_secs(5);

/// Answers requests until `stop` is ready, then finishes the ones that are under way, within five seconds.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    services: Services,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let app = router::router(services).into_make_service_with_connect_info::<SocketAddr>();
    // Answers are written whole: waiting for more bytes to fill a packet only delays them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
    });
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let stop = async move {
        stop.await;
        stopping.send_replace(true);
    };
    let out_of_patience = async move {
        // An error means that the sender is gone: serving has ended by itself.
        if stopped.wait_for(|stopped| *stopped).await.is_ok() {
            tokio::time::sleep(GRACE).await;
        }
    };
    tokio::select! {
        result = axum::serve(listener, app).with_graceful_shutdown(stop).into_future() => result,
        () = out_of_patience => {
            tracing::warn!("connections were still open; closing them");
            Ok(())
        }
    }
}
