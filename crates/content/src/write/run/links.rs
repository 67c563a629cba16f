//! Links between entries (content-api-write.md §3.5, §3.6).

use model::ids::{EntryId, ModelId};
use model::{Model, ParentRef, RelationSide, Stage};
use sql::dml::{self, LinkEnd, ListPlace, OrderedList, POSITION_STEP};

use super::requirements::Requirement;
use super::{Holder, Writer, pairs};
use crate::write::error::WriteError;
use crate::write::input::{EntryInput, LinkVerb, LinksInput, Place, Target, UpsertInput};
use crate::write::relation::{End, Relation, opposite};

/// One end of a relation, with the entry or instance at it.
#[derive(Clone, Copy)]
struct Near<'n, 'a> {
    relation: Relation<'a>,
    side: RelationSide,
    id: &'n str,
    /// Its model; `None` for an instance.
    model: Option<&'a ModelId>,
}

impl<'a> Near<'_, 'a> {
    fn end(&self) -> LinkEnd<'_> {
        let relation = &self.relation.source.id;
        LinkEnd { relation, side: self.side, stage: Stage::DRAFT, id: self.id, model: self.model }
    }

    /// The target's model of a link to an entry of `far`.
    fn target<'m>(&self, far: &'m ModelId) -> &'m ModelId
    where
        'a: 'm,
    {
        match self.side {
            RelationSide::Source => far,
            RelationSide::Target => self.model.unwrap_or(far),
        }
    }

    /// The model of the entry at the other end of a link whose target is of `target`.
    fn far_model(&self, target: ModelId) -> Result<ModelId, WriteError> {
        match self.side {
            RelationSide::Source => Ok(target),
            RelationSide::Target => {
                self.relation.source_model().map(|model| model.id.clone()).ok_or(WriteError::SchemaChanged)
            }
        }
    }
}

impl<'a> Writer<'_, 'a> {
    /// Does what is said about one end of a relation.
    pub(super) async fn links(&mut self, holder: Holder<'_, 'a>, input: LinksInput) -> Result<(), WriteError> {
        let End { relation, side } = input.end;
        let relation = Relation::named(self.content, &relation).ok_or(WriteError::SchemaChanged)?;
        let model = match holder.parent {
            ParentRef::Model(model) => Some(&model.id),
            ParentRef::Component(_) => None,
        };
        let near = Near { relation, side, id: holder.id, model };
        for verb in input.verbs {
            self.link_verb(near, verb).await?;
        }
        Ok(())
    }

    async fn link_verb(&mut self, near: Near<'_, 'a>, verb: LinkVerb) -> Result<(), WriteError> {
        match verb {
            LinkVerb::Set(targets) => self.set_links(near, targets).await,
            LinkVerb::Disconnect(target) => match self.find(&target.model, target.unique).await? {
                Some(id) => {
                    self.require_to_link(self.model(&target.model)?, &id).await?;
                    self.disconnect(near, id.as_str()).await
                }
                None => Ok(()),
            },
            LinkVerb::DisconnectLinked => self.disconnect_others(near, Vec::new()).await,
            LinkVerb::Delete(target) => {
                let model = self.model(&target.model)?;
                let id = self.linked_entry(near, target).await?;
                self.disconnect(near, id.as_str()).await?;
                self.delete(model, &id).await
            }
            LinkVerb::DeleteLinked => {
                for (id, target) in pairs(&self.tx.query(dml::linked(&near.end())).await?)? {
                    let model = self.model(&near.far_model(ModelId::new(target))?)?;
                    self.disconnect(near, &id).await?;
                    self.delete(model, &EntryId::new(id)).await?;
                }
                Ok(())
            }
            LinkVerb::Update(target, input) => {
                let model = self.model(&target.model)?;
                let id = self.linked_entry(near, target).await?;
                self.update(model, &id, input).await
            }
            LinkVerb::Upsert(upsert) => self.upsert_linked(near, *upsert).await,
            LinkVerb::Create(model, input) => {
                self.create_linked(near, self.model(&model)?, EntryId::new(cuid::cuid1()), input).await
            }
            LinkVerb::Connect(target, place) => {
                let model = self.model(&target.model)?;
                let id = self.connectable(target).await?;
                self.connect(near, model, id.as_str(), &place).await
            }
        }
    }

    /// The entry that is to be linked.
    async fn connectable(&mut self, target: Target) -> Result<EntryId, WriteError> {
        let model = self.model(&target.model)?;
        let found = self.find(&target.model, target.unique).await?;
        found.ok_or_else(|| {
            WriteError::input(format!("could not find document of model \"{}\" to connect", model.api_id))
        })
    }

    /// The entry that is meant, which must be linked.
    async fn linked_entry(&mut self, near: Near<'_, 'a>, target: Target) -> Result<EntryId, WriteError> {
        let model = self.model(&target.model)?;
        let found = self.find(&target.model, target.unique).await?;
        if let Some(id) = found
            && self.tx.query_opt(dml::link_to(&near.end(), id.as_str())).await?.is_some()
        {
            return Ok(id);
        }
        Err(WriteError::not_connected(&model.api_id))
    }

    async fn upsert_linked(&mut self, near: Near<'_, 'a>, upsert: UpsertInput) -> Result<(), WriteError> {
        let model = self.model(&upsert.target.model)?;
        let Some(id) = self.find(&upsert.target.model, upsert.target.unique).await? else {
            let id = upsert.id.unwrap_or_else(|| EntryId::new(cuid::cuid1()));
            return self.create_linked(near, model, id, upsert.create?).await;
        };
        self.update(model, &id, upsert.update?).await?;
        if self.tx.query_opt(dml::link_to(&near.end(), id.as_str())).await?.is_some() {
            return Ok(());
        }
        self.connect(near, model, id.as_str(), &Place::Last).await
    }

    async fn create_linked(
        &mut self,
        near: Near<'_, 'a>,
        model: &'a Model,
        id: EntryId,
        input: EntryInput,
    ) -> Result<(), WriteError> {
        let is_bare = input.nested.is_empty();
        self.create(model, &id, input).await?;
        let target = near.target(&model.id);
        if !is_bare || !near.relation.holds_many(near.side, target) {
            return self.connect(near, model, id.as_str(), &Place::Last).await;
        }
        // Neither end has another link to lose.
        let far = Near { relation: near.relation, side: opposite(near.side), id: id.as_str(), model: Some(&model.id) };
        self.tx.insert_link(&near.end(), &far.end());
        self.touch_ends(near, target, id.as_str()).await
    }

    async fn set_links(&mut self, near: Near<'_, 'a>, targets: Vec<Target>) -> Result<(), WriteError> {
        let mut found = Vec::new();
        for target in targets {
            let model = self.model(&target.model)?;
            found.push((model, self.connectable(target).await?));
        }
        let keep = found.iter().map(|(_, id)| id.as_str().to_owned()).collect();
        self.disconnect_others(near, keep).await?;
        let mut position = 0;
        for (model, id) in found {
            position += POSITION_STEP;
            self.connect_at(near, model, id.as_str(), ListPlace::At(position)).await?;
        }
        Ok(())
    }

    async fn connect(
        &mut self,
        near: Near<'_, 'a>,
        model: &'a Model,
        id: &str,
        place: &Place,
    ) -> Result<(), WriteError> {
        let place = self.list_place(&OrderedList::Links(near.end()), place, id).await?;
        self.connect_at(near, model, id, place).await
    }

    /// Links, and takes both ends away from what they were linked with where they hold one link.
    async fn connect_at(
        &mut self,
        near: Near<'_, 'a>,
        model: &'a Model,
        id: &str,
        place: ListPlace,
    ) -> Result<(), WriteError> {
        let far = Near { relation: near.relation, side: opposite(near.side), id, model: Some(&model.id) };
        let target = near.target(&model.id);
        self.require_to_link(model, &EntryId::new(id)).await?;
        if !near.relation.holds_many(near.side, target) {
            self.disconnect_others(near, vec![id.to_owned()]).await?;
        }
        if !near.relation.holds_many(far.side, target) {
            self.disconnect_others(far, vec![near.id.to_owned()]).await?;
        }
        self.tx.execute(dml::link(&near.end(), &far.end(), place)).await?;
        self.touch_ends(near, target, id).await
    }

    async fn disconnect(&mut self, near: Near<'_, 'a>, id: &str) -> Result<(), WriteError> {
        let gone = self.tx.query(dml::unlink(&near.end(), id)).await?;
        self.unlinked(near, pairs(&gone)?).await
    }

    async fn disconnect_others(&mut self, near: Near<'_, 'a>, keep: Vec<String>) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        self.require_to_unlink_others(near, &keep).await?;
        let gone = self.tx.query(dml::unlink_others(engine, &near.end(), keep)).await?;
        self.unlinked(near, pairs(&gone)?).await
    }

    /// Entries that lose a link are changed by that, also where another one takes its place.
    async fn require_to_unlink_others(&mut self, near: Near<'_, 'a>, keep: &[String]) -> Result<(), WriteError> {
        // An instance is written with the entry that holds it.
        let are_instances = near.side == RelationSide::Target && near.relation.source_model().is_none();
        if are_instances || !self.is_bound() {
            return Ok(());
        }
        for (id, target) in pairs(&self.tx.query(dml::linked(&near.end())).await?)? {
            if !keep.contains(&id) {
                let model = self.model(&near.far_model(ModelId::new(target))?)?;
                self.require_to_link(model, &EntryId::new(id)).await?;
            }
        }
        Ok(())
    }

    /// What follows from links that are gone, given by the other ends' ids and the targets' models.
    async fn unlinked(&mut self, near: Near<'_, 'a>, gone: Vec<(String, String)>) -> Result<(), WriteError> {
        for (id, target) in gone {
            let target = ModelId::new(target);
            let source = match near.side {
                RelationSide::Source => near.id,
                RelationSide::Target => &id,
            };
            self.require(Requirement::of_source(near.relation, source));
            self.touch_ends(near, &target, &id).await?;
        }
        Ok(())
    }

    /// A link changes the entries whose fields show it: the source, and the target unless the relation is one-way. An
    /// instance's entry is being written anyway.
    async fn touch_ends(&mut self, near: Near<'_, 'a>, target: &ModelId, far: &str) -> Result<(), WriteError> {
        let (source, target_id) = match near.side {
            RelationSide::Source => (near.id, far),
            RelationSide::Target => (far, near.id),
        };
        if let Some(model) = near.relation.source_model() {
            self.touch(model, source).await?;
        }
        if near.relation.target_field(target).is_some() {
            let model = self.model(target)?;
            self.touch(model, target_id).await?;
        }
        Ok(())
    }
}
