//! What a measurement gives, and the time in which it is taken.

use std::time::{Duration, Instant};

use crate::Result;

/// What comes before the measured time: caches, prepared statements and branch predictors fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// The measured time.
#[derive(Clone, Copy)]
pub struct Window {
    begin: Instant,
    end: Instant,
}

impl Window {
    /// A window that begins after the warm-up, which begins now.
    pub fn after_warm_up(seconds: u64) -> Self {
        let begin = Instant::now() + WARM_UP;
        Self { begin, end: begin + Duration::from_secs(seconds) }
    }

    /// Whether the measured time is over.
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }

    /// Waits for the window and for its end; the processor time that was used in it, by a clock of processor time.
    pub fn watch(&self, cpu_time: impl Fn() -> Result<Duration>) -> Result<Duration> {
        std::thread::sleep(self.begin.saturating_duration_since(Instant::now()));
        let before = cpu_time()?;
        std::thread::sleep(self.end.saturating_duration_since(Instant::now()));
        Ok(cpu_time()?.saturating_sub(before))
    }
}

/// How long each operation took that lay in the window as a whole, in nanoseconds.
#[derive(Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Notes an operation that ends now, if it lay in the window.
    pub fn note(&mut self, window: &Window, started: Instant) {
        let ended = Instant::now();
        if started >= window.begin && ended <= window.end {
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
    cpu: Duration,
    /// Sorted.
    latencies: Vec<u32>,
}

impl Measured {
    /// From a window, the processor time of the process that did the work in it, and its operations.
    pub fn new(window: Window, cpu: Duration, latencies: Latencies) -> Self {
        let mut latencies = latencies.0;
        latencies.sort_unstable();
        Self { wall: window.end - window.begin, cpu, latencies }
    }

    /// Operations per second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.wall.as_secs_f64()
    }

    /// Operations per second of processor time: what one core does that does nothing else.
    pub fn rate_per_core(&self) -> f64 {
        self.latencies.len() as f64 / self.cpu.as_secs_f64()
    }

    /// Processor time per operation, in microseconds.
    pub fn cpu_micros(&self) -> f64 {
        1e6 / self.rate_per_core()
    }

    /// The time within which this share of the operations was done, in microseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let nanos = self.latencies.get((last as f64 * share).round() as usize).copied().unwrap_or_default();
        f64::from(nanos) / 1e3
    }
}
