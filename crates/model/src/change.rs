//! Changes: what a client asks to be done to the content model, as values.
//!
//! Both ways of asking end here: single mutations address things by id, batches by apiId (management-api.md §3.1, §3.2).
//! In a patch, `None` leaves a thing as it is; an explicit null on the wire means the same.

mod field;

use crate::ids::{ComponentId, EnumerationId, EnumerationValueId, FieldId, LocaleId, ModelId, StageId};

pub use field::{
    ConditionDraft, EmbedsDraft, FieldConfigPatch, FieldDraft, FieldPatch, KindDraft, KindName, MemberDraft,
    MembersPatch, ReverseDraft, ReverseFieldDraft, UnionDraft,
};

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
    CreateModel(TypeDraft),
    /// A model's names.
    UpdateModel(Target<ModelId>, TypePatch),
    /// A model with all its entries.
    DeleteModel(Target<ModelId>),
    /// A new component.
    CreateComponent(TypeDraft),
    /// A component's names.
    UpdateComponent(Target<ComponentId>, TypePatch),
    /// A component that no field holds.
    DeleteComponent(Target<ComponentId>),
    /// A new field on a model or component: its id, or its apiId.
    CreateField(Target<String>, Box<FieldDraft>),
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

/// A new model or component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeDraft {
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

/// Changes to a model or component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypePatch {
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
