//! Input objects as GraphQL hands them on.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

/// An input object that GraphQL has checked; one that is absent or null is the empty one.
pub(crate) fn object_of(value: Option<&Json>) -> &Map<String, Json> {
    static EMPTY: LazyLock<Map<String, Json>> = LazyLock::new(Map::new);
    value.and_then(Json::as_object).unwrap_or(&EMPTY)
}
