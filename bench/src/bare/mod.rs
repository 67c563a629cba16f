//! The drivers without the server: what is read is what the server's statement gives, and nothing is done with it.

mod postgres;
mod sqlite;

use crate::Result;
use crate::database::Database;
use crate::installation::Installation;
use crate::measured::{Measured, Window};
use crate::point_read::PointRead;
use crate::server::cpu_time;

/// Runs the statement with so many workers until the window is over. Processor time is this process's own.
pub async fn run(
    database: &Database,
    installation: &Installation,
    read: &PointRead,
    workers: usize,
    window: Window,
) -> Result<Measured> {
    let watch = tokio::task::spawn_blocking(move || window.watch(|| cpu_time("self")));
    let latencies = match database.url() {
        Some(url) => postgres::run(&url, installation, read, workers, window).await?,
        None => sqlite::run(&database.file(&installation.environment), installation, read, workers, window)?,
    };
    Ok(Measured::new(window, watch.await??, latencies))
}
