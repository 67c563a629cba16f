//! One id a request: in the log, in `x-request-id`, and in the answer when something fails.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Instant, SystemTime};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use crate::metrics::Metrics;

/// The id of the request under way: 25 characters starting with `c`.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Digits of a cuid.
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// What ids of this process end with: the machine's mark and a random number, as in every cuid.
static PROCESS: LazyLock<String> = LazyLock::new(|| cuid::cuid1().chars().skip(13).collect());

/// Counts the requests of the process.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl RequestId {
    /// A cuid whose random part is the process's: the count tells its ids apart, and nobody needs to be kept from
    /// guessing one. The library's own takes as long as half of what else happens to a request.
    fn fresh() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let mut id = String::with_capacity(25);
        id.push('c');
        push_base_36(&mut id, u64::try_from(now.as_millis()).unwrap_or(u64::MAX), 8);
        push_base_36(&mut id, COUNT.fetch_add(1, Ordering::Relaxed).into(), 4);
        id.push_str(&PROCESS);
        Self(id)
    }
}

/// The last digits of a number.
fn push_base_36(text: &mut String, mut number: u64, digits: usize) {
    let start = text.len();
    for _ in 0..digits {
        text.insert(start, char::from(DIGITS[(number % 36) as usize]));
        number /= 36;
    }
}

/// A path as the log has it: without the code of an invitation, by which anybody could accept it (security case 36).
fn logged(path: &str) -> &str {
    if path.starts_with("/invite/") { "/invite/…" } else { path }
}

/// Gives the request its id, counts it and logs how it ended. Query strings are left out of the log: they may hold codes.
pub(crate) async fn layer(State(metrics): State<Metrics>, mut request: Request, next: Next) -> Response {
    const HEADER: HeaderName = HeaderName::from_static("x-request-id");
    let id = RequestId::fresh();
    let span = tracing::info_span!("request", request_id = %id.0, method = %request.method(), path = logged(request.uri().path()));
    let header = HeaderValue::from_str(&id.0).ok();
    request.extensions_mut().insert(id);
    let answered = async move {
        let started = Instant::now();
        let mut response = next.run(request).await;
        let time = started.elapsed();
        metrics.answered(response.status(), time);
        tracing::info!(status = response.status().as_u16(), milliseconds = time.as_secs_f64() * 1e3, "answered");
        if let Some(header) = header {
            response.headers_mut().insert(HEADER, header);
        }
        response
    };
    // Not even an empty span where nothing is logged of it.
    if span.is_disabled() { answered.await } else { answered.instrument(span).await }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_36_codes_of_invitations_are_not_logged() {
        assert_eq!(logged("/invite/0123456789abcdef"), "/invite/…");
        assert_eq!(logged("/v2/p/master"), "/v2/p/master");
    }

    #[test]
    fn ids_are_cuids_and_differ() {
        let ids: std::collections::BTreeSet<String> = (0..1_000).map(|_| RequestId::fresh().0).collect();
        assert_eq!(ids.len(), 1_000);
        for id in ids {
            assert!(id.len() == 25 && id.starts_with('c') && cuid::is_cuid1(id.as_str()), "{id}");
        }
    }
}
