//! `cargo xtask layers`: rules of the source tree that the compiler does not keep. Each tells its reason when broken.

mod dependencies;
mod literals;
mod locks;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Failure, output};

/// Folders with files that tools make.
const MADE: [&str; 7] = ["target", "node_modules", "dist", "data", "test-results", "playwright-report", "generated"];

/// One broken rule: where, what, why it is a rule.
#[derive(Debug, PartialEq, Eq)]
struct Breach {
    place: String,
    what: String,
    reason: &'static str,
}

impl Breach {
    fn new(place: impl Into<String>, what: impl Into<String>, reason: &'static str) -> Self {
        Self { place: place.into(), what: what.into(), reason }
    }
}

/// Checks all rules; fails with the list of what breaks them.
pub fn check(root: &Path) -> Result<(), Failure> {
    let metadata = output(Command::new("cargo").current_dir(root).args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]))?;
    let mut breaches = dependencies::check(&metadata)?;
    for file in files(root)? {
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        let read = || fs::read_to_string(&file).map_err(Failure::while_doing(&name));
        if locks::is_lock_file(&name) {
            breaches.extend(locks::check(&name, &read()?));
        } else if sources::is_source(&name) {
            breaches.extend(sources::check(&name, &read()?));
        }
    }
    if breaches.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> =
        breaches.iter().map(|b| format!("{}: {}\n    because {}", b.place, b.what, b.reason)).collect();
    Err(Failure::new(format!("{}\n{} breaches of the layout's rules", lines.join("\n"), breaches.len())))
}

/// Files below a folder that people write, in a fixed order; hidden folders are left out.
fn files(root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(Failure::while_doing(folder.display()))?;
        for entry in entries {
            let entry = entry.map_err(Failure::while_doing(folder.display()))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().map_err(Failure::while_doing(&name))?;
            if kind.is_file() {
                found.push(entry.path());
            } else if kind.is_dir() && !name.starts_with('.') && !MADE.contains(&name.as_str()) {
                folders.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
