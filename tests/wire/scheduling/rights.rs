//! Who may schedule, and in whose name it runs (security cases 13 and 17).

use serde_json::json;
use sql::Statement;
use wire_tests::on_both;

use super::{ahead, tomorrow};
use crate::blog::Blog;

const PUBLISH: &str = "mutation($at: DateTime) { schedulePublishPost(where: {slug: \"a\"}, releaseAt: $at) { id } }";

#[tokio::test(flavor = "multi_thread")]
async fn scheduling_needs_the_rights_of_doing_it_now() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let reader = blog.limited(&[("READ", None, None)]).await;
        let failed =
            |action: &str, model: &str, stage: &str| json!([{ "action": action, "model": model, "stage": stage }]);
        let refused = reader.content(&blog.project, PUBLISH, json!({ "at": tomorrow() })).await;
        assert_eq!((refused.status, refused.error()), (403, "Mutation failed due to permission errors"));
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed("publish", "Post", "PUBLISHED"));
        let unpublish = PUBLISH.replace("schedulePublish", "scheduleUnpublish");
        let refused = reader.content(&blog.project, &unpublish, json!({ "at": tomorrow() })).await;
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed("unpublish", "Post", "PUBLISHED"));
        let create = "mutation { createScheduledRelease(data: {}) { id } }";
        let refused = reader.content(&blog.project, create, json!({})).await;
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed("create", "ScheduledRelease", "DRAFT"));
        let update = "mutation { updateScheduledRelease(where: {id: \"r\"}, data: {}) { id } }";
        let refused = reader.content(&blog.project, update, json!({})).await;
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed("update", "ScheduledRelease", "DRAFT"));
        let delete = "mutation { deleteScheduledOperation(where: {id: \"o\"}) { id } }";
        let refused = reader.content(&blog.project, delete, json!({})).await;
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed("delete", "ScheduledOperation", "DRAFT"));
        assert_eq!(blog.count("scheduled_release").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_read_learns_nothing() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let release = blog.publish_post_at("a", &tomorrow()).await;
        let stranger =
            blog.limited(&[("READ", Some("Tag"), None), ("PUBLISH", None, None), ("DELETE", None, None)]).await;
        let variables = json!({ "at": tomorrow(), "r": release });
        for (field, mutation) in [
            ("schedulePublishPost", PUBLISH),
            ("deleteScheduledRelease", "mutation($r: ID) { deleteScheduledRelease(where: {id: $r}) { id } }"),
            ("deleteScheduledRelease", "mutation { deleteScheduledRelease(where: {id: \"none\"}) { id } }"),
        ] {
            let refused = stranger.content(&blog.project, mutation, variables.clone()).await;
            assert_eq!((refused.status, refused.error()), (200, "not allowed"), "{mutation}");
            assert_eq!(refused.at("/data"), &json!({ field: null }));
        }
        for query in [
            "{ scheduledReleases { id } }",
            "{ scheduledOperations { rawPayload } }",
            "{ tags { scheduledIn { id } } }",
        ] {
            let refused = stranger.content(&blog.project, query, json!({})).await;
            assert_eq!((refused.status, refused.error()), (403, "not allowed"), "{query}");
        }
        assert_eq!(blog.count("scheduled_release").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn attaching_to_a_release_changes_it() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let release = blog.release(json!({})).await;
        let publisher = blog.limited(&[("READ", None, None), ("PUBLISH", Some("Post"), None)]).await;
        let attach = "mutation($r: String) { schedulePublishPost(where: {slug: \"a\"}, releaseId: $r) { id } }";
        let refused = publisher.content(&blog.project, attach, json!({ "r": release })).await;
        let failed = json!([{ "action": "update", "model": "ScheduledRelease", "stage": "DRAFT" }]);
        assert_eq!(refused.at("/errors/0/extensions/failedActions"), &failed);
        publisher.content(&blog.project, PUBLISH, json!({ "at": tomorrow() })).await.ok();
        assert_eq!(blog.count("scheduled_operation").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_17_rights_that_are_lost_before_the_time_are_lost() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let publisher = blog.limited(&[("READ", None, None), ("PUBLISH", Some("Post"), None)]).await;
        let read = "{ scheduledReleases(orderBy: createdAt_DESC, first: 1) { id } }";
        let schedule = async || {
            publisher.content(&blog.project, PUBLISH, json!({ "at": tomorrow() })).await.ok();
            blog.ok(read, json!({})).await["scheduledReleases"][0]["id"].as_str().expect("an id").to_owned()
        };
        let [first, second, third] = [schedule().await, schedule().await, schedule().await];
        let run = async |release: &str| {
            let update = "mutation($id: ID, $at: DateTime) { updateScheduledRelease(where: {id: $id}, data: {releaseAt: $at}) { id } }";
            blog.ok(update, json!({ "id": release, "at": ahead(0) })).await;
            blog.ran(release).await
        };
        assert_eq!(run(&first).await["status"], "COMPLETED");
        let read = "{ post(where: {slug: \"a\"}, stage: PUBLISHED) { publishedBy { kind name } } }";
        let published = blog.ok(read, json!({})).await;
        assert_eq!(published["post"]["publishedBy"], json!({ "kind": "PAT", "name": "limited" }));

        blog.forget_publishing().await;
        let failed = run(&second).await;
        assert_eq!(failed["status"], "FAILED");
        assert_eq!(failed["errorMessage"], "Mutation failed due to permission errors: publish Post in PUBLISHED");

        blog.execute(Statement::new("DELETE FROM permanent_token WHERE name = 'limited'", Vec::new())).await;
        assert_eq!(run(&third).await["errorMessage"], "whoever scheduled this may not act here any more");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_apps_schedule_in_their_own_name() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.post("a").await;
        let schedule = "mutation($at: DateTime) { schedulePublishPost(where: {slug: \"a\"}, releaseAt: $at) \
            { scheduledIn(last: 1) { createdBy { kind name } release { id createdBy { kind } } } } }";
        let editor = server.member(&blog.project, "Admin").await;
        let made = editor.content(&blog.project, schedule, json!({ "at": ahead(0) })).await.ok();
        let operation = made.at("/data/schedulePublishPost/scheduledIn/0");
        assert_eq!(operation["createdBy"], json!({ "kind": "MEMBER", "name": "Somebody Else" }));
        assert_eq!(operation["release"]["createdBy"]["kind"], "MEMBER");
        assert_eq!(blog.ran(operation["release"]["id"].as_str().unwrap()).await["status"], "COMPLETED");
        let read = "{ post(where: {slug: \"a\"}, stage: PUBLISHED) { publishedBy { kind name } } }";
        let published = blog.ok(read, json!({})).await;
        assert_eq!(published["post"]["publishedBy"], json!({ "kind": "MEMBER", "name": "Somebody Else" }));

        // An app that is disabled by then does nothing.
        let release = blog.publish_post_at("a", &tomorrow()).await;
        let disable = "UPDATE app_installation SET status = 'DISABLED'";
        blog.execute(Statement::new(disable, Vec::new())).await;
        blog.bring_forward(&release).await;
        let error = format!("SELECT error_message FROM scheduled_release WHERE id = '{release}' AND status = 'FAILED'");
        let begin = std::time::Instant::now();
        while blog.texts(error.clone()).await.is_empty() {
            assert!(begin.elapsed() < super::LIMIT);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(blog.texts(error).await, ["whoever scheduled this may not act here any more"]);
    })
    .await;
}

impl Blog {
    /// Takes the right to publish from every permanent token.
    async fn forget_publishing(&self) {
        let text = "DELETE FROM content_permission WHERE action = 'PUBLISH'";
        self.execute(Statement::new(text, Vec::new())).await;
    }
}
