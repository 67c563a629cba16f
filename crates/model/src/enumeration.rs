//! Enumerations and their values.

use serde::{Deserialize, Serialize};

use crate::content_model::CreatedBy;
use crate::ids::{EnumerationId, EnumerationValueId};

/// A set of named values that fields choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enumeration {
    /// Stable id.
    pub id: EnumerationId,
    /// Name of the GraphQL enum.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
    /// Text for people.
    pub description: Option<String>,
    /// Made by an app.
    pub is_system: bool,
    /// Values in declared order, which is also their sort order.
    pub values: Vec<EnumerationValue>,
    /// The key that the next value gets; keys are never used twice, so that old rows can never mean a new value.
    pub next_key: i64,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
    /// Who made it.
    pub created_by: Option<CreatedBy>,
}

/// One value. Rows hold its key, so that renaming it touches no content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnumerationValue {
    /// Stable id.
    pub id: EnumerationValueId,
    /// What stands in the rows.
    pub key: i64,
    /// What stands on the wire.
    pub api_id: String,
    /// Name for people.
    pub display_name: String,
}

impl Enumeration {
    /// The value of that name.
    pub fn value(&self, api_id: &str) -> Option<&EnumerationValue> {
        self.values.iter().find(|value| value.api_id == api_id)
    }
}
