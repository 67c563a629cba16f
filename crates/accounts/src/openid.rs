//! Signing in through an identity provider that speaks OpenID Connect: authorization code flow with PKCE, state and nonce
//! (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207).
//!
//! [`attempt`] is what the browser carries meanwhile, [`provider`] asks the provider, [`id_token`] reads what it says,
//! [`person`] finds whom it means, [`sign_in`] puts these together.

mod attempt;
mod id_token;
mod person;
mod provider;
mod settings;
mod sign_in;

pub use settings::{OpenIdSettings, OpenIdSettingsError};
pub use sign_in::{Callback, OPENID_CALLBACK, OpenIdError, RefusedSignIn, SignedIn, StartedSignIn};

pub(crate) use sign_in::OpenId;
