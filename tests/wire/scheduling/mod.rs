//! Scheduled operations and releases (content-api-write.md §3.12, platform.md §5.3).

mod processes;
mod releases;
mod rights;
mod running;

use std::time::{Duration, Instant};

use accounts::clock;
use serde_json::{Value, json};

use crate::blog::Blog;

/// How long what is due may take to run. Much longer than it does: machines that run tests are busy.
const LIMIT: Duration = Duration::from_secs(20);

/// So many milliseconds from now.
fn ahead(milliseconds: u64) -> String {
    clock::after(&clock::now(), Duration::from_millis(milliseconds))
}

/// A moment that no test waits for.
fn tomorrow() -> String {
    ahead(86_400_000)
}

/// What a test looks at of a release.
const RELEASE: &str = "query($id: ID) { scheduledRelease(where: {id: $id}) { title status errorMessage isImplicit isActive \
    operations { status errorMessage } } }";

impl Blog {
    /// Makes a post in DRAFT whose title is its slug.
    async fn post(&self, slug: &str) -> String {
        let create = "mutation($s: String!, $t: String!) { createPost(data: {title: $t, slug: $s}) { id } }";
        let made = self.ok(create, json!({ "s": slug, "t": slug })).await;
        made["createPost"]["id"].as_str().expect("an id").to_owned()
    }

    /// Schedules the publishing of a post in a release of its own; the release's id.
    async fn publish_post_at(&self, slug: &str, at: &str) -> String {
        let schedule = "mutation($s: String!, $at: DateTime) { schedulePublishPost(where: {slug: $s}, releaseAt: $at) \
            { scheduledIn(where: {status: PENDING}, last: 1) { release { id } } } }";
        let made = self.ok(schedule, json!({ "s": slug, "at": at })).await;
        let id = &made["schedulePublishPost"]["scheduledIn"][0]["release"]["id"];
        id.as_str().expect("a release").to_owned()
    }

    /// Makes a release that is not implicit.
    async fn release(&self, data: Value) -> String {
        let create = "mutation($data: ScheduledReleaseCreateInput!) { createScheduledRelease(data: $data) { id } }";
        let made = self.ok(create, json!({ "data": data })).await;
        made["createScheduledRelease"]["id"].as_str().expect("an id").to_owned()
    }

    /// Adds the publishing of a post to a release.
    async fn publish_post_in(&self, slug: &str, release: &str) {
        let schedule =
            "mutation($s: String!, $r: String) { schedulePublishPost(where: {slug: $s}, releaseId: $r) { id } }";
        self.ok(schedule, json!({ "s": slug, "r": release })).await;
    }

    /// Makes the time of a release one that is past, beside the wire: as if that time had come.
    async fn bring_forward(&self, release: &str) {
        let text = "UPDATE scheduled_release SET release_at = '2020-01-01T00:00:00+00:00' WHERE id = $1";
        self.execute(sql::Statement::new(text, vec![sql::Value::from(release)])).await;
    }

    /// Waits until a release has run; what it is then.
    async fn ran(&self, release: &str) -> Value {
        let waiting = format!(
            "SELECT status FROM scheduled_release WHERE id = '{release}' AND status IN ('PENDING', 'IN_PROGRESS')"
        );
        let begin = Instant::now();
        while !self.texts(waiting.clone()).await.is_empty() {
            assert!(begin.elapsed() < LIMIT, "the release {release} did not run");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.told(release).await
    }

    /// A release, as it is.
    async fn told(&self, release: &str) -> Value {
        self.ok(RELEASE, json!({ "id": release })).await["scheduledRelease"].take()
    }

    /// Slugs of the posts that are published, in their order.
    async fn published(&self) -> Vec<String> {
        let found = self.ok("{ posts(stage: PUBLISHED, first: 100, orderBy: slug_ASC) { slug } }", json!({})).await;
        let posts = found["posts"].as_array().expect("a list");
        posts.iter().map(|post| post["slug"].as_str().expect("a slug").to_owned()).collect()
    }
}
