//! The machine that the figures are of.

use std::fs::read_to_string;

use crate::Result;

/// Cores, processor, memory and kernel, in one line.
pub fn facts() -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let processor =
        value(&read_to_string("/proc/cpuinfo")?, "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = value(&read_to_string("/proc/meminfo")?, "MemTotal").unwrap_or_default();
    let gibibytes = kibibytes(&memory).unwrap_or_default() as f64 / f64::from(1 << 20);
    let kernel = read_to_string("/proc/sys/kernel/osrelease")?;
    Ok(format!("{cores} cores of {processor}, {gibibytes:.1} GiB, Linux {}", kernel.trim()))
}

/// The value of a line `name : value` in a file of the kernel's.
pub fn value(text: &str, name: &str) -> Option<String> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// The number of `123 kB`.
pub fn kibibytes(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}
