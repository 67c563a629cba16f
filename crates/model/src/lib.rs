//! The content model of an environment as values: models, components, fields, enumerations, locales and stages,
//! and the *changes* that turn one content model into the next.
//!
//! Nothing here waits, reads a clock or draws random numbers. Whoever applies a change hands in a [`Fresh`] source
//! for ids and the time. Applying a change gives the next model and the [`Effect`]s that tables and data must follow.

mod apply;
mod asset;
mod change;
mod component;
mod content_model;
mod effect;
mod enumeration;
mod error;
mod field;
pub mod ids;
mod objects;
mod rules;
mod system;
mod validations;

pub use apply::{Fresh, apply, lower_first};
pub use change::{
    Change, ConditionDraft, EmbedsDraft, EnumerationDraft, EnumerationPatch, EnumerationValueDraft,
    EnumerationValuePatch, FieldConfigPatch, FieldDraft, FieldPatch, FieldTarget, KindDraft, KindName, LocaleDraft,
    LocalePatch, MemberDraft, MembersPatch, ReverseDraft, ReverseFieldDraft, StageDraft, StagePatch, Target, TypeDraft,
    TypePatch, UnionDraft,
};
pub use component::{Component, ParentId, ParentRef};
pub use content_model::{ContentModel, CreatedBy, Locale, Model, ModelKind, PageSizes, SchemaVersion, Stage};
pub use effect::{ColumnOf, Effect, HeldIn, InstancePath, Storage};
pub use enumeration::{Enumeration, EnumerationValue};
pub use error::ChangeError;
pub use field::{
    EmbeddableModels, Field, FieldConfig, FieldKind, OtherSide, RelationSide, RelationalType, SimpleType, Union,
    UnionMember, Visibility, VisibilityCondition,
};
pub use objects::{ContentObject, ObjectChanges, ObjectError};
pub use rules::is_environment_name;
pub use system::{FieldRef, SystemField};
pub use validations::{FloatRange, IntRange, Pattern, Validations};
