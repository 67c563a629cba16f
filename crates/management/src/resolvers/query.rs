//! The root of queries.

use std::sync::Arc;

use accounts::Viewer;
use graphql::{ErrorCode, FieldCall, FieldError, Resolved};

use super::viewer::viewer;
use super::{Record, object};
use crate::error::FieldResult;
use crate::scope::Scope;

/// `Query`.
pub(crate) struct QueryRoot(pub(crate) Arc<Scope>);

object!(QueryRoot, "Query");

impl QueryRoot {
    async fn answer(&self, field: &FieldCall<'_>) -> FieldResult<Resolved> {
        match field.name {
            // The SDK's first question, without a token (management-api.md §1.2).
            "metaInfo" => Ok(Record::of("MetaInfo", vec![("serverVersion", env!("CARGO_PKG_VERSION").into())])),
            "viewer" | "_viewer" => match &self.0.viewer {
                Viewer::Anonymous => Err(unauthenticated()),
                Viewer::User(_) | Viewer::Token(_) | Viewer::App(_) => Ok(viewer(&self.0)),
            },
            _ => Err(FieldError::not_implemented(field)),
        }
    }
}

/// Nobody asks where somebody is needed.
pub(super) fn unauthenticated() -> FieldError {
    FieldError::new(ErrorCode::Unauthenticated, "Sign in, or send a token in the Authorization header.")
}
