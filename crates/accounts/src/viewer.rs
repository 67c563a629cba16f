//! Who is in front of the Management API (management-api.md §1.4).

use std::time::Instant;

use access::{ContentGrants, ManagementGrants};
use model::ids::{AppId, AppTokenId, EnvironmentId, InstallationId, ProjectId, TokenId, UserId};
use sql::environment::{apps as app_tokens, tokens};
use sql::platform::apps;
use store::StoreError;

use crate::accounts::Accounts;
use crate::app_permissions::AppPermissions;
use crate::clock;
use crate::credential::{AuthError, Credential};
use crate::environment::EnvironmentRow;
use crate::permanent_token::{LivePermanentToken, PermanentTokenRow};
use crate::person::Person;
use crate::token::{Claims, TokenKind};

/// Somebody in front of the Management API.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// Nobody: only `metaInfo` and introspection answer.
    Anonymous,
    /// A person, by session or token; rights come from the roles in each project.
    User(Person),
    /// A permanent auth token.
    Token(TokenViewer),
    /// An app's installation.
    App(AppViewer),
}

/// A permanent auth token as a viewer. Its actions count in every environment of the project.
#[derive(Clone, Debug)]
pub struct TokenViewer {
    /// The token.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// Its project.
    pub project: ProjectId,
    /// The environment that it was made in.
    pub environment: EnvironmentId,
    /// Its actions.
    pub grants: ManagementGrants,
}

/// An app token as a viewer. It acts in its environment only.
#[derive(Clone, Debug)]
pub struct AppViewer {
    /// The installation that acts.
    pub installation: InstallationId,
    /// The app.
    pub app: AppId,
    /// The app's name.
    pub app_name: String,
    /// The token.
    pub token: AppTokenId,
    /// The project of its environment.
    pub project: ProjectId,
    /// The environment that it is installed in.
    pub environment: EnvironmentId,
    /// The app's permissions.
    pub permissions: AppPermissions,
    /// The actions that these permissions grant.
    pub grants: ManagementGrants,
}

/// An app token that opens doors: not revoked, its installation not disabled, its app still registered.
#[derive(Clone, Debug)]
pub(crate) struct LiveAppToken {
    pub(crate) issued_at: String,
    pub(crate) installation: InstallationId,
    pub(crate) app: AppId,
    pub(crate) app_name: String,
    pub(crate) permissions: AppPermissions,
    /// What these permissions grant on content.
    pub(crate) content: ContentGrants,
}

/// The installation status under which tokens are refused (apps.md §3).
const DISABLED: &str = "DISABLED";

impl Accounts {
    /// Who the credential is to the Management API.
    ///
    /// # Errors
    /// [`AuthError`] when there is a credential that is not good. No credential is [`Viewer::Anonymous`].
    pub async fn viewer(&self, credential: &Credential) -> Result<Viewer, AuthError> {
        match credential {
            Credential::None => Ok(Viewer::Anonymous),
            Credential::Session(cookie) => self.session(cookie).await?.map(Viewer::User).ok_or(AuthError::Invalid),
            Credential::Bearer(token) => {
                let claims = self.claims(token)?;
                match claims.kind {
                    TokenKind::User => self.user_of(&claims).await.map(Viewer::User),
                    TokenKind::Permanent => {
                        let (_, LivePermanentToken { row, .. }, place) = self.permanent_token_of(&claims).await?;
                        Ok(Viewer::Token(TokenViewer {
                            id: row.id,
                            name: row.name,
                            project: place.project,
                            environment: place.id,
                            grants: row.actions,
                        }))
                    }
                    TokenKind::App => self.app_viewer(&claims).await.map(Viewer::App),
                }
            }
        }
    }

    async fn app_viewer(&self, claims: &Claims) -> Result<AppViewer, AuthError> {
        let (_, live, place) = self.app_token_of(claims).await?;
        Ok(AppViewer {
            installation: live.installation,
            app: live.app,
            app_name: live.app_name,
            token: AppTokenId::new(&claims.id),
            project: place.project,
            environment: place.id,
            permissions: live.permissions,
            grants: live.permissions.management_grants(),
        })
    }

    pub(crate) fn claims(&self, token: &str) -> Result<Claims, AuthError> {
        self.inner().tokens.read(token, clock::seconds(&clock::now()))
    }

    pub(crate) async fn user_of(&self, claims: &Claims) -> Result<Person, AuthError> {
        let person = self.person(&UserId::new(&claims.id)).await?;
        // A password change or removal since has ended the token (security case 25).
        person.filter(|person| claims.generation == Some(person.generation)).ok_or(AuthError::Invalid)
    }

    /// The row of a permanent token, and where it is. Found again at most 500 ms after it was read; with the moment at
    /// which the older of both was asked for.
    pub(crate) async fn permanent_token_of(
        &self,
        claims: &Claims,
    ) -> Result<(Instant, LivePermanentToken, EnvironmentRow), AuthError> {
        let (placed, place) = self.place_of(claims).await?;
        let key = (place.id.clone(), TokenId::new(&claims.id));
        let ask = async {
            let Some(database) = self.store().environment(&key.0).await? else { return Ok(None) };
            let Some(row) = database.query_opt(tokens::by_id(key.1.as_str())).await? else { return Ok(None) };
            let content = self.token_content(&key.0, &key.1).await?;
            Ok::<_, StoreError>(Some(LivePermanentToken { row: PermanentTokenRow::read(&row)?, content }))
        };
        let found = self.inner().permanent_tokens.get_or_at(&key, ask).await?;
        let (asked, live) = found.ok_or(AuthError::Invalid)?;
        let is_current = clock::seconds(&live.row.issued_at) == claims.iat;
        if is_current { Ok((asked.min(placed), live, place)) } else { Err(AuthError::Invalid) }
    }

    /// What an app token stands for, and where it is. Found again at most 500 ms after it was read; with the moment at
    /// which the older of both was asked for.
    pub(crate) async fn app_token_of(
        &self,
        claims: &Claims,
    ) -> Result<(Instant, LiveAppToken, EnvironmentRow), AuthError> {
        let (placed, place) = self.place_of(claims).await?;
        let key = (place.id.clone(), AppTokenId::new(&claims.id));
        let ask = self.live_app_token(&key.0, &key.1);
        let (asked, live) = self.inner().app_tokens.get_or_at(&key, ask).await?.ok_or(AuthError::Invalid)?;
        let is_current = clock::seconds(&live.issued_at) == claims.iat;
        if is_current { Ok((asked.min(placed), live, place)) } else { Err(AuthError::Invalid) }
    }

    async fn place_of(&self, claims: &Claims) -> Result<(Instant, EnvironmentRow), AuthError> {
        let environment = self.environment_at(&EnvironmentId::new(&claims.environment)).await?;
        environment.filter(|(_, row)| row.project.as_str() == claims.project).ok_or(AuthError::Invalid)
    }

    pub(crate) async fn live_app_token(
        &self,
        environment: &EnvironmentId,
        id: &AppTokenId,
    ) -> Result<Option<LiveAppToken>, StoreError> {
        let Some(database) = self.store().environment(environment).await? else { return Ok(None) };
        let Some(token) = database.query_opt(app_tokens::live_token(id.as_str())).await? else { return Ok(None) };
        if token.text(4)? == DISABLED {
            return Ok(None);
        }
        let app = AppId::new(token.text(3)?);
        let Some(row) = self.platform().query_opt(apps::by(apps::Key::Id, app.as_str())).await? else {
            return Ok(None);
        };
        let permissions: AppPermissions = serde_json::from_str(row.json(10)?)
            .map_err(|error| StoreError::Other(format!("an app's permissions cannot be read: {error}")))?;
        Ok(Some(LiveAppToken {
            issued_at: token.text(1)?.to_owned(),
            installation: InstallationId::new(token.text(2)?),
            app,
            app_name: row.text(3)?.to_owned(),
            content: permissions.content_grants(),
            permissions,
        }))
    }

    /// Forgets what is known of app tokens: one was revoked, or an installation or app has changed.
    pub fn forget_app_tokens(&self) {
        self.inner().app_tokens.empty();
    }
}

#[cfg(test)]
mod tests;
