//! The system model `User`: whoever changed content (content-api-read.md §3.4). Users have no copies of their own in
//! stages; they are the same in each.

use graphql::{CollectedField, collect_fields, field_arguments};
use serde_json::{Map, Value as Json};
use sql::Value;
use sql::select::{
    ActorField, Anchor, Column, Comparison, Entries, Json as Built, Localization, One, Predicate, Scalar, Table,
};

use super::filter;
use super::model_reader::require_users;
use super::place::{Place, named_stages};
use super::plan::QueryRead;
use crate::errors::ContentError;

/// All users that fulfil the condition.
pub(super) fn entries(filter: Predicate) -> Entries {
    Entries { table: Table::Actors, anchor: Anchor::All, localization: Localization::None, filter }
}

/// The condition of a `UserWhereInput`.
pub(super) fn filter(read: &QueryRead<'_>, input: &Map<String, Json>) -> Result<Predicate, ContentError> {
    require_users(read)?;
    filter::user_filter(read, input)
}

/// One user by id.
pub(super) fn one(
    read: &QueryRead<'_>,
    place: &Place<'_>,
    id: &str,
    field: &CollectedField<'_>,
) -> Result<One, ContentError> {
    read.budget.spend_objects(1)?;
    let column = Scalar::Column(require_users(read)?);
    let filter = Predicate::Compare(column, Comparison::Equal, Value::from(id));
    Ok(One { entries: entries(filter), item: object(read, place, field)? })
}

/// The object that a selection makes of a user.
pub(super) fn object(
    read: &QueryRead<'_>,
    place: &Place<'_>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    nested_object(read, place, None, field)
}

/// The same inside an entry, whose stage the user takes; `stage` says how to tell it when it is not known yet.
pub(super) fn nested_object(
    read: &QueryRead<'_>,
    place: &Place<'_>,
    stage: Option<Built>,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    require_users(read)?;
    let selected = collect_fields(read.document, field.selection_sets(), "User", read.variables);
    read.budget.spend_values(selected.len())?;
    let mut fields = Vec::with_capacity(selected.len());
    for (key, part) in &selected {
        let plain = |field| Built::Plain(Scalar::Column(Column::actor(field)));
        let value = match part.name().as_str() {
            "id" => plain(ActorField::Id),
            "name" => plain(ActorField::Name),
            "kind" => plain(ActorField::Kind),
            "picture" => plain(ActorField::Picture),
            "isActive" => Built::Bool(Column::actor(ActorField::IsActive)),
            "createdAt" => plain(ActorField::CreatedAt),
            "updatedAt" => plain(ActorField::UpdatedAt),
            "publishedAt" => Built::Constant(Json::Null),
            "stage" => stage.clone().unwrap_or_else(|| stage_of(place)),
            "documentInStages" => copies(read, place, part)?,
            _ => Built::Constant(Json::from("User")),
        };
        fields.push(((*key).to_owned(), value));
    }
    Ok(Built::Object(fields))
}

fn stage_of(place: &Place<'_>) -> Built {
    Built::Constant(place.stage().map_or(Json::Null, |stage| Json::from(stage.api_id.as_str())))
}

/// The same user once more for each stage. Where the stage around is one of several, none is left out as the current.
fn copies(read: &QueryRead<'_>, place: &Place<'_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let include_current = arguments.given("includeCurrent") == Some(&Json::Bool(true));
    let mut stages = match arguments.given("stages") {
        Some(Json::Array(names)) => named_stages(read.content(), names)?,
        Some(_) | None => read.content().stages.iter().collect(),
    };
    if let (false, Some(current)) = (include_current, place.stage()) {
        stages.retain(|stage| stage.key != current.key);
    }
    read.budget.spend_objects(place.rows.saturating_mul(stages.len() as u64))?;
    let mut items = Vec::with_capacity(stages.len());
    for stage in stages {
        let rows = place.rows;
        let there = Place { rows, ..Place::at(stage, place.locales.clone()) };
        items.push(object(read, &there, field)?);
    }
    Ok(Built::Array(items))
}
