//! Random mutations on random content models with rules, on both engines, against the specification in memory: what must be
//! refused is refused and changes no row, everything else does what the specification says, in DRAFT and in every stage.
//!
//! After each mutation the entries of all stages are read back; after each round random queries are asked, whose answers an
//! evaluator knows, and the tables must be whole. `EPIGRAPH_MODEL_SEED` runs that one seed, `EPIGRAPH_MODEL_SEEDS` says how many there
//! are, `EPIGRAPH_MODEL_STEPS` how many mutations a round has: what fails, fails again with its seed and fewer steps.

mod model;
mod nested;
mod rules;
mod steps;
mod values;

use serde_json::{Value, json};
use wire_tests::{TestEngine, TestServer};

use crate::blog::Blog;
use crate::invariants;
use crate::random_reads::asking;
use crate::random_reads::dice::Dice;
use crate::random_reads::evaluate::Evaluator;
use crate::random_reads::schema::{ASSET, Schema};
use crate::random_reads::world::World;
use model::{Model, localization, row};
use rules::Rules;
use steps::Writer;

const SEEDS: u64 = 3;
const ROUNDS: u64 = 2;
const STEPS: u64 = 35;
/// Random queries after each round.
const QUERIES: u64 = 12;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_mutations_on_random_models_do_what_the_specification_says() {
    let seeds: Vec<u64> = match setting("EPIGRAPH_MODEL_SEED") {
        Some(seed) => vec![seed],
        None => (1..=setting("EPIGRAPH_MODEL_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    for seed in seeds {
        for engine in TestEngine::available() {
            run(engine, seed).await;
        }
    }
}

async fn run(engine: TestEngine, seed: u64) {
    let mut dice = Dice::new(seed);
    let schema = Schema::random(&mut dice);
    let rules = Rules::random(&mut dice, &schema);
    let server = TestServer::start(engine).await;
    let blog = Blog::with(&server, rules.changes(&schema)).await;
    let model = Model { world: World::new(schema, Value::Null), rules: &rules };
    let name = format!("EPIGRAPH_MODEL_SEED={seed} on {engine:?}");
    let mut writer = Writer::new(dice, &blog, model, name.clone());
    files(&mut writer).await;
    let steps = setting("EPIGRAPH_MODEL_STEPS").unwrap_or(STEPS);
    for round in 0..ROUNDS {
        for _ in 0..steps {
            writer.step().await;
        }
        let after = format!("{name}, round {round}\n{}", writer.last());
        invariants::hold(&blog, &after).await;
        ask(&mut writer, &after).await;
    }
    assert!(writer.done > writer.refused, "{name}: {} were refused, {} done", writer.refused, writer.done);
    writer.delete_all().await;
    invariants::hold(&blog, &name).await;
    invariants::nothing_left(&blog, &name).await;
}

/// Files are put there beside the wire.
async fn files(writer: &mut Writer<'_>) {
    for number in 1..=3 {
        let id = format!("file{number}");
        writer.blog.asset(&id).await;
        let mut file = row(ASSET, &id);
        let values = [("handle", json!(id)), ("fileName", json!(format!("{id}.png")))];
        let values = values.map(|(key, value)| (key.to_owned(), value));
        file.localizations.insert("en".to_owned(), localization(values.into()));
        writer.model.world.drafts().rows.push(file);
    }
}

/// Random queries: what is there is told as the specification says, on whatever way.
async fn ask(writer: &mut Writer<'_>, after: &str) {
    let actors = writer.blog.ok("{ users { id name kind isActive } }", json!({})).await;
    let actors = actors["users"].as_array().expect("a list").iter();
    let actor = actors.clone().find(|actor| actor["kind"] == "APP_TOKEN").cloned();
    writer.model.world.actor = actor.expect("who wrote everything");
    for _ in 0..QUERIES {
        let document = asking::document(Dice::new(writer.dice.roll()), &writer.model.world);
        let (query, variables) = document.request();
        let answer = writer.blog.send(&query, variables.clone()).await;
        if answer.error().contains("at most") {
            continue;
        }
        let evaluator = Evaluator { world: &writer.model.world, document: &document };
        let expected = json!({ "data": evaluator.answer() });
        assert_eq!(answer.body.to_string(), expected.to_string(), "{query}\n{variables}\nafter {after}");
    }
}
