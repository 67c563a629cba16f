//! Versions of entries (platform.md §5.2).

use access::ContentAction;
use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use model::ids::ModelId;
use model::{Model, Stage};
use serde_json::Value as Json;
use sql::select::{Json as Built, Predicate, Root, StageOf, VersionAt, VersionField, Versions};

use super::page;
use super::place::{Place, Wish};
use super::plan::QueryRead;
use super::reader::Reader;
use super::roots::has_id;
use crate::errors::ContentError;

/// The versions of the entry in its stage, or in another one that the actor may read; the newest first.
pub(super) fn history(reader: &Reader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let read = reader.read;
    for stage in &reader.place.stages {
        require(read, reader.holder, stage)?;
    }
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let (stage, readable) = match arguments.given("stageOverride").and_then(Json::as_str) {
        Some(name) => {
            let stage = read.content().stage(name).filter(|stage| reader.may_read(stage, &[]));
            let stage = stage.ok_or(ContentError::NotAllowed)?;
            (StageOf::Key(stage.key), reader.has_readable_copy(stage)?)
        }
        None => (reader.place.stage_below()?, Predicate::TRUE),
    };
    let limit = page::size(read, &arguments, "limit")?.unwrap_or(page::default_size(read));
    let skip = page::whole_number(&arguments, "skip")?.unwrap_or(0);
    read.budget.spend_objects(reader.place.rows.saturating_mul(limit.unsigned_abs()))?;
    let (model, fields) = (reader.holder.clone(), fields(read, "Version", field));
    Ok(Built::Versions(Versions { model, stage, readable, limit, skip, fields }))
}

/// Older states are a right of their own, beside that of reading (platform.md §1.3).
fn require(read: &QueryRead<'_>, model: &ModelId, stage: &Stage) -> Result<(), ContentError> {
    let allowed = read.actor.content.allows(ContentAction::ReadVersion, model, &stage.id);
    if allowed { Ok(()) } else { Err(ContentError::NotAllowed) }
}

/// One version of an entry of the model, with its snapshot.
pub(super) fn version(
    read: &QueryRead<'_>,
    model: &Model,
    field: &CollectedField<'_>,
    arguments: &Arguments<'_>,
) -> Result<Root, ContentError> {
    let asked = arguments.given("where");
    let part = |name: &str| asked.and_then(|asked| asked.get(name));
    let stage: Option<&Stage> = part("stage").and_then(Json::as_str).and_then(|name| read.content().stage(name));
    let stage = stage.ok_or(ContentError::NotAllowed)?;
    require(read, &model.id, stage)?;
    let fields = fields(read, "DocumentVersion", field);
    let locales = if fields.iter().any(|(_, field)| *field == VersionField::Document) {
        // The snapshot holds every localisation.
        read.content().locales.iter().map(Wish::Locale).collect()
    } else {
        Vec::new()
    };
    let reader = Reader::of_model(read, model, Place::at(stage, Vec::new()).looking_for(locales))?;
    read.budget.spend_objects(1)?;
    let entry = part("id").and_then(Json::as_str).unwrap_or_default();
    // What an entry was is told to those who may read what it is.
    let among = reader.readable_in_all_locales(has_id(&reader, entry)?)?.map(Box::new);
    Ok(Root::Version(VersionAt {
        model: model.id.clone(),
        entry: entry.to_owned(),
        stage: stage.key,
        revision: part("revision").and_then(Json::as_i64).unwrap_or_default(),
        among,
        fields,
    }))
}

fn fields(read: &QueryRead<'_>, type_name: &str, field: &CollectedField<'_>) -> Vec<(String, VersionField)> {
    let selected = collect_fields(read.document, field.selection_sets(), type_name, read.variables);
    let stages = || read.content().stages.iter().map(|stage| (stage.key, stage.api_id.clone())).collect();
    let meaning = |name: &str| match name {
        "id" => VersionField::Id,
        "stage" => VersionField::Stage(stages()),
        "revision" => VersionField::Revision,
        "createdAt" => VersionField::CreatedAt,
        "data" => VersionField::Document,
        _ => VersionField::TypeName(type_name.to_owned()),
    };
    selected.iter().map(|(key, part)| ((*key).to_owned(), meaning(part.name()))).collect()
}
