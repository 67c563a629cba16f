//! Making and renaming projects.

use std::sync::Arc;

use accounts::Person;
use graphql::Resolved;

use super::Permitted;
use crate::changes::Input;
use crate::error::{FieldResult, not_found, of_input, of_project};
use crate::resolvers::project::ProjectObject;
use crate::scope::{EnvironmentScope, Scope};

/// A blank project that the caller owns. There is one region, so its name decides nothing.
pub(super) async fn create(scope: &Arc<Scope>, person: &Person, input: Input<'_>) -> FieldResult<Resolved> {
    input.refuse(&["template"]).map_err(of_input)?;
    let (name, description) = (input.needed_text("name"), input.text("description"));
    let project = scope.accounts().create_project(person, &name, description.as_deref()).await.map_err(of_project)?;
    Ok(ProjectObject::resolved(scope, project))
}

/// Another name or description. Pictures, cloning by everybody and the classic user interface are not there.
pub(super) async fn update(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let (scope, input, id) = (permitted.scope, permitted.input(), &environment.project.id);
    input.refuse(&["picture", "publicCloneAccess", "opensInClassic"]).map_err(of_input)?;
    let (name, description) = (input.text("name"), input.text("description"));
    let updated = scope.accounts().update_project(id, name.as_deref(), description.as_deref(), &scope.identity()).await;
    let project = updated.map_err(of_project)?.ok_or_else(|| not_found("project", id.as_str()))?;
    Ok(ProjectObject::resolved(scope, project))
}
