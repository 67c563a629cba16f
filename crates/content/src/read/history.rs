//! Versions of entries (platform.md §5.2).

use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use model::{Model, Stage};
use serde_json::Value as Json;
use sql::select::{Json as Built, Root, StageOf, VersionAt, VersionField, Versions};

use super::page;
use super::place::{Place, Wish};
use super::plan::QueryRead;
use super::reader::Reader;
use crate::errors::ContentError;

/// The versions of the entry in its stage, or in another one that the actor may read; the newest first.
pub(super) fn history(reader: &Reader<'_, '_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let read = reader.read;
    let arguments = field_arguments(read.document, field.field(), read.variables)?;
    let stage = match arguments.given("stageOverride").and_then(Json::as_str) {
        Some(name) => {
            let stage = read.content().stage(name).filter(|stage| reader.may_read(stage, &[]));
            StageOf::Key(stage.ok_or(ContentError::NotAllowed)?.key)
        }
        None => reader.place.stage_below()?,
    };
    let limit = page::size(read, &arguments, "limit")?.unwrap_or(page::default_size(read));
    let skip = page::whole_number(&arguments, "skip")?.unwrap_or(0);
    read.budget.spend_objects(reader.place.rows.saturating_mul(limit.unsigned_abs()))?;
    Ok(Built::Versions(Versions { stage, limit, skip, fields: fields(read, "Version", field) }))
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
    let fields = fields(read, "DocumentVersion", field);
    let locales = if fields.iter().any(|(_, field)| *field == VersionField::Document) {
        // The snapshot holds every localisation.
        read.content().locales.iter().map(Wish::Locale).collect()
    } else {
        Vec::new()
    };
    Reader::of_model(read, model, Place::at(stage, Vec::new()).looking_for(locales))?;
    read.budget.spend_objects(1)?;
    Ok(Root::Version(VersionAt {
        model: model.id.clone(),
        entry: part("id").and_then(Json::as_str).unwrap_or_default().to_owned(),
        stage: stage.key,
        revision: part("revision").and_then(Json::as_i64).unwrap_or_default(),
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
