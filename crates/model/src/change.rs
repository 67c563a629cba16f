//! Changes: what a client asks to be done to the content model, as values.
//!
//! Both ways of asking end here: single mutations address things by id, batches by apiId (management-api.md §3.1, §3.2).
//! In a patch, `None` leaves a thing as it is; an explicit null on the wire means the same.

use serde_json::Value;

use crate::field::{FieldConfig, RelationalType, SimpleType, Visibility};
use crate::ids::{EnumerationId, EnumerationValueId, FieldId, LocaleId, ModelId, StageId};
use crate::validations::Validations;

/// How a change names an existing thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<I> {
    /// By stable id.
    Id(I),
    /// By the name on the wire.
    ApiId(String),
}

/// How a change names an existing field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldTarget {
    /// By stable id.
    Id(FieldId),
    /// By parent and name.
    Named {
        /// apiId of the model or component.
        parent: String,
        /// apiId of the field.
        api_id: String,
    },
}

/// One change. The order of a batch is the order of execution; later changes may name what earlier ones made.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new model.
    CreateModel(ModelDraft),
    /// A model's names.
    UpdateModel(Target<ModelId>, ModelPatch),
    /// A model with all its entries.
    DeleteModel(Target<ModelId>),
    /// A new field on a model.
    CreateField(Target<ModelId>, Box<FieldDraft>),
    /// A field's settings. The kind must be the one the operation is for.
    UpdateField(FieldTarget, KindName, Box<FieldPatch>),
    /// A field with its values.
    DeleteField(FieldTarget),
    /// A new enumeration.
    CreateEnumeration(EnumerationDraft),
    /// An enumeration's names and values.
    UpdateEnumeration(Target<EnumerationId>, EnumerationPatch),
    /// An enumeration that no field uses.
    DeleteEnumeration(Target<EnumerationId>),
    /// A new locale.
    CreateLocale(LocaleDraft),
    /// A locale's names, or the default.
    UpdateLocale(Target<LocaleId>, LocalePatch),
    /// A locale; with `force` also its localisations.
    DeleteLocale {
        /// Which.
        target: Target<LocaleId>,
        /// Delete localisations too.
        force: bool,
    },
    /// A new stage.
    CreateStage(StageDraft),
    /// A stage's names.
    UpdateStage(Target<StageId>, StagePatch),
    /// A stage; with `force` also its copies.
    DeleteStage {
        /// Which.
        target: Target<StageId>,
        /// Delete copies too.
        force: bool,
    },
}

/// A new model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelDraft {
    /// Name of the type.
    pub api_id: String,
    /// Plural.
    pub api_id_plural: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Made by an app and not for people to change.
    pub is_system: bool,
}

/// Changes to a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelPatch {
    /// New name of the type.
    pub api_id: Option<String>,
    /// New plural.
    pub api_id_plural: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
    /// New text.
    pub description: Option<String>,
    /// New protection.
    pub is_system: Option<bool>,
}

/// What a new rich text field may embed. Models are targets: a batch may have made them just before.
#[derive(Clone, Debug, PartialEq)]
pub enum EmbedsDraft {
    /// Nothing.
    Off,
    /// Entries of these models.
    Models(Vec<Target<ModelId>>),
}

/// The kind part of a new field.
#[derive(Clone, Debug, PartialEq)]
pub enum KindDraft {
    /// A scalar.
    Simple {
        /// Its type.
        simple_type: SimpleType,
        /// JSON-encoded text, as sent.
        initial_value: Option<String>,
        /// Limits.
        validations: Option<Validations>,
        /// Embedding.
        embeds: EmbedsDraft,
    },
    /// A value of an enumeration.
    Enumerable {
        /// Which enumeration.
        enumeration: Target<EnumerationId>,
        /// apiId of a value, or JSON-encoded text, as sent.
        initial_value: Option<String>,
    },
    /// A relation or asset.
    Relational {
        /// Relation or asset.
        relational_type: RelationalType,
        /// The model at the other end.
        related: Target<ModelId>,
    },
}

/// Names the kind of field that an update operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindName {
    /// `updateSimpleField`
    Simple,
    /// `updateEnumerableField`
    Enumerable,
    /// Any kind, for `moveField`.
    Any,
}

/// A new field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDraft {
    /// Name in the Content API.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Made by an app.
    pub is_system: bool,
    /// Where it stands; at the end when not given.
    pub position: Option<i64>,
    /// Studio's visibility.
    pub visibility: Visibility,
    /// Several values.
    pub is_list: bool,
    /// Must hold a value.
    pub is_required: bool,
    /// Unique per stage.
    pub is_unique: bool,
    /// Value per locale.
    pub is_localized: bool,
    /// Names the entry.
    pub is_title: bool,
    /// May differ in variants.
    pub is_variant_enabled: bool,
    /// Value for entries that exist already, JSON-encoded text, as sent.
    pub migration_value: Option<String>,
    /// Kind.
    pub kind: KindDraft,
    /// Renderer in forms.
    pub form_config: FieldConfig,
    /// Renderer in tables.
    pub table_config: FieldConfig,
    /// Free JSON.
    pub extensions: Option<Value>,
    /// Free JSON.
    pub meta: Option<Value>,
}

/// Changes to how a field is rendered.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldConfigPatch {
    /// All of it.
    Whole(FieldConfig),
    /// Another renderer; settings of the old one mean nothing to it, so they go unless new ones come along.
    Renderer {
        /// Its name.
        renderer: String,
        /// Its settings: a JSON object.
        config: Option<Value>,
    },
    /// Other settings of the same renderer.
    Settings(Value),
}

/// Changes to a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldPatch {
    /// New name.
    pub api_id: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
    /// New text.
    pub description: Option<String>,
    /// New protection.
    pub is_system: Option<bool>,
    /// New place.
    pub position: Option<i64>,
    /// New visibility.
    pub visibility: Option<Visibility>,
    /// Must be what it was: lists are chosen at creation.
    pub is_list: Option<bool>,
    /// Must hold a value.
    pub is_required: Option<bool>,
    /// Unique per stage.
    pub is_unique: Option<bool>,
    /// Value per locale.
    pub is_localized: Option<bool>,
    /// Names the entry.
    pub is_title: Option<bool>,
    /// May differ in variants.
    pub is_variant_enabled: Option<bool>,
    /// JSON-encoded text, or apiId of an enumeration value.
    pub initial_value: Option<String>,
    /// Value for entries without one, JSON-encoded text.
    pub migration_value: Option<String>,
    /// Limits.
    pub validations: Option<Validations>,
    /// Embedding: `false` on a field that embeds is refused, once on it stays on.
    pub embeds_enabled: Option<bool>,
    /// Embedding: models to allow in addition.
    pub embeds_add: Vec<Target<ModelId>>,
    /// Embedding: models no longer allowed.
    pub embeds_remove: Vec<Target<ModelId>>,
    /// Renderer in forms.
    pub form_config: Option<FieldConfigPatch>,
    /// Renderer in tables.
    pub table_config: Option<FieldConfigPatch>,
    /// Free JSON.
    pub extensions: Option<Value>,
    /// Free JSON.
    pub meta: Option<Value>,
}

/// A new enumeration value.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumerationValueDraft {
    /// Name on the wire.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
}

/// Changes to an enumeration value.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumerationValuePatch {
    /// Which value.
    pub target: Target<EnumerationValueId>,
    /// New name on the wire.
    pub api_id: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
}

/// A new enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumerationDraft {
    /// Name of the GraphQL enum.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Made by an app.
    pub is_system: bool,
    /// Values in order.
    pub values: Vec<EnumerationValueDraft>,
}

/// Changes to an enumeration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnumerationPatch {
    /// New name.
    pub api_id: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
    /// New text.
    pub description: Option<String>,
    /// New protection.
    pub is_system: Option<bool>,
    /// Values to append.
    pub create: Vec<EnumerationValueDraft>,
    /// Values to rename.
    pub update: Vec<EnumerationValuePatch>,
    /// Values to remove.
    pub delete: Vec<Target<EnumerationValueId>>,
}

/// A new locale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocaleDraft {
    /// Value of the enum `Locale`.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
}

/// Changes to a locale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocalePatch {
    /// New name.
    pub api_id: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
    /// New text.
    pub description: Option<String>,
    /// `true` moves the flag here; `false` on the default locale is refused.
    pub is_default: Option<bool>,
}

/// A new stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageDraft {
    /// Value of the enum `Stage`.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// A value of `ColorPalette`.
    pub color: String,
    /// Where it stands; at the end when not given.
    pub position: Option<i64>,
}

/// Changes to a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StagePatch {
    /// New name.
    pub api_id: Option<String>,
    /// New name for people.
    pub display_name: Option<String>,
    /// New text.
    pub description: Option<String>,
    /// New colour.
    pub color: Option<String>,
    /// New place.
    pub position: Option<i64>,
}
