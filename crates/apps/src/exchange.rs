//! The exchange: an app's server turns a setup code into the installation's token (apps.md §4).

use std::net::IpAddr;
use std::time::Duration;

use access::Identity;
use accounts::secret::{self, fresh_id, same_hash};
use accounts::{EnvironmentRow, clock, limits};
use model::ids::{AppId, AppTokenId, EnvironmentId, InstallationId};
use sql::environment::installations::{self, Key};
use sql::environment::{apps as app_tokens, setup_codes};
use sql::platform::apps::{self, Key as AppKey};
use store::{Database, Row, StoreError, Transaction};

use crate::apps::Apps;
use crate::audit;
use crate::installation::Installation;
use crate::kinds::InstallationStatus;
use crate::setup_code::SetupCode;

/// A code that comes again within this time after its use is a client's retry; later it is a sign of theft.
const RETRY: Duration = Duration::from_secs(10);

/// Has a hash's form and is the hash of nothing that is known.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Why no token was given: the status, and words for the person who installs the app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExchangeError {
    /// HTTP status: 400, 401, 409, 429 or 500.
    pub status: u16,
    /// What happened and what to do.
    pub message: String,
    /// With 429: how long to wait, in whole seconds.
    pub retry_after: Option<Duration>,
}

/// Why an exchange is refused, inside.
#[derive(Debug)]
enum Refusal {
    WrongClient,
    WrongCode,
    Gone,
    Disabled,
    Completed,
    TooMany(Duration),
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for ExchangeError {
    fn from(refusal: Refusal) -> Self {
        let (status, message) = match refusal {
            Refusal::WrongClient => {
                (401, "The client ID or the client secret is wrong. Check both in Studio under \"Your apps\".")
            }
            Refusal::WrongCode => (
                400,
                "This setup code is unknown, expired or already used. Restart the installation in Studio to get a new code.",
            ),
            Refusal::Gone => (409, "The app was uninstalled meanwhile. Install it again in Studio to get a new code."),
            Refusal::Disabled => {
                (409, "The installation is disabled. Install the app again in Studio to get a new code.")
            }
            Refusal::Completed => {
                (409, "The installation is already completed. To start over, uninstall and install the app in Studio.")
            }
            Refusal::TooMany(wait) => {
                let message = format!("Too many tries. Wait {} seconds and try again.", wait.as_secs());
                return Self { status: 429, message, retry_after: Some(wait) };
            }
            Refusal::Store(error) => {
                tracing::error!(%error, "a setup code could not be exchanged");
                (500, "The server could not exchange the setup code. Try again in a moment.")
            }
        };
        Self { status, message: message.to_owned(), retry_after: None }
    }
}

impl Apps {
    /// Exchanges a setup code, once, for the token of its installation; tokens that the installation had before end.
    /// `client` is the network address of the app's server, as the router knows it.
    ///
    /// # Errors
    /// [`ExchangeError`] by the table of apps.md §4.
    pub async fn exchange(
        &self,
        client_id: &str,
        client_secret: &str,
        code: &str,
        client: IpAddr,
    ) -> Result<String, ExchangeError> {
        self.exchange_at((client_id, client_secret), code, client, &clock::now()).await
    }

    pub(crate) async fn exchange_at(
        &self,
        credentials: (&str, &str),
        code: &str,
        client: IpAddr,
        now: &str,
    ) -> Result<String, ExchangeError> {
        self.tries_of_address().check(limits::network(client)).map_err(Refusal::TooMany)?;
        match self.attempt(credentials, code, now).await {
            Ok(token) => Ok(token),
            Err(refusal @ Refusal::Store(_)) => Err(refusal.into()),
            Err(refusal) => {
                self.failures_of_client().check(credentials.0).map_err(Refusal::TooMany)?;
                Err(refusal.into())
            }
        }
    }

    async fn attempt(&self, credentials: (&str, &str), code: &str, now: &str) -> Result<String, Refusal> {
        let app = self.authenticated(credentials, now).await?;
        let (environment, installation) = SetupCode::place_of(code).ok_or(Refusal::WrongCode)?;
        let environment = self.accounts().environment(&environment).await?.ok_or(Refusal::WrongCode)?;
        let database = self.store().environment(&environment.id).await?.ok_or(Refusal::WrongCode)?;
        let (hash, token) = (secret::hash(code), AppTokenId::new(fresh_id()));
        let claim = Claim {
            hash: hash.clone(),
            app: app.clone(),
            installation: installation.clone(),
            token: token.clone(),
            now: now.to_owned(),
        };
        let place = environment.clone();
        let outcome = database.write(move |tx| Box::pin(claim.run(tx, place))).await;
        match outcome {
            Ok(()) => {
                self.accounts().forget_app_tokens();
                Ok(self.accounts().app_token_value(&token, now, &environment.project, &environment.id))
            }
            Err(Refusal::WrongCode) => {
                let again = Again { place: environment.id, installation, hash, now: now.to_owned() };
                self.revoke_if_replayed(&database, again, &app).await?;
                Err(Refusal::WrongCode)
            }
            Err(other) => Err(other),
        }
    }

    /// The app whose credentials these are. An unknown client id costs the same questions and comparisons as a wrong
    /// secret (security case 22).
    async fn authenticated(&self, (client_id, client_secret): (&str, &str), now: &str) -> Result<Client, Refusal> {
        // PostgreSQL takes no NUL; nobody has the empty id.
        let client_id = if client_id.contains('\0') { "" } else { client_id };
        let row = self.platform().query_opt(apps::by(AppKey::ClientId, client_id)).await?;
        let app = row.as_ref().map(Client::read).transpose()?;
        let id = app.as_ref().map_or("", |app| app.id.as_str());
        let secrets = self.platform().query(apps::valid_secrets(id, now)).await?;
        let shown = secret::hash(client_secret);
        // At least one comparison, also for an app that nobody has.
        let mut right = same_hash(&shown, NO_HASH);
        for row in &secrets {
            right |= same_hash(&shown, row.text(0)?);
        }
        app.filter(|_| right).ok_or(Refusal::WrongClient)
    }

    /// A used code that comes again later than a retry would was stolen, or its answer was: the token that it gave ends.
    async fn revoke_if_replayed(&self, database: &Database, again: Again, app: &Client) -> Result<(), Refusal> {
        let Some(used) = database.query_opt(setup_codes::use_of(&again.hash, app.id.as_str())).await? else {
            return Ok(());
        };
        let (used_at, token) = (used.text(0)?, used.opt_text(1)?);
        let is_theft = |_: &&str| again.now > clock::after(used_at, RETRY);
        let Some(token) = token.filter(is_theft).map(AppTokenId::new) else { return Ok(()) };
        let by = app.identity(&token, &again.installation);
        let revoked = database.write(move |tx| Box::pin(again.run(tx, token, by))).await?;
        self.accounts().forget_app_tokens();
        if revoked {
            tracing::warn!(app = %app.id, "a setup code was used again: the token that it gave is revoked");
        }
        Ok(())
    }
}

/// The app that shows its credentials.
#[derive(Clone)]
struct Client {
    id: AppId,
    name: String,
}

impl Client {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { id: AppId::new(row.text(0)?), name: row.text(3)?.to_owned() })
    }

    /// The app as whoever has that token.
    fn identity(&self, token: &AppTokenId, installation: &InstallationId) -> Identity {
        Identity::AppToken {
            id: token.clone(),
            installation: installation.clone(),
            app: self.id.clone(),
            name: self.name.clone(),
        }
    }
}

/// A used code that comes again.
struct Again {
    place: EnvironmentId,
    installation: InstallationId,
    hash: String,
    now: String,
}

impl Again {
    /// Ends the token that the code gave; false when it has ended, or is gone with its installation.
    async fn run(self, tx: &mut Transaction, token: AppTokenId, by: Identity) -> Result<bool, StoreError> {
        let id = self.installation.as_str();
        let Some(row) = tx.query_opt(installations::lock(Key::Id, id)).await? else { return Ok(false) };
        if tx.execute(app_tokens::revoke_token(token.as_str(), &self.now)).await? == 0 {
            return Ok(false);
        }
        let installation = Installation::read(&self.place, &row)?;
        audit::replayed(&installation, token.as_str()).write(tx, &by, &self.now).await?;
        Ok(true)
    }
}

/// One try to use a code up.
struct Claim {
    hash: String,
    app: Client,
    installation: InstallationId,
    token: AppTokenId,
    now: String,
}

impl Claim {
    /// Runs inside one write transaction, which decides among all who try at once. The installation's row is locked
    /// first, as everywhere: two orders would be a deadlock.
    async fn run(self, tx: &mut Transaction, place: EnvironmentRow) -> Result<(), Refusal> {
        let id = self.installation.as_str();
        let row = tx.query_opt(installations::lock(Key::Id, id)).await?.ok_or(Refusal::Gone)?;
        let installation = Installation::read(&place.id, &row)?;
        if tx.execute(setup_codes::claim(&self.hash, self.app.id.as_str(), &self.now)).await? == 0 {
            return Err(Refusal::WrongCode);
        }
        match installation.status {
            InstallationStatus::Pending => {}
            InstallationStatus::Disabled => return Err(Refusal::Disabled),
            InstallationStatus::Completed => return Err(Refusal::Completed),
        }
        tx.execute(app_tokens::revoke_tokens_of(id, &self.now)).await?;
        tx.execute(app_tokens::insert_token(self.token.as_str(), id, &self.now)).await?;
        tx.execute(setup_codes::gave(&self.hash, self.token.as_str())).await?;
        let by = self.app.identity(&self.token, &self.installation);
        audit::exchanged(&installation, self.token.as_str()).write(tx, &by, &self.now).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
