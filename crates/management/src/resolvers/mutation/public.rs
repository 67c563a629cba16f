//! Requests without a token: their default stage. What they may do is in content permissions.

use std::sync::Arc;

use graphql::Resolved;

use super::Permitted;
use crate::error::{FieldResult, ResultExt as _, not_found};
use crate::resolvers::Record;
use crate::resolvers::environment::EnvironmentObject;
use crate::scope::EnvironmentScope;

pub(super) async fn update(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    if let Some(id) = permitted.input().object("defaults").and_then(|defaults| defaults.text("stage")) {
        let content = &environment.schema().await?.content;
        let stage = content.stages.iter().find(|stage| stage.id.as_str() == id);
        let stage = stage.ok_or_else(|| not_found("stage", &id))?;
        let (accounts, by) = (permitted.scope.accounts(), permitted.scope.identity());
        accounts.choose_public_stage(environment.id(), &stage.id, &by).await.or_internal()?;
    }
    let fields = vec![("environment", Resolved::object(EnvironmentObject(environment)))];
    Ok(Record::of("UpdatePublicPermissionsPayload", fields))
}
