//! Who is in front of an environment's Content API, and with which rights (platform.md §1.3, §1.5, §1.6).

use std::sync::Arc;
use std::time::Instant;

use access::{Actor, ContentGrants, Identity};
use model::ids::{AppTokenId, StageId};
use model::{ContentModel, Stage};
use sql::environment::{content_permissions, public_content};
use store::StoreError;

use crate::accounts::Accounts;
use crate::content_permission::{self, PermissionOwner};
use crate::credential::{AuthError, Credential};
use crate::environment::EnvironmentRow;
use crate::permanent_token::LivePermanentToken;
use crate::person::Person;
use crate::recent::revocations;
use crate::token::{Claims, TokenKind};

mod earlier;
mod kept;

pub(crate) use kept::KeptActors;
use kept::Place;

impl Accounts {
    /// Who the credential is to the Content API of `environment`, whose content model names the stages. The public and
    /// tokens of an environment are found again for as long as their rows are trusted; people are asked for each time.
    ///
    /// # Errors
    /// [`AuthError::NotAToken`] for a bearer text that is no JWT, [`AuthError::Invalid`] for a credential that is not good
    /// here, a token of another environment and a person of another project among them.
    pub async fn content_actor(
        &self,
        credential: &Credential,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Arc<Actor>, AuthError> {
        let token = match credential {
            Credential::None => None,
            Credential::Bearer(token) => Some(token.as_str()),
            Credential::Session(cookie) => {
                let person = self.session(cookie).await?.ok_or(AuthError::Invalid)?;
                return Box::pin(self.member_actor(person, environment, model)).await.map(Arc::new);
            }
        };
        let place = Place { token, environment: &environment.id, version: model.version };
        match self.inner().actors.get(&place) {
            Some(kept) => Ok(kept),
            // On the heap: it happens twice a second, and would make every request's future larger.
            None => Box::pin(self.fresh_actor(place, environment, model)).await,
        }
    }

    /// Makes the actor of a token, or of the public, and keeps it.
    async fn fresh_actor(
        &self,
        place: Place<'_>,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Arc<Actor>, AuthError> {
        // Counted before the rows are read: a revocation meanwhile is one that the rows may not know of.
        let revocations = revocations();
        let (asked, actor) = match place.token {
            None => self.public_actor(environment, model).await?,
            Some(token) => {
                let claims = self.claims(token)?;
                match claims.kind {
                    TokenKind::User => {
                        let person = self.user_of(&claims).await?;
                        return self.member_actor(person, environment, model).await.map(Arc::new);
                    }
                    TokenKind::Permanent | TokenKind::App if claims.environment != environment.id.as_str() => {
                        return Err(AuthError::Invalid);
                    }
                    TokenKind::Permanent => self.permanent_token_actor(&claims, model).await?,
                    TokenKind::App => self.app_actor(&claims, model).await?,
                }
            }
        };
        let actor = Arc::new(actor);
        self.inner().actors.keep(&place, &actor, asked, revocations);
        Ok(actor)
    }

    async fn public_actor(
        &self,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<(Instant, Actor), AuthError> {
        let ask = async {
            let Some(database) = self.store().environment(&environment.id).await? else { return Ok(None) };
            let owner = PermissionOwner::Public;
            let rows = database.query(content_permissions::of_owner(owner.kind(), owner.id())).await?;
            let chosen = database.query_opt(public_content::default_stage()).await?;
            let default_stage = chosen.map(|row| row.text(0).map(StageId::new)).transpose()?;
            Ok::<_, StoreError>(Some(PublicAccess { content: content_permission::grants(&rows)?, default_stage }))
        };
        let access = self.inner().public_access.get_or_at(&environment.id, ask).await?;
        let (asked, PublicAccess { content, default_stage }) = access.ok_or(AuthError::Invalid)?;
        let default_stage = existing(default_stage, model, Stage::PUBLISHED)?;
        Ok((asked, Actor { identity: Identity::Public, content, default_stage }))
    }

    async fn member_actor(
        &self,
        person: Person,
        environment: &EnvironmentRow,
        model: &ContentModel,
    ) -> Result<Actor, AuthError> {
        let member = self.member(&environment.project, &person.id).await?.ok_or(AuthError::Invalid)?;
        Ok(Actor {
            content: self.member_content(&environment.id, &member).await?,
            identity: Identity::Member { id: person.id, name: person.name },
            default_stage: stage(model, Stage::DRAFT)?,
        })
    }

    async fn permanent_token_actor(
        &self,
        claims: &Claims,
        model: &ContentModel,
    ) -> Result<(Instant, Actor), AuthError> {
        let (asked, LivePermanentToken { row, content }, _) = self.permanent_token_of(claims).await?;
        let actor = Actor {
            identity: Identity::PermanentToken { id: row.id, name: row.name },
            content,
            default_stage: existing(row.default_stage, model, Stage::DRAFT)?,
        };
        Ok((asked, actor))
    }

    async fn app_actor(&self, claims: &Claims, model: &ContentModel) -> Result<(Instant, Actor), AuthError> {
        let (asked, live, _) = self.app_token_of(claims).await?;
        let actor = Actor {
            identity: Identity::AppToken {
                id: AppTokenId::new(&claims.id),
                installation: live.installation,
                app: live.app,
                name: live.app_name,
            },
            content: live.content,
            default_stage: stage(model, Stage::DRAFT)?,
        };
        Ok((asked, actor))
    }
}

/// What requests without a token may do, and the stage that was chosen for them.
#[derive(Clone, Debug)]
pub(crate) struct PublicAccess {
    content: ContentGrants,
    default_stage: Option<StageId>,
}

/// The chosen default stage. One that was deleted since counts as none, and then it is the stage with that key.
fn existing(chosen: Option<StageId>, model: &ContentModel, otherwise: i64) -> Result<StageId, StoreError> {
    let chosen = chosen.filter(|id| model.stages.iter().any(|stage| &stage.id == id));
    chosen.map_or_else(|| stage(model, otherwise), Ok)
}

/// The id of a stage that every content model has.
fn stage(model: &ContentModel, key: i64) -> Result<StageId, StoreError> {
    let stage = model.stage_by_key(key).map(|stage| stage.id.clone());
    stage.ok_or_else(|| StoreError::Other(format!("the content model has no stage with key {key}")))
}

#[cfg(test)]
mod tests;
