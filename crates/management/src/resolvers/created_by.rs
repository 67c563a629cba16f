//! The union `CreatedBy`: a member, a permanent auth token or an app token. Null when it is gone since.

use std::sync::Arc;

use graphql::Resolved;
use model::CreatedBy;

use super::token::TokenObject;
use super::{Record, app, team};
use crate::error::{FieldResult, of_app, of_token};
use crate::scope::EnvironmentScope;

/// Who made a part of the schema.
pub(super) async fn resolved(environment: &Arc<EnvironmentScope>, by: Option<&CreatedBy>) -> FieldResult<Resolved> {
    let EnvironmentScope { scope, project, .. } = &**environment;
    match by {
        None => Ok(Resolved::Null),
        Some(CreatedBy::Member(person)) => team::member_of(scope, project, person).await,
        Some(CreatedBy::PermanentToken(id)) => {
            // A token acts in all environments of its project, and is kept in one of them.
            let environments = scope.environments(&project.id).await?;
            let found = scope.accounts().find_permanent_token(&environments, id).await.map_err(of_token)?;
            let Some((row, token)) = found else { return Ok(Resolved::Null) };
            let environment = EnvironmentScope::open(scope, project, row).await?;
            Ok(Resolved::object(TokenObject { environment, row: token }))
        }
        Some(CreatedBy::AppToken(installation)) => {
            let found = scope.apps().installation(environment.id(), installation).await.map_err(of_app)?;
            let Some(installation) = found else { return Ok(Resolved::Null) };
            let Some(app) = scope.apps().app_by_id(&installation.app).await.map_err(of_app)? else {
                return Ok(Resolved::Null);
            };
            let fields = vec![("id", installation.id.as_str().into()), ("app", app::app(&app))];
            Ok(Record::of("AppToken", fields))
        }
    }
}
