//! What the server calls: of its own accord identity providers over HTTP ([`Http`]) and a mail server ([`Mailer`]), and for
//! others the addresses that they give ([`Fetcher`]).
//!
//! The first two addresses are the operator's, so neither is refused; every call of theirs has a limit of time, every answer
//! one of size, and no answer makes the server call somewhere else. What others give is judged before anything is sent there.

mod address;
mod fetch;
mod http;
mod mail;

pub use crate::address::is_this_machine;
pub use crate::fetch::{Fetcher, GetError, Got, Reach};
pub use crate::http::{Answer, CallError, Http};
pub use crate::mail::{Letter, MailError, MailSettingsError, Mailer};

use std::time::Duration;

/// Within which anything that is called must have answered.
const PATIENCE: Duration = Duration::from_secs(10);
