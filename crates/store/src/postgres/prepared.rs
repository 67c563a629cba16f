//! The statements that a connection keeps prepared.

use std::borrow::Cow;
use std::sync::Arc;

use hashlink::LruCache;
use sql::Statement;
use tokio_postgres::{Client, Statement as Prepared};

use super::{binding, failure};
use crate::StoreError;

/// Of how many schemas a connection keeps prepared statements, and how many of each.
const SCHEMAS: usize = 16;
const STATEMENTS: usize = 256;

/// Prepared statements by schema and text. A statement is used under the `search_path` under which it was prepared.
pub(super) struct PreparedStatements(LruCache<Arc<str>, LruCache<Cow<'static, str>, Prepared>>);

impl PreparedStatements {
    pub(super) fn new() -> Self {
        Self(LruCache::new(SCHEMAS))
    }

    /// The prepared form of a statement, if it is known and takes such values.
    pub(super) fn known(&mut self, schema: &Arc<str>, statement: &Statement) -> Option<Prepared> {
        let known = self.0.get_mut(schema)?.get(statement.text.as_ref())?;
        binding::fits(known, &statement.params).then(|| known.clone())
    }

    /// The prepared form of a statement, prepared now if it is not known or no longer takes such values: a column may
    /// have got another type since.
    pub(super) async fn ready(
        &mut self,
        client: &Client,
        schema: &Arc<str>,
        statement: &Statement,
    ) -> Result<Prepared, StoreError> {
        if let Some(known) = self.known(schema, statement) {
            return Ok(known);
        }
        let ready = client.prepare(&statement.text).await.map_err(|error| failure::map(&error))?;
        if !self.0.contains_key(schema) {
            self.0.insert(Arc::clone(schema), LruCache::new(STATEMENTS));
        }
        if let Some(statements) = self.0.get_mut(schema) {
            statements.insert(statement.text.clone(), ready.clone());
        }
        Ok(ready)
    }

    /// Forgets a statement that failed because the tables have changed: prepared again it may be right.
    pub(super) fn note<T>(
        &mut self,
        schema: &Arc<str>,
        statement: &Statement,
        result: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::SchemaChanged))
            && let Some(statements) = self.0.get_mut(schema)
        {
            statements.remove(statement.text.as_ref());
        }
        result
    }
}
