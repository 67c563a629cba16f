//! Reads by rights: what a condition costs against the same `where` sent by the client, and whether a thousand rows of
//! permissions cost anything.

use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::binary::Binary;
use crate::database::Database;
use crate::installation::Installation;
use crate::load::Exchange;
use crate::measured::{Measured, Window};
use crate::project::Project;
use crate::question::Question;
use crate::server::Server;
use crate::{Result, load, machine};

/// What is measured, and how long.
#[derive(Args)]
pub struct Options {
    /// Seconds of each measurement, after one of warming up.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=9))]
    seconds: u64,

    /// How many entries there are.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    entries: u32,

    /// How many rows of permissions the loaded token has.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(10..=10_000))]
    rows: u32,
}

/// How many connections ask at once.
const CONNECTIONS: usize = 8;

/// The condition, as a client writes it and as a row keeps it.
const WHERE: &str = "{ featured: true, OR: [{ category: News }, { views_gt: 100 }] }";
const CONDITION: &str = r#"{"featured":true,"OR":[{"category":"News"},{"views_gt":100}]}"#;

/// Rows that one request makes.
const BATCH: usize = 50;

/// Everything, on each engine that is there.
pub async fn run(options: &Options) -> Result<()> {
    let binary = Binary::find_or_build()?;
    println!("Epigraph {} on {}", env!("CARGO_PKG_VERSION"), machine::facts()?);
    println!("{} entries, {CONNECTIONS} connections", options.entries);
    Database::on_each(async |database| measure(&binary, database, options).await).await
}

async fn measure(binary: &Binary, database: &Database, options: &Options) -> Result<()> {
    let installation = Installation::make(binary, database, options.entries).await?;
    let (server, _) = Server::start(binary, database)?;
    let project = &installation.project;
    let grants = Grants { project, base: format!("http://{}", server.address()) };
    let model = grants.model().await?;
    let free = grants.token("free", &[json!({ "model": { "id": model } })]).await?;
    let bound_row = json!({ "model": { "id": model, "condition": CONDITION } });
    let bound = grants.token("bound", std::slice::from_ref(&bound_row)).await?;
    let asset = grants.asset().await?;
    let filler = |number: u32| {
        let condition = json!({ "createdAt_gt": "2020-01-01T00:00:00Z", "id_not": format!("nobody{number}") });
        json!({ "model": { "id": asset, "condition": condition.to_string() } })
    };
    let many: Vec<Value> = (1..options.rows).map(filler).collect();
    let loaded = grants.token("loaded", &[vec![bound_row], many].concat()).await?;
    println!("\n{:<50} {:>9} {:>9} {:>9} {:>10}", database.name(), "reads/s", "p50 µs", "CPU µs", "DB CPU µs");
    for (name, bare, by_client) in [
        ("list of 20", "{ articles(first: 20) { id title } }", "{ articles(first: 20, where: WHERE) { id title } }"),
        (
            "count",
            "{ articlesConnection { aggregate { count } } }",
            "{ articlesConnection(where: WHERE) { aggregate { count } } }",
        ),
    ] {
        let (bare, by_client) = (Question::fixed(bare), Question::fixed(by_client.replace("WHERE", WHERE)));
        let ask = |token: &str, question: &Question| ask(database, &server, project, token, question, options.seconds);
        let sent = ask(&free, &by_client)?;
        let held = ask(&bound, &bare)?;
        let among_many = ask(&loaded, &bare)?;
        row(&format!("{name}: `where` of the client"), &sent);
        row(&format!("{name}: condition of the permission"), &held);
        row(&format!("{name}: the same among {} rows", options.rows), &among_many);
        let (held, among_many) = (sent.rate() / held.rate(), held.rate() / among_many.rate());
        println!(
            "  {held:.2} times the time by a condition (goal: 1.15), {among_many:.2} times that among many rows (goal: 1.20)"
        );
    }
    server.stop()
}

fn ask(
    database: &Database,
    server: &Server,
    project: &Project,
    token: &str,
    question: &Question,
    seconds: u64,
) -> Result<Measured> {
    let bearer = format!("Bearer {token}");
    let exchange = Exchange::post(server.address(), &project.path(), Some(&bearer), question, r#"{"data":{"articles"#);
    load::measure(exchange, server, database, CONNECTIONS, Window::after_warm_up(Duration::from_secs(seconds)))
}

fn row(name: &str, measured: &Measured) {
    println!(
        "  {name:<48} {:>9.0} {:>9.0} {:>9.0} {:>10.0}",
        measured.rate(),
        measured.percentile(0.5),
        measured.cpu_micros(),
        measured.database_cpu_micros()
    );
}

/// Who gives rights, as a person or a script would.
struct Grants<'p> {
    project: &'p Project,
    base: String,
}

impl Grants<'_> {
    async fn send(&self, query: &str, variables: Value) -> Result<Value> {
        self.project.send(&format!("{}/graphql", self.base), query, variables).await
    }

    async fn named(&self, model: &str) -> Result<String> {
        let query = "query($p: ID!, $e: String!, $m: String!) { viewer { project(id: $p) { environment(name: $e) { \
                     contentModel { model(apiId: $m) { id } } } } } }";
        let variables = json!({ "p": self.project.id, "e": self.project.environment_name, "m": model });
        let answer = self.send(query, variables).await?;
        let id = answer.pointer("/viewer/project/environment/contentModel/model/id").and_then(Value::as_str);
        Ok(id.ok_or("the model has no id")?.to_owned())
    }

    async fn model(&self) -> Result<String> {
        self.named("Article").await
    }

    async fn asset(&self) -> Result<String> {
        self.named("Asset").await
    }

    /// A token that may read what these rows say.
    async fn token(&self, name: &str, rows: &[Value]) -> Result<String> {
        let query = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { \
                     createdPermanentAuthToken { id token } } }";
        let environment = self.project.environment.as_str();
        let data = json!({ "environmentId": environment, "name": name, "managementPermissionIds": [] });
        let made = self.send(query, json!({ "data": data })).await?;
        let part = |name: &str| {
            let pointer = format!("/createPermanentAuthToken/createdPermanentAuthToken/{name}");
            made.pointer(&pointer).and_then(Value::as_str).map(str::to_owned).ok_or("no token was made")
        };
        let (id, token) = (part("id")?, part("token")?);
        let stages = self.draft().await?;
        for rows in rows.chunks(BATCH) {
            let row = |(number, row): (usize, &Value)| {
                let mut data = json!({ "target": { "kind": "PAT", "patId": id } });
                data["model"] = row["model"].clone();
                data["stages"] = json!([stages]);
                (format!("r{number}"), data)
            };
            let variables: serde_json::Map<String, Value> = rows.iter().enumerate().map(row).collect();
            let names: Vec<String> =
                variables.keys().map(|name| format!("${name}: CreateReadContentPermissionInput!")).collect();
            let fields: Vec<String> = variables
                .keys()
                .map(|name| format!("{name}: createReadContentPermission(data: ${name}) {{ permission {{ id }} }}"))
                .collect();
            let query = format!("mutation({}) {{ {} }}", names.join(", "), fields.join(" "));
            self.send(&query, Value::Object(variables)).await?;
        }
        Ok(token)
    }

    async fn draft(&self) -> Result<Value> {
        let query = "query($p: ID!, $e: String!) { viewer { project(id: $p) { environment(name: $e) { contentModel { stages { \
                     id apiId } } } } } }";
        let variables = json!({ "p": self.project.id, "e": self.project.environment_name });
        let answer = self.send(query, variables).await?;
        let stages = answer.pointer("/viewer/project/environment/contentModel/stages").and_then(Value::as_array);
        let draft = stages.into_iter().flatten().find(|stage| stage["apiId"] == "DRAFT");
        Ok(draft.ok_or("there is no DRAFT")?["id"].clone())
    }
}
