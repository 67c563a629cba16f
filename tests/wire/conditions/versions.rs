//! Versions of an entry are there for those who may read the entry.

use serde_json::json;
use wire_tests::on_both;

use super::{Rule, everything, filled, read, token};

#[tokio::test(flavor = "multi_thread")]
async fn case_13_a_version_of_what_may_not_be_read_now_is_not_given() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [Rule::on("READ", "Post").under(r#"{"progress":"idea"}"#), Rule::on_all("READ_VERSION")];
        let client = token(&blog, &rules).await;
        let published = everything(&blog, "PUBLISHED").await;
        let mut told = 0;
        for post in &published {
            for data in ["data", ""] {
                let query = format!(
                    "{{ postVersion(where: {{id: {}, stage: PUBLISHED, revision: 1}}) {{ id revision {data} }} }}",
                    post["id"]
                );
                let whole = blog.ok(&query, json!({})).await;
                assert_eq!(whole["postVersion"]["revision"], 1);
                let seen = read(&blog, &client, &query).await.ok();
                if post["progress"] == "idea" {
                    assert_eq!(seen.at("/data"), &whole);
                    told += 1;
                } else {
                    assert_eq!(seen.at("/data"), &json!({ "postVersion": null }), "{post}");
                }
            }
        }
        assert!(told > 0 && told < 2 * published.len());

        // The published copy of p1 is in review, while its draft is an idea.
        let query = "{ post(where: {slug: \"p1\"}, stage: DRAFT) { history(stageOverride: PUBLISHED) { revision } } }";
        assert_eq!(blog.ok(query, json!({})).await["post"]["history"], json!([{ "revision": 1 }]));
        assert_eq!(read(&blog, &client, query).await.ok().at("/data/post/history"), &json!([]));
        let query = query.replace("p1", "p0");
        assert_eq!(read(&blog, &client, &query).await.ok().at("/data/post/history"), &json!([{ "revision": 1 }]));
        let without = token(&blog, &[Rule::on("READ", "Post").under(r#"{"progress":"idea"}"#)]).await;
        assert_eq!(read(&blog, &without, &query).await.status, 403, "older states are a right of their own");
    })
    .await;
}
