//! What the server reaches outside of itself for its people's sake.

use outbound::Mailer;

use crate::openid::OpenIdSettings;

/// The identity provider and the mail server that the operator configured, if any. `Default` is neither.
#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// The configured public URL, without trailing slash. Links in letters and the address that the identity provider sends
    /// people back to begin with it, and never with what a request says (security case 26).
    pub base: String,
    /// Who else may say who somebody is.
    pub openid: Option<OpenIdSettings>,
    /// Who carries letters.
    pub mail: Option<Mailer>,
}

/// What Studio's sign-in page offers beside e-mail address and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInWays<'a> {
    /// The name of the identity provider, when there is one.
    pub openid: Option<&'a str>,
    /// Whether a forgotten password can be replaced by mail.
    pub mail: bool,
}
