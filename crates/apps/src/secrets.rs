//! Client secrets: shown once, kept as hashes, replaced with a grace time.

use std::fmt;
use std::time::Duration;

use accounts::secret::Secret;
use accounts::writing::execute_all;
use accounts::{Person, clock};
use sql::platform::apps;

use crate::app::App;
use crate::apps::Apps;
use crate::audit;
use crate::error::AppError;

/// How long a secret that was replaced stays good, so that the app's servers can be given the new one.
const GRACE: Duration = Duration::from_secs(24 * 60 * 60);

/// The secret half of an app's credentials. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(Secret);

impl ClientSecret {
    pub(crate) fn random() -> Self {
        Self(Secret::random())
    }

    pub(crate) fn hash(&self) -> String {
        self.0.hash()
    }

    /// The secret's text, for the app's author.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientSecret(…)")
    }
}

/// An app as its author sees it. The secret is there only right after it was made: it is not kept.
#[derive(Clone, Debug, PartialEq)]
pub struct AppWithSecrets {
    /// The app.
    pub app: App,
    /// The new secret.
    pub client_secret: Option<ClientSecret>,
}

impl From<App> for AppWithSecrets {
    /// The app without a secret, as it is shown later.
    fn from(app: App) -> Self {
        Self { app, client_secret: None }
    }
}

impl Apps {
    /// Makes a new secret for the author's app. The one before stays good for 24 hours, older ones end now: at most two
    /// are good at a time. Tokens stay.
    pub async fn secrets(&self, author: &Person, api_id: &str) -> Result<AppWithSecrets, AppError> {
        self.secrets_at(author, api_id, &clock::now()).await
    }

    pub(crate) async fn secrets_at(
        &self,
        author: &Person,
        api_id: &str,
        now: &str,
    ) -> Result<AppWithSecrets, AppError> {
        let app = self.own_app(&author.id, api_id).await?;
        let secret = ClientSecret::random();
        let (id, by, old_until) = (app.id.as_str(), author.into(), clock::after(now, GRACE));
        let told = audit::got_secret(&app, &old_until);
        let statements = vec![
            apps::lock(id),
            apps::delete_replaced_secrets(id),
            apps::replace_secret(id, &old_until),
            apps::insert_secret(id, &secret.hash(), now),
            told.of_server(&by, now),
        ];
        execute_all(self.platform(), statements).await?;
        self.tell_where_installed(&app.id, &told, &by, now).await?;
        Ok(AppWithSecrets { app, client_secret: Some(secret) })
    }
}
