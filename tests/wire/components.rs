//! Component instances: single, list, modular, nested, localised (content-api-write.md §3.7).

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

const BLOCKS: &str =
    "blocks { __typename ... on Quote { text speaker { name } sources { label } } ... on Fact { label } }";

async fn post(blog: &Blog) {
    let create = "mutation { createPost(data: {title: \"P\", slug: \"p\", facts: {create: [{label: \"one\", value: 1}, {label: \"two\"}]}}) { id } }";
    blog.ok(create, json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_keep_ids_order_and_what_is_not_said() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        let read = "{ post(where: {slug: \"p\"}, stage: DRAFT) { facts { id label value } } }";
        let facts = blog.ok(read, json!({})).await["post"]["facts"].clone();
        let (one, two) = (facts[0]["id"].clone(), facts[1]["id"].clone());
        let update = "mutation($facts: FactUpdateManyInlineInput!) { updatePost(where: {slug: \"p\"}, data: {facts: $facts}) { facts { id label value } } }";
        for (verbs, labels) in [
            (json!({ "update": [{ "where": { "id": one }, "position": { "end": true } }] }), "two one"),
            (json!({ "update": [{ "where": { "id": two }, "data": { "label": "TWO" } }] }), "TWO one"),
            (json!({ "create": [{ "data": { "label": "mid" }, "position": { "before": one } }] }), "TWO mid one"),
            (json!({ "upsert": [{ "where": { "id": "own" }, "position": { "after": two }, "data": { "create": { "label": "up" }, "update": { "label": "no" } } }] }), "TWO up mid one"),
            (json!({ "upsert": [{ "where": { "id": "own" }, "data": { "create": { "label": "no" }, "update": { "label": "UP" } } }] }), "TWO UP mid one"),
            (json!({ "delete": [{ "id": two }, { "id": "own" }] }), "mid one"),
        ] {
            let answer = blog.ok(update, json!({ "facts": verbs })).await;
            let seen: Vec<&str> = answer["updatePost"]["facts"].as_array().unwrap().iter().filter_map(|fact| fact["label"].as_str()).collect();
            assert_eq!(seen.join(" "), labels, "{verbs}");
        }
        let kept = blog.ok(read, json!({})).await["post"]["facts"][1].clone();
        assert_eq!(kept, json!({ "id": one, "label": "one", "value": 1 }));

        blog.ok("mutation { createPost(data: {title: \"Q\", slug: \"q\", facts: {create: [{label: \"q\"}]}}) { id } }", json!({})).await;
        let other = blog.ok("{ post(where: {slug: \"q\"}, stage: DRAFT) { facts { id } } }", json!({})).await["post"]["facts"][0]["id"].clone();
        for (verbs, message) in [
            (json!({ "update": [{ "where": { "id": other }, "data": { "value": 9 } }] }), "document of model \"Fact\" is not connected"),
            (json!({ "delete": [{ "id": other }] }), "document of model \"Fact\" is not connected"),
            (json!({ "upsert": [{ "where": { "id": other }, "data": { "create": { "label": "x" }, "update": {} } }] }), "document of model \"Fact\" is not connected"),
            (json!({ "update": [{ "where": { "id": "none" } }] }), "document of model \"Fact\" is not connected"),
            (json!({ "update": [{ "where": {} }] }), "at least one unique field has to be provided"),
            (json!({ "create": [{ "data": { "label": "x" }, "position": { "after": other } }] }), "position refers to a document that is not in the list"),
            (json!({ "create": [{ "data": { "label": "" } }] }), "value for required field \"label\" must not be empty"),
        ] {
            let answer = blog.send(update, json!({ "facts": verbs })).await;
            assert_eq!((answer.status, answer.error()), (400, message), "{verbs}");
        }
    })
    .await;
}

/// An instance that an entry has left in DRAFT may still be in its published copy: nobody else can take it from there.
#[tokio::test(flavor = "multi_thread")]
async fn an_instance_of_a_published_copy_stays_that_entrys() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        let published = "{ post(where: {slug: \"p\"}, stage: PUBLISHED) { facts { id label } } }";
        let facts = blog.ok(published, json!({})).await["post"]["facts"].clone();
        let id = facts[0]["id"].clone();
        let update = "mutation($s: String!, $facts: FactUpdateManyInlineInput!) { updatePost(where: {slug: $s}, data: {facts: $facts}) { facts { id label } } }";
        blog.ok(update, json!({ "s": "p", "facts": { "delete": [{ "id": id }] } })).await;
        blog.ok("mutation { createPost(data: {title: \"Q\", slug: \"q\"}) { id } }", json!({})).await;
        let before = blog.contents().await;
        let upsert = json!({ "upsert": [{ "where": { "id": id }, "data": { "create": { "label": "taken" }, "update": {} } }] });
        let refused = blog.send(update, json!({ "s": "q", "facts": upsert })).await;
        assert_eq!((refused.status, refused.error()), (400, "document of model \"Fact\" is not connected"));
        assert_eq!(blog.contents().await, before);
        // Its own entry may have it back.
        let back = blog.ok(update, json!({ "s": "p", "facts": upsert })).await;
        assert_eq!(back["updatePost"]["facts"][1], json!({ "id": id, "label": "taken" }));
        assert_eq!(blog.ok(published, json!({})).await["post"]["facts"], facts);
        crate::invariants::hold(&blog, "taking an instance").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn single_and_modular_fields_and_what_is_inside() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        let update = async |data: &str| {
            let query = format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{{data}}}) {{ quote {{ id text speaker {{ name }} sources {{ label }} }} {BLOCKS} }} }}");
            blog.send(&query, json!({})).await
        };
        let first = update("quote: {create: {text: \"a\", speaker: {connect: {name: \"Ada\"}}, sources: {create: [{label: \"s\"}]}}}").await.ok();
        let quote = first.at("/data/updatePost/quote").clone();
        assert_eq!((&quote["speaker"]["name"], &quote["sources"]), (&json!("Ada"), &json!([{ "label": "s" }])));
        let id = quote["id"].as_str().unwrap();
        let changed = update(&format!("quote: {{update: {{where: {{id: \"{id}\"}}, data: {{text: \"b\", speaker: {{disconnect: true}}, sources: {{create: [{{data: {{label: \"t\"}}, position: {{start: true}}}}]}}}}}}}}")).await.ok();
        assert_eq!(changed.at("/data/updatePost/quote"), &json!({ "id": id, "text": "b", "speaker": null, "sources": [{ "label": "t" }, { "label": "s" }] }));
        // A new one takes the place of the old one, and all that the old one held is gone.
        let replaced = update("quote: {create: {text: \"c\"}}").await.ok();
        assert_eq!(replaced.at("/data/updatePost/quote/sources"), &json!([]));
        assert!(update("quote: {delete: true}").await.ok().at("/data/updatePost/quote").is_null());

        let made = update("blocks: {create: [{data: {Quote: {text: \"q\"}}}]}").await;
        assert_eq!(made.status, 400, "the member is the outer key: {}", made.body);
        let made = update("blocks: {create: [{Quote: {data: {text: \"q\", sources: {create: [{label: \"in\"}]}}}}, {Fact: {data: {label: \"f\"}, position: {start: true}}}]}").await.ok();
        let blocks = json!([{ "__typename": "Fact", "label": "f" }, { "__typename": "Quote", "text": "q", "speaker": null, "sources": [{ "label": "in" }] }]);
        assert_eq!(made.at("/data/updatePost/blocks"), &blocks);
        let ids = blog.ok("{ post(where: {slug: \"p\"}, stage: DRAFT) { blocks { ... on Fact { id } ... on Quote { id } } } }", json!({})).await;
        let fact = ids["post"]["blocks"][0]["id"].as_str().unwrap().to_owned();
        let moved = update(&format!("blocks: {{update: [{{Fact: {{where: {{id: \"{fact}\"}}, position: {{end: true}}}}}}]}}")).await.ok();
        assert_eq!(moved.at("/data/updatePost/blocks/1/label"), "f");
        let wrong = update(&format!("blocks: {{update: [{{Quote: {{where: {{id: \"{fact}\"}}}}}}]}}")).await;
        assert_eq!(wrong.error(), "document of model \"Quote\" is not connected");
        let two = update("blocks: {create: [{Quote: {data: {text: \"x\"}}, Fact: {data: {label: \"x\"}}}]}").await;
        assert_eq!(two.error(), "exactly one member must be given for \"PostblocksUnionCreateWithPositionInput\"");
        let gone = update(&format!("blocks: {{delete: [{{Fact: {{id: \"{fact}\"}}}}]}}")).await.ok();
        assert_eq!(gone.at("/data/updatePost/blocks").as_array().map(Vec::len), Some(1));

        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        blog.ok("mutation { deletePost(where: {slug: \"p\"}) { id } }", json!({})).await;
        let left: Vec<_> = blog.rows().await.into_iter().filter(|(table, rows)| table.starts_with('c') && *rows > 0).collect();
        assert_eq!(left, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_components_follow_the_locales_of_their_entry() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let create = "mutation { createPost(data: {title: \"P\", slug: \"p\", localizations: {create: [{locale: de, data: {title: \"PD\"}}]}, \
            facts: {create: [{label: \"one\", localizations: {create: [{locale: de, data: {label: \"eins\"}}]}}, {label: \"two\"}]}}) { facts { id } } }";
        let made = blog.ok(create, json!({})).await;
        let second = made["createPost"]["facts"][1]["id"].as_str().unwrap().to_owned();
        let labels = async |stage: &str, locales: &str| -> Value {
            let query = format!("{{ post(where: {{slug: \"p\"}}, stage: {stage}, locales: [{locales}]) {{ title facts {{ label }} }} }}");
            blog.ok(&query, json!({})).await["post"].clone()
        };
        assert_eq!(labels("DRAFT", "de").await["facts"][0]["label"], "eins");
        let update = format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{facts: {{update: [{{where: {{id: \"{second}\"}}, \
            data: {{label: \"TWO\", localizations: {{upsert: [{{locale: de, create: {{label: \"zwei\"}}, update: {{label: \"no\"}}}}]}}}}}}]}}}}) {{ id }} }}");
        blog.ok(&update, json!({})).await;
        assert_eq!(labels("DRAFT", "de").await["facts"], json!([{ "label": "eins" }, { "label": "zwei" }]));
        // Only the base and the default locale are published, then the other one alone.
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, locales: [en]) { id } }", json!({})).await;
        assert_eq!(labels("PUBLISHED", "de, en").await, json!({ "title": "P", "facts": [{ "label": "one" }, { "label": "TWO" }] }));
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, locales: [de], publishBase: false) { id } }", json!({})).await;
        assert_eq!(labels("PUBLISHED", "de, en").await["facts"], json!([{ "label": "eins" }, { "label": "zwei" }]));
        blog.ok("mutation { unpublishPost(where: {slug: \"p\"}, locales: [de], unpublishBase: false) { id } }", json!({})).await;
        assert_eq!(labels("PUBLISHED", "de, en").await["facts"], json!([{ "label": "one" }, { "label": "TWO" }]));
        // Without its German localisation the entry has no German component texts either.
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {localizations: {delete: [de]}}) { id } }", json!({})).await;
        assert_eq!(labels("DRAFT", "de, en").await["facts"], json!([{ "label": "one" }, { "label": "TWO" }]));
        let missing = format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{facts: {{update: [{{where: {{id: \"{second}\"}}, \
            data: {{localizations: {{update: [{{locale: de, data: {{label: \"x\"}}}}]}}}}}}]}}}}) {{ id }} }}");
        assert_eq!(blog.refused(&missing).await, "localization \"de\" does not exist");
    })
    .await;
}
