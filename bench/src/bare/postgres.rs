//! tokio-postgres: connections with one statement at a time each.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use sql::Value;
use tokio::task::JoinSet;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, NoTls};

use crate::Result;
use crate::measured::{Latencies, Window};
use crate::question::Hops;
use crate::statement::{Parameter, Statement};

/// Reads on so many connections until the window is over. `session` is said first on each.
pub async fn run(
    url: &str,
    session: &str,
    statement: &Statement,
    connections: usize,
    window: Window,
) -> Result<Latencies> {
    let mut workers = JoinSet::new();
    for number in 0..connections {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(session).await?;
        let worker = Worker {
            client,
            values: statement.variable.as_ref().map(|variable| variable.values.clone()).unwrap_or_default(),
            text: statement.text.clone(),
            parameters: statement.parameters.iter().map(bound).collect(),
        };
        workers.spawn(worker.run(number, window));
    }
    let mut all = Latencies::default();
    while let Some(latencies) = workers.join_next().await {
        all.append(latencies??);
    }
    Ok(all)
}

/// A value for the driver; none for what varies.
type Bound = Option<Box<dyn ToSql + Send + Sync>>;

fn bound(parameter: &Parameter) -> Bound {
    let Parameter::Fixed(value) = parameter else { return None };
    Some(match value {
        Value::Null => Box::new(None::<String>),
        Value::Bool(truth) => Box::new(*truth),
        Value::Int(number) => Box::new(*number),
        Value::Float(number) => Box::new(*number),
        Value::Text(text) | Value::Json(text) => Box::new(text.clone()),
        Value::Texts(texts) => Box::new(texts.clone()),
        Value::Ints(numbers) => Box::new(numbers.clone()),
    })
}

struct Worker {
    client: Client,
    values: Arc<[String]>,
    text: String,
    parameters: Vec<Bound>,
}

impl Worker {
    async fn run(self, number: usize, window: Window) -> Result<Latencies> {
        let statement = self.client.prepare(&self.text).await?;
        let mut hops = Hops::new(self.values.len().max(1), number);
        let mut latencies = Latencies::default();
        while !window.is_over() {
            let varying = self.values.get(hops.next_index());
            let started = Instant::now();
            let row = self.client.query_one(&statement, &self.parameters(&varying)).await?;
            let AnyText(text) = row.try_get(1)?;
            latencies.note(&window, started);
            super::check(&text, varying)?;
        }
        Ok(latencies)
    }

    fn parameters<'v>(&'v self, varying: &'v Option<&'v String>) -> Vec<&'v (dyn ToSql + Sync)> {
        let value = |bound: &'v Bound| -> &'v (dyn ToSql + Sync) {
            match bound {
                Some(fixed) => &**fixed,
                None => varying,
            }
        };
        self.parameters.iter().map(value).collect()
    }
}

/// A text or JSON column as text, in memory of our own.
struct AnyText(String);

impl<'a> FromSql<'a> for AnyText {
    fn from_sql(_: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(std::str::from_utf8(raw)?.to_owned()))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::TEXT | Type::JSON)
    }
}
