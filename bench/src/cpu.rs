//! Processor time of processes, as the kernel counts it: user and kernel mode, all threads.

use std::fs::{read, read_dir, read_to_string};
use std::time::Duration;

use rustix::param::clock_ticks_per_second;

use crate::Result;

/// Processor time of the process that holds the driver, and of the processes of the database beside it.
#[derive(Clone, Copy, Default)]
pub struct Cpu {
    /// The server's, or our own where the bare driver runs.
    pub process: Duration,
    /// The database's; zero where the database is a library.
    pub database: Duration,
}

impl Cpu {
    /// So far. `process` is a number, or `self`.
    pub fn so_far(process: &str, database: &DatabaseProcesses) -> Result<Self> {
        Ok(Self { process: time_of(process)?, database: database.time()? })
    }

    /// What was used since.
    pub fn since(self, earlier: Self) -> Self {
        Self {
            process: self.process.saturating_sub(earlier.process),
            database: self.database.saturating_sub(earlier.database),
        }
    }

    /// All of it.
    pub fn total(self) -> Duration {
        self.process + self.database
    }
}

/// Which processes are the database's.
#[derive(Clone)]
pub enum DatabaseProcesses {
    /// None: it is a library.
    None,
    /// PostgreSQL's processes for the connections to the database of this name.
    Postgres(String),
}

impl DatabaseProcesses {
    /// Connections that were closed are not counted any more: they must live as long as the measurement.
    fn time(&self) -> Result<Duration> {
        let Self::Postgres(name) = self else { return Ok(Duration::ZERO) };
        let mut time = Duration::ZERO;
        for entry in read_dir("/proc")? {
            let entry = entry?;
            // Processes come and go; those that are gone are none of ours.
            let Ok(title) = read(entry.path().join("cmdline")) else { continue };
            let title = String::from_utf8_lossy(&title);
            if title.starts_with("postgres: ") && title.split(' ').any(|word| word == name) {
                time += time_of(&entry.file_name().to_string_lossy()).unwrap_or_default();
            }
        }
        Ok(time)
    }
}

fn time_of(process: &str) -> Result<Duration> {
    let text = read_to_string(format!("/proc/{process}/stat"))?;
    // The program's name stands in parentheses and may hold anything; utime and stime are the 12th and 13th after it.
    let (_, fields) = text.rsplit_once(')').ok_or("the kernel does not tell the processor time")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks as f64 / clock_ticks_per_second() as f64))
}
