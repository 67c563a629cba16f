//! Releases and operations before they run: making, changing, moving, cancelling, and what bad input gets.

use std::time::Duration;

use serde_json::{Value, json};
use wire_tests::on_both;

use super::{ahead, tomorrow};
use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn releases_are_made_changed_and_deleted() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let all = "id title description errorMessage isActive isImplicit releaseAt status createdAt updatedAt stage \
            operations { id } createdBy { kind } updatedBy { kind }";
        let made = blog.ok(&format!("mutation {{ createScheduledRelease(data: {{}}) {{ {all} }} }}"), json!({})).await;
        let made = &made["createScheduledRelease"];
        let names = ["title", "description", "errorMessage", "releaseAt", "isActive", "isImplicit", "status", "stage", "operations"];
        let expected = json!([null, null, null, null, true, false, "PENDING", "DRAFT", []]);
        assert_eq!(names.map(|name| made[name].clone()).to_vec(), expected.as_array().unwrap().clone());

        let data = json!({ "title": "T", "description": "D", "errorMessage": "E", "isActive": false, "releaseAt": "2090-01-01T00:00:00-05:00",
            "createdAt": "2001-02-03T04:05:06Z", "updatedAt": "2002-02-03T04:05:06Z" });
        let create = format!("mutation($data: ScheduledReleaseCreateInput!) {{ createScheduledRelease(data: $data) {{ {all} }} }}");
        let made = blog.ok(&create, json!({ "data": data })).await["createScheduledRelease"].take();
        let names = ["title", "description", "errorMessage", "isActive", "releaseAt", "createdAt", "updatedAt"];
        let expected = json!(["T", "D", "E", false, "2090-01-01T05:00:00+00:00", "2001-02-03T04:05:06+00:00", "2002-02-03T04:05:06+00:00"]);
        assert_eq!(names.map(|name| made[name].clone()).to_vec(), expected.as_array().unwrap().clone());

        let update = format!("mutation($id: ID, $data: ScheduledReleaseUpdateInput!) {{ updateScheduledRelease(where: {{id: $id}}, data: $data) {{ {all} }} }}");
        let changed = blog.ok(&update, json!({ "id": made["id"], "data": { "title": null, "isActive": true } })).await;
        let changed = &changed["updateScheduledRelease"];
        let expected = json!([null, "D", "E", true, "2090-01-01T05:00:00+00:00", "2001-02-03T04:05:06+00:00"]);
        assert_eq!(names[..6].iter().map(|name| changed[*name].clone()).collect::<Vec<_>>(), expected.as_array().unwrap().clone());
        assert!(changed["updatedAt"].as_str() > Some("2026"), "{changed}");

        let delete = "mutation($id: ID) { deleteScheduledRelease(where: {id: $id}) { id description } }";
        let gone = blog.ok(delete, json!({ "id": made["id"] })).await["deleteScheduledRelease"].take();
        assert_eq!(gone, json!({ "id": made["id"], "description": "D" }));
        for query in [delete.to_owned(), update.replace(", $data: ScheduledReleaseUpdateInput!", "").replace("$data", "{}")] {
            let nothing = blog.ok(&query, json!({ "id": made["id"] })).await;
            assert!(nothing.as_object().unwrap().values().all(Value::is_null), "{nothing}");
        }
        let nothing = blog.ok("mutation { deleteScheduledOperation(where: {id: \"none\"}) { id } }", json!({})).await;
        assert_eq!(nothing, json!({ "deleteScheduledOperation": null }));
        let nothing = blog.ok("mutation($at: DateTime) { schedulePublishPost(where: {slug: \"none\"}, releaseAt: $at) { id } }", json!({ "at": tomorrow() })).await;
        assert_eq!(nothing, json!({ "schedulePublishPost": null }));
        assert_eq!(blog.count("scheduled_release").await, 1);
        assert_eq!(blog.count("scheduled_operation").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_waits_while_it_is_inactive_or_has_no_time() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["a", "b", "c"] {
            blog.post(slug).await;
        }
        let update = "mutation($id: ID, $data: ScheduledReleaseUpdateInput!) { updateScheduledRelease(where: {id: $id}, data: $data) { status } }";
        let inactive = blog.release(json!({ "releaseAt": ahead(0), "isActive": false })).await;
        blog.publish_post_in("a", &inactive).await;
        let timeless = blog.release(json!({})).await;
        blog.publish_post_in("b", &timeless).await;
        let postponed = blog.publish_post_at("c", &ahead(2_500)).await;
        blog.ok(update, json!({ "id": postponed, "data": { "releaseAt": tomorrow() } })).await;
        tokio::time::sleep(Duration::from_millis(3_000)).await;
        assert!(blog.published().await.is_empty());
        for (release, data) in [
            (&inactive, json!({ "isActive": true })),
            (&timeless, json!({ "releaseAt": ahead(0) })),
            (&postponed, json!({ "releaseAt": ahead(0) })),
        ] {
            blog.ok(update, json!({ "id": release, "data": data })).await;
            assert_eq!(blog.ran(release).await["status"], "COMPLETED");
        }
        assert_eq!(blog.published().await, ["a", "b", "c"]);
        let empty = blog.release(json!({ "releaseAt": ahead(0) })).await;
        assert_eq!(blog.ran(&empty).await["status"], "COMPLETED", "nothing to do is done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_is_cancelled_and_moved_to_another_release() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["a", "b"] {
            blog.post(slug).await;
        }
        let first = blog.release(json!({ "title": "first", "releaseAt": tomorrow() })).await;
        let second = blog.release(json!({ "title": "second" })).await;
        blog.publish_post_in("a", &first).await;
        blog.publish_post_in("b", &first).await;
        let operations = async |slug: &str| {
            let read = "query($s: String!) { post(where: {slug: $s}, stage: DRAFT) { scheduledIn { id release { title } } } }";
            blog.ok(read, json!({ "s": slug })).await["post"]["scheduledIn"].take()
        };
        let of_a = operations("a").await;
        // Both happen or neither.
        let move_it = "mutation($o: ID, $r: String) { deleteScheduledOperation(where: {id: $o}) { status release { title } affectedDocuments { ... on Post { slug } } } \
            schedulePublishPost(where: {slug: \"a\"}, releaseId: $r) { scheduledIn { release { title } } } }";
        let refused = blog.send(move_it, json!({ "o": of_a[0]["id"], "r": "nowhere" })).await;
        assert_eq!((refused.status, refused.error()), (400, "release \"nowhere\" does not exist"));
        assert_eq!(operations("a").await, of_a);
        let moved = blog.ok(move_it, json!({ "o": of_a[0]["id"], "r": second })).await;
        let was = json!({ "status": "PENDING", "release": { "title": "first" }, "affectedDocuments": [{ "slug": "a" }] });
        assert_eq!(moved["deleteScheduledOperation"], was);
        assert_eq!(moved["schedulePublishPost"]["scheduledIn"], json!([{ "release": { "title": "second" } }]));
        let cancel = "mutation($o: ID) { deleteScheduledOperation(where: {id: $o}) { id } }";
        blog.ok(cancel, json!({ "o": operations("b").await[0]["id"] })).await;
        assert_eq!(operations("b").await, json!([]));
        assert_eq!(blog.told(&first).await["operations"], json!([]), "a release that somebody made stays");

        let own = blog.publish_post_at("b", &tomorrow()).await;
        blog.ok(cancel, json!({ "o": operations("b").await[0]["id"] })).await;
        assert!(blog.told(&own).await.is_null(), "a release of one operation goes with it");
        blog.ok("mutation($id: ID) { deleteScheduledRelease(where: {id: $id}) { id } }", json!({ "id": second })).await;
        assert_eq!(blog.count("scheduled_operation").await, 0, "a release goes with its operations");
        assert_eq!(blog.count("scheduled_operation_document").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_run_is_not_changed() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let release = blog.publish_post_at("a", &ahead(0)).await;
        blog.ran(&release).await;
        let operation = blog.texts("SELECT id FROM scheduled_operation".to_owned()).await.remove(0);
        let update = "mutation($id: ID) { updateScheduledRelease(where: {id: $id}, data: {title: \"late\"}) { id } }";
        let refused = blog.send(update, json!({ "id": release })).await;
        assert_eq!((refused.status, refused.error()), (400, "release is COMPLETED and cannot be changed"));
        let add = "mutation($id: String) { schedulePublishPost(where: {slug: \"a\"}, releaseId: $id) { id } }";
        let refused = blog.send(add, json!({ "id": release })).await;
        assert_eq!((refused.status, refused.error()), (400, "release is COMPLETED and cannot be changed"));
        let cancel = "mutation($id: ID) { deleteScheduledOperation(where: {id: $id}) { id } }";
        let refused = blog.send(cancel, json!({ "id": operation })).await;
        assert_eq!((refused.status, refused.error()), (400, "operation is COMPLETED and cannot be deleted"));
        let forget = "mutation($id: ID) { deleteScheduledRelease(where: {id: $id}) { operations { status } } }";
        let gone = blog.ok(forget, json!({ "id": release })).await;
        assert_eq!(gone["deleteScheduledRelease"]["operations"], json!([{ "status": "COMPLETED" }]));
        assert_eq!(blog.published().await, ["a"]);
    })
    .await;
}

/// What failed is tried again at the time that its release is given; what was done is not done twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_failed_is_tried_again_when_it_is_given_a_time() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["good", "bad", "gone"] {
            blog.post(slug).await;
        }
        let release = blog.release(json!({ "title": "spring" })).await;
        for slug in ["good", "bad", "gone"] {
            blog.publish_post_in(slug, &release).await;
        }
        let longest = |max: i64| json!([{ "updateSimpleField": { "parentApiId": "Post", "apiId": "slug", "validations": { "String": { "characters": { "min": 1, "max": max } } } } }]);
        blog.owner.changes(&blog.project, longest(64)).await;
        let rename = "mutation { a: updatePost(where: {slug: \"bad\"}, data: {slug: \"bad-and-long\"}) { id } b: updatePost(where: {slug: \"gone\"}, data: {slug: \"gone-and-long\"}) { id } }";
        blog.ok(rename, json!({})).await;
        blog.owner.changes(&blog.project, longest(4)).await;
        let update = "mutation($id: ID, $data: ScheduledReleaseUpdateInput!) { updateScheduledRelease(where: {id: $id}, data: $data) { title status errorMessage } }";
        blog.ok(update, json!({ "id": release, "data": { "releaseAt": ahead(0) } })).await;
        let ran = blog.ran(&release).await;
        assert_eq!(ran["status"], "FAILED");
        assert_eq!(blog.published().await, ["good"]);

        // Its texts can be changed as they are, and nothing runs for that; nothing can be added.
        let titled = blog.ok(update, json!({ "id": release, "data": { "title": "summer", "isActive": true } })).await;
        assert_eq!((&titled["updateScheduledRelease"]["title"], &titled["updateScheduledRelease"]["status"]), (&json!("summer"), &json!("FAILED")));
        let add = "mutation($id: String) { schedulePublishPost(where: {slug: \"good\"}, releaseId: $id) { id } }";
        let refused = blog.send(add, json!({ "id": release })).await;
        assert_eq!((refused.status, refused.error()), (400, "release is FAILED and cannot be changed"));

        // As failed as before.
        let again = blog.ok(update, json!({ "id": release, "data": { "releaseAt": tomorrow() } })).await;
        assert_eq!(again["updateScheduledRelease"], json!({ "title": "summer", "status": "PENDING", "errorMessage": null }));
        let states = "SELECT status FROM scheduled_operation ORDER BY created_at, id";
        assert_eq!(blog.texts(states.to_owned()).await, ["COMPLETED", "PENDING", "PENDING"]);
        blog.bring_forward(&release).await;
        assert_eq!(blog.ran(&release).await["status"], "FAILED");
        assert_eq!(blog.texts(states.to_owned()).await, ["COMPLETED", "FAILED", "FAILED"]);

        // One is mended, the other's document is deleted.
        blog.ok("mutation { a: updatePost(where: {slug: \"bad-and-long\"}, data: {slug: \"bad\"}) { id } b: deletePost(where: {slug: \"gone-and-long\"}) { id } }", json!({})).await;
        blog.ok(update, json!({ "id": release, "data": { "releaseAt": ahead(0) } })).await;
        let ran = blog.ran(&release).await;
        assert_eq!((&ran["status"], &ran["errorMessage"]), (&json!("COMPLETED"), &json!(null)));
        let told = json!([{ "status": "COMPLETED", "errorMessage": null }, { "status": "COMPLETED", "errorMessage": null },
            { "status": "CANCELED", "errorMessage": "the document was deleted" }]);
        assert_eq!(ran["operations"], told);
        assert_eq!(blog.published().await, ["bad", "good"]);
        let versions = "SELECT COUNT(*) FROM version";
        assert_eq!(blog.number(versions.to_owned()).await, 2, "each was published once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_not_run() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["a", "b"] {
            blog.post(slug).await;
        }
        let release = blog.release(json!({ "releaseAt": tomorrow() })).await;
        blog.publish_post_in("a", &release).await;
        blog.publish_post_in("b", &release).await;
        let tags = "mutation($r: String) { schedulePublishTag(where: {name: \"sea\"}, releaseId: $r) { id } }";
        blog.ok(tags, json!({ "r": release })).await;
        blog.ok("mutation { deletePost(where: {slug: \"a\"}) { scheduledIn { status } } }", json!({})).await;
        let cancelled = json!({ "status": "CANCELED", "errorMessage": "the document was deleted" });
        let read = "query($id: ID) { scheduledRelease(where: {id: $id}) { status operations(orderBy: createdAt_ASC) { status errorMessage } } }";
        let found = blog.ok(read, json!({ "id": release })).await;
        assert_eq!(found["scheduledRelease"]["operations"][0], cancelled);

        blog.owner.changes(&blog.project, json!([{ "deleteModel": { "apiId": "Tag" } }])).await;
        blog.ok("mutation($id: ID, $at: DateTime) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: $at}) { id } }",
            json!({ "id": release, "at": ahead(0) })).await;
        blog.ran(&release).await;
        let found = blog.ok(read, json!({ "id": release })).await;
        let done = json!({ "status": "COMPLETED", "errorMessage": null });
        assert_eq!(found["scheduledRelease"], json!({ "status": "COMPLETED", "operations": [cancelled, done, cancelled] }));
        assert_eq!(blog.published().await, ["b"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_told_and_changes_nothing() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let at = "releaseAt: \"2090-01-01T00:00:00Z\"";
        for (mutation, text) in [
            (
                "schedulePublishPost(where: {slug: \"a\"}) { id }".to_owned(),
                "either releaseAt or releaseId must be given",
            ),
            (
                format!("schedulePublishPost(where: {{slug: \"a\"}}, {at}, releaseId: \"r\") {{ id }}"),
                "either releaseAt or releaseId must be given",
            ),
            (
                "scheduleUnpublishPost(where: {slug: \"a\"}, releaseAt: null, releaseId: null) { id }".to_owned(),
                "either releaseAt or releaseId must be given",
            ),
            (
                "schedulePublishPost(where: {slug: \"a\"}, releaseId: \"r\") { id }".to_owned(),
                "release \"r\" does not exist",
            ),
            (
                format!("schedulePublishPost(where: {{slug: \"a\"}}, to: [DRAFT], {at}) {{ id }}"),
                "stage \"DRAFT\" is not a publish target",
            ),
            (
                format!("schedulePublishPost(where: {{slug: \"a\"}}, to: [], {at}) {{ id }}"),
                "at least one stage has to be given",
            ),
            (
                format!("scheduleUnpublishPost(where: {{slug: \"a\"}}, from: [DRAFT], {at}) {{ id }}"),
                "stage \"DRAFT\" is not a publish target",
            ),
            (
                format!("schedulePublishPost(where: {{}}, {at}) {{ id }}"),
                "at least one unique field has to be provided",
            ),
            (
                "createScheduledRelease(data: {isActive: null}) { id }".to_owned(),
                "value for required field \"isActive\" must not be null",
            ),
            ("deleteScheduledRelease(where: {}) { id }".to_owned(), "at least one unique field has to be provided"),
            (
                "deleteScheduledOperation(where: {id: null}) { id }".to_owned(),
                "at least one unique field has to be provided",
            ),
        ] {
            assert_eq!(blog.refused(&format!("mutation {{ {mutation} }}")).await, text, "{mutation}");
        }
        // What is no instant is told by GraphQL or by us; without an offset it would be another one on every machine.
        for wrong in ["2090-01-01T00:00:00", "tomorrow", "2090-13-01T00:00:00Z"] {
            blog.refused(&format!(
                "mutation {{ schedulePublishPost(where: {{slug: \"a\"}}, releaseAt: \"{wrong}\") {{ id }} }}"
            ))
            .await;
            blog.refused(&format!("mutation {{ createScheduledRelease(data: {{releaseAt: \"{wrong}\"}}) {{ id }} }}"))
                .await;
        }
        let nul = "mutation($t: String) { createScheduledRelease(data: {title: $t}) { id } }";
        let refused = blog.send(nul, json!({ "t": "a\u{0}b" })).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        for table in ["scheduled_release", "scheduled_operation", "scheduled_operation_document"] {
            assert_eq!(blog.count(table).await, 0, "{table}");
        }
    })
    .await;
}
