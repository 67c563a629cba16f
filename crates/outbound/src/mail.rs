//! Mail by SMTP.

use std::fmt;

use lettre::address::AddressError;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;

use crate::PATIENCE;
use crate::address::is_this_machine;

/// A text for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of whom it is for.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Why no mail can be sent with these settings: one line, without the password that the address may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailSettingsError {
    /// The server's address is none.
    #[error(
        "The address of the mail server cannot be used: give smtps://user:password@host, or smtp://user:password@host?tls=required."
    )]
    Server,
    /// A password would go over the network for everybody to read.
    #[error("The address of the mail server has a password but no encryption: use smtps:// or add ?tls=required.")]
    Unencrypted,
    /// The sender's address is none.
    #[error("The sender of mail is no address: give one such as \"Epigraph <cms@example.org>\".")]
    Sender,
}

/// Why a letter was not sent. The texts are for the log; they name neither password nor content.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address cannot be written to.
    #[error("the address cannot be written to: {0}")]
    Address(#[from] AddressError),
    /// The letter cannot be put together.
    #[error("the letter cannot be put together: {0}")]
    Letter(#[from] lettre::error::Error),
    /// The mail server refused it, or was not reached.
    #[error("{0}")]
    Server(#[from] lettre::transport::smtp::Error),
    /// The mail server took too long.
    #[error("the mail server did not answer in time")]
    TooSlow,
}

/// Sends letters through one mail server. Cheap to clone. Its `Debug` shows nothing of the server's address.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Mailbox,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mailer").field("sender", &self.sender.to_string()).finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer for a server such as `smtps://user:password@host:465` or `smtp://user:password@host:587?tls=required`, and
    /// a sender such as `Epigraph <cms@example.org>`. Nothing is called yet.
    ///
    /// # Errors
    /// [`MailSettingsError`].
    pub fn new(server: &str, sender: &str) -> Result<Self, MailSettingsError> {
        let url: Url = server.parse().map_err(|_| MailSettingsError::Server)?;
        let is_encrypted =
            url.scheme() == "smtps" || url.query_pairs().any(|pair| pair == ("tls".into(), "required".into()));
        if url.password().is_some() && !is_encrypted && !is_this_machine(&url) {
            return Err(MailSettingsError::Unencrypted);
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(server).map_err(|_| MailSettingsError::Server)?;
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, sender: sender.parse().map_err(|_| MailSettingsError::Sender)? })
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// [`MailError`], when the server did not take it.
    pub async fn send(&self, letter: Letter) -> Result<(), MailError> {
        let message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, letter.to.parse()?))
            .subject(letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text)?;
        // The transport's own limit is for each of its steps.
        match tokio::time::timeout(3 * PATIENCE, self.transport.send(message)).await {
            Ok(sent) => Ok(sent.map(drop)?),
            Err(_) => Err(MailError::TooSlow),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENDER: &str = "Epigraph <cms@example.org>";

    #[tokio::test]
    async fn case_36_a_password_neither_travels_openly_nor_shows() {
        let refused = |server: &str| Mailer::new(server, SENDER).map(drop).unwrap_err();
        assert_eq!(refused("smtp://ada:sesame@mail.example.org"), MailSettingsError::Unencrypted);
        assert_eq!(refused("smtp://ada:sesame@mail.example.org?tls=opportunistic"), MailSettingsError::Unencrypted);
        for wrong in ["", "mail.example.org", "http://mail.example.org", "smtp://ada:sesame@mail.example.org?tls=no"] {
            let error = Mailer::new(wrong, SENDER).map(drop).unwrap_err();
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
        for right in [
            "smtps://ada:sesame@mail.example.org",
            "smtp://ada:sesame@mail.example.org?tls=required",
            "smtp://ada:sesame@127.0.0.1:2525",
            "smtp://localhost:2525",
            "smtp://mail.example.org",
        ] {
            let mailer = Mailer::new(right, SENDER).unwrap();
            assert!(!format!("{mailer:?}").contains("sesame"));
        }
        assert_eq!(Mailer::new("smtp://localhost", "nobody").map(drop).unwrap_err(), MailSettingsError::Sender);
    }

    #[tokio::test]
    async fn an_address_is_no_place_for_more_headers() {
        let mailer = Mailer::new("smtp://localhost:1", SENDER).unwrap();
        let letter =
            Letter { to: "eve@example.org\r\nBcc: all@example.org".into(), subject: "s".into(), text: "t".into() };
        assert!(matches!(mailer.send(letter).await, Err(MailError::Address(_))));
    }
}
