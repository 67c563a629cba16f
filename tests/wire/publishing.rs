//! What is checked at publish, what is copied, and how long versions stay (content-api-write.md §3.4, §3.11; platform.md §5.2).

use content::limits::{Settings, VersionRetention};
use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

const PUBLISH: &str = "mutation { publishPost(where: {slug: \"p\"}) { id } }";

async fn post(blog: &Blog) {
    let create = "mutation { createPost(data: {title: \"Title\", slug: \"p\", keywords: [\"one\", \"two\"], facts: {create: [{label: \"fact\", value: 5}]}, \
                  quote: {create: {text: \"quoted\", sources: {create: [{label: \"deep\"}]}}}, \
                  localizations: {create: [{locale: de, data: {title: \"Titel\"}}]}}) { id } }";
    blog.ok(create, json!({})).await;
}

/// A field that gets stricter rules.
fn stricter(parent: &str, field: &str, rules: Value) -> Value {
    let mut update = json!({ "parentApiId": parent, "apiId": field });
    for (rule, value) in rules.as_object().into_iter().flatten() {
        update[rule] = value.clone();
    }
    json!({ "updateSimpleField": update })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_value_is_checked_again_with_the_rules_of_now() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        let characters = |max: u32| json!({ "validations": { "String": { "characters": { "max": max } } } });
        let loose = json!({ "validations": { "String": {} } });
        for (parent, field, rules, message) in [
            ("Post", "title", characters(4), "Expected value to have no more than 4 characters."),
            ("Post", "slug", json!({ "validations": { "String": { "matches": { "regex": "^[0-9]+$", "errorMessage": "digits only" } } } }), "digits only"),
            ("Post", "keywords", json!({ "validations": { "String": { "listItemCount": { "max": 1 } } } }), "Expected value to have no more than 1 items."),
            ("Fact", "value", json!({ "validations": { "Int": { "range": { "max": 4 } } } }), "Expected value to be no more than 4."),
            // Inside a component inside a component.
            ("Fact", "label", characters(3), "Expected value to have no more than 3 characters."),
        ] {
            blog.owner.changes(&blog.project, json!([stricter(parent, field, rules)])).await;
            let before = blog.contents().await;
            assert_eq!(blog.refused(PUBLISH).await, message, "{parent}.{field}");
            assert_eq!(blog.contents().await, before, "{parent}.{field}");
            // What is not touched is not checked on update: the draft can be repaired step by step.
            blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {progress: idea}) { id } }", json!({})).await;
            let reset = if field == "value" { json!({ "validations": { "Int": {} } }) } else { loose.clone() };
            blog.owner.changes(&blog.project, json!([stricter(parent, field, reset)])).await;
        }
        blog.ok(PUBLISH, json!({})).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_published_is_checked() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        blog.ok(PUBLISH, json!({})).await;
        let rules = json!({ "validations": { "String": { "matches": { "regex": "^Titel" } } } });
        blog.owner.changes(&blog.project, json!([stricter("Post", "title", rules)])).await;
        let text = "Expected value to match the pattern of the field \"title\".";
        assert_eq!(blog.refused(PUBLISH).await, text);
        let publish =
            |arguments: &str| format!("mutation {{ publishPost(where: {{slug: \"p\"}}, {arguments}) {{ id }} }}");
        blog.ok(&publish("locales: [de], publishBase: false"), json!({})).await;
        blog.ok(&publish("locales: [de], withDefaultLocale: false"), json!({})).await;
        assert_eq!(blog.refused(&publish("locales: [de]")).await, text);
        assert_eq!(blog.refused(&publish("locales: [en], publishBase: false")).await, text);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uniqueness_holds_in_the_stage_that_is_published_to() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        blog.ok(PUBLISH, json!({})).await;
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {slug: \"renamed\"}) { id } }", json!({})).await;
        post(&blog).await;
        let before = blog.contents().await;
        assert_eq!(blog.refused(PUBLISH).await, "value is not unique for the field \"slug\"");
        assert_eq!(blog.contents().await, before);
        blog.ok("mutation { publishPost(where: {slug: \"renamed\"}) { id } }", json!({})).await;
        blog.ok(PUBLISH, json!({})).await;
    })
    .await;
}

/// The tables of content-api-write.md §3.11.
#[tokio::test(flavor = "multi_thread")]
async fn bases_and_localisations_are_published_as_they_are_chosen() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.owner.changes(&blog.project, json!([{ "createLocale": { "apiId": "fr", "displayName": "French" } }])).await;
        post(&blog).await;
        let french = "mutation { updatePost(where: {slug: \"p\"}, data: {localizations: {create: [{locale: fr, data: {title: \"Titre\"}}]}}) { id } }";
        blog.ok(french, json!({})).await;
        let seen = async |stage: &str| {
            let read = format!("{{ posts(stage: {stage}) {{ keywords localizations(includeCurrent: true) {{ locale }} facts {{ localizations(includeCurrent: true) {{ locale }} }} }} }}");
            let posts = blog.ok(&read, json!({})).await;
            let Some(post) = posts["posts"].get(0) else { return "nothing".to_owned() };
            let locales = post["localizations"].as_array().unwrap().iter().map(|one| one["locale"].as_str().unwrap());
            format!("{} {}", post["keywords"][0].as_str().unwrap(), locales.collect::<Vec<_>>().join(","))
        };
        let update = async |keyword: &str| {
            let update = "mutation($k: [String!]) { updatePost(where: {slug: \"p\"}, data: {keywords: $k}) { id } }";
            blog.ok(update, json!({ "k": [keyword] })).await;
        };
        let publish = |arguments: &str| {
            let arguments = if arguments.is_empty() { String::new() } else { format!(", {arguments}") };
            format!("mutation {{ publishPost(where: {{slug: \"p\"}}{arguments}) {{ id }} }}")
        };
        let first = "document must be published to \"PUBLISHED\" before publishing localizations only";
        for arguments in ["publishBase: false", "locales: [de], publishBase: false", "withDefaultLocale: false", "locales: [de], withDefaultLocale: false"] {
            assert_eq!(blog.refused(&publish(arguments)).await, first, "{arguments}");
        }
        update("a").await;
        blog.ok(&publish("locales: [de]"), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "a en,de");
        update("b").await;
        blog.ok(&publish("withDefaultLocale: false"), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "b en,de");
        update("c").await;
        blog.ok(&publish("locales: [fr], publishBase: false"), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "b en,de,fr");
        blog.ok(&publish("publishBase: false"), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "b en,de,fr");
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {localizations: {delete: [fr]}}) { id } }", json!({})).await;
        assert_eq!(blog.refused(&publish("locales: [fr]")).await, "localization \"fr\" does not exist");
        blog.ok(&publish("locales: [de], withDefaultLocale: false"), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "c en,de,fr");
        blog.ok(&publish(""), json!({})).await;
        assert_eq!(seen("PUBLISHED").await, "c en,de");

        let unpublish = |arguments: &str| format!("mutation {{ unpublishPost(where: {{slug: \"p\"}}, {arguments}) {{ id }} }}");
        for (arguments, left) in [
            ("unpublishBase: false", "c en,de"),
            ("locales: [de], unpublishBase: false", "c en"),
            ("locales: [en], unpublishBase: false", "nothing"),
            ("locales: [de]", "nothing"),
            ("from: [PUBLISHED]", "nothing"),
        ] {
            if left == "nothing" {
                blog.ok(&publish(""), json!({})).await;
            }
            blog.ok(&unpublish(arguments), json!({})).await;
            assert_eq!(seen("PUBLISHED").await, left, "{arguments}");
        }
        assert_eq!(seen("DRAFT").await, "c en,de");
        // Instances follow their entry out of a stage.
        let left = blog.contents().await;
        let published: Vec<&String> = left.iter().filter(|row| row.starts_with("c_") && row.contains("\"PUBLISHED\"")).collect();
        assert!(published.is_empty());
        for wrong in ["publishPost(where: {slug: \"p\"}, to: [DRAFT])", "unpublishPost(where: {slug: \"p\"}, from: [DRAFT])"] {
            assert_eq!(blog.refused(&format!("mutation {{ {wrong} {{ id }} }}")).await, "stage \"DRAFT\" is not a publish target");
        }
        for empty in ["publishPost(where: {slug: \"p\"}, to: [])", "unpublishPost(where: {slug: \"p\"}, from: [])"] {
            assert_eq!(blog.refused(&format!("mutation {{ {empty} {{ id }} }}")).await, "at least one stage has to be given");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_target_stage_has_its_own_copy_version_and_event() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let stage = json!([{ "createStage": { "apiId": "QA", "displayName": "QA", "color": "TEAL" } }]);
        blog.owner.changes(&blog.project, stage).await;
        post(&blog).await;
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {tags: {connect: [{where: {name: \"sea\"}}]}, author: {connect: {name: \"Ada\"}}}) { id } }", json!({})).await;
        blog.events().await;
        let published = blog.ok("mutation { publishPost(where: {slug: \"p\"}, to: [QA, PUBLISHED]) { stage } }", json!({})).await;
        assert_eq!(published["publishPost"]["stage"], "QA");
        assert_eq!(blog.events().await.len(), 2);
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, to: [QA]) { stage } }", json!({})).await;
        let versions = "SELECT CAST(stage AS TEXT) || ' ' || CAST(revision AS TEXT) FROM version ORDER BY stage, revision";
        assert_eq!(blog.texts(versions.to_owned()).await, ["2 1", "3 1", "3 2"]);
        // A version tells what is in its stage, whether it was read there or made from the draft.
        let data = blog.texts("SELECT data FROM version ORDER BY stage, revision".to_owned()).await;
        let data: Vec<Value> = data.iter().map(|one| serde_json::from_str(one).unwrap()).collect();
        for (version, stage) in data.iter().zip(["PUBLISHED", "QA", "QA"]) {
            assert_eq!(version["stage"], stage);
            assert!(version["publishedAt"].is_string() && version["publishedBy"]["id"].is_string(), "{version}");
            assert!(version["localizations"][1]["publishedAt"].is_string());
            assert_eq!((version["tags"].as_array().unwrap().len(), version["author"]["__typename"].as_str()), (1, Some("Author")));
        }
        blog.ok("mutation { unpublishPost(where: {slug: \"p\"}, from: [QA]) { id } }", json!({})).await;
        let stages = "{ posts(stage: DRAFT) { documentInStages { stage } } }";
        assert_eq!(blog.ok(stages, json!({})).await["posts"][0]["documentInStages"], json!([{ "stage": "PUBLISHED" }]));
    })
    .await;
}

/// A stage that is named twice is one stage; where nothing leaves a stage nothing is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_stage_counts_once_and_only_what_left_it_is_told() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        blog.events().await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, to: [PUBLISHED, PUBLISHED]) { id } }", json!({})).await;
        assert_eq!(blog.events().await, ["publish Post 2"]);
        assert_eq!(blog.count("version").await, 1);
        let locale = "mutation { unpublishPost(where: {slug: \"p\"}, from: [PUBLISHED, PUBLISHED], locales: [de], unpublishBase: false) { id } }";
        blog.ok(locale, json!({})).await;
        assert_eq!(blog.events().await, ["unpublish Post 2"]);
        blog.ok(locale, json!({})).await;
        assert!(blog.events().await.is_empty(), "de had left already");
        blog.ok("mutation { unpublishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert_eq!(blog.events().await, ["unpublish Post 2"]);
        blog.ok("mutation { unpublishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert!(blog.events().await.is_empty(), "it had left already");
    })
    .await;
}

/// A part is told from the stage and a whole from the draft: both tell the same of the same entry.
#[tokio::test(flavor = "multi_thread")]
async fn versions_of_wholes_and_of_parts_tell_the_same() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {mentions: {connect: [{Tag: {where: {name: \"sea\"}}}, {Author: {where: {name: \"Bo\"}}}]}}) { id } }", json!({})).await;
        blog.ok(PUBLISH, json!({})).await;
        blog.ok("mutation { publishPost(where: {slug: \"p\"}, locales: [en, de]) { id } }", json!({})).await;
        let data = blog.texts("SELECT data FROM version ORDER BY revision".to_owned()).await;
        let mut data: Vec<Value> = data.iter().map(|one| serde_json::from_str(one).unwrap()).collect();
        for version in &mut data {
            version["publishedAt"] = Value::Null;
            for localization in version["localizations"].as_array_mut().unwrap() {
                localization["publishedAt"] = Value::Null;
            }
        }
        assert_eq!(data[0], data[1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_stay_as_long_as_they_are_set_to() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        post(&blog).await;
        let publish = async |versions: VersionRetention| {
            let other = server.beside(&Settings { versions, ..Settings::default() }).await;
            blog.client.at(&other.base).content(&blog.project, PUBLISH, json!({})).await.ok();
        };
        let revisions = "SELECT CAST(revision AS TEXT) FROM version ORDER BY revision";
        for _ in 0..5 {
            publish(VersionRetention::default()).await;
        }
        assert_eq!(blog.texts(revisions.to_owned()).await, ["1", "2", "3", "4", "5"]);
        publish(VersionRetention { days: None, count: Some(3) }).await;
        assert_eq!(blog.texts(revisions.to_owned()).await, ["4", "5", "6"]);
        let old = "UPDATE version SET created_at = '2020-01-01T00:00:00+00:00' WHERE revision < 6";
        server.change_environment(&blog.project, old).await;
        publish(VersionRetention { days: Some(14), count: None }).await;
        assert_eq!(blog.texts(revisions.to_owned()).await, ["6", "7"]);
        // The newest stays whatever is set, and the counter goes on.
        publish(VersionRetention { days: Some(0), count: Some(1) }).await;
        assert_eq!(blog.texts(revisions.to_owned()).await, ["8"]);
    })
    .await;
}
