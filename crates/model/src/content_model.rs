//! The content model of one environment.

use serde::{Deserialize, Serialize};

use crate::component::{Component, ParentId, ParentRef, in_order};
use crate::enumeration::Enumeration;
use crate::field::Field;
use crate::ids::{ComponentId, EnumerationId, FieldId, LocaleId, ModelId, StageId};

/// Counts the migrations that an environment went through. Plans and caches carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchemaVersion(pub i64);

/// Who made a part of the schema (management-api.md §2.2, `CreatedBy`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CreatedBy {
    /// A person of the project's team.
    Member(crate::ids::UserId),
    /// A permanent auth token.
    PermanentToken(crate::ids::TokenId),
    /// An app, through its installation's token.
    AppToken(crate::ids::InstallationId),
}

/// What a model's entries are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ModelKind {
    /// Entries of a shape that somebody made.
    #[default]
    Entries,
    /// Files: the one system model `Asset` that every content model has.
    Asset,
}

/// A model: a type of entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Stable id; table names come from it.
    pub id: ModelId,
    /// What its entries are.
    pub kind: ModelKind,
    /// Name of the GraphQL type.
    pub api_id: String,
    /// Plural, for root fields.
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

impl Model {
    /// The own field of that name.
    pub fn field(&self, api_id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.api_id == api_id)
    }

    /// The own field with that id.
    pub fn field_by_id(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| &field.id == id)
    }

    /// Whether entries have localisations: at least one own field is localised, or holds a localised component
    /// (content-api-read.md §3.2; the hollow case, content-api-write.md §2.7).
    pub fn is_localized(&self, content: &ContentModel) -> bool {
        let localized = |id| content.component_by_id(id).is_some_and(Component::is_localized);
        self.fields.iter().any(|field| field.is_localized || field.components().iter().any(localized))
    }

    /// Own fields by position, ties in order of creation.
    pub fn fields_in_order(&self) -> Vec<&Field> {
        in_order(&self.fields)
    }
}

/// A locale of the environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locale {
    /// Stable id.
    pub id: LocaleId,
    /// What stands in the rows.
    pub key: i64,
    /// Value of the GraphQL enum `Locale`.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Exactly one locale is the default.
    pub is_default: bool,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// A stage that entries are published to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Stable id.
    pub id: StageId,
    /// What stands in the rows: DRAFT is 1, PUBLISHED is 2.
    pub key: i64,
    /// Value of the GraphQL enum `Stage`.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// A value of `ColorPalette`.
    pub color: String,
    /// DRAFT and PUBLISHED cannot be deleted.
    pub is_system: bool,
    /// Order for people.
    pub position: i64,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

impl Stage {
    /// Key of DRAFT, the stage that everything but publishing writes to.
    pub const DRAFT: i64 = 1;
    /// Key of PUBLISHED.
    pub const PUBLISHED: i64 = 2;
}

/// Everything that gives an environment's content its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentModel {
    /// Which migration made it.
    pub version: SchemaVersion,
    /// Models in order of creation; the first is `Asset`.
    pub models: Vec<Model>,
    /// Components in order of creation.
    pub components: Vec<Component>,
    /// Enumerations in order of creation.
    pub enumerations: Vec<Enumeration>,
    /// Locales in order of creation, the default among them.
    pub locales: Vec<Locale>,
    /// Stages by position.
    pub stages: Vec<Stage>,
    /// The key that the next locale gets; never used twice.
    pub next_locale_key: i64,
    /// The key that the next stage gets; never used twice.
    pub next_stage_key: i64,
    /// Pages of the Content API, where they are not those of the server.
    pub page_sizes: Option<PageSizes>,
}

/// How many rows a page of the Content API has (content-api-read.md §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSizes {
    /// A page that says nothing.
    pub default: u32,
    /// The largest page; larger ones are cut to it.
    pub largest: u32,
}

impl ContentModel {
    /// The model of that name.
    pub fn model(&self, api_id: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.api_id == api_id)
    }

    /// The model with that id.
    pub fn model_by_id(&self, id: &ModelId) -> Option<&Model> {
        self.models.iter().find(|model| &model.id == id)
    }

    /// The system model of files.
    pub fn asset_model(&self) -> &Model {
        let asset = |model: &&Model| model.kind == ModelKind::Asset;
        self.models.iter().find(asset).expect("a content model always has the model Asset")
    }

    /// The component of that name.
    pub fn component(&self, api_id: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.api_id == api_id)
    }

    /// The component with that id.
    pub fn component_by_id(&self, id: &ComponentId) -> Option<&Component> {
        self.components.iter().find(|component| &component.id == id)
    }

    /// Models and components, models first, each in order of creation.
    pub fn parents(&self) -> impl Iterator<Item = ParentRef<'_>> {
        self.models.iter().map(ParentRef::Model).chain(self.components.iter().map(ParentRef::Component))
    }

    /// The model or component with that id.
    pub fn parent(&self, id: &ParentId) -> Option<ParentRef<'_>> {
        match id {
            ParentId::Model(id) => self.model_by_id(id).map(ParentRef::Model),
            ParentId::Component(id) => self.component_by_id(id).map(ParentRef::Component),
        }
    }

    /// The field with that id, and the model or component that has it.
    pub fn parent_of_field(&self, id: &FieldId) -> Option<(ParentRef<'_>, &Field)> {
        self.parents()
            .find_map(|parent| parent.fields().iter().find(|field| &field.id == id).map(|field| (parent, field)))
    }

    /// The source fields of all relations, asset fields and unions: each names a table.
    pub fn relations(&self) -> impl Iterator<Item = &FieldId> {
        self.parents().flat_map(ParentRef::fields).filter(|field| field.names_relation()).map(|field| &field.id)
    }

    /// The enumeration of that name.
    pub fn enumeration(&self, api_id: &str) -> Option<&Enumeration> {
        self.enumerations.iter().find(|enumeration| enumeration.api_id == api_id)
    }

    /// The enumeration with that id.
    pub fn enumeration_by_id(&self, id: &EnumerationId) -> Option<&Enumeration> {
        self.enumerations.iter().find(|enumeration| &enumeration.id == id)
    }

    /// The locale of that name.
    pub fn locale(&self, api_id: &str) -> Option<&Locale> {
        self.locales.iter().find(|locale| locale.api_id == api_id)
    }

    /// The default locale: every content model has exactly one.
    pub fn default_locale(&self) -> &Locale {
        self.locales.iter().find(|locale| locale.is_default).expect("a content model always has a default locale")
    }

    /// The stage of that name.
    pub fn stage(&self, api_id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.api_id == api_id)
    }

    /// The stage with that key.
    pub fn stage_by_key(&self, key: i64) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.key == key)
    }
}
