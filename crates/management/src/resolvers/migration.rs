//! `Migration`.

use std::sync::Arc;

use graphql::{FieldCall, FieldError, Resolved};
use model::ids::{MigrationId, UserId};
use sql::environment::migrations::MigrationRow;
use store::{Row, StoreError};

use super::{object, team, text};
use crate::error::FieldResult;
use crate::scope::EnvironmentScope;

/// Reads the columns of [`sql::environment::migrations::by_id`].
pub(super) fn read(row: &Row) -> Result<MigrationRow, StoreError> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(MigrationRow {
        id: MigrationId::new(row.text(0)?),
        name: row.text(1)?.to_owned(),
        status: row.text(2)?.to_owned(),
        errors: owned(row.opt_text(3)?),
        operation_type: row.text(4)?.to_owned(),
        resource_id: owned(row.opt_text(5)?),
        triggered_by: owned(row.opt_text(6)?),
        created_at: row.text(7)?.to_owned(),
        finished_at: owned(row.opt_text(8)?),
    })
}

/// A migration of an environment.
pub(super) struct MigrationObject {
    pub(super) environment: Arc<EnvironmentScope>,
    pub(super) row: MigrationRow,
}

object!(MigrationObject, "Migration");

impl MigrationObject {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        let row = &self.row;
        Ok(match field.name {
            "id" => row.id.as_str().into(),
            "createdAt" => row.created_at.as_str().into(),
            "finishedAt" => text(row.finished_at.as_ref()),
            "status" => row.status.as_str().into(),
            "errors" => text(row.errors.as_ref()),
            "operationType" => row.operation_type.as_str().into(),
            "resourceId" => text(row.resource_id.as_ref()),
            "name" => row.name.as_str().into(),
            "triggeredBy" => match &row.triggered_by {
                Some(person) => {
                    let EnvironmentScope { scope, project, .. } = &*self.environment;
                    team::member_of(scope, project, &UserId::new(person)).await?
                }
                None => Resolved::Null,
            },
            _ => return Err(FieldError::not_implemented(field)),
        })
    }
}
