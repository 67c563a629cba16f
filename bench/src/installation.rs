//! The project that is measured: one model, many entries.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use model::ids::EnvironmentId;
use serde_json::{Value, json};

use crate::Result;
use crate::binary::Binary;
use crate::database::Database;
use crate::server::Server;

/// Entries that are made by one request.
const BATCH: usize = 100;

/// A project with one model and its entries.
pub struct Installation {
    /// Its environment.
    pub environment: EnvironmentId,
    /// Path of its Content API.
    pub path: String,
    /// A token that may do everything.
    pub token: String,
    /// Ids of the entries.
    pub entries: Arc<[String]>,
}

impl Installation {
    /// Makes the owner, the project, the model and the entries as a person or a script would.
    pub async fn make(binary: &Binary, database: &Database, entries: u32) -> Result<Self> {
        let mut owner = binary.command(&["owner", "create", "--email", "owner@example.org", "--password-stdin"]);
        output(owner.args(database.flags()), "correct horse battery\n")?;
        let arguments = ["project", "create", "--owner", "owner@example.org", "--name", "Bench", "--json"];
        let project = output(binary.command(&arguments).args(database.flags()), "")?;
        let project: Value = serde_json::from_str(&project)?;
        let text = |key: &str| project[key].as_str().map(str::to_owned).ok_or_else(|| format!("no {key}: {project}"));
        let (server, _) = Server::start(binary, database)?;
        let base = format!("http://{}", server.address());
        let mut installation = Self {
            environment: EnvironmentId::new(text("environmentId")?),
            path: format!("/v2/{}/{}", text("projectId")?, text("environment")?),
            token: text("token")?,
            entries: Arc::new([]),
        };
        installation.make_model(&base).await?;
        installation.entries = installation.make_entries(&base, entries as usize).await?.into();
        server.stop()?;
        Ok(installation)
    }

    async fn make_model(&self, base: &str) -> Result<()> {
        let field = |api_id: &str, kind: &str, is_list: bool| {
            json!({ "createSimpleField": { "parentApiId": "Article", "apiId": api_id, "displayName": api_id,
                "type": kind, "isList": is_list } })
        };
        let changes = json!([
            { "createEnumeration": { "apiId": "Category", "displayName": "Category", "values": [
                { "apiId": "News", "displayName": "News" }, { "apiId": "Guide", "displayName": "Guide" } ] } },
            { "createModel": { "apiId": "Article", "apiIdPlural": "Articles", "displayName": "Article" } },
            field("title", "STRING", false),
            field("slug", "STRING", false),
            field("summary", "STRING", false),
            field("views", "INT", false),
            field("rank", "INT", false),
            field("featured", "BOOLEAN", false),
            field("day", "DATE", false),
            field("moment", "DATETIME", false),
            field("tags", "STRING", true),
            { "createEnumerableField": { "parentApiId": "Article", "apiId": "category", "displayName": "category",
                "enumerationApiId": "Category" } },
        ]);
        let query =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
        let data = json!({ "environmentId": self.environment.as_str(), "changes": changes });
        let answer = self.send(&format!("{base}/graphql"), query, json!({ "data": data })).await?;
        match answer.pointer("/submitBatchChanges/migration/status").and_then(Value::as_str) {
            Some("SUCCESS") => Ok(()),
            _ => Err(format!("the model was not made: {answer}").into()),
        }
    }

    async fn make_entries(&self, base: &str, count: usize) -> Result<Vec<String>> {
        let mut made = Vec::with_capacity(count);
        while made.len() < count {
            let numbers = made.len()..count.min(made.len() + BATCH);
            let variables: Vec<String> = numbers.clone().map(|n| format!("$e{n}: ArticleCreateInput!")).collect();
            let fields: Vec<String> =
                numbers.clone().map(|n| format!("e{n}: createArticle(data: $e{n}) {{ id }}")).collect();
            let query = format!("mutation({}) {{ {} }}", variables.join(", "), fields.join(" "));
            let values: serde_json::Map<String, Value> = numbers.map(|n| (format!("e{n}"), article(n))).collect();
            let answer = self.send(&format!("{base}{}", self.path), &query, Value::Object(values)).await?;
            let ids = answer.as_object().into_iter().flatten().filter_map(|(_, entry)| entry["id"].as_str());
            made.extend(ids.map(str::to_owned));
        }
        Ok(made)
    }

    /// `data` of an operation.
    async fn send(&self, url: &str, query: &str, variables: Value) -> Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let answer = reqwest::Client::new().post(url).bearer_auth(&self.token).json(&body).send().await?;
        let mut answer: Value = answer.json().await?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(format!("the server refused: {errors}").into()),
        }
    }
}

fn article(number: usize) -> Value {
    json!({
        "title": format!("Article number {number} about something worth reading"),
        "slug": format!("article-number-{number}"),
        "summary": "A summary as long as people write it for the list of articles on a front page. ".repeat(3).trim(),
        "views": number * 37 % 100_000,
        "rank": number % 10,
        "featured": number.is_multiple_of(8),
        "day": format!("2024-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
        "moment": format!("2024-03-01T{:02}:{:02}:00Z", number % 24, number % 60),
        "tags": ["one", "another", format!("tag-{}", number % 100)],
        "category": if number.is_multiple_of(2) { "News" } else { "Guide" },
    })
}

/// What a command prints.
fn output(command: &mut Command, input: &str) -> Result<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("the command ended with {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
