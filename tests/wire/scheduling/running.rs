//! What happens when the time has come.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sql::Statement;
use wire_tests::{Client, on_both};

use super::{ahead, tomorrow};
use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_publish_runs_at_its_time_and_not_before() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let post = blog.post("tides").await;
        blog.events().await;
        let at = ahead(3_000);
        let schedule = "mutation($at: DateTime) { schedulePublishPost(where: {slug: \"tides\"}, releaseAt: $at) { id stage \
            scheduledIn { status rawPayload errorMessage release { id releaseAt isImplicit isActive status title } \
              affectedDocuments { __typename ... on Post { id slug } } createdBy { kind } } } }";
        let made = blog.ok(schedule, json!({ "at": at })).await;
        let made = &made["schedulePublishPost"];
        assert_eq!((made["id"].as_str(), made["stage"].as_str()), (Some(post.as_str()), Some("DRAFT")));
        let operation = &made["scheduledIn"][0];
        let payload = json!({ "where": { "slug": "tides" }, "to": ["PUBLISHED"], "publishBase": true, "withDefaultLocale": true, "releaseAt": at });
        assert_eq!(operation["rawPayload"], payload);
        assert_eq!(operation["status"], "PENDING");
        assert_eq!(operation["createdBy"]["kind"], "APP_TOKEN");
        assert_eq!(operation["affectedDocuments"], json!([{ "__typename": "Post", "id": post, "slug": "tides" }]));
        let release = &operation["release"];
        assert_eq!(release["releaseAt"].as_str(), Some(at.as_str()));
        let rest = ["isImplicit", "isActive", "status", "title"].map(|name| release[name].clone());
        assert_eq!(rest, [json!(true), json!(true), json!("PENDING"), Value::Null]);
        assert!(blog.published().await.is_empty());
        assert!(blog.events().await.is_empty(), "scheduling is no event of an entry");

        let ran = blog.ran(release["id"].as_str().unwrap()).await;
        assert_eq!(ran["status"], "COMPLETED");
        assert_eq!(ran["operations"], json!([{ "status": "COMPLETED", "errorMessage": null }]));
        assert_eq!(blog.events().await, ["publish Post 2"]);
        let read = "{ post(where: {slug: \"tides\"}, stage: PUBLISHED) { publishedAt publishedBy { kind } history { revision } \
            scheduledIn { status } } }";
        let published = blog.ok(read, json!({})).await["post"].take();
        assert!(published["publishedAt"].as_str().unwrap() >= at.as_str(), "{published}");
        assert_eq!(published["publishedBy"]["kind"], "APP_TOKEN", "in the name of whoever scheduled it");
        assert_eq!(published["history"], json!([{ "revision": 1 }]));
        assert_eq!(published["scheduledIn"], json!([{ "status": "COMPLETED" }]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_is_past_runs_at_once_and_offsets_are_understood() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("late").await;
        let release = blog.publish_post_at("late", "2020-01-01T00:00:00Z").await;
        assert_eq!(blog.ran(&release).await["status"], "COMPLETED");
        assert_eq!(blog.published().await, ["late"]);

        blog.post("far").await;
        let at = "2097-06-01T14:00:00+02:00";
        let release = blog.publish_post_at("far", at).await;
        let read = "query($id: ID) { scheduledRelease(where: {id: $id}) { releaseAt } }";
        let found = blog.ok(read, json!({ "id": release })).await;
        assert_eq!(found["scheduledRelease"]["releaseAt"], "2097-06-01T12:00:00+00:00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unpublishing_and_single_localisations_run_as_they_were_scheduled() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let create = "mutation { createPost(data: {title: \"Tides\", slug: \"tides\", \
            localizations: {create: [{locale: de, data: {title: \"Gezeiten\"}}]}}) { id } }";
        blog.ok(create, json!({})).await;
        let locales = async || {
            let read = "{ post(where: {slug: \"tides\"}, stage: PUBLISHED) { localizations(includeCurrent: true) { locale } } }";
            blog.ok(read, json!({})).await["post"]["localizations"].take()
        };
        let release = async |mutation: String| {
            let made = blog.ok(&mutation, json!({ "at": ahead(0) })).await;
            let made = made.as_object().unwrap().values().next().unwrap();
            let operations = made["scheduledIn"].as_array().unwrap();
            let release = operations.last().unwrap()["release"]["id"].as_str().unwrap();
            blog.ran(release).await
        };
        let schedule = |name: &str, arguments: &str| {
            format!(
                "mutation($at: DateTime) {{ {name}(where: {{slug: \"tides\"}}, releaseAt: $at, {arguments}) \
                 {{ scheduledIn(last: 1) {{ release {{ id }} }} }} }}"
            )
        };
        // Without the base there is nothing to add a localisation to.
        let failed = release(schedule("schedulePublishPost", "locales: [de], publishBase: false")).await;
        assert_eq!(failed["status"], "FAILED");
        let text = "document must be published to \"PUBLISHED\" before publishing localizations only";
        assert_eq!(failed["errorMessage"], text);
        assert_eq!(failed["operations"], json!([{ "status": "FAILED", "errorMessage": text }]));

        release(schedule("schedulePublishPost", "locales: []")).await;
        assert_eq!(locales().await, json!([{ "locale": "en" }]));
        release(schedule("schedulePublishPost", "locales: [de], withDefaultLocale: false")).await;
        assert_eq!(locales().await, json!([{ "locale": "en" }, { "locale": "de" }]));
        release(schedule("scheduleUnpublishPost", "locales: [de], unpublishBase: false")).await;
        assert_eq!(locales().await, json!([{ "locale": "en" }]));
        release(schedule("scheduleUnpublishPost", "locales: [de]")).await;
        assert!(blog.published().await.is_empty(), "the whole document goes unless it is said otherwise");
        blog.events().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_runs_its_operations_in_order_each_by_itself() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["a", "b", "c"] {
            blog.post(slug).await;
        }
        // The published copy of "a" holds the slug that "b" has in DRAFT by then.
        blog.ok("mutation { a: publishPost(where: {slug: \"a\"}) { id } c: publishPost(where: {slug: \"c\"}) { id } }", json!({})).await;
        blog.ok("mutation { x: updatePost(where: {slug: \"a\"}, data: {slug: \"z\"}) { id } y: updatePost(where: {slug: \"b\"}, data: {slug: \"a\"}) { id } }", json!({})).await;
        let release = blog.release(json!({ "title": "Spring", "releaseAt": tomorrow() })).await;
        blog.publish_post_in("a", &release).await;
        blog.publish_post_in("z", &release).await;
        blog.ok("mutation($r: String) { scheduleUnpublishPost(where: {slug: \"c\"}, releaseId: $r) { id } }", json!({ "r": release })).await;
        blog.events().await;
        blog.ok("mutation($id: ID, $at: DateTime) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: $at}) { status } }",
            json!({ "id": release, "at": ahead(0) })).await;
        let ran = blog.ran(&release).await;
        let text = "value is not unique for the field \"slug\"";
        assert_eq!(ran["status"], "FAILED");
        assert_eq!(ran["errorMessage"], format!("1 of 3 operations failed, the first of them: {text}"));
        let read = "query($id: ID) { scheduledRelease(where: {id: $id}) { operations(orderBy: createdAt_ASC) { status errorMessage } } }";
        let found = blog.ok(read, json!({ "id": release })).await;
        let done = json!({ "status": "COMPLETED", "errorMessage": null });
        let failed = json!({ "status": "FAILED", "errorMessage": text });
        assert_eq!(found["scheduledRelease"]["operations"], json!([failed, done, done]));
        assert_eq!(blog.published().await, ["z"]);
        assert_eq!(blog.events().await, ["publish Post 2", "unpublish Post 2"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scheduled_does_not_depend_on_names() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("tides").await;
        let release = blog.release(json!({ "releaseAt": tomorrow() })).await;
        let schedule = "mutation($r: String) { schedulePublishPost(where: {slug: \"tides\"}, locales: [en], releaseId: $r) { id } }";
        blog.ok(schedule, json!({ "r": release })).await;
        blog.owner.changes(&blog.project, json!([
            { "updateModel": { "apiId": "Post", "newApiId": "Story", "apiIdPlural": "Stories" } },
            { "updateLocale": { "apiId": "en", "newApiId": "en_GB" } },
        ])).await;
        blog.ok("mutation { updateStory(where: {slug: \"tides\"}, data: {slug: \"waves\"}) { id } }", json!({})).await;
        blog.ok("mutation($id: ID, $at: DateTime) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: $at}) { id } }",
            json!({ "id": release, "at": ahead(0) })).await;
        assert_eq!(blog.ran(&release).await["status"], "COMPLETED");
        let read = "{ stories(stage: PUBLISHED) { slug locale scheduledIn { status rawPayload } } }";
        let found = blog.ok(read, json!({})).await["stories"][0].take();
        assert_eq!((found["slug"].as_str(), found["locale"].as_str()), (Some("waves"), Some("en_GB")));
        assert_eq!(found["scheduledIn"][0]["rawPayload"]["locales"], json!(["en"]), "as it was sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_published_by_then_says_why() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("tides").await;
        let release = blog.publish_post_at("tides", &tomorrow()).await;
        let stricter = json!({ "updateSimpleField": { "parentApiId": "Post", "apiId": "slug",
            "validations": { "String": { "characters": { "min": 10, "max": 20 } } } } });
        blog.owner.changes(&blog.project, json!([stricter])).await;
        blog.bring_forward(&release).await;
        let ran = blog.ran(&release).await;
        let text = "Expected value to have between 10 and 20 characters.";
        assert_eq!((ran["status"].as_str(), ran["errorMessage"].as_str()), (Some("FAILED"), Some(text)));
        assert_eq!(ran["operations"], json!([{ "status": "FAILED", "errorMessage": text }]));
        assert!(blog.published().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn less_than_was_asked_for_is_not_done() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("tides").await;
        let release = blog.release(json!({ "releaseAt": tomorrow() })).await;
        let schedule = "mutation($r: String) { schedulePublishPost(where: {slug: \"tides\"}, locales: [en, de], releaseId: $r) { id } }";
        blog.ok(schedule, json!({ "r": release })).await;
        blog.owner.changes(&blog.project, json!([{ "deleteLocale": { "apiId": "de" } }])).await;
        blog.ok("mutation($id: ID, $at: DateTime) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: $at}) { id } }",
            json!({ "id": release, "at": ahead(0) })).await;
        let ran = blog.ran(&release).await;
        assert_eq!((ran["status"].as_str(), ran["errorMessage"].as_str()), (Some("FAILED"), Some("the locale was deleted")));
        assert!(blog.published().await.is_empty());
    })
    .await;
}

/// Security case 73: publishing at a time and deleting race. Nobody's order is compared between engines.
#[tokio::test(flavor = "multi_thread")]
async fn case_73_deleting_and_running_race_without_harm() {
    const POSTS: usize = 24;
    for engine in wire_tests::TestEngine::available() {
        let server = wire_tests::TestServer::start(engine).await;
        let blog = Blog::on(&server).await;
        let release = blog.release(json!({})).await;
        let mut ids = Vec::new();
        for number in 0..POSTS {
            ids.push(blog.post(&format!("p{number}")).await);
            blog.publish_post_in(&format!("p{number}"), &release).await;
        }
        blog.ok("mutation($id: ID) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: \"2020-01-01T00:00:00Z\"}) { id } }",
            json!({ "id": release })).await;
        for number in (0..POSTS).rev().step_by(2) {
            blog.ok(
                "mutation($s: String) { deletePost(where: {slug: $s}) { id } }",
                json!({ "s": format!("p{number}") }),
            )
            .await;
        }
        assert_eq!(blog.ran(&release).await["status"], "COMPLETED");
        let states = "SELECT status FROM scheduled_operation WHERE status NOT IN ('COMPLETED', 'CANCELED')";
        assert!(blog.texts(states.to_owned()).await.is_empty());
        assert_eq!(blog.published().await.len(), POSTS / 2);
        let dangling = "SELECT operation_id FROM scheduled_operation_document d WHERE NOT EXISTS \
            (SELECT 1 FROM version WHERE version.entry = d.entry)";
        assert!(blog.texts(dangling.to_owned()).await.is_empty(), "what is left was published");
        assert_eq!(
            blog.number("SELECT COUNT(DISTINCT entry) FROM version WHERE revision = 1".to_owned()).await,
            POSTS as i64 / 2
        );
        assert_eq!(blog.number("SELECT COUNT(*) FROM version".to_owned()).await, POSTS as i64 / 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_scheduled_what_is_in_the_audit_log() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let post = blog.post("tides").await;
        let before = blog.count("audit").await;
        let release = blog.publish_post_at("tides", &ahead(0)).await;
        blog.ran(&release).await;
        let rows = format!(
            "SELECT action || ' ' || entity_name || ' ' || trigger_type FROM audit ORDER BY id LIMIT 10 OFFSET {before}"
        );
        let told =
            ["CREATE ScheduledRelease APP_TOKEN", "CREATE ScheduledOperation APP_TOKEN", "PUBLISH Post APP_TOKEN"];
        let mut rows = blog.texts(rows).await;
        // Of one moment.
        rows[..2].sort_by(|one, other| other.cmp(one));
        assert_eq!(rows, told);
        let of_post = format!("SELECT action FROM audit WHERE entity_id = '{post}' ORDER BY id");
        assert_eq!(blog.texts(of_post).await, ["CREATE", "PUBLISH"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_broken_fails_once_and_stops_nothing_else() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        blog.post("b").await;
        let broken = blog.publish_post_at("a", &tomorrow()).await;
        let text = "UPDATE scheduled_operation SET instruction = 'no JSON'";
        blog.execute(Statement::new(text, Vec::new())).await;
        let text = "UPDATE scheduled_release SET release_at = '2020-01-01T00:00:00+00:00'";
        blog.execute(Statement::new(text, Vec::new())).await;
        let sound = blog.publish_post_at("b", &ahead(0)).await;
        assert_eq!(blog.ran(&sound).await["status"], "COMPLETED");
        let broken = blog.ran(&broken).await;
        assert_eq!(broken["status"], "FAILED");
        assert_eq!(broken["errorMessage"], "internal error", "the cause is for the log");
        assert_eq!(blog.published().await, ["b"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_answers_know_what_is_scheduled() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("tides").await;
        blog.ok("mutation { publishPost(where: {slug: \"tides\"}) { id } }", json!({})).await;
        let states = async || {
            let query = "{ posts(stage: PUBLISHED) { scheduledIn { status } } }";
            let request = blog.client.request(Method::GET, &blog.project.fast_path()).query(&[("query", query)]);
            let answer = Client::send_quietly(request).await.ok();
            answer.at("/data/posts/0/scheduledIn").clone()
        };
        assert_eq!(states().await, json!([]));
        let release = blog.publish_post_at("tides", &tomorrow()).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(states().await, json!([{ "status": "PENDING" }]));
        blog.ok("mutation($id: ID) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: \"2020-01-01T00:00:00Z\"}) { id } }",
            json!({ "id": release })).await;
        blog.ran(&release).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(states().await, json!([{ "status": "COMPLETED" }]));
    })
    .await;
}
