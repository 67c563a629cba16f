//! Reads under a condition, on every path near a model: the answer is what a filter of everything, one entry after the
//! other, leaves of the whole answer.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wire_tests::{Client, on_both};

use super::read_paths::roots_of;
use super::schema::{MODELS, Types, base, list, text};
use crate::blog::Blog;
use crate::conditions::{Rule, filled, token};

/// What may be seen of a model under a condition.
struct Seen {
    model: &'static str,
    ids: BTreeSet<String>,
}

impl Seen {
    fn shows(&self, value: &Value) -> bool {
        value["__typename"] != self.model || value["id"].as_str().is_some_and(|id| self.ids.contains(id))
    }

    /// The answer without what is not to be seen.
    fn of(&self, answer: &Value) -> Value {
        match answer {
            Value::Array(items) => items.iter().filter(|item| self.shows(item)).map(|item| self.of(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), if self.shows(value) { self.of(value) } else { Value::Null }))
                .collect(),
            other => other.clone(),
        }
    }
}

async fn ids(blog: &Blog, model: &str) -> Vec<String> {
    let (_, plural, _) = roots_of(model);
    let answer =
        blog.ok(&format!("{{ {plural}(stage: DRAFT, first: 100, orderBy: createdAt_ASC) {{ id }} }}"), json!({})).await;
    list(&answer[&plural]).iter().map(|entry| text(&entry["id"]).to_owned()).collect()
}

/// Documents in which every entry tells its type and id: each field of each model that leads to entries, and each filter
/// and order of this one.
fn documents(types: &Types, of: &str) -> Vec<String> {
    let mut documents = Vec::new();
    for model in MODELS {
        let (_, plural, _) = roots_of(model);
        for field in list(&types.0[model]["fields"]) {
            let members = types.members(base(&field["type"]));
            if !members.iter().any(|member| MODELS.contains(&member.as_str())) {
                continue;
            }
            let pages = list(&field["args"]).iter().any(|argument| argument["name"] == "first");
            let first = if pages { "(first: 50)" } else { "" };
            let inner: Vec<String> = members.iter().map(|member| format!("... on {member} {{ id }}")).collect();
            documents.push(format!(
                "{{ {plural}(stage: DRAFT, first: 50, orderBy: createdAt_ASC) {{ __typename id {}{first} {{ __typename {} }} }} }}",
                text(&field["name"]),
                inner.join(" ")
            ));
        }
    }
    let (_, plural, _) = roots_of(of);
    for filter in list(&types.0[&format!("{of}WhereInput")]["inputFields"]) {
        let key = text(&filter["name"]);
        if types.touches(&filter["type"], key).everything {
            continue;
        }
        let value =
            if key.ends_with("_json_path_exists") { "\"$.a\"".to_owned() } else { types.literal(&filter["type"]) };
        for where_ in [format!("{key}: {value}"), format!("NOT: [{{{key}: {value}}}]")] {
            let page = format!("stage: DRAFT, first: 50, orderBy: createdAt_ASC, where: {{{where_}}}");
            documents.push(format!("{{ {plural}({page}) {{ __typename id }} }}"));
        }
    }
    for order in list(&types.0[&format!("{of}OrderByInput")]["enumValues"]) {
        documents.push(format!(
            "{{ {plural}(stage: DRAFT, first: 50, orderBy: {}) {{ __typename id }} }}",
            text(&order["name"])
        ));
    }
    documents
}

async fn ask(blog: &Blog, client: &Client, query: &str) -> Value {
    let request = client.request(reqwest::Method::POST, &blog.project.path());
    let answer = Client::send_quietly(request.json(&json!({ "query": query }))).await;
    assert!(answer.status == 200 && answer.body.get("errors").is_none(), "{query}: {} {}", answer.status, answer.body);
    answer.at("/data").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_06_under_a_condition_every_path_answers_what_a_filter_of_everything_leaves() {
    on_both(async |server| {
        let blog = filled(&server).await;
        for id in ["asset1", "asset2"] {
            blog.asset(id).await;
        }
        for (number, name) in [(0, "Ada"), (1, "Bo")] {
            let update = "mutation($n: String!, $k: String!) { updateAuthor(where: {name: $n}, data: {profile: {create: {nick: $k}}}) { id } }";
            blog.ok(update, json!({ "n": name, "k": format!("profile {number}") })).await;
            let update = "mutation($s: String!, $a: ID!) { updatePost(where: {slug: $s}, data: {cover: {connect: {id: $a}}}) { id } }";
            blog.ok(update, json!({ "s": format!("p{number}"), "a": format!("asset{}", number + 1) })).await;
        }
        let (types, _) = Types::of(&blog).await;
        for model in MODELS {
            let all = ids(&blog, model).await;
            assert!(all.len() > 1, "{model}");
            let seen: Vec<&String> = all.iter().step_by(2).collect();
            let condition = json!({ "id_in": seen }).to_string();
            let mut rules = vec![Rule::on("READ", model).under(&condition), Rule::on_all("READ_VERSION")];
            rules.extend(MODELS.iter().filter(|other| **other != model).map(|other| Rule::on("READ", other)));
            let client = token(&blog, &rules).await;
            let seen = Seen { model, ids: seen.into_iter().cloned().collect() };
            let (mut told, mut hidden) = (0, 0);
            for document in documents(&types, model) {
                let whole = ask(&blog, &blog.client, &document).await;
                let expected = seen.of(&whole);
                assert_eq!(ask(&blog, &client, &document).await, expected, "{model}: {document}");
                told += usize::from(expected.to_string().contains("\"id\""));
                hidden += usize::from(expected != whole);
                count(&blog, &client, model, &document, &expected).await;
            }
            assert!(told > 20 && hidden > 20, "{model}: {told} documents find something, {hidden} find less");
        }
    })
    .await;
}

/// The count of a filter is how many entries it finds.
async fn count(blog: &Blog, client: &Client, model: &str, document: &str, listed: &Value) {
    let (_, plural, connection) = roots_of(model);
    let Some(where_) =
        document.split_once("where: ").and_then(|(_, rest)| rest.split_once("}) {")).map(|(where_, _)| where_)
    else {
        return;
    };
    let query = format!("{{ {connection}(stage: DRAFT, where: {where_}}}) {{ aggregate {{ count }} }} }}");
    let counted = ask(blog, client, &query).await;
    assert_eq!(counted[&connection]["aggregate"]["count"], list(&listed[&plural]).len(), "{model}: {query}");
}
