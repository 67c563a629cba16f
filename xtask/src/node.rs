//! Node.js, which builds Studio and the example apps.

use std::path::Path;
use std::process::Command;

use crate::command::{Failure, output, run};

const OLDEST_MAJOR: u32 = 20;

/// Fails with a text that says what to install unless Node.js is there and new enough.
pub fn require() -> Result<(), Failure> {
    let wanted = format!("Node.js {OLDEST_MAJOR} or newer is needed to build Studio");
    let version = output(Command::new("node").arg("--version"))
        .map_err(|_| Failure::new(format!("{wanted} and there is none. Install it and try again.")))?;
    match major(&version) {
        Some(major) if major >= OLDEST_MAJOR => Ok(()),
        _ => Err(Failure::new(format!("{wanted}; this is {}.", version.trim()))),
    }
}

/// Runs npm with these arguments in a folder.
pub fn npm(folder: &Path, arguments: &[&str]) -> Result<(), Failure> {
    run(&mut npm_command(folder, arguments))
}

/// npm with these arguments in a folder, not yet started.
pub fn npm_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    // The tests drive Debian's Chromium: no package may fetch a browser of its own.
    command.args(arguments).current_dir(folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("node: not found"), None);
    }
}
