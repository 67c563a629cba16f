//! What the operator says of the identity provider.

use outbound::is_this_machine;
use url::Url;

use crate::secret::Secret;

/// An identity provider, and who this server is there. Its `Debug` does not show the secret.
#[derive(Clone, Debug)]
pub struct OpenIdSettings {
    pub(super) issuer: Url,
    pub(super) client_id: String,
    pub(super) client_secret: Secret,
    pub(super) label: String,
}

/// Why the settings cannot be used: one line that says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenIdSettingsError {
    /// The issuer is none.
    #[error(
        "The OpenID issuer cannot be used: give the https address below which the provider has /.well-known/openid-configuration."
    )]
    Issuer,
    /// There is no client id, no secret or no name.
    #[error("The OpenID client id, client secret and label must not be empty.")]
    Empty,
}

impl OpenIdSettings {
    /// The provider at an issuer's address. `label` is its name for people.
    ///
    /// # Errors
    /// [`OpenIdSettingsError`].
    pub fn new(issuer: &str, client_id: &str, client_secret: Secret, label: &str) -> Result<Self, OpenIdSettingsError> {
        let issuer: Url = issuer.trim().parse().map_err(|_| OpenIdSettingsError::Issuer)?;
        let is_plain = issuer.query().is_none() && issuer.fragment().is_none() && issuer.username().is_empty();
        if !is_plain || !is_safe(&issuer) {
            return Err(OpenIdSettingsError::Issuer);
        }
        let (client_id, label) = (client_id.trim().to_owned(), label.trim().to_owned());
        if client_id.is_empty() || label.is_empty() || client_secret.as_str().is_empty() {
            return Err(OpenIdSettingsError::Empty);
        }
        Ok(Self { issuer, client_id, client_secret, label })
    }
}

/// Whether nobody on the way can read or change what goes there: https, or this machine.
pub(super) fn is_safe(address: &Url) -> bool {
    address.scheme() == "https" || (address.scheme() == "http" && is_this_machine(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_https_or_on_this_machine() {
        let is_taken = |issuer: &str| OpenIdSettings::new(issuer, "id", Secret::new("secret"), "Company").is_ok();
        for right in ["https://id.example.org", "https://id.example.org/realms/a/", "http://127.0.0.1:8080/x"] {
            assert!(is_taken(right), "{right}");
        }
        for wrong in
            ["", "id.example.org", "http://id.example.org", "https://a@b", "https://x?y=z", "https://x#y", "file:///x"]
        {
            assert!(!is_taken(wrong), "{wrong}");
        }
        assert!(OpenIdSettings::new("https://x", "", Secret::new("s"), "l").is_err());
        let settings = OpenIdSettings::new("https://x", "id", Secret::new("sesame"), "l").unwrap();
        assert!(!format!("{settings:?}").contains("sesame"), "case 36");
    }
}
