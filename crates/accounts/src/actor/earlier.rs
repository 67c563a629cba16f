//! Who acted earlier and is not in front of us now: what was scheduled runs in their name, with the rights that they have by
//! then (security case 17).

use access::{Actor, Identity};
use model::ids::{AppTokenId, TokenId, UserId};
use model::{ContentModel, Stage};
use store::StoreError;

use super::{existing, stage};
use crate::accounts::Accounts;
use crate::credential::AuthError;
use crate::environment::EnvironmentRow;
use crate::permanent_token::TokenError;

impl Accounts {
    /// Somebody who wrote content earlier, told by kind and id of the Content API's `User` ([`Identity::kind`],
    /// [`Identity::user_id`]), with the rights of now.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] for who may not act here any more: a person who left the project, a token that was revoked.
    pub async fn earlier_actor(
        &self,
        (kind, id): (&str, &str),
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Actor, AuthError> {
        match kind {
            "PUBLIC" => self.public_actor(environment, model).await.map(|(_, actor)| actor),
            "MEMBER" => {
                let person = self.person(&UserId::new(id)).await?.ok_or(AuthError::Invalid)?;
                self.member_actor(person, environment, model).await
            }
            "PAT" => {
                let id = TokenId::new(id);
                let row =
                    self.permanent_token(&environment.id, &id).await.map_err(unread)?.ok_or(AuthError::Invalid)?;
                Ok(Actor {
                    content: self.token_content(&environment.id, &id).await?,
                    identity: Identity::PermanentToken { id, name: row.name },
                    default_stage: existing(row.default_stage, model, Stage::DRAFT)?,
                })
            }
            "APP_TOKEN" => {
                let id = AppTokenId::new(id);
                let live = self.live_app_token(&environment.id, &id).await?.ok_or(AuthError::Invalid)?;
                let (installation, app, name) = (live.installation, live.app, live.app_name);
                Ok(Actor {
                    identity: Identity::AppToken { id, installation, app, name },
                    content: live.content,
                    default_stage: stage(model, Stage::DRAFT)?,
                })
            }
            // Jobs schedule nothing.
            _ => Err(AuthError::Invalid),
        }
    }
}

fn unread(error: TokenError) -> AuthError {
    match error {
        TokenError::Store(error) => error.into(),
        TokenError::BadInput(_) | TokenError::NotFound => StoreError::Other(error.to_string()).into(),
    }
}
