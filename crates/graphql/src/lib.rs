//! GraphQL documents: parsing under limits, validation, variables, introspection, execution. Pure.
//!
//! The only crate that names apollo-compiler: builders of schemas and planners take its types from here, so that a new major version is
//! one crate's work.
//!
//! The way of a request: [`Request`] (bytes) → [`DocumentCache::get`] or [`Document::parse`] (limits, syntax, validation) →
//! [`Document::operation`] → [`coerce_variables`] → either [`execute`] over resolvers, or a planner that walks [`collect_fields`] and
//! [`field_arguments`].

mod arguments;
mod cache;
mod collect;
mod diagnose;
mod document;
mod error;
mod execute;
mod introspection;
mod limits;
mod literals;
mod request;
mod resolve;
mod response;
mod scalar;
mod scan;
mod sdl;
mod texts;
mod variables;

pub use apollo_compiler::{Name, Node, ast, executable, schema};
pub use arguments::{Arguments, field_arguments};
pub use cache::DocumentCache;
pub use collect::{CollectedField, collect_fields};
pub use document::{Document, DocumentId};
pub use error::{ErrorKind, Flavor, GraphqlError, Location};
pub use execute::execute;
pub use futures_util::future::BoxFuture;
pub use introspection::{Introspection, introspect, is_introspection};
pub use limits::Limits;
pub use request::{Request, RequestError};
pub use resolve::{ErrorCode, FieldCall, FieldError, Object, PathStep, Resolved, ResponsePath};
pub use response::Response;
pub use sdl::{Schema, SchemaError, SchemaId};
pub use texts::replace_texts;
pub use variables::{InputFault, coerce_arguments, coerce_variables};
