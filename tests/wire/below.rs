//! What is in an environment's database, below the API: for tests of what no answer shows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wire_tests::TestDatabase;

/// In this order the events of an entry are those of the transactions that wrote it.
const EVENTS: &str = "SELECT event FROM outbox WHERE id >= '{since}' ORDER BY id";

/// Ids of the outbox and of the audit log begin with the time; none is before this one.
const BEGINNING: &str = "";

/// One connection to look with.
pub enum Below {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client, String),
}

/// An event about an entry.
#[derive(Debug)]
pub struct Event {
    pub action: String,
    /// Key of the stage.
    pub stage: i64,
}

/// Events by entry, in order.
pub type Events = BTreeMap<String, Vec<Event>>;

impl Below {
    /// Opens an environment's database. SQLite's files must be sound.
    pub async fn open(database: &TestDatabase, environment: &str) -> Self {
        let below = Self::open_unchecked(database, environment).await;
        if let Below::Sqlite(content) = &below {
            let platform =
                rusqlite::Connection::open(database.folder().join("platform.db")).expect("the platform database");
            for file in [&platform, content] {
                let one = |query: &str| file.query_row(query, [], |row| row.get::<_, String>(0));
                assert_eq!(one("PRAGMA integrity_check").expect("an answer"), "ok");
                assert!(one("SELECT \"table\" FROM pragma_foreign_key_check").is_err(), "a foreign key points nowhere");
            }
        }
        below
    }

    /// Opens an environment's database, whatever it is like.
    pub async fn open_unchecked(database: &TestDatabase, environment: &str) -> Self {
        if let Some(url) = database.config().database_url {
            let (client, connection) =
                tokio_postgres::connect(&url, tokio_postgres::NoTls).await.expect("the database");
            tokio::spawn(connection);
            let schema = format!("env_{environment}");
            client.batch_execute(&format!("SET search_path TO {schema}")).await.expect("the schema");
            return Below::Postgres(client, schema);
        }
        let path = database.folder().join(format!("environments/{environment}.db"));
        Below::Sqlite(rusqlite::Connection::open(path).expect("the database"))
    }

    /// The first column of all rows.
    pub async fn texts(&self, query: &str) -> Vec<String> {
        match self {
            Below::Sqlite(file) => {
                let mut query = file.prepare(query).expect("a query");
                let rows = query.query_map([], |row| row.get(0)).expect("rows");
                rows.map(|text| text.expect("a text")).collect()
            }
            Below::Postgres(client, _) => {
                client.query(query, &[]).await.expect("rows").iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// The only value of a query.
    pub async fn number(&self, query: &str) -> i64 {
        let text = self.texts(&format!("SELECT CAST(({query}) AS TEXT)")).await;
        text.first().and_then(|text| text.parse().ok()).expect("a number")
    }

    /// Tables whose names begin so: `m_` models, `l_` their localisations, `r_` relations.
    pub async fn tables(&self, prefix: &str) -> Vec<String> {
        let all = match self {
            Below::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name".to_owned(),
            Below::Postgres(_, schema) => {
                format!("SELECT CAST(tablename AS TEXT) FROM pg_catalog.pg_tables WHERE schemaname = '{schema}'")
            }
        };
        self.texts(&all).await.into_iter().filter(|name| name.starts_with(prefix)).collect()
    }

    /// Those of them that have rows.
    pub async fn with_entries(&self, prefix: &str) -> Vec<String> {
        let mut found = Vec::new();
        for table in self.tables(prefix).await {
            if self.number(&format!("SELECT COUNT(*) FROM {table}")).await > 0 {
                found.push(table);
            }
        }
        found
    }

    /// What the outbox tells of each entry. Each event has its audit row.
    pub async fn events(&self) -> Events {
        self.events_since(BEGINNING).await
    }

    /// The newest id of the outbox, behind which later events come: no request is under way.
    pub async fn end_of_events(&self) -> String {
        self.texts("SELECT MAX(id) || '.' FROM outbox").await.into_iter().next().expect("an event")
    }

    /// What the outbox tells since [`Below::end_of_events`].
    pub async fn events_since(&self, since: &str) -> Events {
        let mut events = Events::new();
        let mut count = 0;
        for text in self.texts(&EVENTS.replace("{since}", since)).await {
            let event: Value = serde_json::from_str(&text).expect("JSON");
            let Some(entry) = event["entry"].as_str() else { continue };
            let action = event["action"].as_str().expect("an action").to_owned();
            let stage = event["stage"].as_i64().expect("a stage");
            events.entry(entry.to_owned()).or_default().push(Event { action, stage });
            count += 1;
        }
        let audited = format!("SELECT COUNT(*) FROM audit WHERE resource = 'CONTENT' AND id >= '{since}'");
        let audited = self.number(&audited).await;
        assert_eq!(audited, count, "an audit row for each event");
        events
    }

    /// What is there by the events must be what is there.
    pub async fn compare(&self, events: &Events) {
        let mut told = BTreeSet::new();
        for (entry, events) in events {
            for event in events {
                match event.action.as_str() {
                    "create" | "publish" => drop(told.insert((entry.clone(), event.stage))),
                    "unpublish" => drop(told.remove(&(entry.clone(), event.stage))),
                    "delete" => told.retain(|(other, _)| other != entry),
                    _ => assert!(told.contains(&(entry.clone(), event.stage)), "{entry}: {events:?}"),
                }
            }
        }
        let mut there = BTreeSet::new();
        for table in self.tables("m_").await {
            for stage in [1, 2] {
                let ids = self.texts(&format!("SELECT id FROM {table} WHERE stage = {stage}")).await;
                there.extend(ids.into_iter().map(|id| (id, stage)));
            }
        }
        assert_eq!(told, there, "entries by their events, and entries");
    }

    /// Localisations without an entry, and links without entries. A link in DRAFT has both ends; in another stage it is part of the copy
    /// of either end.
    pub async fn strays(&self) -> i64 {
        let mut strays = 0;
        let models = self.tables("m_").await;
        for table in &models {
            strays += self
                .number(&format!(
                    "SELECT COUNT(*) FROM l_{} l WHERE NOT EXISTS \
                     (SELECT 1 FROM {table} b WHERE b.id = l.id AND b.stage = l.stage)",
                    &table[2..]
                ))
                .await;
        }
        let entries: Vec<String> = models.iter().map(|table| format!("SELECT id, stage FROM {table}")).collect();
        let entries = entries.join(" UNION ALL ");
        for table in self.tables("r_").await {
            strays += self
                .number(&format!(
                    "SELECT COUNT(*) FROM {table} r WHERE NOT EXISTS \
                     (SELECT 1 FROM ({entries}) e WHERE e.stage = r.stage AND e.id IN (r.src, r.dst)) \
                     OR (r.stage = 1 AND 2 <> (SELECT COUNT(DISTINCT e.id) FROM ({entries}) e WHERE e.stage = 1 \
                     AND e.id IN (r.src, r.dst)) AND r.src <> r.dst)"
                ))
                .await;
        }
        strays
    }
}
