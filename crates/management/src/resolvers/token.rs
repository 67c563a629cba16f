//! `PermanentAuthToken`.

use std::sync::Arc;

use access::PermissionAction;
use accounts::{PermanentTokenRow, PermissionOwner, Viewer};
use graphql::{FieldCall, FieldError, Resolved};
use model::Stage;

use super::{Record, content_permission, object, stage, team, text};
use crate::error::FieldResult;
use crate::scope::EnvironmentScope;

/// A token of an environment.
pub(super) struct TokenObject {
    pub(super) environment: Arc<EnvironmentScope>,
    pub(super) row: PermanentTokenRow,
}

object!(TokenObject, "PermanentAuthToken");

impl TokenObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let row = &self.row;
        self.environment.check_field(field)?;
        Ok(match field.name {
            "id" => row.id.as_str().into(),
            "createdAt" => row.created_at.as_str().into(),
            "updatedAt" => row.updated_at.as_str().into(),
            "name" => row.name.as_str().into(),
            "description" => text(row.description.as_ref()),
            "token" => self.value()?.into(),
            "defaults" => self.defaults().await?,
            "managementPermissions" => team::management_permissions(&row.actions),
            "contentPermissions" => {
                let owner = PermissionOwner::Token(row.id.clone());
                content_permission::of_owner(&self.environment, &owner).await?
            }
            _ => return Err(FieldError::not_implemented(field)),
        })
    }

    /// For who may read tokens, and for the token itself. An object of this type is also met as `createdBy`, so the list's
    /// gate is not enough.
    fn value(&self) -> FieldResult<String> {
        let EnvironmentScope { scope, row, .. } = &*self.environment;
        let is_itself = matches!(&scope.viewer, Viewer::Token(token) if token.id == self.row.id);
        if !is_itself {
            self.environment.check(PermissionAction::PatRead)?;
        }
        Ok(scope.accounts().token_value(&self.row, &row.project, &row.id))
    }

    async fn defaults(&self) -> FieldResult<Resolved> {
        let content = &self.environment.schema().await?.content;
        let chosen = self.row.default_stage.as_ref();
        let chosen = chosen.and_then(|id| content.stages.iter().find(|stage| &stage.id == id));
        let stage = chosen.or_else(|| content.stage_by_key(Stage::DRAFT)).map_or(Resolved::Null, stage::stage);
        Ok(Record::of("PermanentAuthTokenDefaults", vec![("stage", stage)]))
    }
}
