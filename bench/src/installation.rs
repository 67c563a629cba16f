//! The project that point reads are measured on: one model, many entries.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::Result;
use crate::binary::Binary;
use crate::database::Database;
use crate::project::Project;
use crate::server::Server;

/// Entries that are made by one request.
const BATCH: usize = 100;

/// A project with one model and its entries.
pub struct Installation {
    /// The project.
    pub project: Project,
    /// Ids of the entries.
    pub entries: Arc<[String]>,
}

impl Installation {
    /// Makes the owner, the project, the model and the entries as a person or a script would.
    pub async fn make(binary: &Binary, database: &Database, entries: u32) -> Result<Self> {
        let project = Project::make(binary, database)?;
        let (server, _) = Server::start(binary, database)?;
        let base = format!("http://{}", server.address());
        project.change(&base, changes()).await?;
        let entries = make_entries(&project, &base, entries as usize).await?.into();
        server.stop()?;
        Ok(Self { project, entries })
    }
}

fn changes() -> Value {
    let field = |api_id: &str, kind: &str, is_list: bool| {
        json!({ "createSimpleField": { "parentApiId": "Article", "apiId": api_id, "displayName": api_id,
            "type": kind, "isList": is_list } })
    };
    json!([
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
    ])
}

async fn make_entries(project: &Project, base: &str, count: usize) -> Result<Vec<String>> {
    let mut made = Vec::with_capacity(count);
    while made.len() < count {
        let numbers = made.len()..count.min(made.len() + BATCH);
        let variables: Vec<String> = numbers.clone().map(|n| format!("$e{n}: ArticleCreateInput!")).collect();
        let fields: Vec<String> =
            numbers.clone().map(|n| format!("e{n}: createArticle(data: $e{n}) {{ id }}")).collect();
        let query = format!("mutation({}) {{ {} }}", variables.join(", "), fields.join(" "));
        let values: serde_json::Map<String, Value> = numbers.map(|n| (format!("e{n}"), article(n))).collect();
        let answer = project.send(&format!("{base}{}", project.path()), &query, Value::Object(values)).await?;
        let ids = answer.as_object().into_iter().flatten().filter_map(|(_, entry)| entry["id"].as_str());
        made.extend(ids.map(str::to_owned));
    }
    Ok(made)
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
