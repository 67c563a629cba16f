//! Jobs behind the requests: from the start of the server to its end, one of each kind in every process.

mod wake;

use std::future::Future;

use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use wake::Wake;

/// A running job.
pub struct Background {
    /// For the log.
    name: &'static str,
    stop: watch::Sender<bool>,
    job: JoinHandle<()>,
}

impl Background {
    /// Starts a job, which ends by itself once it is asked to stop.
    pub(crate) fn start<F>(name: &'static str, job: impl FnOnce(Stopping) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopping) = watch::channel(false);
        Self { name, stop, job: tokio::spawn(job(Stopping(stopping))) }
    }

    /// Asks the job to stop, and waits until it has.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.job.await {
            tracing::error!(job = self.name, %error, "a job ended before it was asked to");
        }
    }
}

/// Whether a job is asked to stop.
#[derive(Clone)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Ready when the job is asked to stop. An error would mean that nobody holds it any more.
    pub(crate) async fn asked(&mut self) {
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }

    /// Whether it has been.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }
}
