//! The content model of one environment.

use serde::{Deserialize, Serialize};

use crate::enumeration::Enumeration;
use crate::field::Field;
use crate::ids::{EnumerationId, FieldId, LocaleId, ModelId, StageId};

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

/// A model: a type of entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Stable id; table names come from it.
    pub id: ModelId,
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

    /// Whether entries have localisations: at least one own field is localised (content-api-read.md §3.2).
    pub fn is_localized(&self) -> bool {
        self.fields.iter().any(|field| field.is_localized)
    }

    /// Own fields by position, ties in order of creation.
    pub fn fields_in_order(&self) -> Vec<&Field> {
        let mut fields: Vec<&Field> = self.fields.iter().collect();
        fields.sort_by_key(|field| field.position);
        fields
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
    /// Models in order of creation.
    pub models: Vec<Model>,
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

    /// The field with that id, and the model that has it.
    pub fn field_by_id(&self, id: &FieldId) -> Option<(&Model, &Field)> {
        self.models.iter().find_map(|model| model.field_by_id(id).map(|field| (model, field)))
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
