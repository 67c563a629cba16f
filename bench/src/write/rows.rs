//! The rows that one write of the product leaves, as statements for the bare driver.

use model::ids::EnvironmentId;
use rusqlite::Connection;
use tokio_postgres::{Client, NoTls};

use crate::Result;
use crate::database::Database;

/// Inserts of one write. `$1` is a text that no other write has: ids are made of it.
pub type Inserts = Vec<String>;

/// One connection to look with.
enum Look {
    Sqlite(Connection),
    Postgres(Client, String),
}

/// Which rows are there before a write.
pub struct Before {
    look: Look,
    /// Each table with its rows, as lists of literals.
    rows: Vec<(String, Vec<String>)>,
}

impl Before {
    /// Looks at all tables. They should hold little.
    pub async fn look(database: &Database, environment: &EnvironmentId) -> Result<Self> {
        let look = match database.url() {
            Some(url) => {
                let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
                tokio::spawn(connection);
                let schema = format!("env_{environment}");
                client.batch_execute(&sql::session::set_search_path(&schema)).await?;
                Look::Postgres(client, schema)
            }
            None => Look::Sqlite(Connection::open(database.file(environment))?),
        };
        let rows = look.rows().await?;
        Ok(Self { look, rows })
    }

    /// What a write that came since has added. `ids` are its entries'.
    pub async fn added(self, ids: &[String]) -> Result<Inserts> {
        let mut inserts = Vec::new();
        for (table, after) in self.look.rows().await? {
            let before = self.rows.iter().find(|(name, _)| *name == table).map(|(_, rows)| rows.as_slice());
            let columns = self.look.columns(&table).await?;
            for row in after.iter().filter(|row| !before.unwrap_or_default().contains(row)) {
                inserts.push(self.look.insert(&table, &columns, row, ids, inserts.len()));
            }
        }
        if inserts.is_empty() { Err("the write left no rows".into()) } else { Ok(inserts) }
    }
}

/// Between the literals of a row; no value holds it.
const BETWEEN: char = '\u{1}';

impl Look {
    async fn texts(&self, query: &str) -> Result<Vec<String>> {
        match self {
            Look::Sqlite(connection) => {
                let mut statement = connection.prepare(query)?;
                let rows = statement.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            }
            Look::Postgres(client, _) => Ok(client.query(query, &[]).await?.iter().map(|row| row.get(0)).collect()),
        }
    }

    async fn rows(&self) -> Result<Vec<(String, Vec<String>)>> {
        let tables = match self {
            Look::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' \
                AND name NOT LIKE 'sqlite%' ORDER BY rootpage"
                .to_owned(),
            Look::Postgres(_, schema) => format!(
                "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relkind = 'r' AND relnamespace = '{schema}'::regnamespace ORDER BY oid"
            ),
        };
        let mut all = Vec::new();
        // What search keeps follows by triggers of the content tables, whoever inserts there.
        let written = |table: &String| {
            ["m_", "l_", "r_", "outbox", "audit", "version"].iter().any(|begin| table.starts_with(begin))
        };
        let tables = self.texts(&tables).await?.into_iter().filter(written);
        for table in tables {
            let literal = |column: &String| match self {
                Look::Sqlite(_) => format!("quote(\"{column}\")"),
                Look::Postgres(..) => format!("quote_nullable(\"{column}\")"),
            };
            let between = match self {
                Look::Sqlite(_) => "char(1)",
                Look::Postgres(..) => "chr(1)",
            };
            let literals: Vec<String> = self.columns(&table).await?.iter().map(literal).collect();
            let query = format!("SELECT {} FROM \"{table}\"", literals.join(&format!(" || {between} || ")));
            all.push((table, self.texts(&query).await?));
        }
        Ok(all)
    }

    async fn columns(&self, table: &str) -> Result<Vec<String>> {
        let query = match self {
            Look::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            Look::Postgres(_, schema) => format!(
                "SELECT CAST(attname AS TEXT) FROM pg_attribute WHERE attrelid = '{schema}.\"{table}\"'::regclass \
                 AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            ),
        };
        self.texts(&query).await
    }

    fn insert(&self, table: &str, columns: &[String], row: &str, ids: &[String], number: usize) -> String {
        let values = columns.iter().zip(row.split(BETWEEN)).map(|(column, literal)| {
            let text = literal.trim_matches('\'');
            match (ids.iter().position(|id| id == text), column.as_str()) {
                (Some(entry), _) => format!("CAST($1 AS TEXT) || '.{entry}'"),
                (None, "id") => format!("CAST($1 AS TEXT) || '-{number}'"),
                (None, "position") => match self {
                    Look::Sqlite(_) => format!("(SELECT COALESCE(MAX(position), 0) + 1 FROM \"{table}\")"),
                    Look::Postgres(..) => "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)".to_owned(),
                },
                (None, _) => literal.to_owned(),
            }
        });
        let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        let values: Vec<String> = values.collect();
        format!("INSERT INTO \"{table}\" ({}) VALUES ({})", columns.join(", "), values.join(", "))
    }
}
