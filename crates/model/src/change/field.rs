//! Drafts and patches of fields.

use serde_json::Value;

use super::Target;
use crate::field::{FieldConfig, RelationalType, SimpleType, Visibility};
use crate::ids::{ComponentId, EnumerationId, EnumerationValueId, FieldId, ModelId};
use crate::validations::Validations;

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
        /// What that model gets.
        reverse: ReverseDraft,
    },
    /// A relation to entries of several models.
    Union {
        /// The GraphQL type.
        union: UnionDraft,
        /// The models.
        members: Vec<MemberDraft>,
    },
    /// An instance of a component, or a list of them.
    Component {
        /// Which component.
        component: Target<ComponentId>,
    },
    /// Instances of several components.
    ComponentUnion {
        /// The components.
        components: Vec<Target<ComponentId>>,
    },
}

/// The other side of a new relation.
#[derive(Clone, Debug, PartialEq)]
pub enum ReverseDraft {
    /// No field: the other side can be written through inputs only.
    OneWay {
        /// Its name there; made from the names of field, model and parent when not given.
        api_id: Option<String>,
    },
    /// A field of the related model. Where the source is a component the relation is one-way all the same
    /// (content-api-read.md §3.4).
    TwoWay(Box<ReverseFieldDraft>),
}

/// A field that a relation or union makes on the model at its other end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReverseFieldDraft {
    /// Name in the Content API; made from the names of field, model and parent when not given.
    pub api_id: Option<String>,
    /// Name for people; `Related` and the parent's name when not given.
    pub display_name: Option<String>,
    /// Text for people.
    pub description: Option<String>,
    /// Whether an entry there may be linked from several.
    pub is_list: bool,
    /// Studio's visibility.
    pub visibility: Visibility,
    /// Where it stands; at the end when not given.
    pub position: Option<i64>,
    /// Renderer in forms.
    pub form_config: FieldConfig,
    /// Renderer in tables.
    pub table_config: FieldConfig,
    /// Free JSON.
    pub extensions: Option<Value>,
    /// Free JSON.
    pub meta: Option<Value>,
}

/// The GraphQL type of a new union field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnionDraft {
    /// Its name; made from the names of the field and its reverse side when not given.
    pub api_id: Option<String>,
    /// Name for people; the field's when not given.
    pub display_name: Option<String>,
    /// Text for people.
    pub description: Option<String>,
}

/// A model that joins a union.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberDraft {
    /// Which model.
    pub model: Target<ModelId>,
    /// Its virtual side; a list or not as the first one of the union is, when it joins later.
    pub field: ReverseFieldDraft,
}

/// What an update does to the members of a union.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum MembersPatch {
    /// Nothing.
    #[default]
    Keep,
    /// These and no others.
    Exactly(Vec<MemberDraft>),
    /// Some come, some go.
    Some {
        /// Those that join.
        add: Vec<MemberDraft>,
        /// Those that leave: ids of models, or of the virtual sides on them.
        remove: Vec<String>,
    },
}

/// When a field is shown, as asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionDraft {
    /// A Boolean or enumeration field of the same parent.
    pub base_field: Target<FieldId>,
    /// `IS`, `IS_NOT`, `CONTAINS_ANY`, `CONTAINS_ALL` or `CONTAINS_NONE`.
    pub operator: String,
    /// For enumeration fields.
    pub enumeration_values: Vec<Target<EnumerationValueId>>,
    /// For Boolean fields.
    pub boolean_value: Option<bool>,
}

/// Names the kind of field that an update operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindName {
    /// `updateSimpleField`
    Simple,
    /// `updateEnumerableField`
    Enumerable,
    /// `updateRelationalField`
    Relational,
    /// `updateUnionField`
    Union,
    /// `updateComponentField`
    Component,
    /// `updateComponentUnionField`
    ComponentUnion,
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
    /// When it is shown.
    pub visibility_condition: Option<ConditionDraft>,
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
    /// When it is shown.
    pub visibility_condition: Option<ConditionDraft>,
    /// Relations: `true` takes the field at the other end away. What became one-way stays so.
    pub is_unidirectional: Option<bool>,
    /// Unions: the names of the GraphQL type.
    pub union: UnionDraft,
    /// Unions: who belongs.
    pub members: MembersPatch,
    /// Component unions: the components, all of them.
    pub components: Option<Vec<Target<ComponentId>>>,
}
