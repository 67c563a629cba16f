//! Publishing and unpublishing: copies of rows between stages (content-api-write.md §3.11).

use model::Model;
use model::ids::EntryId;
use sql::dml;

use super::error::WriteError;
use super::input::locale_name;
use super::plan::{LocaleChoice, Publication, Withdrawal};
use super::run::Writer;

/// What one publish copies into a stage.
struct Copies {
    base: bool,
    /// Keys of localisations.
    locales: Vec<i64>,
    /// The whole entry: localisations that the source no longer has leave the stage.
    whole: bool,
}

impl Writer<'_, '_> {
    /// Copies an entry to each stage.
    pub(super) async fn publish(
        &mut self,
        model: &Model,
        id: &EntryId,
        publication: &Publication,
    ) -> Result<(), WriteError> {
        let from = publication.from;
        let there = if model.is_localized() { self.locales(model, id, from).await? } else { Vec::new() };
        let copies = self.copies(model, publication, &there)?;
        for stage in &publication.to {
            self.copy_to(model, id, (from, *stage), &copies).await?;
            self.event("publish", model, id, *stage).await?;
        }
        Ok(())
    }

    fn copies(&self, model: &Model, publication: &Publication, there: &[i64]) -> Result<Copies, WriteError> {
        if !model.is_localized() {
            return Ok(Copies { base: true, locales: Vec::new(), whole: true });
        }
        let default = self.content.default_locale().key;
        let mut locales = match &publication.locales {
            LocaleChoice::Unsaid if publication.base && !publication.with_default => Vec::new(),
            LocaleChoice::Unsaid => there.to_vec(),
            LocaleChoice::These(chosen) => chosen.clone(),
        };
        if let Some(missing) = locales.iter().find(|locale| !there.contains(locale)) {
            let name = locale_name(self.content, *missing);
            return Err(WriteError::input(format!("localization \"{name}\" does not exist")));
        }
        let whole = publication.locales == LocaleChoice::Unsaid && publication.base && publication.with_default;
        if publication.base && publication.with_default && !locales.contains(&default) {
            locales.push(default);
        }
        Ok(Copies { base: publication.base, locales, whole })
    }

    async fn copy_to(
        &mut self,
        model: &Model,
        id: &EntryId,
        (from, stage): (i64, i64),
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let (now, by) = (self.now.clone(), self.by.user_id().to_owned());
        if copies.base {
            let base = dml::copy_base(model, id, from, stage, &now, &by);
            self.execute(model, base).await?;
        }
        if !model.is_localized() {
            return Ok(());
        }
        if copies.whole {
            let gone = dml::delete_other_localizations(engine, &model.id, id, stage, copies.locales.clone());
            self.execute(model, gone).await?;
        } else {
            self.check_published(model, id, stage, copies).await?;
        }
        let rows = dml::copy_localizations(engine, model, id, (from, stage), copies.locales.clone(), (&now, &by));
        self.execute(model, rows).await.map(drop)
    }

    /// A part can be published only where the whole is: the stage has the base row and the default localisation.
    async fn check_published(
        &mut self,
        model: &Model,
        id: &EntryId,
        stage: i64,
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let default = self.content.default_locale().key;
        let there = copies.base || self.is_in(model, id, stage).await?;
        let default_there =
            copies.locales.contains(&default) || self.locales(model, id, stage).await?.contains(&default);
        if there && default_there {
            return Ok(());
        }
        let name = self.content.stage_by_key(stage).map_or("", |stage| stage.api_id.as_str());
        Err(WriteError::input(format!("document must be published to \"{name}\" before publishing localizations only")))
    }

    async fn is_in(&mut self, model: &Model, id: &EntryId, stage: i64) -> Result<bool, WriteError> {
        let rows = self.tx.query(dml::stage_keys(&model.id, id)).await?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<Vec<_>, _>>()?.contains(&stage))
    }

    /// Removes an entry, or some of its localisations, from each stage.
    pub(super) async fn unpublish(
        &mut self,
        model: &Model,
        id: &EntryId,
        withdrawal: &Withdrawal,
    ) -> Result<(), WriteError> {
        let default = self.content.default_locale().key;
        for stage in &withdrawal.from {
            if !self.is_in(model, id, *stage).await? {
                continue;
            }
            match &withdrawal.locales {
                LocaleChoice::These(locales) if !withdrawal.base && !locales.contains(&default) => {
                    let engine = self.tx.engine();
                    let gone = dml::delete_localizations(engine, &model.id, id, *stage, locales.clone());
                    self.execute(model, gone).await?;
                }
                LocaleChoice::Unsaid if !withdrawal.base => continue,
                LocaleChoice::These(_) | LocaleChoice::Unsaid => {
                    for statement in dml::delete_copies(&model.id, id, *stage) {
                        self.execute(model, statement).await?;
                    }
                }
            }
            self.event("unpublish", model, id, *stage).await?;
        }
        Ok(())
    }
}
