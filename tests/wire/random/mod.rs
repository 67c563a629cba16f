//! Random sequences of mutations, against the specification in memory, on both engines.
//!
//! `PROPTEST_CASES` says how many sequences there are.

mod model;
mod steps;

use std::collections::BTreeMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;
use crate::invariants;
use model::{Entry, Kind, Relation, World};
use steps::Step;

const CASES: u32 = 4;
const STEPS: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn random_mutations_do_what_the_specification_says() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let mut runner = TestRunner::new(Config::default());
    let strategy = proptest::collection::vec(steps::step(), STEPS);
    for _ in 0..cases {
        let mut steps = steps::first();
        steps.extend(strategy.new_tree(&mut runner).expect("steps can be made").current());
        on_both(async |server| {
            let blog = Blog::empty(&server).await;
            let mut world = World::default();
            for (number, step) in steps.iter().enumerate() {
                let before: String = steps[..=number].iter().map(|step| format!("{step:?}\n")).collect();
                let seen = read(&blog, "DRAFT").await;
                steps::take(&blog, &mut world, step, &seen, &before).await;
                compare(&blog, &world, step, &before).await;
                if number % 15 == 14 {
                    invariants::hold(&blog, &before).await;
                }
            }
            invariants::hold(&blog, "all steps").await;
        })
        .await;
    }
}

const SELECTION: &str = "{ posts(stage: STAGE, first: 100) { slug author { name } tags(first: 100) { name } \
    mentions(first: 100) { ... on Author { name } ... on Tag { name } } facts { id label } } \
    authors(stage: STAGE, first: 100) { name posts(first: 100) { slug } mentionedIn(first: 100) { slug } profile { nick } } \
    tags(stage: STAGE, first: 100) { name taggedPosts(first: 100) { slug } mentionedIn(first: 100) { slug } } \
    profiles(stage: STAGE, first: 100) { nick author { name } } }";

/// Everything in a stage, as the Content API tells it.
async fn read(blog: &Blog, stage: &str) -> Value {
    blog.ok(&SELECTION.replace("STAGE", stage), json!({})).await
}

/// The name of an entry, which is its unique value.
pub fn name((kind, number): Entry) -> String {
    let letter = match kind {
        Kind::Post => 'p',
        Kind::Author => 'a',
        Kind::Tag => 't',
        Kind::Profile => 'r',
    };
    format!("{letter}{number}")
}

/// The field of a relation on a kind of entry, and whether that is its source.
pub fn fields(kind: Kind) -> Vec<(Relation, bool, &'static str)> {
    match kind {
        Kind::Post => vec![
            (Relation::Author, true, "author"),
            (Relation::Tags, true, "tags"),
            (Relation::Mentions, true, "mentions"),
        ],
        Kind::Author => vec![
            (Relation::Author, false, "posts"),
            (Relation::Mentions, false, "mentionedIn"),
            (Relation::Profile, true, "profile"),
        ],
        Kind::Tag => vec![(Relation::Tags, false, "taggedPosts"), (Relation::Mentions, false, "mentionedIn")],
        Kind::Profile => vec![(Relation::Profile, false, "author")],
    }
}

/// Names of what a field of an answer holds.
fn names(value: &Value) -> Vec<String> {
    let one = |value: &Value| {
        let name = ["slug", "name", "nick"].iter().find_map(|key| value[*key].as_str());
        name.map(str::to_owned)
    };
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

async fn compare(blog: &Blog, world: &World, step: &Step, before: &str) {
    let (drafts, published) = (read(blog, "DRAFT").await, read(blog, "PUBLISHED").await);
    for (list, kind) in
        [("posts", Kind::Post), ("authors", Kind::Author), ("tags", Kind::Tag), ("profiles", Kind::Profile)]
    {
        let there: BTreeMap<String, &Value> = by_name(&drafts[list]);
        let expected: Vec<String> =
            world.drafts.iter().filter(|entry| entry.0 == kind).map(|entry| name(*entry)).collect();
        assert_eq!(there.keys().cloned().collect::<Vec<_>>(), expected, "{list} after\n{before}");
        for entry in world.drafts.iter().filter(|entry| entry.0 == kind) {
            let seen = there[&name(*entry)];
            for (relation, is_source, field) in fields(kind) {
                let links: Vec<String> = world.list(relation, *entry, is_source).into_iter().map(name).collect();
                assert_eq!(names(&seen[field]), links, "{field} of {} after\n{before}", name(*entry));
            }
            if kind == Kind::Post {
                let labels = world.facts.get(entry).cloned().unwrap_or_default();
                assert_eq!(labels_of(seen), labels, "facts of {} after\n{before}", name(*entry));
            }
        }
        compare_published(world, kind, &published[list], step, before);
    }
    let versions: i64 = world.versions.values().sum();
    assert_eq!(blog.count("version").await, versions, "versions after\n{before}");
}

fn by_name(list: &Value) -> BTreeMap<String, &Value> {
    let entries = list.as_array().expect("a list").iter();
    entries.map(|entry| (names(entry).pop().expect("a name"), entry)).collect()
}

fn labels_of(post: &Value) -> Vec<String> {
    let facts = post["facts"].as_array().expect("a list").iter();
    facts.map(|fact| fact["label"].as_str().expect("a label").to_owned()).collect()
}

/// Positions of what was published at different times mix, so only what was just published has an order to compare.
fn compare_published(world: &World, kind: Kind, list: &Value, step: &Step, before: &str) {
    let there = by_name(list);
    let expected: Vec<String> =
        world.published.iter().filter(|entry| entry.0 == kind).map(|entry| name(*entry)).collect();
    assert_eq!(there.keys().cloned().collect::<Vec<_>>(), expected, "published after\n{before}");
    for entry in world.published.iter().filter(|entry| entry.0 == kind) {
        let seen = there[&name(*entry)];
        for (relation, is_source, field) in fields(kind) {
            let links = world.published_links.get(&relation).cloned().unwrap_or_default();
            let side = if is_source { &links.of_source } else { &links.of_target };
            let visible = side.get(entry).into_iter().flatten().filter(|far| world.published.contains(far));
            let mut visible: Vec<String> = visible.map(|far| name(*far)).collect();
            let mut told = names(&seen[field]);
            if matches!(step, Step::Publish(published) if published == entry) {
                let drafts = world.list(relation, *entry, is_source).into_iter();
                let in_order: Vec<String> = drafts.filter(|far| world.published.contains(far)).map(name).collect();
                assert_eq!(told, in_order, "published {field} of {} after\n{before}", name(*entry));
            }
            visible.sort();
            told.sort();
            assert_eq!(told, visible, "published {field} of {} after\n{before}", name(*entry));
        }
        if kind == Kind::Post {
            assert_eq!(labels_of(seen), world.published_facts[entry], "published facts after\n{before}");
        }
    }
}
