//! Localisations of entries and component instances in DRAFT.

use model::Stage;
use sql::dml;

use super::embeds::Part;
use super::gathered::RowsOf;
use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::input::{FileInput, LocalizationInput, RowInput, locale_name};

impl<'a> Writer<'_, 'a> {
    /// What a new entry or instance has: the default localisation, and those that are given.
    pub(super) async fn first_localizations(
        &mut self,
        holder: Holder<'_, 'a>,
        default: RowInput,
        others: Vec<(i64, LocalizationInput)>,
    ) -> Result<(), WriteError> {
        if holder.parent.is_localized(self.content) {
            let locale = self.content.default_locale().key;
            self.insert_localization(holder, locale, default).await?;
        }
        for (locale, said) in others {
            self.localization(holder, locale, said).await?;
        }
        Ok(())
    }

    /// Changes the default localisation where something is said about it, or `always`.
    pub(super) async fn update_default(
        &mut self,
        holder: Holder<'_, 'a>,
        row: RowInput,
        always: bool,
    ) -> Result<(), WriteError> {
        if holder.parent.is_localized(self.content) && (always || !row.assignments.is_empty()) {
            let locale = self.content.default_locale().key;
            self.update_localization(holder, locale, row).await?;
        }
        Ok(())
    }

    pub(super) async fn localization(
        &mut self,
        holder: Holder<'_, 'a>,
        locale: i64,
        said: LocalizationInput,
    ) -> Result<(), WriteError> {
        match said {
            LocalizationInput::Create(row) => {
                if self.locales(holder, Stage::DRAFT).await?.contains(&locale) {
                    return Err(self.localization_error(locale, "already exists"));
                }
                self.insert_localization(holder, locale, row).await
            }
            LocalizationInput::Update(row) => {
                if self.update_localization(holder, locale, row).await? {
                    return Ok(());
                }
                Err(self.localization_error(locale, "does not exist"))
            }
            LocalizationInput::UpdateIfThere(row) => self.update_localization(holder, locale, row).await.map(drop),
            LocalizationInput::Upsert { create, update } => {
                if self.update_localization(holder, locale, update).await? {
                    return Ok(());
                }
                self.insert_localization(holder, locale, create).await
            }
        }
    }

    fn localization_error(&self, locale: i64, what: &str) -> WriteError {
        WriteError::input(format!("localization \"{}\" {what}", locale_name(self.content, locale)))
    }

    /// Keys of the locales that an entry or instance has in a stage.
    pub(super) async fn locales(&mut self, holder: Holder<'_, 'a>, stage: i64) -> Result<Vec<i64>, WriteError> {
        let rows = self.tx.query(dml::locale_keys(&holder.parent.id(), holder.id, stage)).await?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?)
    }

    async fn insert_localization(
        &mut self,
        holder: Holder<'_, 'a>,
        locale: i64,
        mut row: RowInput,
    ) -> Result<(), WriteError> {
        let file = row.file.take();
        self.note_embeds(&row)?;
        let row = self.new_row(holder.parent, row);
        let row = dml::insert_localization(&holder.parent.id(), holder.id, Stage::DRAFT, locale, row);
        self.tx.insert(RowsOf::Localizations(holder.parent), row);
        match file {
            Some(file) => self.bring_file(holder.id, locale, &file).await,
            None => Ok(()),
        }
    }

    /// Answers whether the localisation was there.
    async fn update_localization(
        &mut self,
        holder: Holder<'_, 'a>,
        locale: i64,
        mut row: RowInput,
    ) -> Result<bool, WriteError> {
        let file = match row.file.take() {
            Some(FileInput::New(file)) => Some((file, self.file_handle(holder.id, locale).await?.unwrap_or_default())),
            Some(FileInput::OfDefault) | None => None,
        };
        self.note_new_embeds(holder, Part::Localization(locale), &row).await?;
        let row = self.changed_row(holder.parent, row);
        let statement = dml::update_localization(&holder.parent.id(), holder.id, Stage::DRAFT, locale, row);
        let is_there = self.execute(holder.parent, statement).await? > 0;
        if let (Some((file, before)), true) = (file, is_there) {
            self.replace_file(holder.id, locale, &file, &before).await?;
        }
        Ok(is_there)
    }

    /// Removes localisations, and those of the instances that the entry or instance holds (content-api-write.md §3.7).
    pub(super) async fn delete_localizations(
        &mut self,
        holder: Holder<'_, 'a>,
        locales: Vec<i64>,
    ) -> Result<(), WriteError> {
        if locales.is_empty() {
            return Ok(());
        }
        let engine = self.tx.engine();
        let instances = self.instances_below(holder.parent, vec![holder.id.to_owned()], &[Stage::DRAFT]).await?;
        self.delete_instance_localizations(&instances, Stage::DRAFT, &locales).await?;
        let gone = dml::delete_localizations(engine, &holder.parent.id(), holder.id, Stage::DRAFT, locales);
        self.execute(holder.parent, gone).await.map(drop)
    }
}
