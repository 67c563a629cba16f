//! `cargo xtask start`: from a fresh checkout to a running server.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::command::Failure;
use crate::{node, root, studio};

/// Builds what changed and becomes `epigraph serve` with the given arguments, in the project's root folder.
pub fn start(arguments: &[String]) -> Result<(), Failure> {
    let root = root();
    node::require()?;
    studio::build_if_changed(&root)?;
    let mut serve = Command::new("cargo");
    serve.current_dir(&root).args(["run", "--release", "--package", "epigraph", "--", "serve"]).args(arguments);
    // Replaces this process, so that signals reach the server itself.
    Err(Failure::while_doing("starting cargo")(serve.exec()))
}
