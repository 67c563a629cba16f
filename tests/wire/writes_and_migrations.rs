//! Writers while the content model changes: what is written is written under the model as it is then, or not at all.

use serde_json::json;
use wire_tests::{Client, TestEngine, TestServer};

use crate::blog::Blog;
use crate::invariants;

const WRITERS: usize = 6;
const WRITES: usize = 20;

/// Nobody's order is compared between engines.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_a_locale_goes_leaves_nothing_in_it() {
    for engine in TestEngine::available() {
        let server = TestServer::start(engine).await;
        let blog = Blog::on(&server).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let request = blog.client.request(reqwest::Method::POST, &blog.project.path());
            writers.spawn(async move {
                for number in 0..WRITES {
                    let query = format!(
                        "mutation {{ createPost(data: {{title: \"T\", slug: \"s{writer}-{number}\", localizations: {{create: [{{locale: de, data: {{title: \"D\"}}}}]}}}}) {{ id }} \
                         publishPost(where: {{slug: \"s{writer}-{number}\"}}) {{ id }} }}"
                    );
                    let request = request.try_clone().expect("no stream").json(&json!({ "query": query }));
                    let answer = Client::send_quietly(request).await;
                    // Written, or refused by a model that has no such locale any more, or asked to come again.
                    assert!([200, 400, 503].contains(&answer.status), "{}", answer.body);
                }
            });
        }
        for _ in 0..4 {
            blog.owner.changes(&blog.project, json!([{ "deleteLocale": { "apiId": "de", "force": true } }])).await;
            let again = json!([{ "createLocale": { "apiId": "de", "displayName": "German" } }]);
            blog.owner.changes(&blog.project, again).await;
        }
        blog.owner.changes(&blog.project, json!([{ "deleteLocale": { "apiId": "de", "force": true } }])).await;
        while let Some(written) = writers.join_next().await {
            written.expect("no writer was told anything else");
        }
        for table in
            blog.content_tables().await.iter().filter(|table| table.starts_with("l_") || table.starts_with("cl_"))
        {
            let strays = blog.number(format!("SELECT COUNT(*) FROM \"{table}\" WHERE locale <> 1")).await;
            assert_eq!(strays, 0, "{table} on {engine:?}");
        }
        invariants::hold(&blog, "writing while a locale went").await;
    }
}
