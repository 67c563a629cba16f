//! tokio-postgres: connections with one statement at a time each.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, NoTls};

use crate::Result;
use crate::installation::Installation;
use crate::load::Hops;
use crate::measured::{Latencies, Window};
use crate::point_read::{Parameter, PointRead};

/// Reads on so many connections until the window is over.
pub async fn run(
    url: &str,
    installation: &Installation,
    read: &PointRead,
    connections: usize,
    window: Window,
) -> Result<Latencies> {
    let mut workers = JoinSet::new();
    for number in 0..connections {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute(&sql::session::set_search_path(&format!("env_{}", installation.environment))).await?;
        let worker = Worker {
            client,
            entries: installation.entries.clone(),
            text: read.text.clone(),
            parameters: read.parameters.clone(),
        };
        workers.spawn(worker.run(number, window));
    }
    let mut all = Latencies::default();
    while let Some(latencies) = workers.join_next().await {
        all.append(latencies??);
    }
    Ok(all)
}

struct Worker {
    client: Client,
    entries: Arc<[String]>,
    text: String,
    parameters: Vec<Parameter>,
}

impl Worker {
    async fn run(self, number: usize, window: Window) -> Result<Latencies> {
        let statement = self.client.prepare(&self.text).await?;
        let mut hops = Hops::new(self.entries.len(), number);
        let mut latencies = Latencies::default();
        while !window.is_over() {
            let entry = &self.entries[hops.next_index()];
            let started = Instant::now();
            let row = self.client.query_one(&statement, &self.values(entry)).await?;
            let AnyText(text) = row.try_get(1)?;
            latencies.note(&window, started);
            if !text.contains(entry.as_str()) {
                return Err(format!("the statement gave another entry: {text}").into());
            }
        }
        Ok(latencies)
    }

    fn values<'v>(&'v self, entry: &'v String) -> Vec<&'v (dyn ToSql + Sync)> {
        let value = |parameter: &'v Parameter| -> &'v (dyn ToSql + Sync) {
            match parameter {
                Parameter::Entry => entry,
                Parameter::Text(text) => text,
                Parameter::Int(number) => number,
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
