//! The copy of an entry in another stage: base row, localisations, component instances, links.

use std::collections::HashSet;

use model::ids::{EntryId, ModelId};
use model::{Model, ParentRef};
use sql::dml;

use super::Writer;
use super::snapshot::{Link, Links, Snapshot};
use super::tree::{Instance, by_component};
use crate::write::error::WriteError;
use crate::write::relation::opposite;

/// What one publish copies into a stage.
pub(super) struct Copies {
    pub(super) base: bool,
    /// Keys of localisations.
    pub(super) locales: Vec<i64>,
    /// The whole entry: localisations that the source no longer has leave the stage.
    pub(super) whole: bool,
}

impl Copies {
    /// A part can be published only where the rest is.
    pub(super) fn is_partial(&self) -> bool {
        !self.whole
    }
}

impl<'a> Writer<'_, 'a> {
    /// Copies between stages, replacing what is there: a statement or two for each table in which the stages differ, however
    /// many rows. A part of an entry that is not there cannot be copied: the caller has checked that. `source` is the entry
    /// in stage `from`, with what `to` holds of it.
    pub(super) async fn copy_entry(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        source: &Snapshot<'a>,
        (from, to): (i64, i64),
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let (now, by) = (self.now.clone(), self.by.user_id().to_owned());
        if copies.base {
            let base = dml::copy_base(model, id, from, to, &now, &by);
            self.execute(parent, base).await?;
            self.copy_instances(&source.instances, (from, to)).await?;
            for links in &source.links {
                self.copy_links(links, (from, to)).await?;
            }
        }
        if !model.is_localized(self.content) {
            // What it holds may have localisations all the same.
            return self.copy_instance_localizations(&source.instances, (from, to), copies).await;
        }
        if copies.whole {
            let gone = dml::delete_other_localizations(engine, &model.id, id, to, copies.locales.clone());
            self.execute(parent, gone).await?;
        }
        let rows = dml::copy_localizations(engine, model, id, (from, to), copies.locales.clone(), (&now, &by));
        self.execute(parent, rows).await?;
        self.copy_instance_localizations(&source.instances, (from, to), copies).await
    }

    /// Makes the links of these ends in one stage those of the other. Most relations are the same in both when an entry is
    /// published again, and cost nothing then.
    async fn copy_links(&mut self, links: &Links<'a>, (from, to): (i64, i64)) -> Result<(), WriteError> {
        let (engine, ends) = (self.tx.engine(), &links.ends);
        let (new, old): (HashSet<&Link>, HashSet<&Link>) =
            (links.in_stage(from).iter().collect(), links.in_stage(to).iter().collect());
        if new == old {
            return Ok(());
        }
        let pairs = |links: &HashSet<&'_ Link>| -> HashSet<(String, String)> {
            links.iter().map(|link| (link.near.clone(), link.far.clone())).collect()
        };
        let (new_pairs, old_pairs) = (pairs(&new), pairs(&old));
        if !old_pairs.is_subset(&new_pairs) {
            self.tx.execute(dml::delete_links(engine, ends, vec![to])).await?;
        }
        let added = new.iter().filter(|link| !old_pairs.contains(&(link.near.clone(), link.far.clone())));
        let targets: HashSet<&str> = added.map(|link| link.target.as_str()).collect();
        for target in targets.into_iter().map(ModelId::new) {
            if !links.relation.holds_many(opposite(ends.side), &target) {
                self.tx.execute(dml::delete_rivals(engine, ends, from, to, &target)).await?;
            }
        }
        if !new.is_empty() {
            self.tx.execute(dml::copy_links(engine, ends, from, to)).await?;
        }
        Ok(())
    }

    /// Makes the instances of stage `to` those of stage `from`.
    async fn copy_instances(&mut self, instances: &[Instance<'a>], (from, to): (i64, i64)) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let kept: HashSet<(&str, &str)> = instances.iter().filter(|one| one.stage == from).map(key).collect();
        let gone = instances.iter().filter(|one| one.stage == to && !kept.contains(&key(one)));
        let gone: Vec<Instance<'a>> = gone.cloned().collect();
        self.delete_instances(&gone, &[to]).await?;
        for (component, ids) in by_component(instances, |one| one.stage == from) {
            let copied = dml::copy_instances(engine, component, ids, from, to);
            self.execute(ParentRef::Component(component), copied).await?;
        }
        Ok(())
    }

    /// Localisations of instances follow the entry's (content-api-write.md §3.7); with the whole entry all are copied, also
    /// those that the entry itself has not.
    async fn copy_instance_localizations(
        &mut self,
        instances: &[Instance<'a>],
        stages: (i64, i64),
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let every: Vec<i64> = self.content.locales.iter().map(|locale| locale.key).collect();
        let locales = if copies.whole { every } else { copies.locales.clone() };
        for (component, ids) in by_component(instances, |one| one.stage == stages.0) {
            if !component.is_localized() {
                continue;
            }
            let old = (ids.clone(), vec![stages.1], locales.clone());
            self.tx.execute(dml::delete_instance_localizations(engine, &component.id, old.0, old.1, old.2)).await?;
            let copied = dml::copy_instance_localizations(engine, component, ids, stages, locales.clone());
            self.execute(ParentRef::Component(component), copied).await?;
        }
        Ok(())
    }
}

fn key<'i>(instance: &'i Instance<'_>) -> (&'i str, &'i str) {
    (instance.component.id.as_str(), &instance.id)
}
