//! The drivers without the server: the same rows, committed as durably.

use std::time::{Duration, Instant};

use model::ids::EnvironmentId;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use tokio_postgres::NoTls;

use crate::Result;
use crate::database::Database;
use crate::write::rows::Inserts;

/// Writes for so long; `together` is how many writes share a commit on SQLite, and how many connections commit beside each other
/// on PostgreSQL. Writes per second.
pub async fn run(
    database: &Database,
    environment: &EnvironmentId,
    inserts: &Inserts,
    together: usize,
    length: Duration,
) -> Result<f64> {
    match database.url() {
        None => sqlite(database, environment, inserts, together, length),
        Some(url) => {
            let schema = sql::session::set_search_path(&format!("env_{environment}"));
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..together {
                running.spawn(postgres(url.clone(), schema.clone(), inserts.clone(), length));
            }
            let mut sum = 0.0;
            while let Some(rate) = running.join_next().await {
                sum += rate??;
            }
            Ok(sum)
        }
    }
}

fn sqlite(
    database: &Database,
    environment: &EnvironmentId,
    inserts: &Inserts,
    together: usize,
    length: Duration,
) -> Result<f64> {
    let connection = Connection::open(database.file(environment))?;
    connection.execute_batch(sql::session::SQLITE_WRITER)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(256);
    // Indexes and triggers of the content tables call it.
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("epi_lower", 1, pure, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
    })?;
    let mut written = 0_u32;
    let begin = Instant::now();
    while begin.elapsed() < length {
        connection.execute_batch(sql::session::SQLITE_BEGIN)?;
        for _ in 0..together {
            let id = cuid::cuid1();
            for insert in inserts {
                connection.prepare_cached(insert)?.execute([&id])?;
            }
            written += 1;
        }
        connection.execute_batch(sql::session::COMMIT)?;
    }
    Ok(f64::from(written) / begin.elapsed().as_secs_f64())
}

async fn postgres(url: String, schema: String, inserts: Inserts, length: Duration) -> Result<f64> {
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(&schema).await?;
    let mut prepared = Vec::new();
    for insert in &inserts {
        prepared.push(client.prepare(insert).await?);
    }
    let mut written = 0_u32;
    let begin = Instant::now();
    while begin.elapsed() < length {
        client.batch_execute("BEGIN").await?;
        let id = cuid::cuid1();
        for insert in &prepared {
            client.execute(insert, &[&id]).await?;
        }
        client.batch_execute("COMMIT").await?;
        written += 1;
    }
    let rate = f64::from(written) / begin.elapsed().as_secs_f64();
    drop(client);
    driver.await??;
    Ok(rate)
}
