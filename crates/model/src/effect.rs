//! What tables and data must follow when the content model changes.

use serde_json::Value;

use crate::component::ParentId;
use crate::field::Field;
use crate::ids::{ComponentId, FieldId, ModelId};

/// The shape of the column, or columns, that hold a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// One text column; also JSON and every list.
    Text,
    /// One text column of a day or an instant, whose order is that of time.
    Moment,
    /// One 64-bit integer column.
    Int,
    /// One double column.
    Float,
    /// One Boolean column.
    Bool,
    /// Four text columns: AST, html, markdown, text.
    RichText,
}

/// A column of a model or component: which table it is in and what it looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnOf {
    /// The model or component.
    pub parent: ParentId,
    /// The field.
    pub field: FieldId,
    /// Shape.
    pub storage: Storage,
    /// In the localised table, else in the base table.
    pub localized: bool,
}

impl ColumnOf {
    /// The column of a field of `parent`; none when its values live in tables of their own.
    pub fn of(parent: &ParentId, field: &Field) -> Option<ColumnOf> {
        let storage = field.storage()?;
        Some(ColumnOf { parent: parent.clone(), field: field.id.clone(), storage, localized: field.is_localized })
    }
}

/// Instances of a component by where they are: those of the last component, held in the last field by instances of the
/// one before, and so on; the first field's holders are all of its parent's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstancePath(pub Vec<(ComponentId, FieldId)>);

/// Where the content of a field is that has no columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldIn {
    /// In the table of its relation.
    Links,
    /// In the tables of these components.
    Instances(Vec<ComponentId>),
}

/// One step that the database takes inside the migration's transaction, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A new model: base and localised table.
    CreateModelTables(ModelId),
    /// A model is gone with all its entries.
    DropModelTables(ModelId),
    /// A new component: base and localised table.
    CreateComponentTables(ComponentId),
    /// A component is gone; it had no instances any more.
    DropComponentTables(ComponentId),
    /// A new relation or union, named by its source field.
    CreateRelationTable(FieldId),
    /// A relation or union is gone with its links.
    DropRelationTable(FieldId),
    /// A model left a union: links to its entries go.
    DeleteMemberLinks {
        /// The union field.
        relation: FieldId,
        /// The model.
        model: ModelId,
    },
    /// Component instances go, with their localised rows. Instances inside them have gone before.
    DeleteComponentInstances(InstancePath),
    /// The links that component instances hold go; before the instances themselves.
    DeleteInstanceLinks {
        /// The relation or union that starts in the component.
        relation: FieldId,
        /// The instances.
        instances: InstancePath,
    },
    /// A relation, asset or component field is required: fails when an entry or instance holds nothing in it.
    RequireHeld {
        /// What has the field.
        parent: ParentId,
        /// The field.
        field: FieldId,
        /// Where its content is.
        held: HeldIn,
        /// For the message.
        api_id: String,
    },
    /// A new field.
    AddColumn(ColumnOf),
    /// A field is gone with its values.
    DropColumn(ColumnOf),
    /// Rows without a value get `fill`; without `fill` the migration fails when there is such a row.
    RequireValues {
        /// The column.
        column: ColumnOf,
        /// Canonical JSON form of the value (key for an enumeration value).
        fill: Option<Value>,
        /// For the message.
        api_id: String,
    },
    /// Rows without a value get this one.
    FillNulls {
        /// The column.
        column: ColumnOf,
        /// Canonical JSON form of the value.
        fill: Value,
    },
    /// Values become unique per stage (and locale); fails when they are not.
    CreateUnique {
        /// The column.
        column: ColumnOf,
        /// For the message.
        api_id: String,
    },
    /// Values need no longer be unique.
    DropUnique(ColumnOf),
    /// A model or component became localised: every entry or instance gets its default localisation.
    EnsureLocalizations {
        /// The model or component.
        parent: ParentId,
        /// Key of the default locale.
        locale: i64,
    },
    /// Values move from the base table to the default locale's rows.
    Localize {
        /// The column as it was, in the base table.
        column: ColumnOf,
        /// Key of the default locale.
        locale: i64,
    },
    /// The default locale's values move to the base table, others are lost.
    Unlocalize {
        /// The column as it was, in the localised table.
        column: ColumnOf,
        /// Key of the default locale.
        locale: i64,
    },
    /// An enumeration value is gone: entries that hold it lose it; fails when the field is required and not a list.
    ClearEnumerationValue {
        /// The column.
        column: ColumnOf,
        /// Key of the value.
        key: i64,
        /// Whether the column holds a JSON list of keys.
        is_list: bool,
        /// Whether losing it is refused.
        is_required: bool,
        /// For the message.
        api_id: String,
    },
    /// A stage is gone: its copies go too; fails when there are any and `force` is off.
    DeleteStage {
        /// All models.
        models: Vec<ModelId>,
        /// All components.
        components: Vec<ComponentId>,
        /// The source fields of all relations and unions.
        relations: Vec<FieldId>,
        /// Key of the stage.
        stage: i64,
        /// Delete what is there.
        force: bool,
        /// For the message.
        api_id: String,
    },
    /// A locale is gone: its localisations go too; fails when there are any and `force` is off.
    DeleteLocale {
        /// All models.
        models: Vec<ModelId>,
        /// All components.
        components: Vec<ComponentId>,
        /// Key of the locale.
        locale: i64,
        /// Delete what is there.
        force: bool,
        /// For the message.
        api_id: String,
    },
}
