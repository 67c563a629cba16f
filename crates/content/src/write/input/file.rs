//! With what clients bring the file of an asset: `uploadUrl`, `reUpload`, or nothing (content-api-write.md §2.3, §4).

use model::{Field, Model, ModelKind, ParentRef};
use serde_json::{Map, Value as Json};
use sql::Value;
use url::Url;

use super::{InputReader, Purpose, RowInput};
use crate::write::error::WriteError;

/// The file of a localisation of an asset.
#[derive(Clone, Debug)]
pub(in crate::write) enum FileInput {
    /// One that is to come.
    New(NewFile),
    /// That of the default locale.
    OfDefault,
}

/// A file that is to come.
#[derive(Clone, Debug)]
pub(in crate::write) struct NewFile {
    /// Its handle.
    pub(in crate::write) handle: String,
    /// From where it comes.
    pub(in crate::write) origin: FileOrigin,
    /// Whether the localisation takes its name, whatever its own is.
    pub(in crate::write) names_asset: bool,
}

/// From where a file comes.
#[derive(Clone, Debug)]
pub(in crate::write) enum FileOrigin {
    /// A client sends it with a form.
    Form,
    /// The server fetches it.
    Url(Url),
}

impl FileInput {
    fn new(origin: FileOrigin) -> Self {
        FileInput::New(NewFile { handle: assets::new_handle(), origin, names_asset: false })
    }
}

/// The file of a new localisation that brings none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// It is sent with a form.
    Form,
    /// It is that of the default locale.
    OfDefault,
}

impl<'a> InputReader<'_, 'a> {
    /// `uploadUrl` or `reUpload`; the address wins.
    pub(super) fn wished_file(&mut self, name: &str, value: &Json, row: &mut RowInput) {
        match (name, value) {
            ("uploadUrl", Json::String(text)) => match assets::source(text) {
                Ok(url) => row.file = Some(FileInput::new(FileOrigin::Url(url))),
                Err(error) => self.planning.refuse(WriteError::input(error.to_string())),
            },
            ("reUpload", Json::Bool(true)) if row.file.is_none() => row.file = Some(FileInput::new(FileOrigin::Form)),
            _ => {}
        }
    }

    /// When the row's input is read: a localisation of an asset gets its file, a new one in any case, and with it a handle.
    pub(super) fn file(
        &mut self,
        data: &Map<String, Json>,
        purpose: Purpose,
        otherwise: Otherwise,
        row: &mut RowInput,
    ) {
        let Some((handle, file_name)) = self.file_fields() else { return };
        let mut file = match (row.file.take(), purpose, otherwise) {
            (Some(file), ..) => file,
            (None, Purpose::Create, Otherwise::Form) => FileInput::new(FileOrigin::Form),
            (None, Purpose::Create, Otherwise::OfDefault) => FileInput::OfDefault,
            (None, Purpose::Update | Purpose::UpdateMany, _) => return,
        };
        let has_name = data.get("fileName").is_some_and(|name| !name.is_null());
        if let FileInput::New(file) = &mut file {
            row.assignments.extend(self.assign(handle, vec![Value::from(&file.handle)]));
            match (purpose, has_name) {
                (_, true) => {}
                (Purpose::Create, false) => {
                    // The name that it will come with, or the handle in its place until then.
                    let name = match &file.origin {
                        FileOrigin::Url(url) => assets::file_name_of(url),
                        FileOrigin::Form => file.handle.clone(),
                    };
                    row.assignments.extend(self.assign(file_name, vec![Value::from(name)]));
                }
                (Purpose::Update | Purpose::UpdateMany, false) => file.names_asset = true,
            }
        }
        row.file = Some(file);
    }

    /// Whether a member says nothing: an asset's name that is not given is that of its file, null or not there.
    pub(super) fn is_unsaid(&self, field: &Field, value: &Json) -> bool {
        let own = self.file_fields().map(|(_, file_name)| &file_name.id);
        self.purpose == Purpose::Create && value.is_null() && own == Some(&field.id)
    }

    /// The fields `handle` and `fileName` of the model of files; none of others.
    fn file_fields(&self) -> Option<(&'a Field, &'a Field)> {
        match self.parent {
            ParentRef::Model(model @ Model { kind: ModelKind::Asset, .. }) => {
                Some((model.field("handle")?, model.field("fileName")?))
            }
            ParentRef::Model(Model { kind: ModelKind::Entries, .. }) | ParentRef::Component(_) => None,
        }
    }
}
