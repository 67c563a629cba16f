//! Every path of reads: open to whom the table says, and closed to everybody else without telling anything.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

use super::read_paths::{Path, none, of_model, together};
use super::schema::{MODELS, Touched, Types};
use super::{RIGHTS, app, whoever_may_everything, with_rights, without};
use crate::blog::Blog;
use crate::conditions::{Rule, token};

/// Somebody, with what they may read.
struct Reader {
    name: String,
    client: Client,
    models: BTreeSet<&'static str>,
    versions: bool,
    whole: bool,
}

impl Reader {
    fn may(&self, touched: &Touched) -> bool {
        touched.models.iter().all(|model| self.models.contains(model.as_str()))
            && (self.versions || !touched.versions)
            && (self.whole || !touched.everything)
    }

    /// Every path that is open to the reader, many in one request, and one by one where that fails.
    async fn opens(&self, blog: &Blog, paths: &[&Path], wrong: &mut Vec<String>) {
        for some in paths.chunks(12) {
            let answer = blog.ask(&self.client, &together(some)).await;
            if answer.status == 200 && answer.body.get("errors").is_none() {
                continue;
            }
            for path in some {
                let answer = blog.ask(&self.client, &together(&[path])).await;
                if answer.status != 200 || answer.body.get("errors").is_some() {
                    wrong.push(format!("{} may: {} → {} {}", self.name, path.root, answer.status, answer.body));
                }
            }
        }
    }

    /// Each path that is closed to the reader, for itself: one answer for all of them, whatever there is.
    async fn is_shut_out(&self, blog: &Blog, paths: &[&Path], wrong: &mut Vec<String>) {
        for path in paths {
            let answer = blog.ask(&self.client, &together(&[path])).await;
            if answer.status != 403
                || told(&answer) != json!({ "errors": [{ "message": "not allowed" }], "data": null })
            {
                wrong.push(format!("{} may not: {} → {} {}", self.name, path.root, answer.status, answer.body));
            }
        }
    }
}

/// The body but for the number of the request.
fn told(answer: &Answer) -> Value {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("extensions");
    }
    body
}

impl Blog {
    /// A question whose answer is not kept for comparison: there are too many of them.
    async fn ask(&self, client: &Client, query: &str) -> Answer {
        let request = client.request(reqwest::Method::POST, &self.project.path());
        Client::send_quietly(request.json(&json!({ "query": query, "variables": none() }))).await
    }
}

/// Those who may read everything or nothing, and those who may read all entries of some models.
async fn readers(server: &TestServer, blog: &Blog) -> Vec<Reader> {
    let all: BTreeSet<&str> = MODELS.into();
    let reader = |name: String, client: Client, models: &BTreeSet<&'static str>, versions: bool, whole: bool| Reader {
        name,
        client,
        models: models.clone(),
        versions,
        whole,
    };
    let mut readers = Vec::new();
    for (name, client) in whoever_may_everything(server, blog).await {
        readers.push(reader(name, client, &all, true, true));
    }
    let contributor = server.member(&blog.project, "Contributor").await;
    readers.push(reader("Contributor".to_owned(), contributor, &all, true, true));
    let reading = app(server, &blog.owner, &blog.project, "READ").await;
    readers.push(reader("an app that reads".to_owned(), reading, &all, true, true));
    let writing = with_rights(blog, &RIGHTS[2..], None).await;
    let nothing = BTreeSet::new();
    readers.push(reader("a token without READ".to_owned(), writing, &nothing, false, false));
    let other = app(server, &blog.owner, &blog.project, "NONE").await;
    readers.push(reader("an app without content".to_owned(), other, &nothing, false, false));
    readers.push(reader("the public without rules".to_owned(), server.public(), &nothing, false, false));
    let now = with_rights(blog, &["READ"], None).await;
    readers.push(reader("a token that reads no versions".to_owned(), now, &all, false, true));
    let bound = with_rights(blog, &["READ", "READ_VERSION"], Some(r#"{"id_not":"somebody"}"#)).await;
    readers.push(reader("a token under a condition".to_owned(), bound, &all, true, false));
    for model in MODELS {
        let others = all.iter().copied().filter(|other| *other != model).collect();
        let name = format!("a token that may not read {model}");
        readers.push(reader(name, without(blog, "READ", model).await, &others, true, false));
    }
    readers
}

#[tokio::test(flavor = "multi_thread")]
async fn case_01_every_path_is_open_to_whom_the_table_says_and_tells_nobody_else_anything() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let (types, _) = Types::of(&blog).await;
        let paths: Vec<Path> = MODELS.iter().flat_map(|model| of_model(&types, model)).collect();
        assert!(paths.len() > 2_000, "{} paths", paths.len());
        let mut wrong = Vec::new();
        for reader in readers(&server, &blog).await {
            let (open, closed): (Vec<&Path>, Vec<&Path>) = paths.iter().partition(|path| reader.may(&path.touched));
            reader.opens(&blog, &open, &mut wrong).await;
            // To whom everything is closed the near paths say it.
            let closed: Vec<&Path> =
                closed.into_iter().filter(|path| path.is_near || !reader.models.is_empty()).collect();
            reader.is_shut_out(&blog, &closed, &mut wrong).await;
        }
        let shown: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{} of {} paths differ:\n{}", wrong.len(), paths.len(), shown.join("\n"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rights_that_a_path_takes_are_enough_for_it() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let (types, _) = Types::of(&blog).await;
        let paths: Vec<Path> = MODELS.iter().flat_map(|model| of_model(&types, model)).collect();
        let mut by_rights: BTreeMap<&Touched, Vec<&Path>> = BTreeMap::new();
        for path in paths.iter().filter(|path| !path.touched.everything) {
            by_rights.entry(&path.touched).or_default().push(path);
        }
        assert!(by_rights.len() > 10, "{} sets of rights", by_rights.len());
        let mut wrong = Vec::new();
        for (touched, paths) in by_rights {
            let mut rules: Vec<Rule<'_>> = touched.models.iter().map(|model| Rule::on("READ", model)).collect();
            if touched.versions {
                rules.extend(touched.models.iter().map(|model| Rule::on("READ_VERSION", model)));
            }
            let models = MODELS.into_iter().filter(|model| touched.models.contains(*model)).collect();
            let client = token(&blog, &rules).await;
            let name = format!("a token with {touched:?}");
            let reader = Reader { name, client, models, versions: touched.versions, whole: false };
            reader.opens(&blog, &paths, &mut wrong).await;
        }
        let shown: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), shown.join("\n"));
    })
    .await;
}
