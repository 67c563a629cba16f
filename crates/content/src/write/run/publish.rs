//! Publishing and unpublishing: copies between stages (content-api-write.md §3.11).

use model::ids::EntryId;
use model::{Model, ParentId, ParentRef};
use sql::dml;

use super::copy::Copies;
use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::events::Happened;
use crate::write::input::locale_name;
use crate::write::plan::{LocaleChoice, Publication, Withdrawal};

impl<'a> Writer<'_, 'a> {
    /// Copies an entry to each stage and keeps a version of what is there then.
    pub(in crate::write) async fn publish(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        publication: &Publication,
    ) -> Result<(), WriteError> {
        let from = publication.from;
        let there = if model.is_localized(self.content) {
            self.locales(Holder { parent: ParentRef::Model(model), id: id.as_str() }, from).await?
        } else {
            Vec::new()
        };
        let copies = self.copies(model, publication, &there)?;
        for stage in &publication.to {
            if copies.is_partial() {
                self.check_published(model, id, *stage, &copies).await?;
            }
            self.copy_entry(model, id, (from, *stage), &copies).await?;
            self.keep_version(model, id, *stage).await?;
            self.note(&model.id, id, *stage, Happened::Published);
        }
        Ok(())
    }

    fn copies(&self, model: &Model, publication: &Publication, there: &[i64]) -> Result<Copies, WriteError> {
        if !model.is_localized(self.content) {
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

    /// A part can be published only where the whole is: the stage has the base row and the default localisation.
    async fn check_published(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        stage: i64,
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let holder = Holder { parent: ParentRef::Model(model), id: id.as_str() };
        let default = self.content.default_locale().key;
        let there = copies.base || self.is_in(model, id, stage).await?;
        let default_there = copies.locales.contains(&default) || self.locales(holder, stage).await?.contains(&default);
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
    pub(in crate::write) async fn unpublish(
        &mut self,
        model: &'a Model,
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
                    self.remove_localizations(model, id, *stage, locales).await?;
                }
                LocaleChoice::Unsaid if !withdrawal.base => continue,
                LocaleChoice::These(_) | LocaleChoice::Unsaid => self.remove_entry(model, id, *stage).await?,
            }
            self.note(&model.id, id, *stage, Happened::Unpublished);
        }
        Ok(())
    }

    async fn remove_localizations(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        stage: i64,
        locales: &[i64],
    ) -> Result<(), WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &[stage]).await?;
        self.delete_instance_localizations(&instances, stage, locales).await?;
        let of = ParentId::Model(model.id.clone());
        let gone = dml::delete_localizations(engine, &of, id.as_str(), stage, locales.to_vec());
        self.execute(parent, gone).await.map(drop)
    }

    async fn remove_entry(&mut self, model: &'a Model, id: &EntryId, stage: i64) -> Result<(), WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &[stage]).await?;
        self.delete_instances(&instances, &[stage]).await?;
        for (relation, side) in self.shown_ends(model) {
            let ids = vec![id.as_str().to_owned()];
            let ends = dml::LinkEnds { relation: &relation.source.id, side, ids, model: Some(&model.id) };
            self.tx.execute(dml::delete_links(engine, &ends, vec![stage])).await?;
        }
        for statement in dml::delete_copies(&model.id, id, stage) {
            self.execute(parent, statement).await?;
        }
        Ok(())
    }
}
