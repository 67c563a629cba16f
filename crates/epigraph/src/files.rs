//! How large and how slow files of assets may be.

use std::time::Duration;

use assets::{Reach, Settings};
use clap::{Args, value_parser};

/// Files of assets. Their bytes are in the data folder, below `media`.
#[derive(Args)]
#[command(next_help_heading = "Files of assets")]
pub(crate) struct FileOptions {
    /// The most bytes of a file.
    #[arg(long, env = "EPIGRAPH_FILE_BYTES", value_name = "BYTES", default_value_t = Settings::default().largest)]
    pub(crate) file_bytes: u64,

    /// Minutes for which a file is waited for after it was asked for.
    #[arg(long, env = "EPIGRAPH_UPLOAD_MINUTES", value_name = "MINUTES", default_value_t = Settings::default().patience.as_secs() / 60,
        value_parser = value_parser!(u64).range(1..=10_080))]
    pub(crate) upload_minutes: u64,

    /// Seconds within which a file must have come that the server fetches from an uploadUrl.
    #[arg(long, env = "EPIGRAPH_FETCH_SECONDS", value_name = "SECONDS", default_value_t = Settings::default().fetch_time.as_secs(),
        value_parser = value_parser!(u64).range(1..=86_400))]
    pub(crate) fetch_seconds: u64,

    /// Fetch from private networks and this machine, too. Whoever may create assets can then reach what only this server can:
    /// for development.
    #[arg(long, env = "EPIGRAPH_FETCH_PRIVATE", default_value_t = false)]
    pub(crate) fetch_private: bool,
}

impl FileOptions {
    /// The settings.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            largest: self.file_bytes,
            patience: Duration::from_secs(self.upload_minutes * 60),
            fetch_time: Duration::from_secs(self.fetch_seconds),
            reach: if self.fetch_private { Reach::Everywhere } else { Reach::Public },
        }
    }
}
