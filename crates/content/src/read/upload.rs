//! How far the upload of an asset's file is (content-api-read.md §3.4, platform.md §3.2).
//!
//! A form lets whoever has it send the file. It is told in a mutation to who asked for it there, and in a query of drafts to who may
//! update every asset; for others there is none.

use access::{ContentAction, Part, Rows};
use graphql::{CollectedField, collect_fields};
use indexmap::IndexMap;
use model::{Model, Stage};
use serde_json::Value as Json;
use sql::Value;
use sql::environment::asset_files::FileStatus;
use sql::select::{
    Anchor, Column, Comparison, Entries, FileField, Json as Built, Localization, One, Predicate, RowCondition, Scalar,
    Table,
};

use super::plan::QueryRead;
use super::reader::Reader;
use super::system::{Attribute, AttributeKind};
use crate::errors::ContentError;

/// The file that stands in the row around.
pub(super) fn file(reader: &Reader<'_, '_>, asset: &Model, filter: Predicate) -> Result<Entries, ContentError> {
    let handle = reader.own(asset.field("handle").ok_or(ContentError::NotAllowed)?)?;
    Ok(files(Anchor::Referred(handle), filter))
}

fn files(anchor: Anchor, filter: Predicate) -> Entries {
    let (readable, localization) = (RowCondition::of_system(), Localization::None);
    Entries { table: Table::AssetFiles, anchor, localization, readable, filter }
}

/// The values of an upload that can be asked for.
pub(super) fn attribute(name: &str) -> Option<Attribute> {
    let (field, kind) = match name {
        "status" => (FileField::Status, AttributeKind::Name(&FileStatus::ON_THE_WIRE)),
        "expiresAt" => (FileField::ExpiresAt, AttributeKind::Instant),
        _ => return None,
    };
    Some(Attribute { column: Some(Column::file(field)), kind, nullable: name == "expiresAt" })
}

/// `upload`
pub(super) fn upload(
    reader: &Reader<'_, '_>,
    asset: &Model,
    field: &CollectedField<'_>,
) -> Result<Built, ContentError> {
    let read = reader.read;
    read.budget.spend_objects(reader.place.rows)?;
    let mut fields = Vec::new();
    for (key, part) in selected(read, "AssetUpload", field)? {
        let value = match part.name().as_str() {
            "error" => error(read, &part)?,
            "requestPostData" => form(reader, asset, &part)?,
            name => attribute(name).map_or_else(|| Built::Constant(Json::from("AssetUpload")), |known| known.value()),
        };
        fields.push((key.to_owned(), value));
    }
    Ok(Built::One(Box::new(One { entries: file(reader, asset, Predicate::TRUE)?, item: Built::Object(fields) })))
}

fn selected<'d>(
    read: &QueryRead<'d>,
    of: &str,
    field: &CollectedField<'d>,
) -> Result<IndexMap<&'d str, CollectedField<'d>>, ContentError> {
    let selected = collect_fields(read.document, field.selection_sets(), of, read.variables);
    read.budget.spend_values(selected.len())?;
    Ok(selected)
}

fn error(read: &QueryRead<'_>, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let text = |field| Built::Plain(Scalar::Column(Column::file(field)));
    let mut fields = Vec::new();
    for (key, part) in selected(read, "AssetUploadError", field)? {
        let value = match part.name().as_str() {
            "code" => text(FileField::ErrorCode),
            "message" => text(FileField::ErrorMessage),
            _ => Built::Constant(Json::from("AssetUploadError")),
        };
        fields.push((key.to_owned(), value));
    }
    Ok(Built::Optional(Column::file(FileField::ErrorCode), fields))
}

fn form(reader: &Reader<'_, '_>, asset: &Model, field: &CollectedField<'_>) -> Result<Built, ContentError> {
    let read = reader.read;
    let Some(shown) = forms_shown(reader, asset) else { return Ok(Built::Constant(Json::Null)) };
    let text = |field| Built::Plain(Scalar::Column(Column::file(field)));
    let mut fields = Vec::new();
    for (key, part) in selected(read, "AssetUploadRequestPostData", field)? {
        let value = match part.name().as_str() {
            "url" => Built::Constant(Json::from(read.headers.asset_base.as_str())),
            "date" => text(FileField::FormDate),
            "key" => Built::Prefixed(read.schema.files.key_prefix(), Column::file(FileField::Handle)),
            "signature" => text(FileField::FormSignature),
            "algorithm" => Built::Constant(Json::from(assets::ALGORITHM)),
            "policy" => text(FileField::FormPolicy),
            "credential" => text(FileField::FormCredential),
            // Clients leave the form's field out then.
            "securityToken" => Built::Constant(Json::Null),
            _ => Built::Constant(Json::from("AssetUploadRequestPostData")),
        };
        fields.push((key.to_owned(), value));
    }
    // The row around is the file's own: it is looked at once more for who may have the form.
    let anchor = Anchor::Referred(Column::file(FileField::Handle));
    let item = Built::Optional(Column::file(FileField::FormSignature), fields);
    Ok(Built::One(Box::new(One { entries: files(anchor, shown), item })))
}

/// Of which files the form is told.
fn forms_shown(reader: &Reader<'_, '_>, asset: &Model) -> Option<Predicate> {
    let stage = reader.place.stage().filter(|stage| stage.key == Stage::DRAFT)?;
    let read = reader.read;
    if read.is_of_writer() {
        let by = Value::from(read.actor.identity.user_id());
        return Some(Predicate::Compare(Scalar::Column(Column::file(FileField::RequestedBy)), Comparison::Equal, by));
    }
    match read.actor.content.rows(ContentAction::Update, &asset.id, &stage.id, Part::Base) {
        Ok(Rows::All(_)) => Some(Predicate::TRUE),
        Ok(Rows::AnyOf(..)) | Err(_) => None,
    }
}
