//! Permanent auth tokens of an environment (platform.md §1.7).

use access::{ContentGrants, ContentRule, Identity, ManagementGrants};
use model::ids::{EnvironmentId, ProjectId, StageId, TokenId};
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use sql::environment::{content_permissions, tokens};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::audit;
use crate::content_permission::{ContentPermissionRow, PermissionOwner};
use crate::environment::EnvironmentRow;
use crate::input::{self, InputError};
use crate::writing::execute_all;
use crate::{clock, roles, secret};

/// A permanent token's row. Its text is [`Accounts::token_value`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermanentTokenRow {
    /// The token's id.
    pub id: TokenId,
    /// Name for people.
    pub name: String,
    /// Text for people.
    pub description: Option<String>,
    /// The stage that its queries read when they name none; DRAFT when there is none.
    pub default_stage: Option<StageId>,
    /// Management actions, in every environment of the project.
    pub actions: ManagementGrants,
    /// Canonical time; part of the token's text.
    pub issued_at: String,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

/// A token with what it may do on its environment's content.
#[derive(Clone, Debug)]
pub(crate) struct LivePermanentToken {
    pub(crate) row: PermanentTokenRow,
    pub(crate) content: ContentGrants,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewPermanentToken {
    /// Name for people.
    pub name: String,
    /// Text for people.
    pub description: Option<String>,
    /// The stage that its queries read when they name none; DRAFT when there is none.
    pub default_stage: Option<StageId>,
    /// Management actions.
    pub actions: ManagementGrants,
    /// Rights on content: each becomes a row.
    pub content: Vec<ContentRule>,
}

/// Changes of a token; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct PermanentTokenPatch {
    /// Name for people.
    pub name: Option<String>,
    /// Text for people; `Some(None)` takes it away.
    pub description: Option<Option<String>>,
    /// Default stage.
    pub default_stage: Option<StageId>,
    /// Management actions.
    pub actions: Option<ManagementGrants>,
}

/// Why a token was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// There is no such token.
    #[error("There is no such token. It may have been deleted.")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PermanentTokenRow {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let unreadable = |error| StoreError::Other(format!("a permanent token's rights cannot be read: {error}"));
        Ok(Self {
            id: TokenId::new(row.text(0)?),
            name: row.text(1)?.to_owned(),
            description: row.opt_text(2)?.map(str::to_owned),
            default_stage: row.opt_text(3)?.map(StageId::new),
            actions: roles::from_json(row.json(4)?).map_err(unreadable)?,
            issued_at: row.text(5)?.to_owned(),
            created_at: row.text(6)?.to_owned(),
            updated_at: row.text(7)?.to_owned(),
        })
    }

    fn columns(&self) -> tokens::Row<'_> {
        tokens::Row {
            id: self.id.as_str(),
            name: &self.name,
            description: self.description.as_deref(),
            default_stage: self.default_stage.as_ref().map(StageId::as_str),
            management_actions: roles::to_json(&self.actions),
        }
    }

    /// For the audit log.
    fn told(&self) -> serde_json::Value {
        serde_json::json!({
            "name": self.name,
            "description": self.description,
            "defaultStage": self.default_stage.as_ref().map(StageId::as_str),
            "managementPermissions": roles::names(&self.actions),
        })
    }

    fn audited(&self, action: Action, payload: serde_json::Value) -> Entry<'_> {
        Entry {
            resource: Resource::Pat,
            action,
            entity_id: Some(self.id.as_str()),
            entity_name: Some(&self.name),
            payload: Some(payload),
            detail: None,
        }
    }

    fn patched(mut self, patch: PermanentTokenPatch) -> Result<Self, InputError> {
        if let Some(name) = patch.name {
            self.name = input::name("name", &name, 200)?;
        }
        if let Some(description) = patch.description {
            self.description = description.as_deref().map(input::description).transpose()?;
        }
        self.default_stage = patch.default_stage.or(self.default_stage);
        self.actions = patch.actions.unwrap_or(self.actions);
        Ok(self)
    }
}

impl Accounts {
    /// Makes a token with exactly the given rights.
    pub async fn create_permanent_token(
        &self,
        environment: &EnvironmentId,
        new: NewPermanentToken,
        by: &Identity,
    ) -> Result<PermanentTokenRow, TokenError> {
        let now = clock::now();
        let row = PermanentTokenRow {
            id: TokenId::new(secret::fresh_id()),
            name: input::name("name", &new.name, 200)?,
            description: new.description.as_deref().map(input::description).transpose()?,
            default_stage: new.default_stage,
            actions: new.actions,
            issued_at: now.clone(),
            created_at: now.clone(),
            updated_at: now.clone(),
        };
        let mut statements = vec![tokens::insert(row.columns(), &now)];
        statements.extend(audit::in_environment(by, &now, row.audited(Action::Create, row.told())));
        let owner = PermissionOwner::Token(row.id.clone());
        let rights = new.content.into_iter().map(|rule| ContentPermissionRow::new(owner.clone(), rule, &now).insert());
        statements.extend(rights);
        self.write_token(environment, statements).await?;
        Ok(row)
    }

    /// The environment's tokens, oldest first.
    pub async fn permanent_tokens(&self, environment: &EnvironmentId) -> Result<Vec<PermanentTokenRow>, TokenError> {
        let rows = self.database(environment).await?.query(tokens::all()).await?;
        Ok(rows.iter().map(PermanentTokenRow::read).collect::<Result<_, _>>()?)
    }

    /// The environment's token with that id.
    pub async fn permanent_token(
        &self,
        environment: &EnvironmentId,
        id: &TokenId,
    ) -> Result<Option<PermanentTokenRow>, TokenError> {
        let row = self.database(environment).await?.query_opt(tokens::by_id(id.as_str())).await?;
        Ok(row.as_ref().map(PermanentTokenRow::read).transpose()?)
    }

    /// The first of the environments that has a token with that id, and the token: for who knows the id alone.
    pub async fn find_permanent_token(
        &self,
        environments: &[EnvironmentRow],
        id: &TokenId,
    ) -> Result<Option<(EnvironmentRow, PermanentTokenRow)>, TokenError> {
        for environment in environments {
            if let Some(row) = self.permanent_token(&environment.id, id).await? {
                return Ok(Some((environment.clone(), row)));
            }
        }
        Ok(None)
    }

    /// Changes a token; its text stays. The new rights count at once in this process, within 500 ms in others.
    pub async fn update_permanent_token(
        &self,
        environment: &EnvironmentId,
        id: &TokenId,
        patch: PermanentTokenPatch,
        by: &Identity,
    ) -> Result<PermanentTokenRow, TokenError> {
        let row = self.permanent_token(environment, id).await?.ok_or(TokenError::NotFound)?;
        let now = clock::now();
        let before = row.told();
        let mut row = row.patched(patch)?;
        let told = serde_json::json!({ "token": { "from": before, "to": row.told() } });
        let mut statements = audit::in_environment(by, &now, row.audited(Action::Update, told));
        statements.push(tokens::update(row.columns(), &now));
        let touched = self.write_token(environment, statements).await?;
        if touched == 0 {
            return Err(TokenError::NotFound);
        }
        row.updated_at = now;
        Ok(row)
    }

    /// Deletes a token: it is dead at once in this process, within 500 ms in others.
    pub async fn delete_permanent_token(
        &self,
        environment: &EnvironmentId,
        id: &TokenId,
        by: &Identity,
    ) -> Result<(), TokenError> {
        let row = self.permanent_token(environment, id).await?.ok_or(TokenError::NotFound)?;
        let mut statements = audit::in_environment(by, &clock::now(), row.audited(Action::Delete, row.told()));
        let owner = PermissionOwner::Token(id.clone());
        statements.push(content_permissions::delete_of_owner(owner.kind(), owner.id()));
        statements.push(tokens::delete(id.as_str()));
        match self.write_token(environment, statements).await? {
            0 => Err(TokenError::NotFound),
            _ => Ok(()),
        }
    }

    /// The token's text, computed from its row; the same each time.
    pub fn token_value(&self, row: &PermanentTokenRow, project: &ProjectId, environment: &EnvironmentId) -> String {
        self.permanent_token_value(&row.id, &row.issued_at, (project, environment))
    }

    /// Runs writing statements and forgets what was known of tokens; answers how many rows the last one touched.
    async fn write_token(&self, environment: &EnvironmentId, statements: Vec<Statement>) -> Result<u64, StoreError> {
        let touched = execute_all(&self.database(environment).await?, statements).await;
        self.inner().permanent_tokens.empty();
        touched
    }
}

#[cfg(test)]
mod tests;
