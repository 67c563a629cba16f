//! Changes of the schema: single ones, batches, and the order of fields.

use std::sync::Arc;

use accounts::Viewer;
use graphql::{ErrorCode, FieldError, Resolved};
use model::ids::FieldId;
use model::{Change, CreatedBy, FieldPatch, FieldTarget, KindName};
use sql::environment::migrations::MigrationRow;

use super::Permitted;
use crate::changes::{self, ChangeKind, Keyed, Naming, Step};
use crate::error::{FieldResult, bad_input, not_found, of_input, of_migration};
use crate::migrate::{self, Asked, BATCH};
use crate::resolvers::Record;
use crate::resolvers::field::field_object;
use crate::resolvers::migration::MigrationObject;
use crate::scope::EnvironmentScope;

/// One change, whose input names things by id.
pub(super) async fn change(
    kind: ChangeKind,
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    let change = kind.read(permitted.input(), Naming::Ids).map_err(of_input)?;
    let steps = vec![Keyed { key: kind.name(), step: Step::Schema(change) }];
    let row = run(&environment, None, steps, kind.operation_type()).await?;
    Ok(payload(environment, row))
}

/// Changes whose inputs name things by apiId, all or none.
pub(super) async fn submit_batch(
    permitted: Permitted<'_>,
    environment: Arc<EnvironmentScope>,
) -> FieldResult<Resolved> {
    let changes = permitted.data.get("changes").unwrap_or(&serde_json::Value::Null);
    let steps = changes::batch(changes).map_err(of_input)?;
    if steps.is_empty() {
        return Err(bad_input("Give at least one change."));
    }
    for Keyed { key, step } in &steps {
        match (step, ChangeKind::from_name(key)) {
            (Step::Schema(_), Some(kind)) => environment.check(kind.action())?,
            (Step::Schema(_), None) => return Err(not_found("change", key)),
            (Step::UpdateAppInstallation(_), _) => check_is_app(&environment)?,
        }
    }
    let row = run(&environment, permitted.input().text("name"), steps, BATCH).await?;
    if matches!(environment.scope.viewer, Viewer::App(_)) {
        environment.scope.accounts().forget_app_tokens();
    }
    Ok(payload(environment, row))
}

/// A batch changes the installation of the app that sends it; others use the mutation of that name.
fn check_is_app(environment: &EnvironmentScope) -> FieldResult<()> {
    match &environment.scope.viewer {
        Viewer::App(_) => Ok(()),
        Viewer::Anonymous | Viewer::User(_) | Viewer::Token(_) => {
            let text = "Only an app can change its installation in a batch. Use the mutation updateAppInstallation.";
            Err(FieldError::new(ErrorCode::Forbidden, text))
        }
    }
}

/// Moves a field among its parent's fields, whose positions are then 0, 1, 2 and so on.
pub(super) async fn move_field(permitted: Permitted<'_>, environment: Arc<EnvironmentScope>) -> FieldResult<Resolved> {
    let id = permitted.input().needed_text("id");
    let schema = environment.schema().await?;
    let holder = schema.content.parent_of_field(&FieldId::new(id.as_str()));
    let (parent, _) = holder.ok_or_else(|| not_found("field", &id))?;
    let mut order = parent.fields_in_order();
    let from = order.iter().position(|field| field.id.as_str() == id).unwrap_or(0);
    let to = permitted.input().int("position").and_then(|to| usize::try_from(to).ok()).unwrap_or(0);
    let moved = order.remove(from);
    order.insert(to.min(order.len()), moved);
    let places = order.iter().enumerate().map(|(at, field)| (at as i64, *field));
    let changed: Vec<_> = places.filter(|(position, field)| field.position != *position).collect();
    let step = |(position, field): &(i64, &model::Field)| {
        let patch = FieldPatch { position: Some(*position), ..FieldPatch::default() };
        let change = Change::UpdateField(FieldTarget::Id(field.id.clone()), KindName::Any, Box::new(patch));
        Keyed { key: "moveField", step: Step::Schema(change) }
    };
    if !changed.is_empty() {
        run(&environment, None, changed.iter().map(step).collect(), BATCH).await?;
    }
    let schema = environment.schema().await?;
    let now = |(_, field): &(i64, &model::Field)| schema.content.parent_of_field(&field.id);
    let fields =
        changed.iter().filter_map(now).map(|(parent, field)| field_object(&schema, &parent.id(), field.clone()));
    Ok(Record::of("MoveFieldPayload", vec![("movedFields", Resolved::List(fields.collect()))]))
}

async fn run(
    environment: &Arc<EnvironmentScope>,
    name: Option<String>,
    steps: Vec<Keyed>,
    operation_type: &'static str,
) -> FieldResult<MigrationRow> {
    let (by, installation) = match &environment.scope.viewer {
        Viewer::Anonymous => (None, None),
        Viewer::User(person) => (Some(CreatedBy::Member(person.id.clone())), None),
        Viewer::Token(token) => (Some(CreatedBy::PermanentToken(token.id.clone())), None),
        Viewer::App(app) => {
            let installation = app.installation.clone();
            let place = (app.environment.clone(), installation.clone());
            (Some(CreatedBy::AppToken(installation)), Some(place))
        }
    };
    let identity = environment.scope.identity();
    let asked = Asked { name, steps, operation_type, by, identity, installation };
    migrate::migrate(&environment.database, asked).await.map_err(of_migration)
}

fn payload(environment: Arc<EnvironmentScope>, row: MigrationRow) -> Resolved {
    let migration = Resolved::object(MigrationObject { environment, row });
    Record::of("AsyncOperationPayload", vec![("migration", migration)])
}
