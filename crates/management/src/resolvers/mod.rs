//! Resolvers by area. An object holds what its fields are answered from; small ones that only show values are
//! [`Record`]s.

mod app;
mod audit;
mod component;
mod condition;
mod content_model;
mod content_permission;
mod created_by;
mod enumeration;
mod environment;
mod field;
mod field_config;
mod field_parent;
mod installation;
mod invite;
mod locale;
mod migration;
mod model;
mod mutation;
mod page;
mod project;
mod public_api;
mod query;
mod quota;
mod stage;
mod system_field;
mod team;
mod token;
mod union;
mod validations;
mod viewer;

pub(crate) use mutation::MutationRoot;
pub(crate) use query::QueryRoot;

/// Makes a type with `async fn answer(&self, &FieldCall) -> FieldResult<Resolved>` an object of a GraphQL type.
macro_rules! object {
    ($type:ty, $name:literal) => {
        impl graphql::Object for $type {
            fn type_name(&self) -> &str {
                $name
            }

            fn resolve<'a>(
                &'a self,
                field: &'a graphql::FieldCall<'a>,
            ) -> graphql::BoxFuture<'a, Result<graphql::Resolved, graphql::FieldError>> {
                Box::pin(self.answer(field))
            }
        }
    };
}
use object;

use graphql::{BoxFuture, FieldCall, FieldError, Object, Resolved};

/// An object whose values are known when it is made.
pub(crate) struct Record {
    type_name: &'static str,
    fields: Vec<(&'static str, Resolved)>,
}

impl Record {
    /// An object of a GraphQL type with the values of its fields; other fields answer `NOT_IMPLEMENTED`.
    pub(crate) fn of(type_name: &'static str, fields: Vec<(&'static str, Resolved)>) -> Resolved {
        Resolved::object(Record { type_name, fields })
    }
}

impl Object for Record {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(async move {
            let value = self.fields.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.clone());
            value.ok_or_else(|| FieldError::not_implemented(field))
        })
    }
}

/// A list with nothing in it: of a kind of which there can be none yet.
fn none() -> Resolved {
    Resolved::List(Vec::new())
}

/// A text that may be missing.
fn text(value: Option<&String>) -> Resolved {
    Resolved::from(value.map(String::as_str))
}
