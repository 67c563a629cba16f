//! Component instances in DRAFT (content-api-write.md §3.7).

use model::ids::ComponentId;
use model::{Component, Field, ParentId, ParentRef, Stage};
use sql::dml::{self, InstanceField, OrderedList};

use super::embeds::Part;
use super::requirements::Requirement;
use super::{Holder, Writer};
use crate::write::error::WriteError;
use crate::write::input::{EntryInput, InstanceVerb, InstancesInput, Place};

/// A component field of an entry or instance.
#[derive(Clone, Copy)]
struct Held<'h, 'a> {
    holder: Holder<'h, 'a>,
    field: &'a Field,
}

impl<'a> Held<'_, 'a> {
    fn list(&self) -> InstanceField<'_> {
        let components = self.field.components().iter().collect();
        InstanceField { components, stage: Stage::DRAFT, parent: self.holder.id, field: &self.field.id }
    }

    fn part(&self, component: &ComponentId) -> Result<usize, WriteError> {
        self.field.components().iter().position(|id| id == component).ok_or(WriteError::SchemaChanged)
    }
}

impl<'a> Writer<'_, 'a> {
    /// Does what is said about a component field.
    pub(super) async fn instances(&mut self, holder: Holder<'_, 'a>, input: InstancesInput) -> Result<(), WriteError> {
        let field = holder.parent.fields().iter().find(|field| field.id == input.field);
        let held = Held { holder, field: field.ok_or(WriteError::SchemaChanged)? };
        self.require(Requirement::of_field(holder, held.field));
        for verb in input.verbs {
            self.instance_verb(held, verb).await?;
        }
        Ok(())
    }

    async fn instance_verb(&mut self, held: Held<'_, 'a>, verb: InstanceVerb) -> Result<(), WriteError> {
        match verb {
            InstanceVerb::Delete(component, id) => {
                let component = self.component(&component)?;
                self.check_held(held, component, &id).await?;
                self.drop_instances(component, vec![id]).await
            }
            InstanceVerb::DeleteAll => self.drop_all(held).await,
            InstanceVerb::Update { component, id, place, input } => {
                let component = self.component(&component)?;
                self.check_held(held, component, &id).await?;
                self.update_instance(component, &id, input).await?;
                self.move_instance(held, component, &id, place).await
            }
            InstanceVerb::Upsert { component, id, place, parts } => {
                let component = self.component(&component)?;
                if self.is_held(held, component, id.as_str()).await? {
                    if let Some(parts) = parts {
                        self.update_instance(component, id.as_str(), parts.1?).await?;
                    }
                    return self.move_instance(held, component, id.as_str(), place).await;
                }
                let parts = parts.ok_or_else(|| WriteError::not_connected(&component.api_id))?;
                let place = place.unwrap_or(Place::Last);
                self.create_instance(held, component, id.as_str(), &place, parts.0?).await
            }
            InstanceVerb::Create { component, place, input } => {
                let component = self.component(&component)?;
                self.create_instance(held, component, &cuid::cuid1(), &place, input).await
            }
        }
    }

    fn component(&self, id: &ComponentId) -> Result<&'a Component, WriteError> {
        self.content.component_by_id(id).ok_or(WriteError::SchemaChanged)
    }

    /// Whether the field holds an instance. One that somebody else holds is refused like one that is not there, and never
    /// made again; nor is one that another entry has left in DRAFT and still holds in another stage.
    async fn is_held(&mut self, held: Held<'_, 'a>, component: &Component, id: &str) -> Result<bool, WriteError> {
        let mut is_draft = false;
        for row in self.tx.query(dml::holders_of_instance(&component.id, id)).await? {
            if row.text(1)? != held.holder.id || row.text(2)? != held.field.id.as_str() {
                return Err(WriteError::not_connected(&component.api_id));
            }
            is_draft |= row.int(0)? == Stage::DRAFT;
        }
        Ok(is_draft)
    }

    async fn check_held(&mut self, held: Held<'_, 'a>, component: &Component, id: &str) -> Result<(), WriteError> {
        if self.is_held(held, component, id).await? {
            return Ok(());
        }
        Err(WriteError::not_connected(&component.api_id))
    }

    async fn drop_all(&mut self, held: Held<'_, 'a>) -> Result<(), WriteError> {
        let rows = self.tx.query(dml::members(&OrderedList::Instances(held.list()))).await?;
        for row in rows {
            let part = usize::try_from(row.int(2)?).unwrap_or(usize::MAX);
            let component = held.field.components().get(part).ok_or(WriteError::SchemaChanged)?;
            self.drop_instances(self.component(component)?, vec![row.text(0)?.to_owned()]).await?;
        }
        Ok(())
    }

    /// Makes an instance; where the field holds one, the old one goes.
    async fn create_instance(
        &mut self,
        held: Held<'_, 'a>,
        component: &'a Component,
        id: &str,
        place: &Place,
        input: EntryInput,
    ) -> Result<(), WriteError> {
        if !held.field.is_list {
            self.drop_all(held).await?;
        }
        let holder = Holder { parent: ParentRef::Component(component), id };
        let list = held.list();
        let place = self.list_place(&OrderedList::Instances(list.clone()), place, id).await?;
        self.note_embeds(&input.base)?;
        let row = self.new_row(holder.parent, input.base);
        let statement = dml::insert_instance(&list, held.part(&component.id)?, id, place, row);
        self.execute(holder.parent, statement.ok_or(WriteError::SchemaChanged)?).await?;
        self.first_localizations(holder, input.default_localization, input.localizations).await?;
        self.require_all(holder);
        self.nested(holder, input.nested).await
    }

    async fn update_instance(
        &mut self,
        component: &'a Component,
        id: &str,
        input: EntryInput,
    ) -> Result<(), WriteError> {
        let holder = Holder { parent: ParentRef::Component(component), id };
        self.note_new_embeds(holder, Part::Base, &input.base).await?;
        let row = self.changed_row(holder.parent, input.base);
        let statement = dml::update_base(&ParentId::Component(component.id.clone()), id, Stage::DRAFT, row);
        self.execute(holder.parent, statement).await?;
        self.update_default(holder, input.default_localization, false).await?;
        for (locale, said) in input.localizations {
            self.localization(holder, locale, said).await?;
        }
        self.delete_localizations(holder, input.delete_locales).await?;
        self.nested(holder, input.nested).await
    }

    async fn move_instance(
        &mut self,
        held: Held<'_, 'a>,
        component: &Component,
        id: &str,
        place: Option<Place>,
    ) -> Result<(), WriteError> {
        let Some(place) = place else { return Ok(()) };
        let list = OrderedList::Instances(held.list());
        let place = self.list_place(&list, &place, id).await?;
        let statement = dml::set_position(&list, held.part(&component.id)?, id, place);
        self.tx.execute(statement.ok_or(WriteError::SchemaChanged)?).await?;
        Ok(())
    }
}
