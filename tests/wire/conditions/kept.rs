//! Kept answers follow what conditions look at.

use serde_json::json;
use wire_tests::on_both;

use super::{Rule, filled, token};

#[tokio::test(flavor = "multi_thread")]
async fn case_75_a_kept_answer_ends_when_what_a_condition_looks_at_changes() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let client = token(&blog, &[Rule::on("READ", "Post").under(r#"{"author":{"profile":{"nick":"ada"}}}"#)]).await;
        let body = json!({ "query": "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug } }" });
        let ask = async || {
            let request = client.request(reqwest::Method::POST, &blog.project.fast_path()).json(&body);
            client.send(request).await.ok().at("/data/posts").clone()
        };
        assert_eq!(ask().await, json!([]));
        assert_eq!(ask().await, json!([]));
        blog.ok(
            "mutation { updateAuthor(where: {name: \"Ada\"}, data: {profile: {create: {nick: \"other\"}}}) { id } }",
            json!({}),
        )
        .await;
        assert_eq!(ask().await, json!([]));
        blog.ok("mutation { updateProfile(where: {nick: \"other\"}, data: {nick: \"ada\"}) { id } }", json!({})).await;
        let expected = blog
            .ok(
                "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC, where: {author: {name: \"Ada\"}}) { slug } }",
                json!({}),
            )
            .await;
        assert!(!expected["posts"].as_array().unwrap().is_empty());
        assert_eq!(ask().await, expected["posts"]);
        blog.ok("mutation { updateProfile(where: {nick: \"ada\"}, data: {nick: \"gone\"}) { id } }", json!({})).await;
        assert_eq!(ask().await, json!([]));
    })
    .await;
}
