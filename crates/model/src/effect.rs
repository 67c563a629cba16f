//! What tables and data must follow when the content model changes.

use serde_json::Value;

use crate::ids::{FieldId, ModelId};

/// The shape of the column, or columns, that hold a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// One text column; also JSON and every list.
    Text,
    /// One 64-bit integer column.
    Int,
    /// One double column.
    Float,
    /// One Boolean column.
    Bool,
    /// Four text columns: AST, html, markdown, text.
    RichText,
}

/// A column of a model: which table it is in and what it looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnOf {
    /// The model.
    pub model: ModelId,
    /// The field.
    pub field: FieldId,
    /// Shape.
    pub storage: Storage,
    /// In the localised table, else in the base table.
    pub localized: bool,
}

/// One step that the database takes inside the migration's transaction, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A new model: base and localised table.
    CreateModelTables(ModelId),
    /// A model is gone with all its entries.
    DropModelTables(ModelId),
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
    /// The first localised field of a model came: every entry gets its default localisation.
    EnsureLocalizations {
        /// The model.
        model: ModelId,
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
        /// Key of the locale.
        locale: i64,
        /// Delete what is there.
        force: bool,
        /// For the message.
        api_id: String,
    },
}
