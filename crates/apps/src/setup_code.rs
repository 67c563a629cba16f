//! Setup codes: what an app's server exchanges for the installation's token.

use std::fmt;
use std::time::Duration;

use access::Identity;
use accounts::clock;
use accounts::secret::{Secret, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::ids::{EnvironmentId, InstallationId};
use sql::environment::installations::{self, Key};
use sql::environment::setup_codes;

use crate::apps::Apps;
use crate::audit;
use crate::error::AppError;
use crate::installation::Installation;
use crate::kinds::InstallationStatus;

/// How long a code is good (apps.md §4).
const LIFE: Duration = Duration::from_secs(15 * 60);

/// A setup code: base64url of the environment's id and the installation's (16 bytes each) and 32 random bytes. The exchange
/// names neither, so the code does; an installation that is gone is told from a code that never was. Its `Debug` shows
/// nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SetupCode(Secret);

impl SetupCode {
    fn random(environment: &EnvironmentId, installation: &InstallationId) -> Result<Self, AppError> {
        // Ids that are not 32 hex digits are none of ours.
        let bytes = |id: &str| hex::decode(id).ok().filter(|bytes| bytes.len() == 16);
        let place = bytes(environment.as_str()).zip(bytes(installation.as_str()));
        let (mut code, installation) = place.ok_or_else(AppError::no_installation)?;
        code.extend(installation);
        code.extend(random_bytes::<32>());
        Ok(Self(Secret::new(URL_SAFE_NO_PAD.encode(code))))
    }

    /// The code's text, for the setup page's address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The environment and installation that a code names; `None` for a text that is no code.
    pub(crate) fn place_of(text: &str) -> Option<(EnvironmentId, InstallationId)> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == 64)?;
        Some((EnvironmentId::new(hex::encode(&bytes[..16])), InstallationId::new(hex::encode(&bytes[16..32]))))
    }
}

impl fmt::Debug for SetupCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SetupCode(…)")
    }
}

impl Apps {
    /// Makes a code for an installation that is PENDING, good for 15 minutes and one exchange; its unused codes from
    /// before end.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when the installation is not PENDING.
    pub async fn create_code(
        &self,
        environment: &EnvironmentId,
        installation: &InstallationId,
        by: &Identity,
    ) -> Result<SetupCode, AppError> {
        self.create_code_at(environment, installation, by, &clock::now()).await
    }

    pub(crate) async fn create_code_at(
        &self,
        environment: &EnvironmentId,
        installation: &InstallationId,
        by: &Identity,
        now: &str,
    ) -> Result<SetupCode, AppError> {
        let code = SetupCode::random(environment, installation)?;
        let (place, key, by) = (environment.clone(), installation.clone(), by.clone());
        let (hash, now) = (code.0.hash(), now.to_owned());
        let database = self.database(environment).await?;
        let job = database.write(move |tx| {
            Box::pin(async move {
                let row = tx.query_opt(installations::lock(Key::Id, key.as_str())).await?;
                let found = Installation::read(&place, &row.ok_or_else(AppError::no_installation)?)?;
                if found.status != InstallationStatus::Pending {
                    return Err(AppError::Conflict(format!(
                        "The installation is {} and needs no setup code. Uninstall and install the app to start over.",
                        found.status.wire()
                    )));
                }
                tx.execute(setup_codes::delete_unused(key.as_str())).await?;
                tx.execute(setup_codes::delete_expired(&now)).await?;
                let expires_at = clock::after(&now, LIFE);
                let app = found.app.as_str();
                tx.execute(setup_codes::insert(&hash, key.as_str(), app, &now, &expires_at)).await?;
                audit::got_code(&found, &expires_at).write(tx, &by, &now).await?;
                Ok(())
            })
        });
        job.await.map(|()| code)
    }
}
