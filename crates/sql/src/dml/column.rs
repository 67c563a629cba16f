//! Columns with the values they get.

use access::Granted;
use model::{Field, FieldRef};
use serde_json::Value as Json;

use crate::{Value, names};

/// A column that the product fills by itself; in base and localised tables alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemColumn {
    /// When the row was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// When the copy was published; null in DRAFT.
    PublishedAt,
    /// Who made it.
    CreatedBy,
    /// Who changed it last.
    UpdatedBy,
    /// Who published the copy; null in DRAFT.
    PublishedBy,
}

impl SystemColumn {
    /// All of them, in table order.
    pub const ALL: [SystemColumn; 6] = [
        SystemColumn::CreatedAt,
        SystemColumn::UpdatedAt,
        SystemColumn::PublishedAt,
        SystemColumn::CreatedBy,
        SystemColumn::UpdatedBy,
        SystemColumn::PublishedBy,
    ];

    /// The physical name.
    pub const fn name(self) -> &'static str {
        match self {
            SystemColumn::CreatedAt => "created_at",
            SystemColumn::UpdatedAt => "updated_at",
            SystemColumn::PublishedAt => "published_at",
            SystemColumn::CreatedBy => "created_by",
            SystemColumn::UpdatedBy => "updated_by",
            SystemColumn::PublishedBy => "published_by",
        }
    }
}

/// A column and the value that it gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub(super) column: String,
    pub(super) value: Value,
}

impl Assignment {
    /// A system column's value.
    pub fn system(column: SystemColumn, value: Value) -> Self {
        Self { column: column.name().to_owned(), value }
    }

    /// The values of a field that passed the gate, one for each of its columns (rich text has four).
    ///
    /// System fields have no columns here and give nothing.
    pub fn field(granted: &Granted<FieldRef>, values: Vec<Value>) -> Vec<Self> {
        let FieldRef::Own(id) = granted.get() else { return Vec::new() };
        let first = names::column(id);
        let columns = if values.len() > 1 { names::rich_text_columns(&first).to_vec() } else { vec![first] };
        columns.into_iter().zip(values).map(|(column, value)| Self { column, value }).collect()
    }

    /// Id of the field and its value, as the audit log keeps them; `None` for system columns, and for the texts that a
    /// rich text is rendered to.
    pub fn told(&self) -> Option<(&str, Json)> {
        let field = self.column.strip_prefix("f_").filter(|field| !field.contains('_'))?;
        let value = match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::from(*value),
            Value::Int(value) => Json::from(*value),
            Value::Float(value) => Json::from(*value),
            Value::Text(value) => Json::from(value.as_str()),
            Value::Json(value) => serde_json::from_str(value).unwrap_or_default(),
            Value::Texts(values) => Json::from(values.as_slice()),
            Value::Ints(values) => Json::from(values.as_slice()),
        };
        Some((field, value))
    }
}

/// Physical names of a field's columns.
fn field_columns(field: &Field) -> Vec<String> {
    let columns = |storage| names::field_columns(&names::column(&field.id), storage);
    field.storage().map(columns).unwrap_or_default()
}

/// Physical names of the columns of those fields that are in the localised table, or in the base table: for copies of
/// whole rows.
pub fn columns_of(fields: &[Field], localized: bool) -> Vec<String> {
    fields.iter().filter(|field| field.is_localized == localized).flat_map(field_columns).collect()
}

/// Physical names of the first column of each field: of a rich text its AST.
pub(super) fn first_columns(fields: &[&Field]) -> impl Iterator<Item = String> {
    fields.iter().map(|field| names::column(&field.id))
}
