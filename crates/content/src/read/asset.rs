//! Where an asset's file is.

use graphql::{CollectedField, field_arguments};
use model::Model;
use serde_json::Value as Json;
use sql::select::Json as Built;

use super::reader::Reader;
use super::transformation::tasks;
use crate::errors::ContentError;

/// `<base>/<tasks…>/<handle>` (platform.md §3.4).
pub(super) fn url(reader: &Reader<'_, '_>, asset: &Model, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let arguments = field_arguments(reader.read.document, field.field(), reader.read.variables)?;
    let handle = reader.own(asset.field("handle").ok_or(ContentError::NotAllowed)?)?;
    let tasks = match arguments.given("transformation") {
        Some(Json::Object(transformation)) => tasks(transformation)?,
        Some(_) | None => Vec::new(),
    };
    let mut prefix = reader.read.headers.asset_base.clone();
    for task in tasks {
        prefix.push('/');
        prefix.push_str(&task);
    }
    prefix.push('/');
    Ok(Built::Prefixed(prefix, handle))
}
