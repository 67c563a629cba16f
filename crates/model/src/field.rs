//! Fields: one struct for what all kinds share, one enum for what tells them apart.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::component::ParentId;
use crate::content_model::CreatedBy;
use crate::effect::Storage;
use crate::ids::{AppElementId, ComponentId, EnumerationId, FieldId, InstallationId, ModelId};
use crate::validations::Validations;

/// How far people may touch a field in Studio; the Content API does not care (content-api-read.md §3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    /// Shown and editable.
    #[default]
    ReadWrite,
    /// Shown only.
    ReadOnly,
    /// Not shown.
    Hidden,
    /// Not shown and not offered in views.
    ApiOnly,
}

/// The type of a simple field; never changes after creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SimpleType {
    /// Text that is an id of something elsewhere.
    Id,
    /// Text.
    String,
    /// Rich text, kept as AST and rendered.
    RichText,
    /// 32-bit integer.
    Int,
    /// Double.
    Float,
    /// Truth value.
    Boolean,
    /// Any JSON value.
    Json,
    /// Instant, UTC.
    DateTime,
    /// Calendar day.
    Date,
    /// Latitude and longitude.
    Location,
    /// Colour with alpha.
    Color,
}

impl SimpleType {
    /// The column shape of one value of this type; lists are JSON text whatever the type.
    pub fn storage(self) -> Storage {
        match self {
            SimpleType::Id | SimpleType::String | SimpleType::Json | SimpleType::Location | SimpleType::Color => {
                Storage::Text
            }
            SimpleType::DateTime | SimpleType::Date => Storage::Moment,
            SimpleType::RichText => Storage::RichText,
            SimpleType::Int => Storage::Int,
            SimpleType::Float => Storage::Float,
            SimpleType::Boolean => Storage::Bool,
        }
    }

    /// Whether a unique constraint can hold on it (management-api.md §4.4; Boolean allowed because real projects have one).
    pub fn can_be_unique(self) -> bool {
        match self {
            SimpleType::RichText | SimpleType::Json | SimpleType::Location | SimpleType::Color => false,
            SimpleType::Id
            | SimpleType::String
            | SimpleType::Int
            | SimpleType::Float
            | SimpleType::Boolean
            | SimpleType::DateTime
            | SimpleType::Date => true,
        }
    }
}

/// The type of a relational field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RelationalType {
    /// To entries of a model.
    Relation,
    /// To assets.
    Asset,
}

/// Which models may be embedded in a rich text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EmbeddableModels {
    /// Embedding is off: the field has the plain `RichText` type.
    Off,
    /// Entries of these models may be embedded; the field has a type of its own.
    Models(Vec<ModelId>),
}

/// Which end of a relation a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RelationSide {
    /// The end that it was created on: entries of this side are `src` in the relation's table.
    Source,
    /// The reverse field of a two-way relation: entries of this side are `dst`.
    Target,
}

/// What stands at the other end of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherSide {
    /// Two-way: a field of the related model.
    Field(FieldId),
    /// One-way, on the source only: the reverse side exists in write inputs alone, under this name
    /// (content-api-write.md §2.4).
    OneWay {
        /// Name in the write inputs of the related model.
        api_id: String,
    },
}

/// The GraphQL union of a union field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Union {
    /// Stable id: 32 hex digits.
    pub id: String,
    /// Name of the GraphQL union.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
}

/// A model whose entries a union field may hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnionMember {
    /// The model.
    pub model: ModelId,
    /// Its virtual side: a field of kind [`FieldKind::UnionMember`] on that model.
    pub field: FieldId,
}

/// What tells kinds of fields apart. Every place that treats kinds differently matches exhaustively.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldKind {
    /// A scalar.
    Simple {
        /// Its type.
        simple_type: SimpleType,
        /// Default of new entries in Studio, JSON.
        initial_value: Option<Value>,
        /// Limits on values.
        validations: Option<Validations>,
        /// For rich text: what may be embedded.
        embeds: EmbeddableModels,
    },
    /// A value of an enumeration.
    Enumerable {
        /// The enumeration.
        enumeration: EnumerationId,
        /// apiIds of the values that new entries get in Studio: one, or several for a list.
        initial_values: Vec<String>,
    },
    /// One end of a relation to a model or to assets.
    Relational {
        /// Relation or asset.
        relational_type: RelationalType,
        /// The model at the other end. Where a component is the source there is no field at the other end.
        related: ModelId,
        /// The source's field: names the relation's table. On the source, the field's own id.
        relation: FieldId,
        /// Which end this field is.
        side: RelationSide,
        /// The other end.
        other: OtherSide,
    },
    /// A relation to entries of several models. Always two-way; its table is named by the field's own id.
    Union {
        /// The GraphQL type.
        union: Union,
        /// Models with the virtual side each of them got, in order of joining.
        members: Vec<UnionMember>,
    },
    /// The virtual side of a union on a member model.
    UnionMember {
        /// The union field: names the relation's table.
        owner: FieldId,
        /// What has the union field.
        owner_parent: ParentId,
    },
    /// An instance of a component.
    Component {
        /// The component.
        component: ComponentId,
    },
    /// Instances of several components.
    ComponentUnion {
        /// The components.
        components: Vec<ComponentId>,
    },
}

/// How a field is rendered in a form or a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldConfig {
    /// Renderer's name, `GCMS` unless chosen.
    pub renderer: String,
    /// Its settings: a JSON object.
    pub config: Value,
    /// The app installation that renders it.
    pub installation: Option<InstallationId>,
    /// The app's element that renders it.
    pub element: Option<AppElementId>,
}

impl Default for FieldConfig {
    fn default() -> Self {
        Self {
            renderer: "GCMS".to_owned(),
            config: Value::Object(serde_json::Map::new()),
            installation: None,
            element: None,
        }
    }
}

/// When a field is shown in a form: depends on a Boolean or enumeration field beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisibilityCondition {
    /// The field it looks at.
    pub base_field: FieldId,
    /// `IS`, `IS_NOT`, `CONTAINS_ANY`, `CONTAINS_ALL` or `CONTAINS_NONE`.
    pub operator: String,
    /// apiIds of enumeration values.
    pub enumeration_values: Vec<String>,
    /// For Boolean fields.
    pub boolean_value: Option<bool>,
}

/// A field of a model or component.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Stable id; the column's name comes from it.
    pub id: FieldId,
    /// Name in the Content API.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people; becomes the GraphQL description.
    pub description: Option<String>,
    /// Made by an app and not for people to change.
    pub is_system: bool,
    /// Order in forms and types; ties by creation.
    pub position: i64,
    /// Studio's visibility.
    pub visibility: Visibility,
    /// Holds several values. Fixed at creation.
    pub is_list: bool,
    /// Must hold a value.
    pub is_required: bool,
    /// No two entries of a stage share a value.
    pub is_unique: bool,
    /// Has a value per locale.
    pub is_localized: bool,
    /// Names the entry in Studio.
    pub is_title: bool,
    /// May differ in variants.
    pub is_variant_enabled: bool,
    /// What kind of field it is.
    pub kind: FieldKind,
    /// Renderer in forms.
    pub form_config: FieldConfig,
    /// Renderer in tables.
    pub table_config: FieldConfig,
    /// Free JSON of clients.
    pub extensions: Option<Value>,
    /// Free JSON of clients.
    pub meta: Option<Value>,
    /// When it is shown.
    pub visibility_condition: Option<VisibilityCondition>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
}

impl Field {
    /// The column shape that holds its values, or `None` when the values live in tables of their own.
    pub fn storage(&self) -> Option<Storage> {
        match &self.kind {
            FieldKind::Simple { simple_type, .. } if !self.is_list => Some(simple_type.storage()),
            FieldKind::Enumerable { .. } if !self.is_list => Some(Storage::Int),
            FieldKind::Simple { .. } | FieldKind::Enumerable { .. } => Some(Storage::Text),
            FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => None,
        }
    }

    /// Whether a relation's table is named by this field: it is the source of a relation, or a union.
    pub fn names_relation(&self) -> bool {
        match &self.kind {
            FieldKind::Relational { side, .. } => *side == RelationSide::Source,
            FieldKind::Union { .. } => true,
            FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::UnionMember { .. }
            | FieldKind::Component { .. }
            | FieldKind::ComponentUnion { .. } => false,
        }
    }

    /// The components whose instances it may hold.
    pub fn components(&self) -> &[ComponentId] {
        match &self.kind {
            FieldKind::Component { component } => std::slice::from_ref(component),
            FieldKind::ComponentUnion { components } => components,
            FieldKind::Simple { .. }
            | FieldKind::Enumerable { .. }
            | FieldKind::Relational { .. }
            | FieldKind::Union { .. }
            | FieldKind::UnionMember { .. } => &[],
        }
    }
}
