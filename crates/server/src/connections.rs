//! Connections: accepted, answered under limits of time, closed in order.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

use crate::state::Patience;

/// How long requests under way may take once the server is asked to stop. A peer that holds its connection open does
/// not keep the process alive longer.
const GRACE: Duration = Duration::from_secs(5);

/// How long to wait when no connection can be accepted: the process may have too many files open.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers what comes in with the router until `stop` is ready, then finishes the requests that are under way, within
/// five seconds.
pub(crate) async fn serve(listener: TcpListener, router: Router, patience: Patience, stop: impl Future<Output = ()>) {
    let protocol = Arc::new(protocol(patience));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = Connection { router: router.clone(), peer, patience, watcher: open.watcher() };
                tokio::spawn(connection.run(stream, Arc::clone(&protocol)));
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("connections were still open; closing them");
    }
}

/// HTTP/1.1, and HTTP/2 for who begins with it.
fn protocol(patience: Patience) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.head);
    // A peer that has gone without a word is noticed: HTTP/2 has no end of a request that could be waited for.
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(patience.head).keep_alive_timeout(GRACE);
    builder.http2().enable_connect_protocol();
    builder
}

struct Connection {
    router: Router,
    peer: SocketAddr,
    patience: Patience,
    watcher: Watcher,
}

impl Connection {
    async fn run(self, stream: TcpStream, protocol: Arc<Builder<TokioExecutor>>) {
        let Connection { router, peer, patience, watcher } = self;
        // Answers are written whole: waiting for more bytes to fill a packet only delays them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
        let asked = Arc::new(AtomicBool::new(false));
        let requests = Requests { router, peer, asked: Arc::clone(&asked) };
        let connection = protocol.serve_connection_with_upgrades(TokioIo::new(stream), requests);
        tokio::select! {
            // The peer's faults and its going away are of no interest.
            _ = watcher.watch(connection) => {}
            () = never_asked(&asked, patience.head) => tracing::debug!(%peer, "a connection without a request"),
        }
    }
}

/// Ready when the time for the first request is over and there was none. The protocol's own limit begins only once it is
/// known which protocol the peer speaks.
async fn never_asked(asked: &AtomicBool, limit: Duration) {
    tokio::time::sleep(limit).await;
    if asked.load(Ordering::Relaxed) {
        std::future::pending().await
    }
}

/// Whether the fault is the peer's, who has gone before it was let in.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The requests of one connection, each with the peer's address.
struct Requests {
    router: Router,
    peer: SocketAddr,
    asked: Arc<AtomicBool>,
}

impl hyper::service::Service<Request<Incoming>> for Requests {
    type Response = Response;
    type Error = Infallible;
    type Future = <Router as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        // A router is always ready, and a clone of it is one count.
        self.router.clone().call(request)
    }
}
