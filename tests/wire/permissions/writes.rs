//! Every nested write, asked by who has all rights that it takes, by who lacks each of them, and by who has it to other
//! entries: done or refused as the table says, and refused is unchanged.
//!
//! So that what is allowed leaves nothing behind either, each request ends with a write that breaks a rule: whoever may
//! everything is told of that, and whoever may not is told so before.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

use super::schema::{MODELS, Types};
use super::write_paths::{Instances, Part, Right, Writes, linked, other};
use super::{RIGHTS, app, without};
use crate::blog::Blog;
use crate::conditions::{Rule, token};

/// The rights that writes are about.
const WRITES: [&str; 5] = ["READ", "CREATE", "UPDATE", "DELETE", "UNPUBLISH"];

/// A mutation, what it takes, and how it ends.
struct Case {
    root: String,
    /// The second root field, which breaks a rule.
    end: String,
    takes: BTreeSet<Right>,
    used: BTreeSet<Right>,
    depth: usize,
}

impl Case {
    fn document(&self) -> String {
        format!("mutation {{ a: {} b: {} }}", self.root, self.end)
    }

    fn endless(&self) -> String {
        format!("mutation {{ a: {} }}", self.root)
    }
}

/// Posts, authors, tags, profiles and files, all of them linked with each other.
async fn linked_blog(server: &TestServer) -> (Blog, Instances) {
    let blog = Blog::on(server).await;
    for id in ["asset1", "asset2"] {
        blog.asset(id).await;
    }
    for (name, nick) in [("Ada", "ada"), ("Bo", "bo")] {
        let update = format!(
            "mutation {{ updateAuthor(where: {{name: \"{name}\"}}, data: {{profile: {{create: {{nick: \"{nick}\"}}}}}}) {{ id }} }}"
        );
        blog.ok(&update, json!({})).await;
    }
    let sources = "sources: {create: [{label: \"s\", value: 1}]}";
    let quote = format!("{{text: \"said\", speaker: {{connect: {{name: \"Ada\"}}}}, {sources}}}");
    let links = format!(
        "author: {{connect: {{name: \"Ada\"}}}}, hero: {{connect: {{name: \"Ada\"}}}}, tags: {{connect: [{{name: \"sea\"}}]}}, \
         mentions: {{connect: [{{Author: {{name: \"Ada\"}}}}, {{Tag: {{name: \"sea\"}}}}]}}, cover: {{connect: {{id: \"asset1\"}}}}, \
         facts: {{create: [{{label: \"f\", value: 1}}]}}, quote: {{create: {quote}}}, \
         blocks: {{create: [{{Quote: {quote}}}, {{Fact: {{label: \"b\", value: 2}}}}]}}"
    );
    for (slug, links) in [("p0", links.as_str()), ("p1", "progress: idea")] {
        blog.ok(
            &format!("mutation {{ createPost(data: {{title: \"T\", slug: \"{slug}\", {links}}}) {{ id }} }}"),
            json!({}),
        )
        .await;
    }
    for (model, more) in [("Author", ""), ("Tag", ""), ("Profile", ""), ("Post", "title: \"T\", ")] {
        let unique = taken(model).expect("these have something unique");
        blog.ok(&format!("mutation {{ create{model}(data: {{{more}{unique}}}) {{ id }} }}"), json!({})).await;
    }
    let held = "{ post(where: {slug: \"p0\"}, stage: DRAFT) { facts { id } quote { id sources { id } } blocks { __typename ... on Quote { id sources { id } } ... on Fact { id } } } }";
    let held = blog.ok(held, json!({})).await["post"].clone();
    let id = |value: &Value| value["id"].as_str().expect("an instance").to_owned();
    let instances = [
        ("facts", id(&held["facts"][0])),
        ("quote", id(&held["quote"])),
        ("quote/sources", id(&held["quote"]["sources"][0])),
        ("blocks/Quote", id(&held["blocks"][0])),
        ("blocks/Quote/sources", id(&held["blocks"][0]["sources"][0])),
        ("blocks/Fact", id(&held["blocks"][1])),
    ];
    (blog, instances.map(|(path, id)| (path.to_owned(), id)).into())
}

/// The unique value of the entry of a model that no case is about: whoever takes it breaks a rule. Files have none.
fn taken(model: &str) -> Option<&'static str> {
    match model {
        "Post" => Some("slug: \"kept\""),
        "Profile" => Some("nick: \"kept\""),
        "Asset" => None,
        _ => Some("name: \"kept\""),
    }
}

/// The mutations of a model with each part that its input can have.
fn cases(writes: &Writes<'_>, model: &'static str) -> Vec<Case> {
    let needed = writes.needed(&format!("{model}CreateInput"));
    let (own, there) = (linked(model), other(model));
    // Files have nothing unique that can be written; a name they must have.
    let is_file = taken(model).is_none();
    let broken = taken(model).unwrap_or("fileName: null");
    let key = broken.split(':').next().unwrap_or_default();
    let doubled = needed.replace(&format!("{key}: \"nobody\""), broken);
    let update_end = format!("update{model}(where: {there}, data: {{{broken}}}) {{ id }}");
    let create_end = if is_file { update_end.clone() } else { format!("create{model}(data: {{{doubled}}}) {{ id }}") };
    let upsert_end =
        format!("upsert{model}(where: {there}, upsert: {{create: {{{needed}}}, update: {{{broken}}}}}) {{ id }}");
    let case = |root: String, end: &str, rights: &[&'static str], part: Part| {
        let (mut takes, mut used) = (part.takes, part.used);
        takes.extend(rights.iter().map(|right| (*right, model)));
        used.insert(if root.starts_with("create") { ("CREATE", model) } else { ("UPDATE", model) });
        if is_file && root.starts_with("create") {
            takes.insert(("UPDATE", model));
        }
        Case { root, end: end.to_owned(), takes, used, depth: part.depth }
    };
    let mut cases = Vec::new();
    for part in writes.parts(&format!("{model}UpdateInput"), "", 0) {
        let root = format!("update{model}(where: {own}, data: {{{}}}) {{ id }}", part.text);
        let upsert = format!(
            "upsert{model}(where: {own}, upsert: {{create: {{{needed}}}, update: {{{}}}}}) {{ id }}",
            part.text
        );
        cases.push(case(root, &update_end, &["READ", "UPDATE"], part.clone()));
        if part.depth <= 1 {
            cases.push(case(upsert, &upsert_end, &["READ", "CREATE", "UPDATE"], part));
        }
    }
    let mut comma = needed.clone();
    comma.push_str(if needed.is_empty() { "" } else { ", " });
    // What stands in a new entry's new entries is what stands in a known one's.
    let parts = writes.parts(&format!("{model}CreateInput"), "", 0).into_iter();
    for part in parts.filter(|part| part.depth <= 1) {
        let root = format!("create{model}(data: {{{comma}{}}}) {{ id }}", part.text);
        cases.push(case(root, &create_end, &["READ", "CREATE"], part));
    }
    cases
}

/// Who asks: a client for each set of rights, made when it is first wanted.
struct Askers<'b> {
    blog: &'b Blog,
    lacking: BTreeMap<Right, Client>,
    /// With the right to no entry that is there.
    elsewhere: BTreeMap<Right, Client>,
    /// With the right to all entries, said by a condition.
    bound: BTreeMap<Right, Client>,
    exact: BTreeMap<BTreeSet<Right>, Client>,
}

impl<'b> Askers<'b> {
    async fn of(blog: &'b Blog) -> Askers<'b> {
        let mut askers = Askers {
            blog,
            lacking: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            bound: BTreeMap::new(),
            exact: BTreeMap::new(),
        };
        for right in WRITES {
            for model in MODELS {
                askers.lacking.insert((right, model), without(blog, right, model).await);
                let elsewhere = conditional(blog, right, model, r#"{"id_in":["nobody"]}"#).await;
                askers.elsewhere.insert((right, model), elsewhere);
                askers.bound.insert((right, model), conditional(blog, right, model, r#"{"id_not":"nobody"}"#).await);
            }
        }
        askers
    }

    async fn with(&mut self, takes: &BTreeSet<Right>) -> Client {
        if let Some(client) = self.exact.get(takes) {
            return client.clone();
        }
        let mut rules = vec![Rule::on_all("READ")];
        rules.extend(takes.iter().map(|(right, model)| Rule::on(right, model)));
        let client = token(self.blog, &rules).await;
        self.exact.insert(takes.clone(), client.clone());
        client
    }
}

/// A token with every right, that one to that model under a condition.
async fn conditional(blog: &Blog, right: &str, model: &str, condition: &str) -> Client {
    let whole = RIGHTS.iter().filter(|one| **one != right).map(|one| Rule::on_all(one));
    let others = MODELS.iter().filter(|one| **one != model).map(|one| Rule::on(right, one));
    let rules: Vec<Rule<'_>> = whole.chain(others).chain([Rule::on(right, model).under(condition)]).collect();
    token(blog, &rules).await
}

/// Every row of content, and what the log says of content: of tokens it says something, too.
async fn content(blog: &Blog) -> Vec<String> {
    let mut rows = blog.contents().await;
    rows.retain(|row| !row.starts_with("audit") || row.contains("\"CONTENT\""));
    rows
}

async fn ask(blog: &Blog, client: &Client, document: &str) -> Answer {
    let request = client.request(reqwest::Method::POST, &blog.project.path());
    Client::send_quietly(request.json(&json!({ "query": document }))).await
}

/// Whether it got as far as the end, which broke a rule.
fn reached_the_end(answer: &Answer) -> bool {
    answer.status == 400 && (answer.error().contains("unique") || answer.error().contains("fileName"))
}

/// Whoever may not read what a request is about is told that there is nothing to do it to (content-api-write.md §5, row 3).
fn is_as_if_missing(answer: &Answer) -> bool {
    let code = answer.at("/errors/0/extensions/code");
    answer.status == 200 && answer.error() == "not allowed" && code == "403"
}

fn was_refused(answer: &Answer, (right, model): Right) -> bool {
    let failed = answer.at("/errors/0/extensions/failedActions").as_array().cloned().unwrap_or_default();
    let named = |action: &Value| action["action"] == right.to_lowercase() && action["model"] == model;
    answer.status == 403 && failed.iter().any(named) || is_as_if_missing(answer)
}

/// What is not as the table says of one case.
async fn differing(blog: &Blog, askers: &mut Askers<'_>, case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut note = |who: String, answer: &Answer| {
        wrong.push(format!("{who}: {} → {} {}", case.root, answer.status, answer.body["errors"][0]));
    };
    let exact = askers.with(&case.takes).await;
    let answer = ask(blog, &exact, &case.document()).await;
    if !reached_the_end(&answer) {
        note(format!("with {:?}", case.takes), &answer);
    }
    for right in &case.takes {
        let answer = ask(blog, &askers.lacking[right], &case.document()).await;
        // What may not be read is as if it were not there: an answer of its own, and before the end (security case 11).
        let is_hidden = right.0 == "READ" && (400..=404).contains(&answer.status) && !reached_the_end(&answer);
        if !was_refused(&answer, *right) && !is_hidden {
            note(format!("without {right:?}"), &answer);
        }
    }
    if case.depth > 1 {
        return wrong;
    }
    for right in &case.used {
        let answer = ask(blog, &askers.elsewhere[right], &case.endless()).await;
        if !was_refused(&answer, *right) {
            note(format!("with {right:?} to other entries"), &answer);
        }
        let answer = ask(blog, &askers.bound[right], &case.document()).await;
        if !reached_the_end(&answer) {
            note(format!("with {right:?} under a condition that holds"), &answer);
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn case_10_every_nested_write_takes_the_rights_that_the_table_says_and_denied_is_unchanged() {
    on_both(async |server| {
        let (blog, instances) = linked_blog(&server).await;
        let (types, _) = Types::of(&blog).await;
        let writes = Writes { types: &types, instances: &instances };
        let mut askers = Askers::of(&blog).await;
        let nobody = [
            ("the public".to_owned(), server.public()),
            ("an app that reads".to_owned(), app(&server, &blog.owner, &blog.project, "READ").await),
            ("an app without content".to_owned(), app(&server, &blog.owner, &blog.project, "NONE").await),
        ];
        let contributor = server.member(&blog.project, "Contributor").await;
        let mut before = content(&blog).await;
        let (mut wrong, mut count) = (Vec::new(), 0);
        for model in MODELS {
            for some in cases(&writes, model).chunks(25) {
                for case in some {
                    count += 1;
                    wrong.extend(differing(&blog, &mut askers, case).await);
                    if case.depth > 1 {
                        continue;
                    }
                    for (name, client) in &nobody {
                        let answer = ask(&blog, client, &case.document()).await;
                        if answer.status != 403 && !is_as_if_missing(&answer) {
                            wrong.push(format!("{name}: {} → {} {}", case.root, answer.status, answer.body));
                        }
                    }
                    let ends = case.takes.iter().any(|(right, _)| ["DELETE", "UNPUBLISH"].contains(right));
                    let answer = ask(&blog, &contributor, &case.document()).await;
                    if ends != (answer.status == 403) || !(ends || reached_the_end(&answer)) {
                        wrong.push(format!("Contributor: {} → {} {}", case.root, answer.status, answer.body));
                    }
                }
                let now = content(&blog).await;
                if now != before {
                    let changed = now.iter().find(|row| !before.contains(row));
                    let roots: Vec<&str> = some.iter().map(|case| case.root.as_str()).collect();
                    wrong.push(format!("one of these has changed something, {changed:?}:\n{}", roots.join("\n")));
                    before = now;
                }
            }
        }
        let shown: Vec<&str> = wrong.iter().take(60).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{} answers on {count} writes differ:\n{}", wrong.len(), shown.join("\n"));
        assert!(count > 300, "{count} writes");
    })
    .await;
}
