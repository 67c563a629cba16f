//! Reading inputs that the schema has checked already.

use model::Target;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// How the inputs of a request name existing things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// Single mutations: `id`, and `apiId` is a new name.
    Ids,
    /// Batches: `apiId`, and `newApiId` is a new name.
    ApiIds,
}

/// An input that cannot become a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InputError {
    /// It contradicts itself or leaves out what is needed.
    #[error("{0}")]
    Bad(String),
    /// It asks for something that this server does not make yet.
    #[error("{0}")]
    NotImplemented(String),
}

impl InputError {
    /// The same error, saying in which change of a batch it is; changes are numbered from 1.
    pub(crate) fn of_change(self, at: usize, key: &str) -> Self {
        let say = |text: String| format!("{}. {key}: {text}", at + 1);
        match self {
            InputError::Bad(text) => InputError::Bad(say(text)),
            InputError::NotImplemented(text) => InputError::NotImplemented(say(text)),
        }
    }
}

/// An input object. Null keys count as left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(Option<&'a Map<String, Value>>);

impl<'a> Input<'a> {
    /// Wraps an input object; anything else has no keys.
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(value.as_object())
    }

    fn get(self, key: &str) -> Option<&'a Value> {
        self.0?.get(key).filter(|value| !value.is_null())
    }

    /// A string or id.
    pub(crate) fn text(self, key: &str) -> Option<String> {
        self.get(key)?.as_str().map(str::to_owned)
    }

    /// A string that the schema demands; empty only if it was sent so.
    pub(crate) fn needed_text(self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    /// A Boolean.
    pub(crate) fn flag(self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// An integer.
    pub(crate) fn int(self, key: &str) -> Option<i64> {
        self.get(key)?.as_i64()
    }

    /// A float; integers count.
    pub(crate) fn float(self, key: &str) -> Option<f64> {
        self.get(key)?.as_f64()
    }

    /// Any JSON.
    pub(crate) fn json(self, key: &str) -> Option<Value> {
        self.get(key).cloned()
    }

    /// An input object inside.
    pub(crate) fn object(self, key: &str) -> Option<Input<'a>> {
        self.get(key).map(Input::new)
    }

    /// The items of a list; none when it is left out.
    pub(crate) fn list(self, key: &str) -> &'a [Value] {
        self.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The texts of a list.
    pub(crate) fn texts(self, key: &str) -> Vec<String> {
        self.list(key).iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// An enumeration value of the schema.
    ///
    /// # Errors
    /// [`InputError::Bad`] when the value means nothing here.
    pub(crate) fn choice<T: DeserializeOwned>(self, key: &str) -> Result<Option<T>, InputError> {
        let read = |value: &Value| {
            T::deserialize(value).map_err(|_| InputError::Bad(format!("{value} is no value of {key}.")))
        };
        self.get(key).map(read).transpose()
    }

    /// The thing that the input is about.
    pub(crate) fn target<I>(self, naming: Naming, id: impl Fn(String) -> I) -> Target<I> {
        match naming {
            Naming::Ids => Target::Id(id(self.needed_text("id"))),
            Naming::ApiIds => Target::ApiId(self.needed_text("apiId")),
        }
    }

    /// The new apiId that an update gives.
    pub(crate) fn new_api_id(self, naming: Naming) -> Option<String> {
        match naming {
            Naming::Ids => self.text("apiId"),
            Naming::ApiIds => self.text("newApiId"),
        }
    }

    /// Refuses keys whose meaning is not built yet, so that nothing is dropped in silence.
    ///
    /// # Errors
    /// [`InputError::NotImplemented`] naming the key.
    pub(crate) fn refuse(self, keys: &[&str]) -> Result<(), InputError> {
        let asks = |value: &Value| value.as_array().is_none_or(|items| !items.is_empty());
        match keys.iter().find(|key| self.get(key).is_some_and(asks)) {
            Some(key) => Err(InputError::NotImplemented(format!("{key} is not supported by this server yet."))),
            None => Ok(()),
        }
    }
}

/// Targets of a naming from the texts of a list.
pub(crate) fn targets<I>(naming: Naming, texts: Vec<String>, id: impl Fn(String) -> I) -> Vec<Target<I>> {
    texts.into_iter().map(|text| named(naming, text, &id)).collect()
}

/// The target that a text names.
pub(crate) fn named<I>(naming: Naming, text: String, id: impl Fn(String) -> I) -> Target<I> {
    match naming {
        Naming::Ids => Target::Id(id(text)),
        Naming::ApiIds => Target::ApiId(text),
    }
}
