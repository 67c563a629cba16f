//! Why a command ends with an exit code that is not 0: one line for the person at the terminal.

use std::net::SocketAddr;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The databases.
    #[error("{0}")]
    Open(#[from] store::OpenError),
    /// The server key.
    #[error("{0}")]
    Key(#[from] accounts::KeyError),
    /// The public URL.
    #[error("{0}")]
    PublicUrl(#[from] server::PublicUrlError),
    /// The port.
    #[error(
        "The address {address} cannot be used ({reason}): stop what listens there, or choose another with --listen."
    )]
    Listen {
        /// What was asked for.
        address: SocketAddr,
        /// What the system says.
        reason: String,
    },
    /// Serving broke off.
    #[error("The server stopped ({0}).")]
    Serve(std::io::Error),
    /// A database call failed.
    #[error("The database failed ({0}).")]
    Store(#[from] store::StoreError),
    /// Input that a command cannot work with.
    #[error("{0}")]
    Input(String),
}
