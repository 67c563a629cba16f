//! Tells a job that there is something for it to do in this process: that something was scheduled, or a file asked for.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use model::ids::EnvironmentId;
use tokio::sync::Notify;

/// Environments in which something was scheduled. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wake(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    environments: Mutex<HashSet<EnvironmentId>>,
    notify: Notify,
}

impl Wake {
    /// Notes that something was scheduled.
    pub(crate) fn wake(&self, environment: &EnvironmentId) {
        self.0.environments.lock().unwrap_or_else(PoisonError::into_inner).insert(environment.clone());
        // Kept for the job when it is not waiting right now.
        self.0.notify.notify_one();
    }

    /// The environments in which something was scheduled since the last call; waits until there may be one.
    pub(crate) async fn woken(&self) -> Vec<EnvironmentId> {
        self.0.notify.notified().await;
        self.0.environments.lock().unwrap_or_else(PoisonError::into_inner).drain().collect()
    }
}
