//! Several statements in one flight: they go out together and PostgreSQL runs them in their order, so that they cost one round
//! trip. After one that fails it runs none of the rest, and their errors say only that.

use std::sync::Arc;

use futures_util::future::{join_all, join3};
use sql::{Statement, Value};
use tokio_postgres::{Client, Statement as Prepared};

use super::connection::rows;
use super::prepared::PreparedStatements;
use super::{binding, failure};
use crate::{Row, StatementError, StoreError};

/// How many statements a flight has at most before its last: the driver sends a future's statement when it is first polled, and so
/// few are polled in their order.
pub(super) const MOST: usize = 24;

/// What a flight ends with.
pub(super) enum Last<'s> {
    /// A statement that gives rows.
    Query(&'s Statement),
    /// A statement that only tells how many rows it touched.
    Execute(&'s Statement),
    /// One without values, such as the end of a transaction.
    Control(&'static str),
}

/// What the last statement of a flight gave.
pub(super) enum Landed {
    Rows(Vec<Row>),
    Touched(u64),
    Done,
}

/// A connection in front of a flight.
pub(super) struct Flight<'c> {
    pub(super) client: &'c Client,
    pub(super) prepared: &'c mut PreparedStatements,
    pub(super) schema: &'c Arc<str>,
}

impl Flight<'_> {
    /// Whether each of these statements is prepared already.
    pub(super) fn is_ready<'s>(&mut self, statements: impl IntoIterator<Item = &'s Statement>) -> bool {
        statements.into_iter().all(|statement| self.prepared.known(self.schema, statement).is_some())
    }

    /// Runs `begin` (none when the transaction has begun), `before` (at most [`MOST`]) and `last`. What is not prepared yet is
    /// prepared first, for which the transaction must have begun.
    pub(super) async fn run(
        mut self,
        begin: Option<String>,
        before: &[Statement],
        last: Last<'_>,
    ) -> Result<Landed, StatementError> {
        let mut ready = Vec::with_capacity(before.len());
        for (number, statement) in before.iter().enumerate() {
            ready.push(self.ready(statement).await.map_err(|error| StatementError { number, error })?);
        }
        let at_last = |error| StatementError { number: before.len(), error };
        let ready_last = match last {
            Last::Query(statement) | Last::Execute(statement) => Some(self.ready(statement).await.map_err(at_last)?),
            Last::Control(_) => None,
        };
        let client = self.client;
        let begun = async {
            match &begin {
                Some(text) => client.batch_execute(text).await.map_err(|error| failure::map(&error)),
                None => Ok(()),
            }
        };
        let touched = ready.iter().zip(before).map(|(ready, statement)| execute(client, ready, &statement.params));
        let landed = async {
            Ok(match (&last, &ready_last) {
                (Last::Query(statement), Some(ready)) => Landed::Rows(rows(client, ready, &statement.params).await?),
                (Last::Execute(statement), Some(ready)) => {
                    Landed::Touched(execute(client, ready, &statement.params).await?)
                }
                (Last::Control(text), _) => {
                    client.batch_execute(text).await.map_err(|error| failure::map(&error))?;
                    Landed::Done
                }
                (Last::Query(_) | Last::Execute(_), None) => Landed::Done,
            })
        };
        let (begun, touched, landed) = join3(begun, join_all(touched), landed).await;
        begun.map_err(|error| StatementError { number: 0, error })?;
        for (number, (result, statement)) in touched.into_iter().zip(before).enumerate() {
            let noted = self.prepared.note(self.schema, statement, result);
            noted.map_err(|error| StatementError { number, error })?;
        }
        let landed = match last {
            Last::Query(statement) | Last::Execute(statement) => self.prepared.note(self.schema, statement, landed),
            Last::Control(_) => landed,
        };
        landed.map_err(at_last)
    }

    async fn ready(&mut self, statement: &Statement) -> Result<Prepared, StoreError> {
        self.prepared.ready(self.client, self.schema, statement).await
    }
}

async fn execute(client: &Client, ready: &Prepared, values: &[Value]) -> Result<u64, StoreError> {
    let touched = client.execute_raw(ready, binding::parameters(ready, values)?).await;
    touched.map_err(|error| failure::map(&error))
}
