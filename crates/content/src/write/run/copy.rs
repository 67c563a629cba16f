//! The copy of an entry in another stage: base row, localisations, component instances, links.

use std::collections::HashSet;

use model::ids::EntryId;
use model::{Model, ParentRef, RelationSide};
use sql::dml::{self, LinkEnds};

use super::Writer;
use super::tree::{Instance, by_component, source_ends};
use crate::write::error::WriteError;
use crate::write::relation::{Relation, opposite};

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
    /// Copies between stages, replacing what is there. A part of an entry that is not there cannot be copied: the caller
    /// has checked that.
    pub(super) async fn copy_entry(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        (from, to): (i64, i64),
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let (engine, parent) = (self.tx.engine(), ParentRef::Model(model));
        let (now, by) = (self.now.clone(), self.by.user_id().to_owned());
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &[from, to]).await?;
        if copies.base {
            let base = dml::copy_base(model, id, from, to, &now, &by);
            self.execute(parent, base).await?;
            self.copy_links(model, id, (from, to)).await?;
            self.copy_instances(&instances, (from, to)).await?;
        }
        if !model.is_localized(self.content) {
            return Ok(());
        }
        if copies.whole {
            let gone = dml::delete_other_localizations(engine, &model.id, id, to, copies.locales.clone());
            self.execute(parent, gone).await?;
        }
        let rows = dml::copy_localizations(engine, model, id, (from, to), copies.locales.clone(), (&now, &by));
        self.execute(parent, rows).await?;
        self.copy_instance_localizations(&instances, (from, to), copies).await
    }

    /// The ends of a model's entries that fields show: the links that belong to an entry's own copy. A one-way relation
    /// belongs to its sources alone.
    pub(super) fn shown_ends(&self, model: &Model) -> Vec<(Relation<'a>, RelationSide)> {
        let ends = Relation::of_model(self.content, &model.id).into_iter();
        ends.filter(|(relation, side)| relation.field(*side, &model.id).is_some()).collect()
    }

    async fn copy_links(&mut self, model: &'a Model, id: &EntryId, stages: (i64, i64)) -> Result<(), WriteError> {
        for (relation, side) in self.shown_ends(model) {
            let ids = vec![id.as_str().to_owned()];
            let ends = LinkEnds { relation: &relation.source.id, side, ids, model: Some(&model.id) };
            self.copy_ends(relation, &ends, stages).await?;
        }
        Ok(())
    }

    async fn copy_ends(
        &mut self,
        relation: Relation<'a>,
        ends: &LinkEnds<'_>,
        (from, to): (i64, i64),
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let targets: Vec<&Model> = match ends.side {
            RelationSide::Source => relation.targets(),
            // The entries themselves are the targets.
            RelationSide::Target => ends.model.and_then(|id| self.content.model_by_id(id)).into_iter().collect(),
        };
        for target in targets {
            if !relation.holds_many(opposite(ends.side), &target.id) {
                self.tx.execute(dml::delete_rivals(engine, ends, from, to, &target.id)).await?;
            }
        }
        for statement in dml::copy_links(engine, ends, from, to) {
            self.tx.execute(statement).await?;
        }
        Ok(())
    }

    /// Makes the instances of stage `to` those of stage `from`, with their links.
    async fn copy_instances(&mut self, instances: &[Instance<'a>], (from, to): (i64, i64)) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let kept: HashSet<(&str, &str)> = instances.iter().filter(|one| one.stage == from).map(key).collect();
        let gone = instances.iter().filter(|one| one.stage == to && !kept.contains(&key(one)));
        let gone: Vec<Instance<'a>> = gone.cloned().collect();
        self.delete_instances(&gone, &[to]).await?;
        for (component, ids) in by_component(instances, |one| one.stage == from) {
            for ends in source_ends(component, &ids) {
                let relation = Relation::named(self.content, ends.relation).ok_or(WriteError::SchemaChanged)?;
                self.copy_ends(relation, &ends, (from, to)).await?;
            }
            let copied = dml::copy_instances(engine, component, ids, from, to);
            self.execute(ParentRef::Component(component), copied).await?;
        }
        Ok(())
    }

    /// Localisations of instances follow the entry's (content-api-write.md §3.7).
    async fn copy_instance_localizations(
        &mut self,
        instances: &[Instance<'a>],
        stages: (i64, i64),
        copies: &Copies,
    ) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        let every: Vec<i64> = self.content.locales.iter().map(|locale| locale.key).collect();
        let replaced = if copies.whole { every } else { copies.locales.clone() };
        for (component, ids) in by_component(instances, |one| one.stage == stages.0) {
            if !component.is_localized() {
                continue;
            }
            let old = (ids.clone(), vec![stages.1], replaced.clone());
            self.tx.execute(dml::delete_instance_localizations(engine, &component.id, old.0, old.1, old.2)).await?;
            let locales = copies.locales.clone();
            let copied = dml::copy_instance_localizations(engine, component, ids, stages, locales);
            self.execute(ParentRef::Component(component), copied).await?;
        }
        Ok(())
    }
}

fn key<'i>(instance: &'i Instance<'_>) -> (&'i str, &'i str) {
    (instance.component.id.as_str(), &instance.id)
}
