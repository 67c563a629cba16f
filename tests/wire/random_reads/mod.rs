//! Random content models, random entries and random queries: what the Content API answers on each engine against what an
//! evaluator in memory says, which knows the specification (content-api-read.md) and nothing of plans and SQL.
//!
//! `EPIGRAPH_READ_SEED` runs that one seed, `EPIGRAPH_READ_SEEDS` says how many there are, `EPIGRAPH_READ_QUERIES` how many
//! queries each asks. `_search` is left out.

pub mod asking;
pub mod changes;
mod changing;
pub mod data;
pub mod dice;
pub mod document;
pub mod evaluate;
mod fields;
mod filtering;
mod matching;
mod roots;
pub mod schema;
mod selecting;
mod shrinking;
pub mod stamps;
pub mod values;
pub mod world;

use std::collections::HashMap;

use serde_json::{Value, json};
use wire_tests::{TestEngine, TestServer};

use crate::blog::Blog;
use data::Author;
use dice::Dice;
use document::Document;
use evaluate::Evaluator;
use schema::Schema;
use world::World;

const SEEDS: u64 = 4;
const QUERIES: u64 = 150;
/// Differences that are told before a run ends.
const MOST_FAILURES: usize = 4;
const MOST_SHRINKS: usize = 400;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_reads_are_answered_as_the_specification_says() {
    let seeds = match setting("EPIGRAPH_READ_SEED") {
        Some(seed) => vec![seed],
        None => (1..=setting("EPIGRAPH_READ_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    let queries = setting("EPIGRAPH_READ_QUERIES").unwrap_or(QUERIES);
    for seed in seeds {
        let mut installations = Vec::new();
        for engine in TestEngine::available() {
            installations.push(Installation::of(engine, seed).await);
        }
        let (mut failures, mut refused) = (Vec::new(), 0);
        for number in 0..queries {
            match compare(&installations, Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number))).await {
                Verdict::Alike => {}
                Verdict::TooLarge => refused += 1,
                Verdict::Different(told) => failures.push(format!("query {number}: {told}")),
            }
            if failures.len() == MOST_FAILURES {
                break;
            }
        }
        let told = failures.join("\n\n");
        assert!(failures.is_empty(), "EPIGRAPH_READ_SEED={seed}\n{told}");
        assert!(refused * 5 < queries, "EPIGRAPH_READ_SEED={seed}: {refused} of {queries} queries were too large");
    }
}

/// A server on one engine, and the same world in memory.
struct Installation {
    engine: TestEngine,
    _server: TestServer,
    blog: Blog,
    world: World,
}

enum Verdict {
    Alike,
    TooLarge,
    Different(String),
}

impl Installation {
    async fn of(engine: TestEngine, seed: u64) -> Installation {
        let mut dice = Dice::new(seed);
        let schema = Schema::random(&mut dice);
        let server = TestServer::start(engine).await;
        let blog = Blog::with(&server, changes::changes(&schema)).await;
        let world = World::new(schema, Value::Null);
        let mut author = Author::new(dice, &blog, world);
        author.create_all().await;
        author.change_all().await;
        let mut world = author.world;
        stamps::stamp(&blog, &mut world).await;
        let actors = blog.ok("{ users { id name kind isActive } }", json!({})).await;
        let actors = actors["users"].as_array().expect("a list").clone();
        world.actor = actors.into_iter().find(|actor| actor["kind"] == "APP_TOKEN").expect("who wrote everything");
        Installation { engine, _server: server, blog, world }
    }

    /// Status, answer, and what the evaluator says where the status is that of an answer.
    async fn ask(&self, document: &Document) -> (u16, Value, Option<Value>) {
        let (query, variables) = document.request();
        let answer = self.blog.send(&query, variables).await;
        let expected = (answer.status == 200).then(|| {
            let evaluator = Evaluator { world: &self.world, document };
            json!({ "data": evaluator.answer() })
        });
        (answer.status, answer.body, expected)
    }

    /// Takes away what does not make the difference.
    async fn shrink(&self, document: Document) -> Document {
        let (status, ..) = self.ask(&document).await;
        let (mut smallest, mut number) = (document, 0);
        for _ in 0..MOST_SHRINKS {
            let Some(smaller) = shrinking::without(&smallest, number) else { break };
            let (now, body, expected) = self.ask(&smaller).await;
            let differs = now == status && expected.is_none_or(|expected| text(&expected) != text(&body));
            if differs && !is_invalid(&body) {
                smallest = smaller;
            } else {
                number += 1;
            }
        }
        smallest
    }
}

/// Objects are alike only with their keys in the same order.
fn text(value: &Value) -> String {
    value.to_string()
}

fn message(body: &Value) -> &str {
    body.pointer("/errors/0/message").and_then(Value::as_str).unwrap_or_default()
}

/// A document that validation refuses.
fn is_invalid(body: &Value) -> bool {
    message(body).starts_with("input:")
}

async fn compare(installations: &[Installation], dice: Dice) -> Verdict {
    let mut answers: Vec<Value> = Vec::new();
    for installation in installations {
        let document = asking::document(dice.clone(), &installation.world);
        let (_, body, expected) = installation.ask(&document).await;
        if message(&body).contains("at most") {
            return Verdict::TooLarge;
        }
        if expected.is_none_or(|expected| text(&expected) != text(&body)) {
            return Verdict::Different(told(installations, installation, document).await);
        }
        answers.push(plain(body, &installation.world));
    }
    let first = &answers[0];
    match answers.iter().find(|answer| text(answer) != text(first)) {
        None => Verdict::Alike,
        Some(other) => {
            let (query, variables) = asking::document(dice, &installations[0].world).request();
            Verdict::Different(format!("{query}\nvariables {variables}\nthe engines differ:\n{first}\n{other}"))
        }
    }
}

/// The smallest document that makes the difference, and all answers to it.
async fn told(all: &[Installation], one: &Installation, document: Document) -> String {
    let document = one.shrink(document).await;
    let (query, variables) = document.request();
    let (_, _, expected) = one.ask(&document).await;
    let mut told = format!(
        "on {:?}\n{query}\nvariables {variables}\nexpected {:?}",
        one.engine,
        expected.map(|value| text(&value))
    );
    for installation in all {
        let (status, body, _) = installation.ask(&document).await;
        told.push_str(&format!("\n{:?} {status} {body}", installation.engine));
    }
    told
}

/// An answer without what differs between two installations: ids of instances, of the actor, and times.
fn plain(answer: Value, world: &World) -> Value {
    let rows = world.stages.iter().flat_map(|stage| &stage.rows).filter(|row| row.holder.is_some());
    let mut names: HashMap<&str, String> = HashMap::new();
    for row in rows {
        let number = names.len();
        names.entry(&row.id).or_insert_with(|| format!("instance {number}"));
    }
    names.extend(world.actor["id"].as_str().map(|id| (id, "actor".to_owned())));
    rename(answer, &names)
}

fn rename(value: Value, names: &HashMap<&str, String>) -> Value {
    match value {
        Value::String(text) if text.ends_with("+00:00") => json!("time"),
        Value::String(text) => json!(names.get(text.as_str()).cloned().unwrap_or(text)),
        Value::Array(items) => items.into_iter().map(|item| rename(item, names)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, rename(value, names))).collect(),
        other => other,
    }
}
