//! The drivers without the server: what is read is what the server's statement gives, and nothing is done with it.

mod postgres;
mod sqlite;

use model::ids::EnvironmentId;

use crate::Result;
use crate::cpu::Cpu;
use crate::database::Database;
use crate::measured::{Measured, Window};
use crate::statement::Statement;

/// Runs the statement with so many workers until the window is over. Processor time is this process's own, and the
/// database's.
pub async fn run(
    database: &Database,
    environment: &EnvironmentId,
    statement: &Statement,
    workers: usize,
    window: Window,
) -> Result<Measured> {
    let processes = database.processes();
    let watch = tokio::task::spawn_blocking(move || window.watch(|| Cpu::so_far("self", &processes)));
    let latencies = match database.url() {
        Some(url) => {
            let schema = sql::session::set_search_path(&format!("env_{environment}"));
            postgres::run(&url, &schema, statement, workers, window).await?
        }
        None => sqlite::run(&database.file(environment), statement, workers, window)?,
    };
    Ok(Measured::new(window, watch.await??, latencies))
}

/// An answer must be there, and it is that of the value that was asked for: every query selects it.
fn check(text: &str, varying: Option<&String>) -> Result<()> {
    if text.is_empty() || varying.is_some_and(|value| !text.contains(value.as_str())) {
        return Err(format!("the statement gave another answer than was asked for: {text:?}").into());
    }
    Ok(())
}
