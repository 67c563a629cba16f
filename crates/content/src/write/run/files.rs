//! Files of assets, in the transaction: they are asked for, and come (content-api-write.md §4).

use model::ids::EntryId;
use model::{Model, ModelKind, Stage};
use sql::dml::{FileColumns, FileFacts};
use sql::environment::asset_files::{self, ExpectedFile, FileSource, StoredFile};

use super::Writer;
use crate::write::error::WriteError;
use crate::write::events::Happened;
use crate::write::input::{FileInput, FileOrigin, NewFile};
use crate::write::upload::Outcome;

impl<'a> Writer<'_, 'a> {
    /// The model of files, and its columns that files fill.
    fn assets(&self) -> Result<(&'a Model, FileColumns), WriteError> {
        let model = self.content.models.iter().find(|model| model.kind == ModelKind::Asset);
        let model = model.ok_or(WriteError::SchemaChanged)?;
        Ok((model, FileColumns::of(model).ok_or(WriteError::SchemaChanged)?))
    }

    /// The handle that a localisation (key) of an asset has in DRAFT.
    pub(super) async fn file_handle(&mut self, asset: &str, locale: i64) -> Result<Option<String>, WriteError> {
        let (_, columns) = self.assets()?;
        let row = self.tx.query_opt(columns.handle(asset, Stage::DRAFT, locale)).await?;
        Ok(row.map(|row| row.opt_text(0).map(|text| text.map(str::to_owned))).transpose()?.flatten())
    }

    /// A new localisation (key) of an asset gets its file.
    pub(super) async fn bring_file(&mut self, asset: &str, locale: i64, file: &FileInput) -> Result<(), WriteError> {
        match file {
            FileInput::New(file) => self.expect_file(asset, locale, file, None).await,
            FileInput::OfDefault => {
                let (_, columns) = self.assets()?;
                let from = self.content.default_locale().key;
                self.tx.execute(columns.inherit(asset, Stage::DRAFT, locale, from)).await.map(drop)
            }
        }
    }

    /// A localisation (key) of an asset has another file than `before`, and so have those that share the one of the default
    /// locale.
    pub(super) async fn replace_file(
        &mut self,
        asset: &str,
        locale: i64,
        file: &NewFile,
        before: &str,
    ) -> Result<(), WriteError> {
        if locale == self.content.default_locale().key {
            let (_, columns) = self.assets()?;
            self.tx.execute(columns.share(asset, Stage::DRAFT, before, &file.handle)).await?;
        }
        self.expect_file(asset, locale, file, Some(before)).await?;
        self.tx.execute(asset_files::supersede(before)).await.map(drop)
    }

    async fn expect_file(
        &mut self,
        asset: &str,
        locale: i64,
        file: &NewFile,
        replaces: Option<&str>,
    ) -> Result<(), WriteError> {
        let files = &self.schema.files;
        let form;
        let (source, expires_at) = match &file.origin {
            FileOrigin::Form => {
                form = files.form(&file.handle, &self.now);
                let (date, credential) = (form.date.as_str(), form.credential.as_str());
                let (policy, signature) = (form.policy.as_str(), form.signature.as_str());
                (FileSource::Form { date, credential, policy, signature }, form.expires_at.clone())
            }
            FileOrigin::Url(url) => (FileSource::Url(url.as_str()), files.until(&self.now)),
        };
        let expected = ExpectedFile {
            handle: &file.handle,
            entry: asset,
            locale,
            replaces,
            source,
            expires_at: &expires_at,
            names_asset: file.names_asset,
            by: (self.by.user_id(), self.by.kind()),
            now: &self.now,
        };
        self.tx.execute(asset_files::expect(&expected)).await.map(drop)
    }

    /// The wait for a file is over. `named`: the localisation (key) that takes the file's name.
    pub(in crate::write) async fn settle_file(
        &mut self,
        asset: &str,
        handle: &str,
        outcome: &Outcome,
        named: Option<i64>,
    ) -> Result<(), WriteError> {
        let (model, columns) = self.assets()?;
        let rows = self.tx.query(columns.stages(asset, handle)).await?;
        let stages: Vec<i64> = rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?;
        match outcome {
            Outcome::Came(file) => {
                let stored = StoredFile {
                    object: &file.object,
                    file_name: &file.file_name,
                    mime_type: &file.mime_type,
                    size: i64::try_from(file.size).unwrap_or(i64::MAX),
                };
                self.tx.execute(asset_files::complete(handle, &stored)).await?;
                let facts = FileFacts {
                    file_name: &file.file_name,
                    mime_type: &file.mime_type,
                    size: file.size as f64,
                    sides: file.sides.map(|(width, height)| (width as f64, height as f64)),
                };
                self.tx.execute(columns.fill(asset, handle, &facts, named)).await?;
            }
            Outcome::Failed { code, message } => {
                self.tx.execute(asset_files::fail(handle, code, message)).await?;
            }
        }
        let entry = EntryId::new(asset);
        match (outcome, stages.as_slice()) {
            // Where other copies have the file, too, they stay as new as the draft.
            (Outcome::Came(_), [Stage::DRAFT]) => self.touch(model, asset).await,
            (Outcome::Came(_) | Outcome::Failed { .. }, stages) => {
                stages.iter().for_each(|stage| self.note(&model.id, &entry, *stage, Happened::Updated));
                Ok(())
            }
        }
    }
}
