//! Durable writes: one by one, nested, published, in bulk; beside the bare driver committing the same rows.

mod bare;
mod bulk;
mod rows;

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::binary::Binary;
use crate::database::Database;
use crate::load::Exchange;
use crate::measured::{Measured, Window};
use crate::project::Project;
use crate::question::Question;
use crate::server::Server;
use crate::write::rows::{Before, Inserts};
use crate::{Result, load, machine};

/// How many clients write at once at most.
const CONNECTIONS: usize = 32;

/// Lines of the bulk path that share a transaction.
const PORTION: usize = 512;

/// Entries that are there when the time of a create is taken for the first time.
const FEW: usize = 1_000;

/// What is measured, and how long.
#[derive(Args)]
pub struct Options {
    /// Seconds of each measurement, after one of warming up.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=9))]
    seconds: u64,

    /// How many entries the bulk path writes.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(2_000..=1_000_000))]
    entries: u32,
}

/// Everything, on each engine that is there.
pub async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    println!("Durable writes on {}, {} s a measurement", machine::facts()?, options.seconds);
    Database::on_each(async |database| {
        println!("\n{:<44} {:>10} {:>10} {:>10}", database.name(), "writes/s", "p50 ms", "p99 ms");
        measure(&binary, database, options).await
    })
    .await
}

/// A server with a project, and what every measurement needs.
struct Bench<'b> {
    database: &'b Database,
    project: &'b Project,
    server: &'b Server,
    length: Duration,
}

async fn measure(binary: &Binary, database: &Database, options: &Options) -> Result<()> {
    let project = Project::make(binary, database)?;
    let (server, _) = Server::start(binary, database)?;
    project.change(&format!("http://{}", server.address()), changes()).await?;
    let bench = Bench { database, project: &project, server: &server, length: Duration::from_secs(options.seconds) };
    bench.everything(options.entries as usize).await?;
    server.stop()
}

impl Bench<'_> {
    async fn everything(&self, entries: usize) -> Result<()> {
        // First of all, while the tables are small enough to look at.
        let small = self.rows_of(&small()).await?;
        let nested = self.rows_of(&nested()).await?;

        let lines: Vec<String> = (0..FEW).map(line).collect();
        bulk::run(self.server, self.project, &lines).await?;
        let among_few = self.ask(&small_question(), 1)?;
        line_of("create, 1 connection", &among_few);
        let one = self.bare("the same rows, bare driver", &small, 1).await?;
        println!("{:<44} {:>9.0} %", "", 100.0 * among_few.rate() / one);
        let many = self.ask(&small_question(), CONNECTIONS)?;
        line_of("create, 32 connections", &many);
        let best = self.bare("the same rows, bare driver, 32 together", &small, CONNECTIONS).await?;
        println!("{:<44} {:>9.0} %  (goal: 60 %)", "", 100.0 * many.rate() / best);
        let many = self.ask(&nested_question(), CONNECTIONS)?;
        line_of("create with 5 children, 32 connections", &many);
        let best = self.bare("the same rows, bare driver, 32 together", &nested, CONNECTIONS).await?;
        println!("{:<44} {:>9.0} %", "", 100.0 * many.rate() / best);

        line_of("publish, 1 connection", &self.ask(&self.publish(200, 0).await?, 1)?);
        let linked = self.ask(&self.publish(50, 30).await?, 1)?;
        line_of("publish with 30 relations (goal: p50 < 3 ms)", &linked);

        let lines: Vec<String> = (0..entries).map(line).collect();
        let tenths = bulk::run(self.server, self.project, &lines).await?;
        let rate = |time: &Duration| (lines.len() / 10) as f64 / time.as_secs_f64();
        let sum: Duration = tenths.iter().sum();
        println!("{:<44} {:>10.0}  (goal on SQLite: 20,000)", "bulk", lines.len() as f64 / sum.as_secs_f64());
        if let (Some(first), Some(last)) = (tenths.first(), tenths.last()) {
            println!("{:<44} {:>10.0} {:>10.0}", "bulk, first and last tenth", rate(first), rate(last));
        }
        // On PostgreSQL this many connections would be another comparison.
        if self.database.url().is_none() {
            self.bare("the same rows, bare driver, 512 together", &small, PORTION).await?;
        }
        let among_many = self.ask(&small_question(), 1)?;
        line_of(&format!("create, 1 connection, among {entries} more"), &among_many);
        Ok(())
    }

    fn ask(&self, question: &Question, connections: usize) -> Result<Measured> {
        let bearer = format!("Bearer {}", self.project.token);
        let path = self.project.path();
        let exchange =
            Exchange::post(self.server.address(), &path, Some(&bearer), question, r#"{"data":{"done":{"id""#);
        load::measure(exchange, self.server, self.database, connections, Window::after_warm_up(self.length))
    }

    async fn bare(&self, label: &str, inserts: &Inserts, together: usize) -> Result<f64> {
        let rate = bare::run(self.database, &self.project.environment, inserts, together, self.length).await?;
        println!("{label:<44} {rate:>10.0}");
        Ok(rate)
    }

    /// The rows that a mutation leaves. It is sent twice: the first one names its actor.
    async fn rows_of(&self, mutation: &str) -> Result<Inserts> {
        self.send(mutation, json!({})).await?;
        let before = Before::look(self.database, &self.project.environment).await?;
        let answer = self.send(mutation, json!({})).await?;
        let mut ids = Vec::new();
        ids_in(&answer, &mut ids);
        before.added(&ids).await
    }

    /// Publishing one of so many entries with so many relations each.
    async fn publish(&self, entries: usize, relations: usize) -> Result<Question> {
        let mut ids = Vec::new();
        let children: Vec<Value> = (0..relations).map(|number| json!({ "title": format!("Child {number}") })).collect();
        let create = "mutation($children: SmallCreateManyInlineInput) { done: createParent(data: { title: \"Parent\", \
            children: $children }) { id } }";
        for _ in 0..entries {
            let made = self.send(create, json!({ "children": { "create": children } })).await?;
            ids.extend(made["done"]["id"].as_str().map(str::to_owned));
        }
        let query = "mutation($id: ID!) { done: publishParent(where: { id: $id }) { id } }";
        Ok(Question::varying(query, "id", Arc::from(ids)))
    }

    async fn send(&self, query: &str, variables: Value) -> Result<Value> {
        let url = format!("http://{}{}", self.server.address(), self.project.path());
        self.project.send(&url, query, variables).await
    }
}

fn ids_in(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            ids.extend(members.get("id").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|value| ids_in(value, ids));
        }
        Value::Array(items) => items.iter().for_each(|item| ids_in(item, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn line_of(label: &str, measured: &Measured) {
    let milliseconds = |share| measured.percentile(share) / 1e3;
    println!("{label:<44} {:>10.0} {:>10.2} {:>10.2}", measured.rate(), milliseconds(0.5), milliseconds(0.99));
}

fn changes() -> Value {
    let field = |parent: &str, api_id: &str, kind: &str| json!({ "createSimpleField": { "parentApiId": parent, "apiId": api_id, "displayName": api_id, "type": kind } });
    json!([
        { "createModel": { "apiId": "Small", "apiIdPlural": "Smalls", "displayName": "Small" } },
        { "createModel": { "apiId": "Parent", "apiIdPlural": "Parents", "displayName": "Parent" } },
        field("Small", "title", "STRING"),
        field("Small", "views", "INT"),
        field("Small", "moment", "DATETIME"),
        field("Parent", "title", "STRING"),
        { "createRelationalField": { "parentApiId": "Parent", "apiId": "children", "displayName": "Children",
            "type": "RELATION", "isList": true,
            "reverseField": { "modelApiId": "Small", "apiId": "parent", "displayName": "Parent" } } },
    ])
}

fn small() -> String {
    "mutation { done: createSmall(data: { title: \"A title of some words\", views: 17, moment: \"2026-03-01T12:00:00Z\" }) \
     { id } }"
        .to_owned()
}

fn small_question() -> Question {
    Question::fixed(small())
}

fn nested() -> String {
    let child = "{ title: \"A child of some words\", views: 17 }";
    let children = [child; 5].join(", ");
    format!(
        "mutation {{ done: createParent(data: {{ title: \"Parent\", children: {{ create: [{children}] }} }}) \
         {{ id children {{ id }} }} }}"
    )
}

fn nested_question() -> Question {
    Question::fixed(nested())
}

fn line(number: usize) -> String {
    let data = json!({ "title": format!("A title of some words {number}"), "views": number, "moment": "2026-03-01T12:00:00Z" });
    format!("{}\n", json!({ "op": "create", "model": "Small", "data": data }))
}
