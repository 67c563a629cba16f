//! `If-Match`: a write that happens only if the document is still what its writer has seen (docs/writing.md).

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, on_both};

use crate::blog::Blog;

async fn send(blog: &Blog, query: &str, if_match: &str) -> Answer {
    let request = blog.client.request(Method::POST, &blog.project.path()).header("if-match", if_match);
    // The answers name times.
    wire_tests::Client::send_quietly(request.json(&json!({ "query": query }))).await
}

/// The version of the post: the newest time of base and localisations.
async fn version(blog: &Blog) -> String {
    let query = "{ post(where: {slug: \"p\"}, stage: DRAFT) { updatedAt(variation: BASE) \
                 localizations(includeCurrent: true) { updatedAt(variation: LOCALIZATION) } } }";
    let request = blog.client.request(Method::POST, &blog.project.path());
    let answer = wire_tests::Client::send_quietly(request.json(&json!({ "query": query }))).await.ok();
    let post = answer.at("/data/post").clone();
    let localizations = post["localizations"].as_array().expect("a list").iter().map(|one| &one["updatedAt"]);
    let times = localizations.chain([&post["updatedAt"]]).filter_map(Value::as_str);
    format!("\"{}\"", times.max().expect("a time"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_update_is_refused() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok("mutation { createPost(data: {title: \"P\", slug: \"p\", localizations: {create: [{locale: de, data: {title: \"D\"}}]}}) { id } }", json!({})).await;
        let title = |title: &str| format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{title: \"{title}\"}}) {{ title }} }}");
        let seen = version(&blog).await;
        assert_eq!(send(&blog, &title("one"), &seen).await.ok().at("/data/updatePost/title"), "one");
        let before = blog.contents().await;
        let refused = send(&blog, &title("two"), &seen).await;
        let now = version(&blog).await;
        let text = format!("the document has changed: its version is {now} and not the one in If-Match; read it again");
        assert_eq!((refused.status, refused.error()), (412, text.as_str()));
        assert_eq!(refused.at("/errors/0/extensions"), &json!({ "code": "412" }));
        assert!(refused.at("/data").is_null());
        assert_eq!(blog.contents().await, before);
        // Every part of the draft counts: another locale, a component, a link from the other side.
        for query in [
            "updatePost(where: {slug: \"p\"}, data: {localizations: {update: [{locale: de, data: {title: \"E\"}}]}})",
            "updatePost(where: {slug: \"p\"}, data: {facts: {create: [{data: {label: \"f\"}}]}})",
            "updateAuthor(where: {name: \"Ada\"}, data: {posts: {connect: [{where: {slug: \"p\"}}]}})",
        ] {
            let seen = version(&blog).await;
            blog.ok(&format!("mutation {{ {query} {{ id }} }}"), json!({})).await;
            assert_eq!(send(&blog, &title("two"), &seen).await.status, 412, "{query}");
        }
        // Publishing does not change the draft; it can be made to depend on it, as deleting can.
        let seen = version(&blog).await;
        for (query, status) in [
            ("mutation { publishPost(where: {slug: \"p\"}) { id } }", 200),
            ("mutation { unpublishPost(where: {slug: \"p\"}) { id } }", 200),
            ("mutation { deletePost(where: {slug: \"p\"}) { id } }", 200),
            ("mutation { deletePost(where: {slug: \"p\"}) { id } }", 412),
            ("mutation { upsertPost(where: {slug: \"p\"}, upsert: {create: {title: \"P\", slug: \"p\"}, update: {}}) { id } }", 412),
        ] {
            let answer = send(&blog, query, &seen).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.body);
        }
        let missing = send(&blog, &title("two"), "*").await;
        assert_eq!((missing.status, missing.error()), (412, "the document that If-Match is about does not exist"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_precondition_has_to_be_about_one_document() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let before = blog.contents().await;
        let about = "If-Match needs a mutation with one root field that names a document";
        for query in [
            "mutation { createTag(data: {name: \"x\"}) { id } }",
            "mutation { updateManyAuthorsConnection(where: {name: \"Ada\"}, data: {}) { edges { node { id } } } }",
            "mutation { a: updateTag(where: {name: \"sea\"}, data: {}) { id } b: updateTag(where: {name: \"moon\"}, data: {}) { id } }",
            "mutation { __typename }",
        ] {
            let refused = send(&blog, query, "*").await;
            assert_eq!((refused.status, refused.error()), (400, about), "{query}");
        }
        let update = "mutation { __typename updateTag(where: {name: \"sea\"}, data: {}) { id } }";
        for tag in ["\"1\"", "W/\"abc\"", "yesterday"] {
            let refused = send(&blog, update, tag).await;
            assert_eq!(refused.status, 400, "{tag}");
            assert!(refused.error().starts_with("If-Match has to hold the document's version"), "{}", refused.error());
        }
        assert_eq!(blog.contents().await, before);
        send(&blog, update, "*").await.ok();
        // A query reads whatever the header says.
        send(&blog, "{ tags(stage: DRAFT) { id } }", "\"1\"").await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_writers_who_saw_the_same_version_one_wins() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok("mutation { createPost(data: {title: \"P\", slug: \"p\"}) { id } }", json!({})).await;
        let seen = version(&blog).await;
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..12 {
            let query =
                format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{title: \"w{number}\"}}) {{ id }} }}");
            let request = blog.client.request(Method::POST, &blog.project.path()).header("if-match", &seen);
            let request = request.json(&json!({ "query": query }));
            writers.spawn(async move { wire_tests::Client::send_quietly(request).await.status });
        }
        let mut statuses = writers.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(statuses[1..].iter().all(|status| *status == 412), "{statuses:?}");
    })
    .await;
}
