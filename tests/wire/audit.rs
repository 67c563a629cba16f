//! Who did what: an audit row and an event for every entry and stage that is written, in the same transaction
//! (platform.md §9, content-api-write.md §7).

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

/// `action entity trigger actor-name` of all rows about content, oldest first.
async fn log(blog: &Blog) -> Vec<String> {
    let text = "SELECT action || ' ' || entity_name || ' ' || trigger_type || ' ' || actor_name FROM audit \
                WHERE resource = 'CONTENT' ORDER BY id";
    blog.texts(text.to_owned()).await
}

async fn detail(blog: &Blog, action: &str) -> Vec<Value> {
    let rows = blog
        .texts(format!("SELECT detail FROM audit WHERE resource = 'CONTENT' AND action = '{action}' ORDER BY id"))
        .await;
    rows.iter().map(|row| serde_json::from_str(row).unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_leaves_one_row_and_one_event_per_entry_and_stage() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        blog.ok(
            "mutation { createPost(data: {title: \"P\", slug: \"p\", author: {create: {name: \"Ada\"}}, tags: {create: [{name: \"sea\"}]}}) { id } }",
            json!({}),
        )
        .await;
        assert_eq!(log(&blog).await, ["CREATE Post APP_TOKEN Test app", "CREATE Author APP_TOKEN Test app", "CREATE Tag APP_TOKEN Test app"]);
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {title: \"Q\"}) { id } }", json!({})).await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        blog.ok("mutation { unpublishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        blog.ok("mutation { deleteTag(where: {name: \"sea\"}) { id } }", json!({})).await;
        let rows = log(&blog).await;
        assert_eq!(
            rows[3..],
            [
                "UPDATE Post APP_TOKEN Test app",
                "PUBLISH Post APP_TOKEN Test app",
                "UNPUBLISH Post APP_TOKEN Test app",
                "DELETE Tag APP_TOKEN Test app"
            ]
        );
        // Events and rows are the same set: entry, action, in the same order.
        let audit = "SELECT lower(action) || ' ' || entity_id FROM audit WHERE resource = 'CONTENT' ORDER BY id";
        let audit = blog.texts(audit.to_owned()).await;
        let events = blog.texts("SELECT event FROM outbox ORDER BY id".to_owned()).await;
        let events = events.iter().map(|event| serde_json::from_str::<Value>(event).unwrap());
        let events: Vec<String> = events
            .filter(|event| event.get("entry").is_some())
            .map(|event| format!("{} {}", event["action"].as_str().unwrap(), event["entry"].as_str().unwrap()))
            .collect();
        assert_eq!(audit, events);
        // What the wire calls the payload is for schema and settings.
        assert_eq!(blog.number("SELECT COUNT(*) FROM audit WHERE resource = 'CONTENT' AND payload IS NOT NULL".to_owned()).await, 0);
        assert_eq!(detail(&blog, "PUBLISH").await[0]["stage"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_actor_is_named() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        blog.ok("mutation { createTag(data: {name: \"app\"}) { id } }", json!({})).await;
        let create = |name: &str| format!("mutation {{ createTag(data: {{name: \"{name}\"}}) {{ id }} }}");
        let token = blog.limited(&[("READ", None, None), ("CREATE", None, None)]).await;
        token.content(&blog.project, &create("token"), json!({})).await.ok();
        let person = server.member(&blog.project, "Editor").await;
        person.content(&blog.project, &create("person"), json!({})).await.ok();
        let triggers = "SELECT trigger_type FROM audit WHERE resource = 'CONTENT' ORDER BY id";
        assert_eq!(blog.texts(triggers.to_owned()).await, ["APP_TOKEN", "PAT", "USER"]);
        let ids = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit JOIN content_actor ON content_actor.id = audit.actor_id \
                   WHERE resource = 'CONTENT' AND content_actor.name = audit.actor_name";
        assert_eq!(blog.number(ids.to_owned()).await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_72_of_two_editors_the_last_wins_per_field_and_the_log_keeps_both() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        blog.ok("mutation { createPost(data: {title: \"T\", slug: \"p\", keywords: [\"k\"]}) { id } }", json!({}))
            .await;
        let update = |data: &str| {
            format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{{data}}}) {{ title keywords progress }} }}")
        };
        blog.ok(&update("title: \"one\", progress: idea"), json!({})).await;
        let last = blog.ok(&update("title: \"two\", keywords: [\"l\"]"), json!({})).await;
        assert_eq!(last["updatePost"], json!({ "title": "two", "keywords": ["l"], "progress": "idea" }));
        let kept = detail(&blog, "UPDATE").await;
        let titles: Vec<&Value> = kept
            .iter()
            .map(|detail| detail["defaultLocalization"].as_object().unwrap().values().next().unwrap())
            .collect();
        assert_eq!(titles, ["one", "two"]);
        let values: Vec<Vec<&Value>> =
            kept.iter().map(|detail| detail["values"].as_object().unwrap().values().collect()).collect();
        assert_eq!(values, [[&json!(1)], [&json!(["l"])]]);
        // What a deleted entry was given is not kept.
        blog.ok("mutation { deletePost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert_eq!(
            blog.number(
                "SELECT COUNT(*) FROM audit WHERE resource = 'CONTENT' AND action = 'UPDATE' AND detail IS NOT NULL"
                    .to_owned()
            )
            .await,
            0
        );
        assert_eq!(log(&blog).await.len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_leaves_no_row() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let before = blog.contents().await;
        blog.refused(
            "mutation { a: createTag(data: {name: \"x\"}) { id } b: createTag(data: {name: \"sea\"}) { id } }",
        )
        .await;
        blog.refused("mutation { updateTag(where: {name: \"sea\"}, data: {name: \"moon\"}) { id } }").await;
        assert_eq!(blog.contents().await, before);
    })
    .await;
}
