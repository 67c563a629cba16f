//! Versions, scheduled operations and releases (platform.md §5.2, content-api-read.md §3.4).

use access::{ContentAction, ContentGrants, ContentRule, Scope};
use content::request::RequestHeaders;
use model::Stage;
use serde_json::{Value as Json, json};

use crate::blog::{content_model, with_blog};
use crate::world::{World, actor, model_id, on_each_engine_with, stage_id};

fn version(entry: &str, model: &str, stage: i64, revision: i64, data: Json) -> (String, Json) {
    let at = format!("2026-01-01T00:{revision:02}:00+00:00");
    let row =
        json!({ "entry": entry, "model": model, "stage": stage, "revision": revision, "created_at": at, "data": data });
    ("version".to_owned(), row)
}

#[tokio::test]
async fn versions_of_an_entry() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        let post = model_id("Post");
        let versions = (1..=12).map(|revision| version("p1", post.as_str(), Stage::PUBLISHED, revision, json!({ "n": revision })));
        world.put_raw(versions.chain([version("p1", post.as_str(), 3, 1, json!({}))]).collect()).await;
        for (query, data) in [
            (
                r#"{ post(where: { slug: "p1" }) { history { revision } published: history(stageOverride: PUBLISHED, limit: 2, skip: 1) { id stage revision createdAt __typename }
                     documentInStages { history(limit: 1) { revision stage } } } }"#,
                concat!(
                    r#"{"post":{"history":[],"published":[{"id":"p1","stage":"PUBLISHED","revision":11,"createdAt":"2026-01-01T00:11:00+00:00","__typename":"Version"},"#,
                    r#"{"id":"p1","stage":"PUBLISHED","revision":10,"createdAt":"2026-01-01T00:10:00+00:00","__typename":"Version"}],"#,
                    r#""documentInStages":[{"history":[{"revision":12,"stage":"PUBLISHED"}]}]}}"#
                ),
            ),
            (
                r#"{ v: postVersion(where: { id: "p1", stage: PUBLISHED, revision: 3 }) { __typename id stage revision createdAt data }
                     none: postVersion(where: { id: "p1", stage: PUBLISHED, revision: 99 }) { id }
                     other: authorVersion(where: { id: "p1", stage: PUBLISHED, revision: 3 }) { data } }"#,
                concat!(
                    r#"{"v":{"__typename":"DocumentVersion","id":"p1","stage":"PUBLISHED","revision":3,"createdAt":"2026-01-01T00:03:00+00:00","data":{"n":3}},"#,
                    r#""none":null,"other":null}"#
                ),
            ),
        ] {
            world.expect(query, &format!(r#"{{"data":{data}}}"#)).await;
        }
        refuses_versions_of_more_than_may_be_read(&world).await;
        world
    })
    .await;
}

/// A snapshot holds every locale; a version's number does not.
async fn refuses_versions_of_more_than_may_be_read(world: &World) {
    let rule = ContentRule {
        locales: Scope::Only([world.model.default_locale().id.clone()].into()),
        stages: Scope::Only([stage_id(&world.model, Stage::PUBLISHED)].into()),
        ..ContentRule::everywhere(ContentAction::Read)
    };
    let versions = ContentRule::everywhere(ContentAction::ReadVersion);
    let reader =
        || actor(&world.model, ContentGrants::from_rules(vec![rule.clone(), versions.clone()]), Stage::PUBLISHED);
    for (query, status) in [
        (r#"{ postVersion(where: { id: "p1", stage: PUBLISHED, revision: 3 }) { data } }"#, 403),
        (r#"{ postVersion(where: { id: "p1", stage: PUBLISHED, revision: 3 }) { revision } }"#, 200),
        (r#"{ postVersion(where: { id: "p1", stage: DRAFT, revision: 3 }) { revision } }"#, 403),
        (r#"{ posts { history(stageOverride: DRAFT) { revision } } }"#, 403),
        (r#"{ posts { history { revision } } }"#, 200),
    ] {
        let answer = world.ask_as(reader(), RequestHeaders::default(), query, json!({})).await;
        assert_eq!(answer.0, status, "{query}: {}", answer.1);
    }
}

#[tokio::test]
async fn nothing_is_scheduled_in_a_new_environment() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        world
            .expect(
                r#"{ scheduledOperations { id } scheduledReleasesConnection { aggregate { count } edges { node { id } } }
                     scheduledRelease(where: { id: "r1" }) { id } post(where: { slug: "p1" }) { scheduledIn { id } }
                     all: posts(where: { scheduledIn_none: {} }) { id } none: posts(where: { scheduledIn_some: {} }) { id } }"#,
                concat!(
                    r#"{"data":{"scheduledOperations":[],"scheduledReleasesConnection":{"aggregate":{"count":0},"edges":[]},"#,
                    r#""scheduledRelease":null,"post":{"scheduledIn":[]},"all":[{"id":"p1"},{"id":"p2"},{"id":"p4"}],"none":[]}}"#
                ),
            )
            .await;
        world
    })
    .await;
}

async fn with_schedule(world: &World) {
    let post = model_id("Post");
    let release = |id: &str, title: &str, status: &str, minute: u32| {
        let at = format!("2026-01-01T00:{minute:02}:00+00:00");
        let row = json!({
            "id": id, "title": title, "release_at": "2026-02-01T00:00:00+00:00", "is_implicit": false, "is_active": true,
            "status": status, "created_at": at, "updated_at": at, "created_by": "u1",
        });
        ("scheduled_release".to_owned(), row)
    };
    let operation = |id: &str, release: &str, minute: u32| {
        let at = format!("2026-01-01T00:{minute:02}:00+00:00");
        let row = json!({
            "id": id, "release_id": release, "status": "PENDING", "raw_payload": { "do": "publish" }, "created_at": at,
            "updated_at": at,
        });
        ("scheduled_operation".to_owned(), row)
    };
    let document = |operation: &str, model: &str, entry: &str| {
        let row = json!({ "operation_id": operation, "model": model, "entry": entry });
        ("scheduled_operation_document".to_owned(), row)
    };
    world
        .put_raw(vec![
            release("r1", "Spring", "PENDING", 1),
            release("r2", "Autumn", "COMPLETED", 2),
            operation("o1", "r1", 3),
            operation("o2", "r1", 4),
            document("o1", post.as_str(), "p1"),
            document("o1", model_id("Author").as_str(), "bob"),
            document("o2", post.as_str(), "p1"),
        ])
        .await;
}

#[tokio::test]
async fn scheduled_operations_and_releases() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        with_schedule(&world).await;
        for (query, data) in [
            (
                r#"{ scheduledReleases(orderBy: title_ASC) { title status isActive releaseAt createdBy { name } publishedAt publishedBy { id }
                     operations(orderBy: createdAt_DESC) { id } few: operations(first: 1, where: { id_not: "o1" }) { id stage } } }"#,
                concat!(
                    r#"{"scheduledReleases":[{"title":"Autumn","status":"COMPLETED","isActive":true,"releaseAt":"2026-02-01T00:00:00+00:00","#,
                    r#""createdBy":{"name":"Ada"},"publishedAt":null,"publishedBy":null,"operations":[],"few":[]},"#,
                    r#"{"title":"Spring","status":"PENDING","isActive":true,"releaseAt":"2026-02-01T00:00:00+00:00","#,
                    r#""createdBy":{"name":"Ada"},"publishedAt":null,"publishedBy":null,"operations":[{"id":"o2"},{"id":"o1"}],"few":[{"id":"o2","stage":"DRAFT"}]}]}"#
                ),
            ),
            (
                r#"{ scheduledOperation(where: { id: "o1" }) { rawPayload release { title }
                     affectedDocuments { __typename ... on Node { id } ... on Post { title } } documentInStages { stage affectedDocuments { ... on Post { title } } } } }"#,
                concat!(
                    r#"{"scheduledOperation":{"rawPayload":{"do":"publish"},"release":{"title":"Spring"},"#,
                    r#""affectedDocuments":[{"__typename":"Author","id":"bob"},{"__typename":"Post","id":"p1","title":"One"}],"#,
                    r#""documentInStages":[{"stage":"PUBLISHED","affectedDocuments":[{"title":"Published one"}]},{"stage":"QA","affectedDocuments":[]}]}}"#
                ),
            ),
            (
                r#"{ post(where: { slug: "p1" }) { scheduledIn(first: 1) { id release { title } }
                     documentInStages(includeCurrent: true) { scheduledIn { stage affectedDocuments { ... on Post { title stage } } } } } }"#,
                concat!(
                    r#"{"post":{"scheduledIn":[{"id":"o1","release":{"title":"Spring"}}],"documentInStages":["#,
                    r#"{"scheduledIn":[{"stage":"DRAFT","affectedDocuments":[{},{"title":"One","stage":"DRAFT"}]},{"stage":"DRAFT","affectedDocuments":[{"title":"One","stage":"DRAFT"}]}]},"#,
                    r#"{"scheduledIn":[{"stage":"PUBLISHED","affectedDocuments":[{"title":"Published one","stage":"PUBLISHED"}]},{"stage":"PUBLISHED","affectedDocuments":[{"title":"Published one","stage":"PUBLISHED"}]}]}]}}"#
                ),
            ),
            (
                r#"{ a: posts(where: { scheduledIn_some: { release: { title: "Spring" } } }) { id } b: posts(where: { scheduledIn_every: { id: "o1" } }) { id }
                     c: scheduledReleases(where: { operations_some: { rawPayload_value_recursive: "publish" } }) { title }
                     d: scheduledReleases(where: { status_not_in: [PENDING], createdBy: { name: "Ada" }, _search: "AUT" }) { title }
                     e: scheduledOperations(where: { release: null }) { id } }"#,
                r#"{"a":[{"id":"p1"}],"b":[{"id":"p2"},{"id":"p4"}],"c":[{"title":"Spring"}],"d":[{"title":"Autumn"}],"e":[]}"#,
            ),
            (r#"{ node(id: "r1") { __typename id } }"#, r#"{"node":{"__typename":"ScheduledRelease","id":"r1"}}"#),
        ] {
            world.expect(query, &format!(r#"{{"data":{data}}}"#)).await;
        }
        world
    })
    .await;
}
