//! Cases 9 and 10 of the security list: what an allowed mutation brings along is allowed, or nothing is done.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn case_10_nothing_nested_is_done_without_the_right_to_it_and_the_whole_is_undone() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok(
            "mutation { createPost(data: {slug: \"a\", title: \"A\", author: {connect: {name: \"Ada\"}}, hero: {connect: {name: \"Ada\"}}, \
             tags: {connect: [{name: \"sea\"}]}, mentions: {connect: [{Author: {name: \"Ada\"}}]}, \
             quote: {create: {text: \"q\", speaker: {connect: {name: \"Ada\"}}}}}) { id } }",
            json!({}),
        )
        .await;
        blog.ok("mutation { publishPost(where: {slug: \"a\"}) { id } }", json!({})).await;
        let mut rules = vec![("READ", None, None)];
        rules.extend(["CREATE", "UPDATE", "DELETE", "PUBLISH", "UNPUBLISH"].map(|action| (action, Some("Post"), None)));
        let limited = blog.limited(&rules).await;
        let before = blog.contents().await;
        let quote = blog.ok("{ posts(stage: DRAFT) { quote { id } } }", json!({})).await;
        let quote = quote["posts"][0]["quote"]["id"].as_str().unwrap().to_owned();
        let update = |data: &str| format!("updatePost(where: {{slug: \"a\"}}, data: {{title: \"B\", {data}}}) {{ id }}");
        for mutation in [
            update("author: {create: {name: \"Cy\"}}"),
            update("author: {connect: {name: \"Bo\"}}"),
            update("author: {disconnect: true}"),
            update("author: {delete: true}"),
            update("author: {update: {where: {name: \"Ada\"}, data: {name: \"Cy\"}}}"),
            update("author: {upsert: {where: {name: \"Ada\"}, data: {create: {name: \"Cy\"}, update: {name: \"Cy\"}}}}"),
            update("hero: {connect: {name: \"Bo\"}}"),
            update("tags: {create: [{name: \"Cy\"}]}"),
            update("tags: {connect: [{where: {name: \"moon\"}}]}"),
            update("tags: {disconnect: [{name: \"sea\"}]}"),
            update("tags: {delete: [{name: \"sea\"}]}"),
            update("tags: {set: []}"),
            update("tags: {update: [{where: {name: \"sea\"}, data: {name: \"Cy\"}}]}"),
            update("tags: {upsert: [{where: {name: \"sea\"}, data: {create: {name: \"Cy\"}, update: {name: \"Cy\"}}}]}"),
            update("mentions: {create: [{Tag: {name: \"Cy\"}}]}"),
            update("mentions: {connect: [{Tag: {where: {name: \"moon\"}}}]}"),
            update("mentions: {disconnect: [{Author: {name: \"Ada\"}}]}"),
            update("mentions: {delete: [{Author: {name: \"Ada\"}}]}"),
            update("quote: {update: {where: {id: \"QUOTE\"}, data: {speaker: {create: {name: \"Cy\"}}}}}"),
            update("quote: {update: {where: {id: \"QUOTE\"}, data: {speaker: {connect: {name: \"Bo\"}}}}}"),
            update("quote: {update: {where: {id: \"QUOTE\"}, data: {speaker: {delete: true}}}}"),
            "createPost(data: {slug: \"b\", title: \"B\", author: {create: {name: \"Cy\"}}}) { id }".to_owned(),
            "createPost(data: {slug: \"b\", title: \"B\", quote: {create: {text: \"t\", speaker: {connect: {name: \"Bo\"}}}}}) { id }".to_owned(),
            "upsertPost(where: {slug: \"b\"}, upsert: {create: {slug: \"b\", title: \"B\", tags: {create: [{name: \"Cy\"}]}}, update: {}}) { id }".to_owned(),
            // What is allowed goes with what is not.
            format!("ok: createPost(data: {{slug: \"b\", title: \"B\"}}) {{ id }} bad: {}", update("tags: {create: [{name: \"Cy\"}]}")),
            "ok: deletePost(where: {slug: \"a\"}) { id } bad: deleteTag(where: {name: \"sea\"}) { id }".to_owned(),
            "ok: unpublishPost(where: {slug: \"a\"}) { id } bad: publishTag(where: {name: \"sea\"}) { id }".to_owned(),
        ] {
            let mutation = mutation.replace("QUOTE", &quote);
            let answer = limited.content(&blog.project, &format!("mutation {{ {mutation} }}"), json!({})).await;
            assert_eq!(answer.status, 403, "{mutation} {}", answer.body);
            assert_eq!(answer.error(), "Mutation failed due to permission errors", "{mutation}");
            assert_eq!(answer.at("/data"), &Value::Null);
            let failed = answer.at("/errors/0/extensions/failedActions").as_array().unwrap();
            assert!(!failed.is_empty() && failed.iter().all(|one| one["model"] != "Post"), "{mutation} {}", answer.body);
            assert_eq!(blog.contents().await, before, "{mutation}");
        }
        // Case 9: what may be done is still done.
        let allowed = "mutation { updatePost(where: {slug: \"a\"}, data: {title: \"B\"}) { title } }";
        assert_eq!(limited.content(&blog.project, allowed, json!({})).await.ok().at("/data/updatePost/title"), "B");
    })
    .await;
}
