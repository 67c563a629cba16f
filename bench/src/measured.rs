//! What a measurement gives, and the time in which it is taken.

use std::time::{Duration, Instant};

use crate::Result;
use crate::cpu::Cpu;

/// What comes before the measured time at most: caches, prepared statements and branch predictors fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// The measured time.
#[derive(Clone, Copy)]
pub struct Window {
    begin: Instant,
    end: Instant,
}

impl Window {
    /// A window that begins after the warm-up, which begins now and is not longer than the window.
    pub fn after_warm_up(length: Duration) -> Self {
        let begin = Instant::now() + WARM_UP.min(length);
        Self { begin, end: begin + length }
    }

    /// Whether the measured time is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }

    /// Waits for the window and for its end; the processor time that was used in it, by a clock of processor time.
    pub fn watch(&self, so_far: impl Fn() -> Result<Cpu>) -> Result<Cpu> {
        std::thread::sleep(self.begin.saturating_duration_since(Instant::now()));
        let before = so_far()?;
        std::thread::sleep(self.end.saturating_duration_since(Instant::now()));
        Ok(so_far()?.since(before))
    }
}

/// How long each operation took that ended in the window, in nanoseconds. What had begun before it counts as well, as what is
/// under way at its end does not: else a window that is not much longer than an operation would lose a good part of them.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Notes an operation that ends now, if that is in the window.
    pub fn note(&mut self, window: &Window, started: Instant) {
        let ended = Instant::now();
        if ended >= window.begin && ended <= window.end {
            self.0.push(u32::try_from((ended - started).as_nanos()).unwrap_or(u32::MAX));
        }
    }

    /// Adds another worker's.
    pub fn append(&mut self, other: Latencies) {
        self.0.extend(other.0);
    }
}

/// A finished measurement.
pub struct Measured {
    wall: Duration,
    cpu: Cpu,
    /// Sorted.
    latencies: Vec<u32>,
}

impl Measured {
    /// From a window, the processor time of those who did the work in it, and its operations.
    pub fn new(window: Window, cpu: Cpu, latencies: Latencies) -> Self {
        let mut latencies = latencies.0;
        latencies.sort_unstable();
        Self { wall: window.end - window.begin, cpu, latencies }
    }

    /// Operations per second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.wall.as_secs_f64()
    }

    /// Operations per second of processor time: what one core does that does nothing else. The database's own processes
    /// are not counted.
    pub fn rate_per_core(&self) -> f64 {
        self.latencies.len() as f64 / self.cpu.process.as_secs_f64()
    }

    /// Processor time per operation, in microseconds, of the process that holds the driver.
    pub fn cpu_micros(&self) -> f64 {
        1e6 / self.rate_per_core()
    }

    /// Processor time per operation, in microseconds, of the database's processes.
    pub fn database_cpu_micros(&self) -> f64 {
        1e6 * self.cpu.database.as_secs_f64() / self.latencies.len() as f64
    }

    /// Processor time per operation, in microseconds, of all processes but the load generator.
    pub fn total_cpu_micros(&self) -> f64 {
        1e6 * self.cpu.total().as_secs_f64() / self.latencies.len() as f64
    }

    /// The time within which this share of the operations was done, in microseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let nanos = self.latencies.get((last as f64 * share).round() as usize).copied().unwrap_or_default();
        f64::from(nanos) / 1e3
    }
}
