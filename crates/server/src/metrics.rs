//! Counts for whoever watches the server, in OpenMetrics' text form (security case 78).

use std::panic;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::net::TcpListener;

use crate::connections;
use crate::state::Patience;

/// What is counted. Cheap to clone.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Counts>);

#[derive(Default)]
struct Counts {
    /// By the first digit of the status, 1 to 5.
    requests: [Counter; 5],
    seconds: Counter<f64, AtomicU64>,
    panics: Counter,
}

impl Metrics {
    /// Nothing is counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts every panic of the process from now on, wherever it is caught, and tells the log of it.
    pub fn count_panics(&self) {
        let (panics, before) = (self.0.panics.clone(), panic::take_hook());
        panic::set_hook(Box::new(move |info| {
            panics.inc();
            before(info);
        }));
    }

    /// Counts a request that was answered.
    pub(crate) fn answered(&self, status: StatusCode, time: Duration) {
        if let Some(counter) = self.0.requests.get(usize::from(status.as_u16() / 100).wrapping_sub(1)) {
            counter.inc();
        }
        self.0.seconds.inc_by(time.as_secs_f64());
    }

    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("epigraph");
        let version = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", version);
        for (class, counter) in (1..).zip(&self.0.requests) {
            let of_class = registry.sub_registry_with_label(("status".into(), format!("{class}xx").into()));
            of_class.register("requests", "Requests that were answered", counter.clone());
        }
        let seconds = self.0.seconds.clone();
        registry.register_with_unit("requests_duration", "Time until answers began", Unit::Seconds, seconds);
        registry.register("panics", "Defects that ended a request or a task", self.0.panics.clone());
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// Answers `GET /metrics` until `stop` is ready. On an address of its own: counts are for the operator alone.
pub async fn serve(listener: TcpListener, metrics: Metrics, stop: impl Future<Output = ()>) {
    let router = Router::new().route("/metrics", get(show)).with_state(metrics);
    connections::serve(listener, router, Patience::default(), stop).await;
}

async fn show(State(metrics): State<Metrics>) -> Response {
    match metrics.text() {
        Ok(text) => {
            ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_78_what_is_answered_and_what_panics_is_counted() {
        let metrics = Metrics::new();
        metrics.count_panics();
        metrics.answered(StatusCode::OK, Duration::from_millis(250));
        metrics.answered(StatusCode::NOT_FOUND, Duration::from_millis(250));
        assert!(panic::catch_unwind(|| panic!("a defect")).is_err());
        let text = metrics.text().unwrap();
        for line in [
            "epigraph_requests_total{status=\"2xx\"} 1",
            "epigraph_requests_total{status=\"4xx\"} 1",
            "epigraph_requests_total{status=\"5xx\"} 0",
            "epigraph_requests_duration_seconds_total 0.5",
            "epigraph_panics_total 1",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
