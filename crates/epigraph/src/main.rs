//! The binary: `serve`, and the commands for operators that work beside a running server.

mod arguments;
mod failure;
mod files;
mod logging;
mod outside;
mod owner;
mod project;
mod serve;
mod user;

use std::process::ExitCode;

use arguments::{Arguments, Command, OwnerCommand, ProjectCommand, UserCommand};
use clap::Parser;
use failure::Failure;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Serve(options) => serve::run(options).await,
        Command::Owner(OwnerCommand::Create(options)) => owner::create(options).await,
        Command::Project(ProjectCommand::Create(options)) => project::create(options).await,
        Command::Project(ProjectCommand::PageSize(options)) => project::set_page_size(options).await,
        Command::User(UserCommand::Token(options)) => user::token(options).await,
        Command::User(UserCommand::ResetLink(options)) => user::reset_link(options).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

/// One line that says what to do.
#[allow(clippy::print_stderr)]
fn report(failure: &Failure) -> ExitCode {
    eprintln!("epigraph: {failure}");
    ExitCode::FAILURE
}
