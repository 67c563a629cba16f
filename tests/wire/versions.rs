//! One version per publish and stage, and the events of one request (platform.md §5.2, content-api-write.md §7).

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn every_publish_keeps_a_version() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let create = "mutation { createPost(data: {title: \"P\", slug: \"p\", progress: idea, keywords: [\"k\"], author: {connect: {name: \"Ada\"}}, \
            mentions: {connect: [{Tag: {name: \"sea\"}}, {Author: {name: \"Bo\"}}]}, facts: {create: [{label: \"one\", value: 1}]}, \
            blocks: {create: [{Quote: {text: \"q\", sources: {create: [{label: \"s\"}]}}}]}, \
            localizations: {create: [{locale: de, data: {title: \"PD\"}}]}}) { id } }";
        blog.ok(create, json!({})).await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {title: \"P2\", facts: {create: [{data: {label: \"two\"}}]}}) { id } }", json!({})).await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, locales: [en]) { id } }", json!({})).await;
        let revisions = blog.texts("SELECT CAST(revision AS TEXT) FROM version ORDER BY revision".to_owned()).await;
        assert_eq!(revisions, ["1", "2"]);
        let data = blog.texts("SELECT data FROM version ORDER BY revision".to_owned()).await;
        let first: Value = serde_json::from_str(&data[0]).unwrap();
        for (at, value) in [
            ("/__typename", json!("Post")),
            ("/stage", json!("PUBLISHED")),
            ("/title", json!("P")),
            ("/progress", json!("idea")),
            ("/keywords", json!(["k"])),
            ("/author/__typename", json!("Author")),
            ("/mentions/0/__typename", json!("Tag")),
            ("/mentions/1/__typename", json!("Author")),
            ("/facts/0/label", json!("one")),
            ("/facts/0/value", json!(1)),
            ("/blocks/0/__typename", json!("Quote")),
            ("/blocks/0/sources/0/label", json!("s")),
            ("/cover", json!(null)),
            ("/localizations/1/locale", json!("de")),
            ("/localizations/1/title", json!("PD")),
        ] {
            assert_eq!(first.pointer(at), Some(&value), "{at} of {first}");
        }
        let second: Value = serde_json::from_str(&data[1]).unwrap();
        assert_eq!((second["title"].as_str(), second["facts"].as_array().map(Vec::len)), (Some("P2"), Some(2)));
        let history = "{ post(where: {slug: \"p\"}, stage: PUBLISHED) { history { revision stage } } }";
        let seen = blog.ok(history, json!({})).await;
        assert_eq!(seen["post"]["history"].as_array().map(Vec::len), Some(2));
        blog.ok("mutation { deletePost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert!(blog.texts("SELECT entry FROM version".to_owned()).await.is_empty());
    })
    .await;
}

/// Ids that clients choose may be the same in two models; each entry counts, shows, keeps and loses its own versions.
#[tokio::test(flavor = "multi_thread")]
async fn entries_of_one_id_in_two_models_have_their_own_versions() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let make = "mutation { a: upsertAuthor(where: {id: \"home\"}, upsert: {create: {name: \"A\"}, update: {}}) { id } \
            t: upsertTag(where: {id: \"home\"}, upsert: {create: {name: \"T\"}, update: {}}) { id } }";
        blog.ok(make, json!({})).await;
        for kind in ["Author", "Tag", "Author", "Tag", "Author"] {
            blog.ok(&format!("mutation {{ publish{kind}(where: {{id: \"home\"}}) {{ id }} }}"), json!({})).await;
        }
        let history = "{ author(where: {id: \"home\"}, stage: PUBLISHED) { history { revision } } tag(where: {id: \"home\"}, stage: PUBLISHED) { history { revision } } \
            a: authorVersion(where: {id: \"home\", stage: PUBLISHED, revision: 2}) { data } t: tagVersion(where: {id: \"home\", stage: PUBLISHED, revision: 2}) { data } }";
        let seen = blog.ok(history, json!({})).await;
        assert_eq!(seen["author"]["history"], json!([{ "revision": 3 }, { "revision": 2 }, { "revision": 1 }]));
        assert_eq!(seen["tag"]["history"], json!([{ "revision": 2 }, { "revision": 1 }]));
        assert_eq!((&seen["a"]["data"]["name"], &seen["t"]["data"]["name"]), (&json!("A"), &json!("T")));
        blog.ok("mutation { deleteAuthor(where: {id: \"home\"}) { id } }", json!({})).await;
        let seen = blog.ok("{ tag(where: {id: \"home\"}, stage: PUBLISHED) { history { revision } } }", json!({})).await;
        assert_eq!(seen["tag"]["history"], json!([{ "revision": 2 }, { "revision": 1 }]));
        crate::invariants::hold(&blog, "deleting one of two").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_event_per_entry_and_request() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.events().await;
        blog.ok(
            "mutation { createPost(data: {title: \"P\", slug: \"p\", author: {connect: {name: \"Ada\"}}, hero: {connect: {name: \"Bo\"}}}) { id } \
             a: updatePost(where: {slug: \"p\"}, data: {title: \"Q\", author: {connect: {name: \"Bo\"}}}) { id } \
             b: publishPost(where: {slug: \"p\"}) { id } }",
            json!({}),
        )
        .await;
        // Ada had and lost the post, Bo got it; being somebody's hero shows nowhere on Bo.
        assert_eq!(blog.events().await, ["create Post 1", "update Author 1", "update Author 1", "publish Post 2"]);
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {hero: {connect: {name: \"Ada\"}}, facts: {create: [{data: {label: \"f\"}}]}}) { id } }", json!({})).await;
        assert_eq!(blog.events().await, ["update Post 1"]);
        blog.ok("mutation { a: createTag(data: {name: \"gone\"}) { id } b: deleteTag(where: {name: \"gone\"}) { id } c: deletePost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert_eq!(blog.events().await, ["delete Post 1"]);
        blog.refused("mutation { a: createTag(data: {name: \"x\"}) { id } b: createTag(data: {name: \"x\"}) { id } }").await;
        assert!(blog.events().await.is_empty());
    })
    .await;
}
