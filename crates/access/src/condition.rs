//! Which entries a rule is about.

use std::sync::Arc;

use serde_json::{Map, Value};

/// Which entries of a model a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// All.
    Always,
    /// Those that a filter finds.
    Where(WhereInput),
}

/// A `where` input of a model as a condition keeps it: a JSON object that names fields by apiId. Whether it means
/// anything for the model is checked when it is saved and when the model changes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WhereInput(Arc<Parsed>);

#[derive(Debug)]
struct Parsed {
    text: String,
    object: Map<String, Value>,
}

impl WhereInput {
    /// The condition that this JSON text of an object is; none for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        match serde_json::from_str(text) {
            Ok(Value::Object(object)) => Some(Self::new(object)),
            Ok(_) | Err(_) => None,
        }
    }

    /// The condition that this object is.
    pub fn new(object: Map<String, Value>) -> Self {
        let text = Value::Object(object.clone()).to_string();
        Self(Arc::new(Parsed { text, object }))
    }

    /// The JSON text, without needless space.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The object.
    pub fn object(&self) -> &Map<String, Value> {
        &self.0.object
    }
}

impl PartialEq for WhereInput {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for WhereInput {}

impl PartialOrd for WhereInput {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WhereInput {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text().cmp(other.text())
    }
}

impl std::hash::Hash for WhereInput {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}
