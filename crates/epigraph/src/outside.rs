//! What `epigraph serve` is told of an identity provider and a mail server.

use std::path::{Path, PathBuf};

use accounts::secret::Secret;
use accounts::{OpenIdSettings, Outside};
use clap::Args;
use outbound::Mailer;
use server::PublicUrl;

use crate::failure::Failure;

/// Signing in through an identity provider.
#[derive(Args)]
#[command(next_help_heading = "Signing in with OpenID Connect")]
pub(crate) struct OpenIdOptions {
    /// The identity provider: the address below which it has /.well-known/openid-configuration. Needs --public-url; the provider
    /// sends people back to <public URL>/studio-api/openid/callback.
    #[arg(long, env = "EPIGRAPH_OPENID_ISSUER", value_name = "URL", requires = "openid_client_id")]
    openid_issuer: Option<String>,

    /// Who this server is at the identity provider.
    #[arg(long, env = "EPIGRAPH_OPENID_CLIENT_ID", value_name = "ID", requires = "openid_issuer")]
    openid_client_id: Option<String>,

    /// The secret that goes with the client id. Prefer the variable or the file: arguments can be seen by others.
    #[arg(long, env = "EPIGRAPH_OPENID_CLIENT_SECRET", value_name = "SECRET", hide_env_values = true)]
    openid_client_secret: Option<String>,

    /// A file that holds the secret.
    #[arg(
        long,
        env = "EPIGRAPH_OPENID_CLIENT_SECRET_FILE",
        value_name = "FILE",
        conflicts_with = "openid_client_secret"
    )]
    openid_client_secret_file: Option<PathBuf>,

    /// The provider's name on the button of the sign-in page.
    #[arg(long, env = "EPIGRAPH_OPENID_LABEL", value_name = "NAME", default_value = "OpenID Connect")]
    openid_label: String,
}

/// Sending mail.
#[derive(Args)]
#[command(next_help_heading = "Mail")]
pub(crate) struct MailOptions {
    /// The mail server: smtps://user:password@host, or smtp://user:password@host?tls=required. Needs --public-url and
    /// --mail-from. Prefer the variable or the file: arguments can be seen by others.
    #[arg(long, env = "EPIGRAPH_SMTP_URL", value_name = "URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,

    /// A file that holds the mail server's address.
    #[arg(
        long,
        env = "EPIGRAPH_SMTP_URL_FILE",
        value_name = "FILE",
        conflicts_with = "smtp_url",
        requires = "mail_from"
    )]
    smtp_url_file: Option<PathBuf>,

    /// Who mail is from, for example "Epigraph <cms@example.org>".
    #[arg(long, env = "EPIGRAPH_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

/// Reads both. Nothing outside is called yet.
pub(crate) fn read(
    openid: &OpenIdOptions,
    mail: &MailOptions,
    public_url: Option<&PublicUrl>,
) -> Result<Outside, Failure> {
    let (openid, mail) = (openid.settings()?, mail.mailer()?);
    let base = match public_url {
        Some(url) => url.base_at_start().to_owned(),
        None if openid.is_some() || mail.is_some() => {
            return Err(Failure::Input(
                "Signing in with OpenID Connect and sending mail need --public-url: the address that people come back to."
                    .to_owned(),
            ));
        }
        None => String::new(),
    };
    Ok(Outside { base, openid, mail })
}

impl OpenIdOptions {
    fn settings(&self) -> Result<Option<OpenIdSettings>, Failure> {
        let (Some(issuer), Some(id)) = (&self.openid_issuer, &self.openid_client_id) else { return Ok(None) };
        let secret = given(self.openid_client_secret.as_deref(), self.openid_client_secret_file.as_deref())?;
        let secret = secret.ok_or_else(|| {
            Failure::Input(
                "Signing in with OpenID Connect needs --openid-client-secret-file or EPIGRAPH_OPENID_CLIENT_SECRET."
                    .to_owned(),
            )
        })?;
        let settings = OpenIdSettings::new(issuer, id, Secret::new(secret), &self.openid_label);
        settings.map(Some).map_err(|error| Failure::Input(error.to_string()))
    }
}

impl MailOptions {
    fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let server = given(self.smtp_url.as_deref(), self.smtp_url_file.as_deref())?;
        let (Some(server), Some(sender)) = (server, &self.mail_from) else { return Ok(None) };
        Mailer::new(&server, sender).map(Some).map_err(|error| Failure::Input(error.to_string()))
    }
}

/// A secret as it was given, or the first line of its file.
fn given(value: Option<&str>, file: Option<&Path>) -> Result<Option<String>, Failure> {
    let Some(file) = file else { return Ok(value.map(str::to_owned)) };
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Input(format!("{} cannot be read ({error}).", file.display())))?;
    Ok(Some(text.lines().next().unwrap_or_default().trim().to_owned()))
}
