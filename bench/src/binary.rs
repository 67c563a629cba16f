//! The binary that is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// Where the binary is when it need not be built.
const PLACE: &str = "EPIGRAPH_BIN";

/// The `epigraph` binary.
pub struct Binary(PathBuf);

impl Binary {
    /// The binary that the environment names, else the release build of this source tree, built now if it is not fresh.
    pub fn find_or_build() -> Result<Self> {
        if let Some(place) = std::env::var_os(PLACE) {
            return Ok(Self(place.into()));
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("the bench lies in a folder of the project")?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built =
            Command::new(cargo).current_dir(root).args(["build", "--release", "--package", "epigraph"]).status()?;
        if !built.success() {
            return Err("the release build failed".into());
        }
        // This program was built by the same cargo, so it lies in the same target folder.
        let target = std::env::current_exe()?.ancestors().nth(2).map(Path::to_owned).ok_or("no target folder")?;
        Ok(Self(target.join("release").join("epigraph")))
    }

    /// Its size in bytes.
    pub fn size(&self) -> Result<u64> {
        Ok(std::fs::metadata(&self.0)?.len())
    }

    /// The binary with these arguments, without settings from our own environment, and quiet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("EPIGRAPH_")) {
            command.env_remove(name);
        }
        command.args(arguments).env("RUST_LOG", "warn").stdin(Stdio::null());
        command
    }
}
