//! Who is in front of an environment's Content API, and with which rights (platform.md §1.3, §1.5, §1.6).

use access::{Actor, ContentGrants, Identity};
use model::ids::{AppTokenId, StageId};
use model::{ContentModel, Stage};
use sql::environment::public_content;
use store::StoreError;

use crate::accounts::Accounts;
use crate::credential::{AuthError, Credential};
use crate::environment::EnvironmentRow;
use crate::person::Person;
use crate::token::{Claims, TokenKind};

impl Accounts {
    /// Who the credential is to the Content API of `environment`, whose content model names the stages.
    ///
    /// # Errors
    /// [`AuthError::NotAToken`] for a bearer text that is no JWT, [`AuthError::Invalid`] for a credential that is not good
    /// here, a token of another environment and a person of another project among them.
    pub async fn content_actor(
        &self,
        credential: &Credential,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Actor, AuthError> {
        match credential {
            Credential::None => self.public_actor(environment, model).await,
            Credential::Session(cookie) => {
                let person = self.session(cookie).await?.ok_or(AuthError::Invalid)?;
                self.member_actor(person, environment, model).await
            }
            Credential::Bearer(token) => {
                let claims = self.claims(token)?;
                match claims.kind {
                    TokenKind::User => {
                        let person = self.user_of(&claims).await?;
                        self.member_actor(person, environment, model).await
                    }
                    TokenKind::Permanent | TokenKind::App if claims.environment != environment.id.as_str() => {
                        Err(AuthError::Invalid)
                    }
                    TokenKind::Permanent => self.permanent_token_actor(&claims, model).await,
                    TokenKind::App => self.app_actor(&claims, model).await,
                }
            }
        }
    }

    async fn public_actor(&self, environment: &EnvironmentRow, model: &ContentModel) -> Result<Actor, AuthError> {
        let ask = async {
            let Some(database) = self.store().environment(&environment.id).await? else { return Ok(None) };
            let Some(row) = database.query_opt(public_content::grants()).await? else {
                return Ok(Some(ContentGrants::none()));
            };
            let grants = serde_json::from_str(row.json(0)?)
                .map_err(|error| StoreError::Other(format!("the public's rights cannot be read: {error}")))?;
            Ok::<_, StoreError>(Some(grants))
        };
        let grants = self.inner().public_grants.get_or(&environment.id, ask).await?;
        Ok(Actor {
            identity: Identity::Public,
            content: grants.ok_or(AuthError::Invalid)?,
            default_stage: stage(model, Stage::PUBLISHED)?,
        })
    }

    async fn member_actor(
        &self,
        person: Person,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Actor, AuthError> {
        let member = self.member(&environment.project, &person.id).await?.ok_or(AuthError::Invalid)?;
        Ok(Actor {
            identity: Identity::Member { id: person.id, name: person.name },
            content: member.content_grants(),
            default_stage: stage(model, Stage::DRAFT)?,
        })
    }

    async fn permanent_token_actor(&self, claims: &Claims, model: &ContentModel) -> Result<Actor, AuthError> {
        let (row, _) = self.permanent_token_of(claims).await?;
        // A default stage that was deleted since counts as none.
        let default_stage = row.default_stage.filter(|id| model.stages.iter().any(|stage| &stage.id == id));
        Ok(Actor {
            identity: Identity::PermanentToken { id: row.id, name: row.name },
            content: row.content,
            default_stage: default_stage.map_or_else(|| stage(model, Stage::DRAFT), Ok)?,
        })
    }

    async fn app_actor(&self, claims: &Claims, model: &ContentModel) -> Result<Actor, AuthError> {
        let (live, _) = self.app_token_of(claims).await?;
        Ok(Actor {
            identity: Identity::AppToken {
                id: AppTokenId::new(&claims.id),
                installation: live.installation,
                app: live.app,
                name: live.app_name,
            },
            content: live.permissions.content_grants(),
            default_stage: stage(model, Stage::DRAFT)?,
        })
    }
}

/// The id of a stage that every content model has.
fn stage(model: &ContentModel, key: i64) -> Result<StageId, StoreError> {
    let stage = model.stage_by_key(key).map(|stage| stage.id.clone());
    stage.ok_or_else(|| StoreError::Other(format!("the content model has no stage with key {key}")))
}

#[cfg(test)]
mod tests;
