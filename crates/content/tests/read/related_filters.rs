//! Filters through relations, components and unions (content-api-read.md §4.2, §4.3).

use serde_json::Value as Json;

use crate::blog::{content_model, with_blog};
use crate::world::{World, on_each_engine_with};

/// Ids of the posts that a condition lets through, in German or English, in order of creation.
async fn posts(world: &World, condition: &str) -> String {
    ids(world, "posts", &format!("locales: [de, en], where: {{ {condition} }}")).await
}

async fn ids(world: &World, root: &str, arguments: &str) -> String {
    let answer = world.ask(&format!("{{ {root}({arguments}) {{ id }} }}")).await;
    let json: Json = serde_json::from_str(&answer).unwrap();
    let Some(found) = json["data"][root].as_array() else { return answer };
    found.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn conditions_on_what_is_related() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        for (condition, found) in [
            // To one: {} is there, null is not; a target that is gone is not there.
            ("author: {}", "p1 p2 p3"),
            ("author: null", "p4"),
            (r#"author: { name: "Ada" }"#, "p1 p2 p3"),
            (r#"author: { name: "Bob" }"#, ""),
            (r#"NOT: [{ author: { name: "Bob" } }]"#, "p1 p2 p3 p4"),
            (r#"author: { posts_some: { tags_some: { name: "Y" } } }"#, "p1 p2 p3"),
            (r#"author: { posts_every: { slug_in: ["p1", "p2"] } }"#, ""),
            (r#"author: { gallery_some: { handle: "h1-de" } }"#, "p1 p2 p3"),
            (r#"author: { gallery_none: { handle: "h1-de" } }"#, ""),
            ("cover: {}", "p1"),
            ("cover: null", "p2 p3 p4"),
            (r#"cover: { upload: { status: ASSET_UPLOAD_COMPLETE } }"#, ""),
            // To many.
            ("tags_some: {}", "p1 p2"),
            ("tags_none: {}", "p3 p4"),
            ("tags_every: {}", "p1 p2 p3 p4"),
            ("tags_some: null", "p1 p2 p3 p4"),
            (r#"tags_some: { name: "Z" }"#, "p1"),
            (r#"tags_none: { name: "Z" }"#, "p2 p3 p4"),
            (r#"tags_every: { name: "X" }"#, "p2 p3 p4"),
            (r#"OR: [{ tags_some: { name: "Z" } }, { author: null }]"#, "p1 p4"),
            // A member's side.
            (r#"relatedIn_some: { slug: "p1" }"#, "p2"),
            (r#"relatedIn_none: {}"#, "p1 p3 p4"),
            ("topicOf: {}", "p1"),
            // Components; a localisation that is not there is a component that is not there.
            ("seo: {}", "p1 p2"),
            ("seo: null", "p3 p4"),
            (r#"seo: { metaTitle_contains: "meta eins" }"#, "p1"),
            ("seo: { noIndex: true }", "p1"),
            // Unions.
            ("blocks_empty: true", "p2 p3 p4"),
            ("blocks_empty: false", "p1"),
            ("blocks_some: {}", "p1"),
            (r#"blocks_some: { Quote: { text: "Third" } }"#, "p1"),
            (r#"blocks_some: { Quote: { text: "Inner" } }"#, ""),
            (r#"blocks_some: { Quote: { text: "Inner" }, Section: { parts_some: { Quote: { by: { name: "Bob" } } } } }"#, "p1"),
            (r#"blocks_some: { Section: { quotes_every: { text_in: ["A", "B", "C"] } } }"#, "p1"),
            (r#"blocks_some: { Section: { quotes_none: { text: "B" } } }"#, ""),
            ("related_empty: true", "p3 p4"),
            (r#"related_some: { Author: { name: "Ada" } }"#, "p1 p2"),
            (r#"related_some: { Author: { name: "Nobody" }, Post: { slug: "p2" } }"#, "p1"),
        ] {
            let engine = world.environment.database.engine().name();
            assert_eq!(posts(&world, condition).await, found, "{condition} on {engine}");
        }
        for (root, arguments, found) in [
            ("authors", "where: { topic_empty: true }", ""),
            ("authors", r#"where: { topic: { Tag: { name: "Y" } } }"#, "ada"),
            ("authors", "where: { topic: { Post: {} } }", "bob"),
            ("authors", "where: { topic: null }", ""),
            ("authors", "where: { topic: {} }", "ada bob"),
            ("authors", r#"where: { hero: { Quote: { text_starts_with: "he" } } }"#, "ada"),
            ("authors", "where: { hero_empty: true }", "bob"),
            // In the locales of the query, and in its stage.
            ("authors", r#"where: { posts_some: { title: "Eins" } }"#, ""),
            ("authors", r#"locales: [de], where: { posts_some: { title: "Eins" } }"#, "ada"),
            ("authors", "stage: PUBLISHED, where: { posts_every: { slug: \"p1\" } }", "ada"),
            ("posts", "stage: PUBLISHED, where: { tags_some: {} }", ""),
            ("assets", r#"where: { coverPost_some: { author: { name: "Ada" } } }"#, "a1"),
        ] {
            let engine = world.environment.database.engine().name();
            assert_eq!(ids(&world, root, arguments).await, found, "{root}({arguments}) on {engine}");
        }
        world
    })
    .await;
}
