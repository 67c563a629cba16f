//! Reads under a condition answer what a filter of everything answers.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wire_tests::{Client, on_both};

use super::{Rule, everything, filled, read, token};
use crate::blog::Blog;

type Holds = fn(&Value) -> bool;

/// What a filter through a relation means, for the progress of the posts that it leads to.
type HoldsOfPosts = fn(&[&str]) -> bool;

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(|one| one["name"].as_str()).collect()
}

/// Conditions of the rules that an actor has, and what each means for a post.
const CONDITIONS: [(&str, Holds); 9] = [
    (r#"{"author":{"name":"Ada"}}"#, |post| post["author"]["name"] == "Ada"),
    (r#"{"progress_in":["review","ready"]}"#, |post| post["progress"] != "idea"),
    (r#"{"OR":[{"tags_some":{"name":"sea"}},{"progress":"ready"}]}"#, |post| {
        names(&post["tags"]).contains(&"sea") || post["progress"] == "ready"
    }),
    (r#"{"NOT":[{"author":{"name":"Ada"}}]}"#, |post| post["author"]["name"] != "Ada"),
    (r#"{"quote":{"speaker":{"name":"Bo"}}}"#, |post| post["quote"]["speaker"]["name"] == "Bo"),
    (r#"{"keywords_contains_some":["k"]}"#, |post| {
        post["keywords"].as_array().is_some_and(|all| all.contains(&json!("k")))
    }),
    (r#"{"documentInStages_some":{"stage":"PUBLISHED"}}"#, |post| {
        post["documentInStages"].as_array().is_some_and(|all| all.iter().any(|copy| copy["stage"] == "PUBLISHED"))
    }),
    (r#"{"tags_none":{"name":"moon"},"slug_not":"p0"}"#, |post| {
        !names(&post["tags"]).contains(&"moon") && post["slug"] != "p0"
    }),
    (r#"{"slug_in":[]}"#, |_| false),
];

/// Which rules together: places in the list above.
const SETS: [&[usize]; 11] = [&[0], &[1], &[2], &[3], &[4], &[5], &[6], &[7], &[8], &[0, 5], &[5, 7, 8]];

/// The posts that are there, by id and stage.
type Visible = BTreeSet<(String, String)>;

fn key(post: &Value) -> (String, String) {
    let text = |name: &str| post[name].as_str().unwrap_or_default().to_owned();
    (text("id"), text("stage"))
}

/// The answer without the posts that are not there.
fn without(answer: &Value, visible: &Visible) -> Value {
    let is_there = |value: &Value| value["__typename"] != "Post" || visible.contains(&key(value));
    match answer {
        Value::Array(items) => items.iter().filter(|item| is_there(item)).map(|item| without(item, visible)).collect(),
        Value::Object(members) => {
            let kept = members.iter().map(|(name, value)| {
                let value = if is_there(value) { without(value, visible) } else { Value::Null };
                (name.clone(), value)
            });
            Value::Object(kept.collect())
        }
        other => other.clone(),
    }
}

async fn bound(blog: &Blog, set: &[usize]) -> Client {
    let mut rules: Vec<Rule<'_>> =
        set.iter().map(|place| Rule::on("READ", "Post").under(CONDITIONS[*place].0)).collect();
    for model in ["Author", "Tag", "Profile", "Asset"] {
        rules.push(Rule::on("READ", model));
    }
    rules.push(Rule::on_all("READ_VERSION"));
    token(blog, &rules).await
}

/// Documents in which every post tells its type, id and stage.
fn documents(stage: &str, ids: &[String]) -> Vec<String> {
    let post = "__typename id stage slug";
    let mut documents: Vec<String> = [
        format!("posts(stage: {stage}, first: 9) {{ {post} title }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: slug_DESC) {{ {post} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: title_ASC) {{ {post} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: updatedAt_DESC) {{ {post} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: createdAt_DESC, locales: [de, en]) {{ {post} locale title }}"),
        format!("posts(stage: {stage}, first: 9, locales: [de]) {{ {post} title }}"),
        format!("posts(stage: {stage}, first: 9, where: {{slug_not_in: [\"p1\", \"p2\"]}}) {{ {post} }}"),
        format!("posts(stage: {stage}, first: 9, where: {{_search: \"title\"}}) {{ {post} }}"),
        format!("posts(stage: {stage}, first: 9, where: {{OR: [{{author: {{name: \"Bo\"}}}}, {{slug: \"p2\"}}]}}) {{ {post} }}"),
        format!("authors(stage: {stage}, orderBy: name_ASC) {{ __typename id name posts(first: 9) {{ {post} }} }}"),
        format!("authors(stage: {stage}, orderBy: name_ASC) {{ __typename id posts(first: 9, orderBy: slug_DESC, where: {{slug_not: \"p5\"}}) {{ {post} }} mentionedIn(first: 9) {{ {post} }} }}"),
        format!("tags(stage: {stage}, orderBy: name_ASC) {{ __typename id taggedPosts(first: 9, orderBy: slug_ASC) {{ {post} author {{ __typename id posts(first: 9, orderBy: slug_ASC) {{ {post} }} }} }} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: slug_ASC) {{ {post} documentInStages(includeCurrent: true) {{ {post} progress author {{ __typename id posts(first: 9, orderBy: slug_ASC) {{ {post} }} }} }} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: slug_ASC) {{ {post} localizations(includeCurrent: true) {{ {post} locale title facts {{ id label }} }} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: slug_ASC) {{ {post} facts {{ id label value }} quote {{ text speaker {{ __typename id posts(first: 9, orderBy: slug_ASC) {{ {post} }} }} }} mentions {{ ... on Tag {{ id taggedPosts(first: 9, orderBy: slug_ASC) {{ {post} }} }} ... on Author {{ id }} }} }}"),
        format!("posts(stage: {stage}, first: 9, orderBy: slug_ASC) {{ {post} createdBy {{ name }} history(limit: 5) {{ revision stage }} }}"),
    ]
    .into_iter()
    .map(|root| format!("{{ {root} }}"))
    .collect();
    for (number, id) in ids.iter().enumerate() {
        documents
            .push(format!("{{ node(id: \"{id}\", stage: {stage}) {{ __typename id ... on Post {{ stage slug }} }} }}"));
        documents.push(format!("{{ post(where: {{id: \"{id}\"}}, stage: {stage}) {{ {post} }} }}"));
        documents.push(format!(
            "{{ post(where: {{slug: \"p{number}\"}}, stage: {stage}, locales: [de, en]) {{ {post} title }} }}"
        ));
    }
    let asked: Vec<String> =
        ids.iter().map(|id| format!("{{ typename: Post, id: \"{id}\", stage: {stage}, locale: en }}")).collect();
    documents.push(format!(
        "{{ entities(where: [{}]) {{ __typename id ... on Post {{ stage slug }} }} }}",
        asked.join(", ")
    ));
    documents
}

#[tokio::test(flavor = "multi_thread")]
async fn case_06_a_conditional_read_answers_what_a_filter_of_everything_answers() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let ids: Vec<String> =
            everything(&blog, "DRAFT").await.iter().map(|post| post["id"].as_str().unwrap().to_owned()).collect();
        let mut posts = everything(&blog, "DRAFT").await;
        posts.extend(everything(&blog, "PUBLISHED").await);
        let mut whole = Vec::new();
        for stage in ["DRAFT", "PUBLISHED"] {
            for document in documents(stage, &ids) {
                let answer = read(&blog, &blog.client, &document).await.ok().at("/data").clone();
                whole.push((document, answer));
            }
        }
        let mut seen = BTreeSet::new();
        for set in SETS {
            let client = bound(&blog, set).await;
            let holds = |post: &&Value| set.iter().any(|place| CONDITIONS[*place].1(post));
            let visible: Visible = posts.iter().filter(holds).map(key).collect();
            seen.insert(visible.len());
            for (document, everything) in &whole {
                let answer = read(&blog, &client, document).await.ok();
                assert_eq!(answer.at("/data"), &without(everything, &visible), "{set:?} {document}");
            }
        }
        assert!(seen.len() > 4, "the conditions let different posts through: {seen:?}");
    })
    .await;
}

fn slugs(posts: &Value) -> Vec<String> {
    posts.as_array().into_iter().flatten().filter_map(|post| post["slug"].as_str()).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn case_06_counts_and_cursors_know_only_what_the_condition_lets_through() {
    on_both(async |server| {
        let blog = filled(&server).await;
        for stage in ["DRAFT", "PUBLISHED"] {
            let posts = everything(&blog, stage).await;
            for set in SETS {
                let client = bound(&blog, set).await;
                let holds = |post: &&Value| set.iter().any(|place| CONDITIONS[*place].1(post));
                let (there, hidden): (Vec<&Value>, Vec<&Value>) = posts.iter().partition(holds);
                let expected: Vec<String> = there.iter().map(|post| post["slug"].as_str().unwrap().to_owned()).collect();
                let count = format!("{{ postsConnection(stage: {stage}) {{ aggregate {{ count }} }} }}");
                let answer = read(&blog, &client, &count).await.ok();
                assert_eq!(answer.at("/data/postsConnection/aggregate/count"), expected.len(), "{set:?}");

                let (mut walked, mut after) = (Vec::new(), String::new());
                loop {
                    let page = format!(
                        "{{ postsConnection(stage: {stage}, orderBy: slug_ASC, first: 2{after}) {{ pageInfo {{ hasNextPage \
                         hasPreviousPage pageSize endCursor }} edges {{ cursor node {{ slug }} }} }} }}"
                    );
                    let answer = read(&blog, &client, &page).await.ok();
                    let page = answer.at("/data/postsConnection").clone();
                    assert_eq!(page["pageInfo"]["hasPreviousPage"], !walked.is_empty(), "{set:?}");
                    let nodes: Value = page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect();
                    walked.extend(slugs(&nodes));
                    assert_eq!(page["pageInfo"]["hasNextPage"], walked.len() < expected.len(), "{set:?} {walked:?}");
                    if page["pageInfo"]["hasNextPage"] == false {
                        break;
                    }
                    after = format!(", after: {}", page["pageInfo"]["endCursor"]);
                }
                assert_eq!(walked, expected, "{set:?}");

                // A cursor that is not there is one that never was (security case 3).
                let beyond = async |id: &str| {
                    let query = format!(
                        "{{ postsConnection(stage: {stage}, orderBy: slug_ASC, first: 2, after: \"{id}\") {{ pageInfo {{ \
                         hasNextPage hasPreviousPage pageSize }} edges {{ cursor }} }} }}"
                    );
                    read(&blog, &client, &query).await.ok().at("/data").clone()
                };
                if let Some(hidden) = hidden.first() {
                    assert_eq!(beyond(hidden["id"].as_str().unwrap()).await, beyond("nobody").await);
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_01_filters_through_relations_see_only_what_is_there() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let posts = everything(&blog, "DRAFT").await;
        for set in SETS {
            let client = bound(&blog, set).await;
            let of_author = |name: &str| -> Vec<&str> {
                let own = posts.iter().filter(|post| post["author"]["name"] == name);
                let there = own.filter(|post| set.iter().any(|place| CONDITIONS[*place].1(post)));
                there.map(|post| post["progress"].as_str().unwrap()).collect()
            };
            let expected: [(&str, HoldsOfPosts); 5] = [
                ("{posts_some: {}}", |all| !all.is_empty()),
                ("{posts_none: {}}", |all| all.is_empty()),
                ("{posts_some: {progress: ready}}", |all| all.contains(&"ready")),
                ("{posts_every: {progress: ready}}", |all| all.iter().all(|one| *one == "ready")),
                ("{posts_none: {progress: ready}}", |all| !all.contains(&"ready")),
            ];
            for (filter, holds) in expected {
                let query = format!(
                    "{{ authors(stage: DRAFT, orderBy: name_ASC, where: {filter}) {{ name }} authorsConnection(stage: DRAFT, \
                     where: {filter}) {{ aggregate {{ count }} }} }}"
                );
                let answer = read(&blog, &client, &query).await.ok();
                let expected: Vec<&str> = ["Ada", "Bo"].into_iter().filter(|name| holds(&of_author(name))).collect();
                assert_eq!(names(answer.at("/data/authors")), expected, "{set:?} {filter}");
                assert_eq!(answer.at("/data/authorsConnection/aggregate/count"), expected.len(), "{set:?} {filter}");
            }
        }
    })
    .await;
}
