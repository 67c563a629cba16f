//! Creating, changing and deleting entries in DRAFT.

use futures_util::future::BoxFuture;
use model::ids::EntryId;
use model::{Model, ModelKind, ParentId, ParentRef, Stage};
use sql::dml::{self, LinkEnds};
use sql::environment::{asset_files, versions};

use super::embeds::Part;
use super::gathered::RowsOf;
use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::events::Happened;
use crate::write::input::{EntryInput, NestedInput};
use crate::write::relation::Relation;

impl<'a> Writer<'_, 'a> {
    /// Makes an entry in DRAFT, with an id of its own unless one was chosen; that id.
    pub(in crate::write) async fn create_new(
        &mut self,
        model: &'a Model,
        chosen: Option<EntryId>,
        input: EntryInput,
    ) -> Result<EntryId, WriteError> {
        let id = chosen.unwrap_or_else(|| EntryId::new(cuid::cuid1()));
        self.create(model, &id, input).await?;
        Ok(id)
    }

    /// Makes an entry in DRAFT.
    pub(in crate::write) async fn create(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        input: EntryInput,
    ) -> Result<(), WriteError> {
        self.note_new(model, id, &input);
        self.note_embeds(&input.base)?;
        let holder = Holder { parent: ParentRef::Model(model), id: id.as_str() };
        let base = self.new_row(holder.parent, input.base);
        self.tx.insert(RowsOf::Base(holder.parent), dml::insert_base(&model.id, id, Stage::DRAFT, base));
        self.stamped.insert((model.id.clone(), id.clone()));
        self.first_localizations(holder, input.default_localization, input.localizations).await?;
        self.note(&model.id, id, Stage::DRAFT, Happened::Created);
        self.require_all(holder);
        self.nested(holder, input.nested).await
    }

    /// Changes an entry in DRAFT. The time moves on the rows that are changed, on both when nothing is; a changed
    /// relation or component counts for the base row.
    pub(in crate::write) async fn update(
        &mut self,
        model: &'a Model,
        id: &EntryId,
        input: EntryInput,
    ) -> Result<(), WriteError> {
        self.require_to_update(model, id, &input).await?;
        let holder = Holder { parent: ParentRef::Model(model), id: id.as_str() };
        let localized = !input.default_localization.assignments.is_empty()
            || !input.localizations.is_empty()
            || !input.delete_locales.is_empty();
        let based = !input.base.assignments.is_empty() || !input.nested.is_empty();
        self.note(&model.id, id, Stage::DRAFT, Happened::Updated);
        self.given.note(&model.id, id, &input);
        if based || !localized {
            self.note_new_embeds(holder, Part::Base, &input.base).await?;
            let row = self.changed_row(holder.parent, input.base);
            let statement = dml::update_base(&ParentId::Model(model.id.clone()), id.as_str(), Stage::DRAFT, row);
            self.execute(holder.parent, statement).await?;
            self.stamped.insert((model.id.clone(), id.clone()));
        }
        let nothing = !based && !localized;
        self.update_default(holder, input.default_localization, nothing).await?;
        for (locale, said) in input.localizations {
            self.localization(holder, locale, said).await?;
        }
        self.delete_localizations(holder, input.delete_locales).await?;
        self.nested(holder, input.nested).await
    }

    /// Removes an entry from all stages, with its component instances, its places in relations and its versions.
    pub(in crate::write) async fn delete(&mut self, model: &'a Model, id: &EntryId) -> Result<(), WriteError> {
        let engine = self.tx.engine();
        self.require_to_delete(model, id).await?;
        self.check_dependants(model, id).await?;
        let stages: Vec<i64> = self.content.stages.iter().map(|stage| stage.key).collect();
        let parent = ParentRef::Model(model);
        let instances = self.instances_below(parent, vec![id.as_str().to_owned()], &stages).await?;
        self.delete_instances(&instances, &stages).await?;
        for (relation, side) in Relation::of_model(self.content, &model.id) {
            let ids = vec![id.as_str().to_owned()];
            let ends = LinkEnds { relation: &relation.source.id, side, ids, model: Some(&model.id) };
            self.tx.execute(dml::delete_links(engine, &ends, stages.clone())).await?;
        }
        self.tx.execute(versions::delete_of_entry(id, &model.id)).await?;
        self.cancel_schedules(model, id).await?;
        match model.kind {
            ModelKind::Entries => {}
            ModelKind::Asset => drop(self.tx.execute(asset_files::forget_of_entry(id.as_str())).await?),
        }
        for statement in dml::delete_entry(&model.id, id) {
            self.execute(parent, statement).await?;
        }
        self.note(&model.id, id, Stage::DRAFT, Happened::Deleted);
        Ok(())
    }

    /// Relations and components of an entry or instance. Boxed: what is nested nests again.
    pub(super) fn nested<'s>(
        &'s mut self,
        holder: Holder<'s, 'a>,
        inputs: Vec<NestedInput>,
    ) -> BoxFuture<'s, Result<(), WriteError>> {
        Box::pin(async move {
            for input in inputs {
                match input {
                    NestedInput::Links(links) => self.links(holder, links).await?,
                    NestedInput::Instances(instances) => self.instances(holder, instances).await?,
                }
            }
            Ok(())
        })
    }
}
