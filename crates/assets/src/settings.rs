//! What an operator may set.

use std::time::Duration;

use outbound::Reach;

/// How large and how slow files may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most bytes of a file.
    pub largest: u64,
    /// How long a file is waited for after it was asked for.
    pub patience: Duration,
    /// How long the server takes at most to fetch one.
    pub fetch_time: Duration,
    /// From where it fetches.
    pub reach: Reach,
}

impl Default for Settings {
    /// Hygraph's middle plan (platform.md §3.2), an hour, two minutes, public addresses.
    fn default() -> Self {
        Self {
            largest: 200 << 20,
            patience: Duration::from_secs(60 * 60),
            fetch_time: Duration::from_secs(120),
            reach: Reach::Public,
        }
    }
}
