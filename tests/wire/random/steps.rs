//! What is done, as values that proptest makes, as GraphQL, and in the specification in memory.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::model::{Entry, Kind, LinkVerb, Place, Relation, Where, World, put};
use super::{fields, name};
use crate::blog::Blog;

/// How many entries of each kind there may be: few, so that steps meet.
const MOST: u8 = 3;

#[derive(Clone, Debug)]
pub enum Step {
    Create(Entry),
    Delete(Entry),
    Publish(Entry),
    Unpublish(Entry),
    /// One end of a relation.
    Links {
        relation: Relation,
        near: Entry,
        near_is_source: bool,
        verb: LinkVerb,
    },
    AddFact(u8, FactPlace),
    MoveFact(u8, u8, FactPlace),
    DeleteFact(u8, u8),
}

/// Where a fact goes; numbers count the facts that are there.
#[derive(Clone, Copy, Debug)]
pub enum FactPlace {
    First,
    Last,
    Before(u8),
    After(u8),
}

fn entry() -> impl Strategy<Value = Entry> {
    let kind =
        prop_oneof![4 => Just(Kind::Post), 3 => Just(Kind::Author), 3 => Just(Kind::Tag), 1 => Just(Kind::Profile)];
    (kind, 0..MOST)
}

fn place(kinds: &'static [Kind]) -> impl Strategy<Value = Place> {
    let other = (proptest::sample::select(kinds), 0..MOST);
    prop_oneof![
        1 => Just(Place::First),
        2 => Just(Place::Last),
        2 => other.clone().prop_map(Place::Before),
        2 => other.prop_map(Place::After),
    ]
}

fn links() -> impl Strategy<Value = Step> {
    let end = (proptest::sample::select(&Relation::ALL[..]), any::<bool>(), any::<prop::sample::Index>(), 0..MOST);
    end.prop_flat_map(|(relation, near_is_source, which, number)| {
        let sources = relation.sources();
        let (near, far) = if near_is_source { (sources, relation.targets()) } else { (relation.targets(), sources) };
        let near = (*which.get(near), number);
        let holds_many =
            if near_is_source { relation.source_holds_many() } else { relation.target_holds_many() };
        let one = (proptest::sample::select(far), 0..MOST);
        let verb = if holds_many {
            prop_oneof![
                4 => (one.clone(), place(far)).prop_map(|(far, place)| LinkVerb::Connect(far, place)),
                1 => one.clone().prop_map(LinkVerb::Disconnect),
                1 => proptest::collection::btree_set(one, 0..4).prop_map(|set| LinkVerb::Set(set.into_iter().rev().collect())),
            ]
            .boxed()
        } else {
            prop_oneof![
                3 => one.clone().prop_map(|far| LinkVerb::Connect(far, Place::Last)),
                1 => one.prop_map(LinkVerb::Disconnect),
            ]
            .boxed()
        };
        verb.prop_map(move |verb| Step::Links { relation, near, near_is_source, verb })
    })
}

fn fact_place() -> impl Strategy<Value = FactPlace> {
    prop_oneof![
        Just(FactPlace::First),
        Just(FactPlace::Last),
        (0..MOST).prop_map(FactPlace::Before),
        (0..MOST).prop_map(FactPlace::After)
    ]
}

/// All entries, so that what comes then finds some.
pub fn first() -> Vec<Step> {
    let kinds = [Kind::Post, Kind::Author, Kind::Tag, Kind::Profile];
    kinds.into_iter().flat_map(|kind| (0..MOST).map(move |number| Step::Create((kind, number)))).collect()
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => entry().prop_map(Step::Create),
        1 => entry().prop_map(Step::Delete),
        3 => entry().prop_map(Step::Publish),
        1 => entry().prop_map(Step::Unpublish),
        14 => links(),
        2 => (0..MOST, fact_place()).prop_map(|(post, place)| Step::AddFact(post, place)),
        1 => (0..MOST, 0..MOST, fact_place()).prop_map(|(post, fact, place)| Step::MoveFact(post, fact, place)),
        1 => (0..MOST, 0..MOST).prop_map(|(post, fact)| Step::DeleteFact(post, fact)),
    ]
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Post => "Post",
        Kind::Author => "Author",
        Kind::Tag => "Tag",
        Kind::Profile => "Profile",
    }
}

fn unique(entry: Entry) -> Value {
    let key = match entry.0 {
        Kind::Post => "slug",
        Kind::Author | Kind::Tag => "name",
        Kind::Profile => "nick",
    };
    json!({ key: name(entry) })
}

/// Does a step on the server and in memory, and holds what they say against each other. `seen` is DRAFT before it.
pub async fn take(blog: &Blog, world: &mut World, step: &Step, seen: &Value, before: &str) {
    match step {
        Step::Create(entry) => {
            let mut data = unique(*entry);
            if entry.0 == Kind::Post {
                data["title"] = json!(name(*entry));
            }
            let kind = type_name(entry.0);
            let query = format!("mutation($data: {kind}CreateInput!) {{ create{kind}(data: $data) {{ id }} }}");
            let answer = blog.send(&query, json!({ "data": data })).await;
            let new = world.drafts.insert(*entry);
            assert_eq!(answer.status, if new { 200 } else { 400 }, "{} after\n{before}", answer.body);
        }
        Step::Delete(entry) => {
            let there = on_entry(blog, *entry, "delete", before).await;
            assert_eq!(there, world.drafts.contains(entry), "after\n{before}");
            world.delete(*entry);
        }
        Step::Publish(entry) => {
            if on_entry(blog, *entry, "publish", before).await {
                world.publish(*entry);
            }
        }
        Step::Unpublish(entry) => {
            if on_entry(blog, *entry, "unpublish", before).await {
                world.unpublish(*entry);
            }
        }
        Step::Links { relation, near, near_is_source, verb } => {
            take_links(blog, world, (*relation, *near, *near_is_source), verb, before).await;
        }
        Step::AddFact(..) | Step::MoveFact(..) | Step::DeleteFact(..) => {
            take_fact(blog, world, step, seen, before).await;
        }
    }
}

/// Answers whether the entry was there.
async fn on_entry(blog: &Blog, entry: Entry, verb: &str, before: &str) -> bool {
    let kind = type_name(entry.0);
    let query = format!("mutation($where: {kind}WhereUniqueInput!) {{ done: {verb}{kind}(where: $where) {{ id }} }}");
    let answer = blog.send(&query, json!({ "where": unique(entry) })).await;
    assert_eq!(answer.status, 200, "{} after\n{before}", answer.body);
    !answer.at("/data/done").is_null()
}

async fn update(blog: &Blog, entry: Entry, data: Value) -> (u16, bool, String) {
    let kind = type_name(entry.0);
    let query = format!(
        "mutation($where: {kind}WhereUniqueInput!, $data: {kind}UpdateInput!) \
         {{ done: update{kind}(where: $where, data: $data) {{ id }} }}"
    );
    let answer = blog.send(&query, json!({ "where": unique(entry), "data": data })).await;
    (answer.status, !answer.at("/data/done").is_null(), answer.body.to_string())
}

async fn take_links(
    blog: &Blog,
    world: &mut World,
    (relation, near, near_is_source): (Relation, Entry, bool),
    verb: &LinkVerb,
    before: &str,
) {
    let end = fields(near.0).into_iter().find(|(of, is_source, _)| (*of, *is_source) == (relation, near_is_source));
    let (_, _, field) = end.expect("the kind has this end");
    let holds_many = if near_is_source { relation.source_holds_many() } else { relation.target_holds_many() };
    let is_union = relation == Relation::Mentions && near_is_source;
    let member = |entry: Entry, value: Value| if is_union { json!({ type_name(entry.0): value }) } else { value };
    let verbs = match verb {
        LinkVerb::Connect(far, _) if !holds_many => json!({ "connect": unique(*far) }),
        LinkVerb::Connect(far, place) => {
            let position = position(blog, *place).await;
            json!({ "connect": [member(*far, json!({ "where": unique(*far), "position": position }))] })
        }
        LinkVerb::Disconnect(_) if !holds_many => json!({ "disconnect": true }),
        LinkVerb::Disconnect(far) => json!({ "disconnect": [member(*far, unique(*far))] }),
        LinkVerb::Set(fars) => {
            json!({ "set": fars.iter().map(|far| member(*far, unique(*far))).collect::<Vec<_>>() })
        }
    };
    let (status, there, body) = update(blog, near, json!({ field: verbs })).await;
    if !world.drafts.contains(&near) {
        assert!(status == 200 && !there, "{body} after\n{before}");
        return;
    }
    let done = match verb {
        // A to-one end has nothing to name.
        LinkVerb::Disconnect(_) if !holds_many => {
            let links = world.list(relation, near, near_is_source);
            links.iter().all(|far| world.do_links(relation, near, near_is_source, &LinkVerb::Disconnect(*far)))
        }
        verb => world.do_links(relation, near, near_is_source, verb),
    };
    assert_eq!(status, if done { 200 } else { 400 }, "{body} after\n{before}");
}

/// The input of a position. Entries are named by their ids there.
async fn position(blog: &Blog, place: Place) -> Value {
    let id = async |entry: Entry| {
        let kind = type_name(entry.0);
        let root = kind.to_lowercase();
        let query =
            format!("query($where: {kind}WhereUniqueInput!) {{ {root}(where: $where, stage: DRAFT) {{ id }} }}");
        let found = blog.ok(&query, json!({ "where": unique(entry) })).await;
        found[&root]["id"].as_str().unwrap_or("nowhere").to_owned()
    };
    match place {
        Place::First => json!({ "start": true }),
        Place::Last => json!({ "end": true }),
        Place::Before(entry) => json!({ "before": id(entry).await }),
        Place::After(entry) => json!({ "after": id(entry).await }),
    }
}

async fn take_fact(blog: &Blog, world: &mut World, step: &Step, seen: &Value, before: &str) {
    let (Step::AddFact(number, _) | Step::MoveFact(number, _, _) | Step::DeleteFact(number, _)) = step else { return };
    let post = (Kind::Post, *number);
    let posts = seen["posts"].as_array().expect("a list");
    let old = posts.iter().find(|found| found["slug"] == name(post).as_str());
    let old: Vec<(String, String)> = old.map_or_else(Vec::new, |post| {
        let facts = post["facts"].as_array().expect("a list").iter();
        let text = |fact: &Value, key: &str| fact[key].as_str().expect("a text").to_owned();
        facts.map(|fact| (text(fact, "id"), text(fact, "label"))).collect()
    });
    let id = |number: &u8| old.get(usize::from(*number)).map_or("nowhere".to_owned(), |fact| fact.0.clone());
    let label = |number: &u8| old.get(usize::from(*number)).map_or("nowhere".to_owned(), |fact| fact.1.clone());
    let input = |place: &FactPlace| match place {
        FactPlace::First => json!({ "start": true }),
        FactPlace::Last => json!({ "end": true }),
        FactPlace::Before(number) => json!({ "before": id(number) }),
        FactPlace::After(number) => json!({ "after": id(number) }),
    };
    let place = |place: &FactPlace| match place {
        FactPlace::First => Where::First,
        FactPlace::Last => Where::Last,
        FactPlace::Before(number) => Where::Before(label(number)),
        FactPlace::After(number) => Where::After(label(number)),
    };
    let mut labels = world.facts.get(&post).cloned().unwrap_or_default();
    let (verbs, done) = match step {
        Step::AddFact(_, at) => {
            let new = world.next_label();
            let verbs = json!({ "create": [{ "data": { "label": new }, "position": input(at) }] });
            (verbs, put(&mut labels, new, &place(at)))
        }
        Step::MoveFact(_, fact, at) => {
            let verbs = json!({ "update": [{ "where": { "id": id(fact) }, "position": input(at) }] });
            let there = labels.contains(&label(fact));
            (verbs, there && put(&mut labels, label(fact), &place(at)))
        }
        Step::DeleteFact(_, fact) => {
            let there = labels.contains(&label(fact));
            labels.retain(|other| *other != label(fact));
            (json!({ "delete": [{ "id": id(fact) }] }), there)
        }
        Step::Create(_) | Step::Delete(_) | Step::Publish(_) | Step::Unpublish(_) | Step::Links { .. } => return,
    };
    let (status, there, body) = update(blog, post, json!({ "facts": verbs })).await;
    if !world.drafts.contains(&post) {
        assert!(status == 200 && !there, "{body} after\n{before}");
        return;
    }
    assert_eq!(status, if done { 200 } else { 400 }, "{body} after\n{before}");
    if done {
        world.facts.insert(post, labels);
    }
}
