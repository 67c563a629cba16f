//! Studio's build, made again only when its sources changed.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::command::Failure;
use crate::node;

/// Names below `studio/` that are made by tools, not written by people.
const MADE: [&str; 5] = ["node_modules", "dist", "test-results", "coverage", ".vitest-attachments"];

/// Builds Studio unless `studio/dist` was made from the present sources.
pub fn build_if_changed(root: &Path) -> Result<(), Failure> {
    let studio = root.join("studio");
    let hash = hash_of_sources(&studio)?;
    if fs::read_to_string(mark(&studio)).is_ok_and(|built| built == hash) {
        return Ok(());
    }
    println!("building Studio");
    node::npm(&studio, &["ci"])?;
    build(root)
}

/// Builds Studio with the installed packages and marks the result with the hash of its sources.
pub fn build(root: &Path) -> Result<(), Failure> {
    let studio = root.join("studio");
    let hash = hash_of_sources(&studio)?;
    node::npm(&studio, &["run", "build"])?;
    fs::write(mark(&studio), hash).map_err(Failure::while_doing("marking Studio's build"))
}

fn mark(studio: &Path) -> PathBuf {
    studio.join("dist/.hash")
}

fn hash_of_sources(studio: &Path) -> Result<String, Failure> {
    let failure = |error| Failure::while_doing("reading Studio's sources")(error);
    let mut files = Vec::new();
    collect(studio, &mut files).map_err(failure)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(&file).map_err(failure)?;
        for part in [file.as_os_str().as_encoded_bytes(), &content] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let made = MADE.iter().any(|name| entry.file_name() == *name);
        if made || entry.file_name().to_string_lossy().ends_with(".tsbuildinfo") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
