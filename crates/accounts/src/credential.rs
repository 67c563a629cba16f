//! What a request shows to say who it is.

use std::fmt;

use store::StoreError;

/// A request's credential, as the router found it. Its `Debug` shows only the kind.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// None: the public.
    None,
    /// The text after `Authorization: Bearer`.
    Bearer(String),
    /// The value of Studio's session cookie. The router has made sure that the request comes from Studio's pages.
    Session(String),
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Credential::None => "None",
            Credential::Bearer(_) => "Bearer(…)",
            Credential::Session(_) => "Session(…)",
        })
    }
}

/// Why a credential is not taken (platform.md §1.7 and §1.8).
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// A bearer text that is no JWT: status 400.
    #[error("malformed token")]
    NotAToken,
    /// A token or session that is not good, for whatever reason: status 401, without detail.
    #[error("invalid token")]
    Invalid,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
