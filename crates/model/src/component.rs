//! Components: named groups of fields whose instances live inside an entry or another instance, and what models and
//! components have in common as parents of fields.

use serde::{Deserialize, Serialize};

use crate::content_model::{ContentModel, CreatedBy, Model};
use crate::field::Field;
use crate::ids::{ComponentId, FieldId, ModelId};

/// A component: a type whose instances belong to one field of one entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Stable id; table names come from it.
    pub id: ComponentId,
    /// Name of the GraphQL type.
    pub api_id: String,
    /// Plural.
    pub api_id_plural: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people; becomes the GraphQL description.
    pub description: Option<String>,
    /// Made by an app and not for people to change.
    pub is_system: bool,
    /// Own fields in order of creation; `position` orders them for people.
    pub fields: Vec<Field>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
}

impl Component {
    /// The own field of that name.
    pub fn field(&self, api_id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.api_id == api_id)
    }

    /// The own field with that id.
    pub fn field_by_id(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| &field.id == id)
    }

    /// Whether instances have localisations: at least one own field is localised. Localised components inside do not
    /// count (content-api-write.md §2.7).
    pub fn is_localized(&self) -> bool {
        self.fields.iter().any(|field| field.is_localized)
    }

    /// Own fields by position, ties in order of creation.
    pub fn fields_in_order(&self) -> Vec<&Field> {
        in_order(&self.fields)
    }
}

/// Fields by position, ties in order of creation.
pub(crate) fn in_order(fields: &[Field]) -> Vec<&Field> {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by_key(|field| field.position);
    fields
}

/// What a field can belong to, by stable id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ParentId {
    /// A model.
    Model(ModelId),
    /// A component.
    Component(ComponentId),
}

impl ParentId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        match self {
            ParentId::Model(id) => id.as_str(),
            ParentId::Component(id) => id.as_str(),
        }
    }

    /// Whether it is that model.
    pub fn is_model(&self, model: &ModelId) -> bool {
        matches!(self, ParentId::Model(id) if id == model)
    }
}

impl AsRef<str> for ParentId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// What a field belongs to.
#[derive(Clone, Copy, Debug)]
pub enum ParentRef<'a> {
    /// A model.
    Model(&'a Model),
    /// A component.
    Component(&'a Component),
}

impl<'a> ParentRef<'a> {
    /// Stable id.
    pub fn id(self) -> ParentId {
        match self {
            ParentRef::Model(model) => ParentId::Model(model.id.clone()),
            ParentRef::Component(component) => ParentId::Component(component.id.clone()),
        }
    }

    /// Name of the GraphQL type.
    pub fn api_id(self) -> &'a str {
        match self {
            ParentRef::Model(model) => &model.api_id,
            ParentRef::Component(component) => &component.api_id,
        }
    }

    /// Name for people.
    pub fn display_name(self) -> &'a str {
        match self {
            ParentRef::Model(model) => &model.display_name,
            ParentRef::Component(component) => &component.display_name,
        }
    }

    /// Own fields in order of creation.
    pub fn fields(self) -> &'a [Field] {
        match self {
            ParentRef::Model(model) => &model.fields,
            ParentRef::Component(component) => &component.fields,
        }
    }

    /// The own field of that name.
    pub fn field(self, api_id: &str) -> Option<&'a Field> {
        self.fields().iter().find(|field| field.api_id == api_id)
    }

    /// Own fields by position, ties in order of creation.
    pub fn fields_in_order(self) -> Vec<&'a Field> {
        in_order(self.fields())
    }

    /// Whether entries or instances have localisations: [`Model::is_localized`], [`Component::is_localized`].
    pub fn is_localized(self, content: &ContentModel) -> bool {
        match self {
            ParentRef::Model(model) => model.is_localized(content),
            ParentRef::Component(component) => component.is_localized(),
        }
    }
}
