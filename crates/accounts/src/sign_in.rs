//! Signing in with e-mail address and password.

use std::net::IpAddr;
use std::time::Duration;

use sql::platform::people;
use store::StoreError;

use crate::accounts::Accounts;
use crate::limits;
use crate::password::HashingFailed;
use crate::person::{Person, normalised_email};
use crate::session::SessionToken;

/// Why nobody was signed in. The texts are the same for known and unknown addresses (security case 30).
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is not known or the password is wrong.
    #[error("Email or password is wrong.")]
    Wrong,
    /// Too many tries from this network address.
    #[error("Too many tries. Wait {} seconds and try again.", retry_after.as_secs())]
    TooMany {
        /// How long to wait, in whole seconds.
        retry_after: Duration,
    },
    /// The password could not be checked.
    #[error("The password could not be checked. Try again in a moment.")]
    Hashing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HashingFailed> for SignInError {
    fn from(_: HashingFailed) -> Self {
        Self::Hashing
    }
}

impl Accounts {
    /// Checks address and password and opens a session. `client` is the network address that the try came from, as the
    /// router knows it and not as a header claims it.
    ///
    /// # Errors
    /// [`SignInError`]; an unknown address costs the same work and gives the same answer as a wrong password.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<(SessionToken, Person), SignInError> {
        let address = self.check_password(email, password, client).await?;
        let person = self.person_by_email(&address).await?.ok_or(SignInError::Wrong)?;
        let token = self.open_session(&person.id).await?;
        Ok((token, person))
    }

    /// Checks address and password within the limits on trying; answers the normalised address.
    pub(crate) async fn check_password(
        &self,
        email: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<String, SignInError> {
        let network = limits::network(client);
        let address = normalised_email(email);
        let too_many = |retry_after| SignInError::TooMany { retry_after };
        self.inner().tries_of_address.check(network).map_err(too_many)?;
        self.inner().tries_of_login.check((network, &address)).map_err(too_many)?;
        // No address is empty: the same question is put for what is no address at all.
        let address = address.unwrap_or_default();
        let row = self.platform().query_opt(people::password_hash(&address)).await?;
        let hash = row.and_then(|row| row.opt_text(0).transpose().map(|text| text.map(str::to_owned))).transpose()?;
        if !self.inner().passwords.verify(password.to_owned(), hash).await? {
            return Err(SignInError::Wrong);
        }
        Ok(address)
    }
}

#[cfg(test)]
mod tests;
