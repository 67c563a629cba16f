//! Content permissions: rows that grant (platform.md §1.3). Whoever has none may nothing.

use std::collections::BTreeSet;

use access::{Condition, ContentAction, ContentGrants, ContentRule, Identity, Scope, WhereInput};
use model::ids::{ContentPermissionId, EnvironmentId, ModelId, RoleId, StageId, TokenId};
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use sql::environment::{content_permissions as rows, public_content};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::audit;
use crate::clock;
use crate::environment::EnvironmentRow;
use crate::secret;
use crate::viewer::Viewer;
use crate::writing::execute_all;

/// Whom rows are for. What apps may do follows from their permissions and has no rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermissionOwner {
    /// Members with a role.
    Role(RoleId),
    /// A permanent auth token of the environment.
    Token(TokenId),
    /// Requests without a token.
    Public,
}

impl PermissionOwner {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            PermissionOwner::Role(_) => ROLE,
            PermissionOwner::Token(_) => "PAT",
            PermissionOwner::Public => "PUBLIC",
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            PermissionOwner::Role(id) => id.as_str(),
            PermissionOwner::Token(id) => id.as_str(),
            PermissionOwner::Public => "",
        }
    }

    fn read(kind: &str, id: &str) -> Option<Self> {
        match kind {
            ROLE => Some(PermissionOwner::Role(RoleId::new(id))),
            "PAT" => Some(PermissionOwner::Token(TokenId::new(id))),
            "PUBLIC" => Some(PermissionOwner::Public),
            _ => None,
        }
    }

    /// What the audit log says that was changed: permissions have no kind of their own there.
    fn resource(&self) -> Resource {
        match self {
            PermissionOwner::Role(_) => Resource::Role,
            PermissionOwner::Token(_) => Resource::Pat,
            PermissionOwner::Public => Resource::Environment,
        }
    }
}

/// `owner_kind` of roles.
pub(crate) const ROLE: &str = "ROLE";

/// A row: one grant to one owner. Its rule is about one model or about all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentPermissionRow {
    /// The row's id.
    pub id: ContentPermissionId,
    /// Whom it is for.
    pub owner: PermissionOwner,
    /// What it grants.
    pub rule: ContentRule,
    /// Whether it counts.
    pub enabled: bool,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

impl ContentPermissionRow {
    /// A row that counts from now on.
    pub fn new(owner: PermissionOwner, rule: ContentRule, now: &str) -> Self {
        Self {
            id: ContentPermissionId::new(secret::fresh_id()),
            owner,
            rule,
            enabled: true,
            created_at: now.to_owned(),
            updated_at: now.to_owned(),
        }
    }

    /// The model that it is about.
    pub fn model(&self) -> Option<&ModelId> {
        match &self.rule.models {
            Scope::All => None,
            Scope::Only(models) => models.first(),
        }
    }

    /// Reads a row. One that this version does not understand is an error and not a grant.
    ///
    /// # Errors
    /// [`StoreError::Other`].
    pub fn read(row: &Row) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Other("a content permission cannot be read".to_owned());
        let condition = match row.opt_text(8)? {
            None => Condition::Always,
            Some(text) => Condition::Where(WhereInput::parse(text).ok_or_else(unreadable)?),
        };
        Ok(Self {
            id: ContentPermissionId::new(row.text(0)?),
            owner: PermissionOwner::read(row.text(1)?, row.text(2)?).ok_or_else(unreadable)?,
            rule: ContentRule {
                action: ContentAction::from_name(row.text(3)?).ok_or_else(unreadable)?,
                models: row.opt_text(4)?.map_or(Scope::All, |id| Scope::Only([ModelId::new(id)].into())),
                locales: read_scope(row, 5)?,
                stages: read_scope(row, 6)?,
                from_stages: read_scope(row, 7)?,
                condition,
            },
            enabled: row.bool(9)?,
            created_at: row.text(10)?.to_owned(),
            updated_at: row.text(11)?.to_owned(),
        })
    }

    fn columns(&self) -> rows::Row<'_> {
        let rule = &self.rule;
        rows::Row {
            id: self.id.as_str(),
            owner_kind: self.owner.kind(),
            owner_id: self.owner.id(),
            action: rule.action.name(),
            model: self.model().map(ModelId::as_str),
            locales: write_scope(&rule.locales),
            stages: write_scope(&rule.stages),
            from_stages: write_scope(&rule.from_stages),
            condition: match &rule.condition {
                Condition::Always => None,
                Condition::Where(input) => Some(input.text()),
            },
            enabled: self.enabled,
        }
    }

    /// The statement that keeps it.
    pub fn insert(&self) -> Statement {
        rows::insert(self.columns(), &self.created_at)
    }

    /// For the audit log.
    fn told(&self) -> serde_json::Value {
        let columns = self.columns();
        serde_json::json!({
            "id": columns.id,
            "action": columns.action,
            "model": columns.model,
            "locales": columns.locales,
            "stages": columns.stages,
            "fromStages": columns.from_stages,
            "condition": columns.condition,
            "enabled": columns.enabled,
        })
    }
}

fn read_scope<I: Ord + serde::de::DeserializeOwned>(row: &Row, at: usize) -> Result<Scope<I>, StoreError> {
    let Some(text) = row.opt_text(at)? else { return Ok(Scope::All) };
    let ids: BTreeSet<I> = serde_json::from_str(text)
        .map_err(|error| StoreError::Other(format!("a content permission cannot be read: {error}")))?;
    Ok(Scope::Only(ids))
}

fn write_scope<I: Ord + AsRef<str>>(scope: &Scope<I>) -> Option<String> {
    match scope {
        Scope::All => None,
        Scope::Only(ids) => {
            let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
            Some(serde_json::Value::from(ids).to_string())
        }
    }
}

/// The rows of a statement of [`rows`].
pub(crate) fn read_all(rows: &[Row]) -> Result<Vec<ContentPermissionRow>, StoreError> {
    rows.iter().map(ContentPermissionRow::read).collect()
}

/// The rules of the rows that count.
pub(crate) fn rules(rows: &[Row]) -> Result<Vec<ContentRule>, StoreError> {
    Ok(read_all(rows)?.into_iter().filter(|row| row.enabled).map(|row| row.rule).collect())
}

/// What the rows that count grant together.
pub(crate) fn grants(rows: &[Row]) -> Result<ContentGrants, StoreError> {
    rules(rows).map(ContentGrants::from_rules)
}

impl Accounts {
    /// The rows of an owner in an environment, oldest first.
    pub async fn content_permissions(
        &self,
        environment: &EnvironmentId,
        owner: &PermissionOwner,
    ) -> Result<Vec<ContentPermissionRow>, StoreError> {
        let database = self.database(environment).await?;
        read_all(&database.query(rows::of_owner(owner.kind(), owner.id())).await?)
    }

    /// What a viewer of the Management API may do with an environment's content.
    pub async fn viewer_content(
        &self,
        viewer: &Viewer,
        environment: &EnvironmentRow,
    ) -> Result<ContentGrants, StoreError> {
        match viewer {
            Viewer::User(person) => match self.member(&environment.project, &person.id).await? {
                Some(member) => self.member_content(&environment.id, &member).await,
                None => Ok(ContentGrants::none()),
            },
            Viewer::Token(token) if token.environment == environment.id => {
                self.token_content(&environment.id, &token.id).await
            }
            Viewer::App(app) if app.environment == environment.id => Ok(app.permissions.content_grants()),
            Viewer::Anonymous | Viewer::Token(_) | Viewer::App(_) => Ok(ContentGrants::none()),
        }
    }

    /// The stage that was chosen for requests without a token; none when none was.
    pub async fn public_default_stage(&self, environment: &EnvironmentId) -> Result<Option<StageId>, StoreError> {
        let row = self.database(environment).await?.query_opt(public_content::default_stage()).await?;
        row.map(|row| row.text(0).map(StageId::new)).transpose()
    }

    /// Chooses the stage for requests without a token.
    pub async fn choose_public_stage(
        &self,
        environment: &EnvironmentId,
        stage: &StageId,
        by: &Identity,
    ) -> Result<(), StoreError> {
        let payload = serde_json::json!({ "publicDefaultStage": { "to": stage.as_str() } });
        let entry = Entry {
            resource: Resource::Environment,
            action: Action::Update,
            entity_id: Some(environment.as_str()),
            entity_name: None,
            payload: Some(payload),
            detail: None,
        };
        let mut statements = vec![public_content::set_default_stage(stage.as_str())];
        statements.extend(audit::in_environment(by, &clock::now(), entry));
        let written = execute_all(&self.database(environment).await?, statements).await;
        self.forget_content_rights();
        written.map(drop)
    }

    /// What a permanent token may do with its environment's content.
    pub(crate) async fn token_content(
        &self,
        environment: &EnvironmentId,
        token: &TokenId,
    ) -> Result<ContentGrants, StoreError> {
        let owner = PermissionOwner::Token(token.clone());
        grants(&self.database(environment).await?.query(rows::of_owner(owner.kind(), owner.id())).await?)
    }

    /// The row with that id.
    pub async fn content_permission(
        &self,
        environment: &EnvironmentId,
        id: &ContentPermissionId,
    ) -> Result<Option<ContentPermissionRow>, StoreError> {
        let row = self.database(environment).await?.query_opt(rows::by_id(id.as_str())).await?;
        row.as_ref().map(ContentPermissionRow::read).transpose()
    }

    /// Keeps a new row, whose rule was checked. It counts at once in this process, within 500 ms in others.
    pub async fn add_content_permission(
        &self,
        environment: &EnvironmentId,
        permission: &ContentPermissionRow,
        by: &Identity,
    ) -> Result<(), StoreError> {
        let payload = serde_json::json!({ "contentPermission": { "from": null, "to": permission.told() } });
        self.write_permission(environment, permission.insert(), permission, payload, by).await
    }

    /// Writes a row's rule, which was checked, and whether it counts. Whom it is for and its action stay.
    pub async fn change_content_permission(
        &self,
        environment: &EnvironmentId,
        before: &ContentPermissionRow,
        after: &ContentPermissionRow,
        by: &Identity,
    ) -> Result<(), StoreError> {
        let payload = serde_json::json!({ "contentPermission": { "from": before.told(), "to": after.told() } });
        let update = rows::update(after.columns(), &after.updated_at);
        self.write_permission(environment, update, after, payload, by).await
    }

    /// Deletes a row. The right is gone at once in this process, within 500 ms in others.
    pub async fn delete_content_permission(
        &self,
        environment: &EnvironmentId,
        permission: &ContentPermissionRow,
        by: &Identity,
    ) -> Result<(), StoreError> {
        let payload = serde_json::json!({ "contentPermission": { "from": permission.told(), "to": null } });
        self.write_permission(environment, rows::delete(permission.id.as_str()), permission, payload, by).await
    }

    async fn write_permission(
        &self,
        environment: &EnvironmentId,
        statement: Statement,
        permission: &ContentPermissionRow,
        payload: serde_json::Value,
        by: &Identity,
    ) -> Result<(), StoreError> {
        let owner = &permission.owner;
        let entity_id = match owner {
            PermissionOwner::Role(_) | PermissionOwner::Token(_) => owner.id(),
            PermissionOwner::Public => environment.as_str(),
        };
        let (resource, payload) = (owner.resource(), Some(payload));
        let entry = Entry {
            resource,
            action: Action::Update,
            entity_id: Some(entity_id),
            entity_name: None,
            payload,
            detail: None,
        };
        let mut statements = vec![statement];
        statements.extend(audit::in_environment(by, &clock::now(), entry));
        let written = execute_all(&self.database(environment).await?, statements).await;
        self.forget_content_rights();
        written.map(drop)
    }

    /// Forgets what is known of rights on content: some have changed.
    pub(crate) fn forget_content_rights(&self) {
        self.inner().permanent_tokens.empty();
        self.inner().public_access.empty();
        self.inner().role_grants.empty();
    }
}

#[cfg(test)]
mod tests;
