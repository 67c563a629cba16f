//! What an API that answers by resolvers implements: objects, their fields, and errors with a code.
//!
//! The executor ([`crate::execute`]) asks an [`Object`] for one field at a time and does the rest itself: it chooses fragments by
//! [`Object::type_name`], checks leaves against the schema, lets null rise to the nearest nullable field, and answers `__typename`,
//! `__schema` and `__type`.
//!
//! ```
//! use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};
//! use std::sync::Arc;
//!
//! struct Project { id: String }
//!
//! impl Object for Project {
//!     fn type_name(&self) -> &str {
//!         "Project"
//!     }
//!
//!     fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
//!         Box::pin(async move {
//!             Ok(match field.name {
//!                 "id" => Resolved::from(self.id.as_str()),
//!                 "siblings" => Resolved::List(vec![Resolved::object(Project { id: "other".to_owned() })]),
//!                 _ => return Err(FieldError::not_implemented(field)),
//!             })
//!         })
//!     }
//! }
//! let root: Arc<dyn Object> = Arc::new(Project { id: "cl0".to_owned() });
//! # assert_eq!(root.type_name(), "Project");
//! ```

use std::fmt;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

/// A value of an object type. For a field of interface or union type, the executor reads the concrete type from [`Object::type_name`].
pub trait Object: Send + Sync {
    /// Name of the object type in the schema, such as `UserViewer`. Never the name of an interface or union.
    fn type_name(&self) -> &str;

    /// The value of one field. Called once per response key of the selection, never for `__typename`, `__schema`, `__type`.
    ///
    /// An error becomes an entry of `errors` with `path`, `locations` and `extensions.code`; the field is then null, or null rises to the
    /// nearest nullable field above when the schema says non-null.
    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>>;
}

/// What a resolver gives back. The shape must fit the field's type; what does not fit is an error of code
/// [`ErrorCode::Internal`] at that field.
#[derive(Clone)]
pub enum Resolved {
    /// No value. An error when the field is non-null.
    Null,
    /// A scalar or enumeration value (as a string). Custom scalars pass through as they are, arrays and objects included.
    Leaf(Value),
    /// An object, also for interface and union types.
    Object(Arc<dyn Object>),
    /// A list. A list of leaves may also be given as `Leaf(Value::Array)`.
    List(Vec<Resolved>),
}

impl Resolved {
    /// An object value.
    pub fn object(object: impl Object + 'static) -> Resolved {
        Resolved::Object(Arc::new(object))
    }

    /// A list of objects.
    pub fn objects<O: Object + 'static>(objects: impl IntoIterator<Item = O>) -> Resolved {
        Resolved::List(objects.into_iter().map(Resolved::object).collect())
    }
}

impl From<Value> for Resolved {
    fn from(value: Value) -> Resolved {
        if value.is_null() { Resolved::Null } else { Resolved::Leaf(value) }
    }
}

impl From<&str> for Resolved {
    fn from(value: &str) -> Resolved {
        Resolved::Leaf(Value::from(value))
    }
}

impl From<String> for Resolved {
    fn from(value: String) -> Resolved {
        Resolved::Leaf(Value::from(value))
    }
}

impl From<bool> for Resolved {
    fn from(value: bool) -> Resolved {
        Resolved::Leaf(Value::from(value))
    }
}

impl From<i64> for Resolved {
    fn from(value: i64) -> Resolved {
        Resolved::Leaf(Value::from(value))
    }
}

impl<T: Into<Resolved>> From<Option<T>> for Resolved {
    fn from(value: Option<T>) -> Resolved {
        value.map_or(Resolved::Null, Into::into)
    }
}

impl fmt::Debug for Resolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resolved::Null => f.write_str("Null"),
            Resolved::Leaf(value) => f.debug_tuple("Leaf").field(value).finish(),
            Resolved::Object(object) => f.debug_tuple("Object").field(&object.type_name()).finish(),
            Resolved::List(items) => f.debug_tuple("List").field(items).finish(),
        }
    }
}

/// One field of one object that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct FieldCall<'a> {
    /// Name of the field in the schema (not the alias).
    pub name: &'a str,
    /// Name of the object type that the field belongs to.
    pub parent_type: &'a str,
    /// Coerced arguments with the schema's defaults. A nullable argument that the document does not give and that has no default is
    /// absent; an explicit null is present as null.
    pub arguments: &'a Map<String, Value>,
    /// Where the answer goes: response keys and list indexes from the root.
    pub path: &'a ResponsePath<'a>,
}

impl FieldCall<'_> {
    /// The argument's value; null when it is absent.
    pub fn argument(&self, name: &str) -> &Value {
        self.arguments.get(name).unwrap_or(&Value::Null)
    }

    /// The argument as text, when it is given and is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.argument(name).as_str()
    }
}

/// A path in the response as a chain, so that nothing is allocated while no error happens.
#[derive(Debug, Clone, Copy)]
pub struct ResponsePath<'a> {
    /// The step above; none at a root field.
    pub parent: Option<&'a ResponsePath<'a>>,
    /// This step.
    pub step: PathStep<'a>,
}

/// One step of a [`ResponsePath`].
#[derive(Debug, Clone, Copy)]
pub enum PathStep<'a> {
    /// A response key: the alias, or the field's name.
    Key(&'a str),
    /// A place in a list, from 0.
    Index(usize),
}

impl ResponsePath<'_> {
    /// The path as in `errors[].path`: strings and numbers from the root.
    pub fn to_json(&self) -> Vec<Value> {
        let mut steps = Vec::new();
        let mut link = Some(self);
        while let Some(path) = link {
            steps.push(match path.step {
                PathStep::Key(key) => Value::from(key),
                PathStep::Index(index) => Value::from(index),
            });
            link = path.parent;
        }
        steps.reverse();
        steps
    }
}

/// Why a field has no value, in words for the person who sent the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FieldError {
    /// Text for the person. Holds no JSON: clients cut messages at `: {"` (management-api.md §4.4).
    pub message: String,
    /// What kind of error it is.
    pub code: ErrorCode,
}

impl FieldError {
    /// An error of a code.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> FieldError {
        FieldError { message: message.into(), code }
    }

    /// The answer of an operation or field that the schema has and this server does not resolve yet.
    pub fn not_implemented(field: &FieldCall<'_>) -> FieldError {
        let FieldCall { parent_type, name, .. } = field;
        FieldError::new(ErrorCode::NotImplemented, format!("{parent_type}.{name} is not supported by this server yet."))
    }
}

/// `extensions.code` of the Management API (management-api.md §4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// No credential, or one that is no longer good.
    Unauthenticated,
    /// The actor lacks a right.
    Forbidden,
    /// The input breaks a rule.
    BadUserInput,
    /// What the input names does not exist, or the actor may not see it.
    NotFound,
    /// The input clashes with what exists.
    Conflict,
    /// In the schema, not yet in this server.
    NotImplemented,
    /// A fault of the server; the text says nothing about it.
    Internal,
}

impl ErrorCode {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ErrorCode::Unauthenticated => "UNAUTHENTICATED",
            ErrorCode::Forbidden => "FORBIDDEN",
            ErrorCode::BadUserInput => "BAD_USER_INPUT",
            ErrorCode::NotFound => "NOT_FOUND",
            ErrorCode::Conflict => "CONFLICT",
            ErrorCode::NotImplemented => "NOT_IMPLEMENTED",
            ErrorCode::Internal => "INTERNAL_SERVER_ERROR",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_root() {
        let list = ResponsePath { parent: None, step: PathStep::Key("models") };
        let item = ResponsePath { parent: Some(&list), step: PathStep::Index(2) };
        let field = ResponsePath { parent: Some(&item), step: PathStep::Key("id") };
        assert_eq!(field.to_json(), vec![Value::from("models"), Value::from(2), Value::from("id")]);
    }

    #[test]
    fn absent_options_are_null() {
        assert!(matches!(Resolved::from(None::<String>), Resolved::Null));
        assert!(matches!(Resolved::from(Value::Null), Resolved::Null));
    }
}
