//! What Debian provides for the tests: installed where it is missing and may be installed.

use std::path::Path;
use std::process::Command;

use crate::command::{Failure, output, run};

/// Installs a Debian package. Fails with a text that says what to install where this is not Debian or we are not root.
pub fn install(package: &str, what_for: &str) -> Result<(), Failure> {
    if !Path::new("/etc/debian_version").exists() || !is_root()? {
        return Err(Failure::new(format!(
            "{what_for} is needed and not there. Install it (on Debian: `apt-get install {package}`) and try again."
        )));
    }
    println!("installing Debian's package {package}");
    let apt = |arguments: &[&str]| {
        run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2").args(arguments))
    };
    apt(&["update"])?;
    apt(&["install", "--yes", "--no-install-recommends", package])
}

/// Makes sure that Chromium is there for the tests in a browser.
pub fn chromium() -> Result<(), Failure> {
    if Path::new("/usr/bin/chromium").exists() { Ok(()) } else { install("chromium", "Chromium (/usr/bin/chromium)") }
}

/// Whether this process runs as root.
pub fn is_root() -> Result<bool, Failure> {
    Ok(output(Command::new("id").arg("-u"))?.trim() == "0")
}
