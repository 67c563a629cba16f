//! Publishing and unpublishing: copies between stages (content-api-write.md §3.11).

use std::time::Duration;

use accounts::clock;
use model::ids::EntryId;
use model::{Model, ParentId, ParentRef, SystemField};
use serde_json::{Map, Value as Json, json};
use sql::dml;
use sql::environment::versions;

use super::copy::Copies;
use super::{Holder, Writer, publishable};
use crate::limits::VersionRetention;
use crate::write::error::WriteError;
use crate::write::events::Happened;
use crate::write::input::locale_name;
use crate::write::plan::{LocaleChoice, Publication, Withdrawal};
use crate::write::rights;

const DAY: Duration = Duration::from_secs(86_400);

impl<'a> Writer<'_, 'a> {
    /// Copies an entry to each stage and keeps a version of what is there then.
    pub(in crate::write) async fn publish(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        publication: &Publication,
    ) -> Result<(), WriteError> {
        let rights = rights::to_publish(self.content, model, publication);
        self.require_rights(model, id, &rights).await?;
        let from = publication.from;
        let source = self.snapshot(model, id, from, &publication.to).await?;
        let copies = self.copies(model, publication, &source.locales)?;
        publishable::check(self.content, ParentRef::Model(model), &source.data, &copies)?;
        for stage in &publication.to {
            if copies.is_partial() {
                self.check_published(model, id, *stage, &copies).await?;
            }
            self.copy_entry(model, id, &source, (from, *stage), &copies).await?;
            let data = match copies.is_partial() {
                // The stage holds what was published earlier, too.
                true => self.snapshot(model, id, *stage, &[]).await?.data,
                false => self.published(source.data.clone(), *stage),
            };
            self.keep_version(model, id, *stage, data).await?;
            self.note(&model.id, id, *stage, Happened::Published);
        }
        Ok(())
    }

    /// What a whole entry is like in a stage that it was just copied to.
    fn published(&self, mut data: Map<String, Json>, stage: i64) -> Map<String, Json> {
        let by = json!({ "id": self.by.user_id(), "__typename": "User" });
        let stamp = |values: &mut Map<String, Json>| {
            values.insert(SystemField::PublishedAt.api_id().to_owned(), Json::from(self.now.as_str()));
            values.insert(SystemField::PublishedBy.api_id().to_owned(), by.clone());
        };
        stamp(&mut data);
        let localizations = data.get_mut("localizations").and_then(Json::as_array_mut).into_iter().flatten();
        localizations.filter_map(Json::as_object_mut).for_each(stamp);
        data.insert("stage".to_owned(), Json::from(self.stage_name(stage)));
        data
    }

    /// Keeps what an entry is like in a stage as the next version, and forgets those that are kept no longer.
    async fn keep_version(
        &mut self,
        model: &Model,
        id: &EntryId,
        stage: i64,
        data: Map<String, Json>,
    ) -> Result<(), WriteError> {
        self.tx.execute(versions::insert(id, &model.id, stage, &self.now, &Json::Object(data))).await?;
        let VersionRetention { days, count } = self.retention;
        if days.is_some() || count.is_some() {
            let before = days.map(|days| clock::before(&self.now, DAY * days));
            self.tx.execute(versions::prune(id, &model.id, stage, before.as_deref(), count.map(i64::from))).await?;
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
        let name = self.stage_name(stage);
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
        self.require_to_unpublish(model, id, withdrawal).await?;
        let default = self.content.default_locale().key;
        for stage in &withdrawal.from {
            if !self.is_in(model, id, *stage).await? {
                continue;
            }
            match &withdrawal.locales {
                LocaleChoice::These(locales) if !withdrawal.base && !locales.contains(&default) => {
                    if !self.remove_localizations(model, id, *stage, locales).await? {
                        continue;
                    }
                }
                LocaleChoice::Unsaid if !withdrawal.base => continue,
                LocaleChoice::These(_) | LocaleChoice::Unsaid => self.remove_entry(model, id, *stage).await?,
            }
            self.note(&model.id, id, *stage, Happened::Unpublished);
        }
        Ok(())
    }

    /// Answers whether any of them was there.
    async fn remove_localizations(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        stage: i64,
        locales: &[i64],
    ) -> Result<bool, WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &[stage]).await?;
        self.delete_instance_localizations(&instances, stage, locales).await?;
        let of = ParentId::Model(model.id.clone());
        let gone = dml::delete_localizations(engine, &of, id.as_str(), stage, locales.to_vec());
        Ok(self.execute(parent, gone).await? > 0)
    }

    async fn remove_entry(&mut self, model: &'a Model, id: &EntryId, stage: i64) -> Result<(), WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &[stage]).await?;
        self.delete_instances(&instances, &[stage]).await?;
        for (_, ends) in self.ends_of(model, id) {
            self.tx.execute(dml::delete_links(engine, &ends, vec![stage])).await?;
        }
        for statement in dml::delete_copies(&model.id, id, stage) {
            self.execute(parent, statement).await?;
        }
        Ok(())
    }
}
