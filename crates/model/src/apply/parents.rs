//! Models and components as parents of fields: finding them, and changing what they hold.

use crate::change::{FieldTarget, Target};
use crate::component::ParentId;
use crate::content_model::ContentModel;
use crate::error::ChangeError;
use crate::field::Field;
use crate::ids::FieldId;

/// The model or component that `target` names.
pub(super) fn find(content: &ContentModel, target: &Target<String>) -> Result<ParentId, ChangeError> {
    let (found, value) = match target {
        Target::Id(id) => (content.parents().find(|parent| parent.id().as_str() == id), id),
        Target::ApiId(api_id) => (content.parents().find(|parent| parent.api_id() == api_id), api_id),
    };
    let not_found = || ChangeError::NotFound { what: "model or component", value: value.clone() };
    found.map(|parent| parent.id()).ok_or_else(not_found)
}

/// The field that `target` names, with its parent.
pub(super) fn find_field(content: &ContentModel, target: &FieldTarget) -> Result<(ParentId, Field), ChangeError> {
    match target {
        FieldTarget::Id(id) => {
            let found = content.parent_of_field(id).map(|(parent, field)| (parent.id(), field.clone()));
            found.ok_or_else(|| ChangeError::NotFound { what: "field", value: id.to_string() })
        }
        FieldTarget::Named { parent, api_id } => {
            let id = find(content, &Target::ApiId(parent.clone()))?;
            let field = content.parent(&id).and_then(|found| found.field(api_id)).cloned();
            let not_found = || ChangeError::NotFound { what: "field", value: format!("{parent}.{api_id}") };
            field.map(|field| (id, field)).ok_or_else(not_found)
        }
    }
}

impl ContentModel {
    fn fields_mut(&mut self, parent: &ParentId) -> Option<&mut Vec<Field>> {
        match parent {
            ParentId::Model(id) => self.models.iter_mut().find(|m| &m.id == id).map(|m| &mut m.fields),
            ParentId::Component(id) => self.components.iter_mut().find(|c| &c.id == id).map(|c| &mut c.fields),
        }
    }

    /// Every field of every model and component.
    pub(super) fn all_fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        let models = self.models.iter_mut().flat_map(|model| &mut model.fields);
        models.chain(self.components.iter_mut().flat_map(|component| &mut component.fields))
    }

    /// Every field with its parent.
    pub(super) fn all_fields(&self) -> impl Iterator<Item = (ParentId, &Field)> {
        self.parents().flat_map(|parent| parent.fields().iter().map(move |field| (parent.id(), field)))
    }

    /// Adds a field to a parent, which thereby changed now.
    pub(super) fn push_field(&mut self, parent: &ParentId, field: Field, now: &str) {
        match parent {
            ParentId::Model(id) => {
                let found = self.models.iter_mut().filter(|model| &model.id == id);
                found.for_each(|model| now.clone_into(&mut model.updated_at));
            }
            ParentId::Component(id) => {
                let found = self.components.iter_mut().filter(|component| &component.id == id);
                found.for_each(|component| now.clone_into(&mut component.updated_at));
            }
        }
        if let Some(fields) = self.fields_mut(parent) {
            fields.push(field);
        }
    }

    /// Puts a field in the place of the one with its id.
    pub(super) fn replace_field(&mut self, field: Field) {
        if let Some(old) = self.all_fields_mut().find(|old| old.id == field.id) {
            *old = field;
        }
    }

    /// Takes a field out of its parent, and out of the conditions that look at it.
    pub(super) fn take_field(&mut self, id: &FieldId) -> Option<(ParentId, Field)> {
        let parent = self.parent_of_field(id)?.0.id();
        let fields = self.fields_mut(&parent)?;
        let at = fields.iter().position(|field| &field.id == id)?;
        let field = fields.remove(at);
        for other in fields {
            other.visibility_condition.take_if(|condition| condition.base_field == field.id);
        }
        Some((parent, field))
    }
}
