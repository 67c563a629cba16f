//! `PublicContentAPI`: requests without a token.

use std::sync::Arc;

use accounts::PermissionOwner;
use graphql::{FieldCall, FieldError, Resolved};
use model::Stage;

use super::{Record, content_permission, object, stage};
use crate::error::{FieldResult, ResultExt as _};
use crate::scope::EnvironmentScope;

/// What requests without a token may do and use.
pub(super) struct PublicApiObject(pub(super) Arc<EnvironmentScope>);

object!(PublicApiObject, "PublicContentAPI");

impl PublicApiObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        self.0.check_field(field)?;
        match field.name {
            "defaults" => self.defaults().await,
            "contentPermissions" => content_permission::of_owner(&self.0, &PermissionOwner::Public).await,
            _ => Err(FieldError::not_implemented(field)),
        }
    }

    async fn defaults(&self) -> FieldResult<Resolved> {
        let chosen = self.0.scope.accounts().public_default_stage(self.0.id()).await.or_internal()?;
        let content = &self.0.schema().await?.content;
        let chosen = chosen.and_then(|id| content.stages.iter().find(|stage| stage.id == id));
        let default = chosen.or_else(|| content.stage_by_key(Stage::PUBLISHED)).map_or(Resolved::Null, stage::stage);
        Ok(Record::of("PublicContentAPIDefauts", vec![("stage", default)]))
    }
}
