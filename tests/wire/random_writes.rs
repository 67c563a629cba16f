//! Random writes on random content models, on both engines: after each round everything holds that must hold in the tables,
//! a refused request has changed nothing, and when all entries are deleted no row of theirs is left.
//!
//! `EPIGRAPH_WRITE_SEED` runs that one seed, `EPIGRAPH_WRITE_SEEDS` says how many there are.

use serde_json::{Value, json};
use wire_tests::{TestEngine, TestServer};

use crate::blog::Blog;
use crate::invariants;
use crate::random_reads::changes::changes;
use crate::random_reads::data::Author;
use crate::random_reads::dice::Dice;
use crate::random_reads::schema::{ASSET, Schema};
use crate::random_reads::world::World;

const SEEDS: u64 = 2;
const ROUNDS: usize = 2;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn random_writes_leave_whole_tables() {
    let seeds: Vec<u64> = match setting("EPIGRAPH_WRITE_SEED") {
        Some(seed) => vec![seed],
        None => (101..101 + setting("EPIGRAPH_WRITE_SEEDS").unwrap_or(SEEDS)).collect(),
    };
    for seed in seeds {
        for engine in TestEngine::available() {
            run(engine, seed).await;
        }
    }
}

async fn run(engine: TestEngine, seed: u64) {
    let after = |what: &str| format!("{what}: EPIGRAPH_WRITE_SEED={seed} on {engine:?}");
    let mut dice = Dice::new(seed);
    let schema = Schema::random(&mut dice);
    let server = TestServer::start(engine).await;
    let blog = Blog::with(&server, changes(&schema)).await;
    let mut author = Author::new(dice, &blog, World::new(schema, Value::Null));
    author.create_all().await;
    invariants::hold(&blog, &after("creating")).await;
    for round in 0..ROUNDS {
        author.change_all().await;
        invariants::hold(&blog, &after(&format!("round {round}"))).await;
        refused(&mut author, &after(&format!("round {round}"))).await;
    }
    for (of, id) in author.ids.clone() {
        if of != ASSET {
            let name = author.schema().types[of].name.clone();
            let query = format!("mutation($id: ID!) {{ done: delete{name}(where: {{id: $id}}) {{ id }} }}");
            blog.ok(&query, json!({ "id": id })).await;
        }
    }
    invariants::hold(&blog, &after("deleting")).await;
    invariants::nothing_left(&blog, &after("deleting")).await;
}

/// Requests that write much before they are refused.
async fn refused(author: &mut Author<'_>, after: &str) {
    let entries: Vec<(usize, String)> = author.ids.iter().filter(|(of, _)| *of != ASSET).cloned().collect();
    let before = author.blog.contents().await;
    for _ in 0..3 {
        let (of, id) = author.dice.pick(&entries).clone();
        let name = author.schema().types[of].name.clone();
        let query = format!(
            "mutation($id: ID!) {{ a: publish{name}(where: {{id: $id}}) {{ id }} b: unpublish{name}(where: {{id: $id}}) {{ id }} \
             c: delete{name}(where: {{id: $id}}) {{ id }} d: delete{name}(where: {{}}) {{ id }} }}"
        );
        let late = format!(
            "mutation($id: ID!) {{ a: update{name}(where: {{id: $id}}, data: {{}}) {{ id }} \
             b: upsert{name}(where: {{id: \"no id\"}}, upsert: {{create: {{slug: \"x\"}}, update: {{}}}}) {{ id }} }}"
        );
        for query in [query, late] {
            let answer = author.blog.send(&query, json!({ "id": id })).await;
            assert_eq!(answer.status, 400, "{} {after}", answer.body);
            assert!(author.blog.contents().await == before, "a refused request changed something: {query} {after}");
        }
    }
}
