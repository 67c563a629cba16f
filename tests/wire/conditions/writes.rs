//! Writes under a condition: to the entries for which it holds, and to no others.

use serde_json::{Value, json};
use wire_tests::{Answer, Client, on_both};

use super::{Rule, filled, read, token};
use crate::blog::Blog;

const BY_ADA: &str = r#"{"author":{"name":"Ada"}}"#;

/// A refusal by these rights, after which everything is as it was (security case 9).
#[track_caller]
fn refused<'f>(blog: &'f Blog, client: &'f Client, mutation: &'f str, failed: Value) -> impl Future<Output = ()> + 'f {
    let caller = std::panic::Location::caller();
    async move {
        let before = blog.contents().await;
        let answer = read(blog, client, mutation).await;
        assert_eq!(answer.status, 403, "{caller}: {}", answer.body);
        assert_eq!(answer.error(), "Mutation failed due to permission errors", "{caller}");
        assert_eq!(answer.at("/errors/0/extensions/failedActions"), &failed, "{caller}");
        assert_eq!(blog.contents().await, before, "{caller}: denied is unchanged");
    }
}

fn failed(action: &str, model: &str, stage: &str) -> Value {
    json!([{ "action": action, "model": model, "stage": stage }])
}

#[tokio::test(flavor = "multi_thread")]
async fn case_09_an_entry_is_changed_where_the_condition_holds_of_it_and_nowhere_else() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("UPDATE", "Post").under(BY_ADA),
            Rule::on("DELETE", "Post").under(BY_ADA),
            Rule::on("PUBLISH", "Post").under(BY_ADA),
            Rule::on("UNPUBLISH", "Post").under(BY_ADA),
        ];
        let client = token(&blog, &rules).await;
        // p1 and p5 are not Ada's in the published copy, and p1 is in the draft.
        for (mutation, action, stage) in [
            ("updatePost(where: {slug: \"SLUG\"}, data: {progress: ready}) { slug progress }", "update", "DRAFT"),
            ("publishPost(where: {slug: \"SLUG\"}) { slug }", "publish", "PUBLISHED"),
            ("unpublishPost(where: {slug: \"SLUG\"}) { slug }", "unpublish", "PUBLISHED"),
        ] {
            let theirs = format!("mutation {{ {} }}", mutation.replace("SLUG", "p5"));
            refused(&blog, &client, &theirs, failed(action, "Post", stage)).await;
            let own = format!("mutation {{ {} }}", mutation.replace("SLUG", "p1"));
            let answer = read(&blog, &client, &own).await.ok();
            assert!(answer.body.to_string().contains("\"p1\""), "{}", answer.body);
        }
        refused(
            &blog,
            &client,
            "mutation { deletePost(where: {slug: \"p3\"}) { slug } }",
            failed("delete", "Post", "DRAFT"),
        )
        .await;
        read(&blog, &client, "mutation { deletePost(where: {slug: \"p2\"}) { slug } }").await.ok();
        // Two root fields are one request.
        let two = "mutation { a: updatePost(where: {slug: \"p1\"}, data: {progress: review}) { slug } \
                   b: updatePost(where: {slug: \"p3\"}, data: {progress: review}) { slug } }";
        refused(&blog, &client, two, failed("update", "Post", "DRAFT")).await;
        let missing = read(
            &blog,
            &client,
            "mutation { updatePost(where: {slug: \"nothing\"}, data: {progress: idea}) { slug } }",
        )
        .await
        .ok();
        assert_eq!(missing.at("/data"), &json!({ "updatePost": null }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_entry_must_be_one_that_the_condition_holds_of() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [Rule::on_all("READ"), Rule::on("CREATE", "Post").under(BY_ADA), Rule::on("UPDATE", "Author")];
        let client = token(&blog, &rules).await;
        let create = |slug: &str, author: &str| {
            format!("mutation {{ createPost(data: {{slug: \"{slug}\", title: \"T\"{author}}}) {{ slug author {{ name }} }} }}")
        };
        let made = read(&blog, &client, &create("n1", ", author: {connect: {name: \"Ada\"}}")).await.ok();
        assert_eq!(made.at("/data/createPost/author/name"), "Ada");
        for author in [", author: {connect: {name: \"Bo\"}}", ""] {
            refused(&blog, &client, &create("n2", author), failed("create", "Post", "DRAFT")).await;
        }
        // The link that makes the condition hold comes after the entry.
        let nested = |name: &str| {
            format!("mutation {{ updateAuthor(where: {{name: \"{name}\"}}, data: {{posts: {{create: [{{slug: \"n3\", title: \"T\"}}]}}}}) {{ name }} }}")
        };
        refused(&blog, &client, &nested("Bo"), failed("create", "Post", "DRAFT")).await;
        read(&blog, &client, &nested("Ada")).await.ok();

        // To create takes the right to read what is created.
        let rules = [Rule::on("READ", "Post").under(r#"{"slug_starts_with":"mine"}"#), Rule::on("CREATE", "Post")];
        let client = token(&blog, &rules).await;
        refused(&blog, &client, "mutation { createPost(data: {slug: \"theirs\", title: \"T\"}) { slug } }", failed("read", "Post", "DRAFT")).await;
        read(&blog, &client, "mutation { createPost(data: {slug: \"mine-1\", title: \"T\"}) { slug } }").await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_10_links_take_the_right_to_the_entries_at_both_ends() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("UPDATE", "Post"),
            Rule::on("CREATE", "Post"),
            Rule::on("UPDATE", "Author").under(r#"{"name":"Ada"}"#),
            Rule::on("UPDATE", "Tag").under(r#"{"name":"sea"}"#),
        ];
        let client = token(&blog, &rules).await;
        let of_author = failed("update", "Author", "DRAFT");
        let update = |slug: &str, data: &str| {
            format!("mutation {{ updatePost(where: {{slug: \"{slug}\"}}, data: {{{data}}}) {{ slug }} }}")
        };
        // p6 has no author, p0 Ada, p3 Bo.
        for data in ["author: {connect: {name: \"Bo\"}}", "mentions: {connect: [{Author: {where: {name: \"Bo\"}}}]}"] {
            refused(&blog, &client, &update("p6", data), of_author.clone()).await;
        }
        refused(&blog, &client, &update("p3", "author: {disconnect: true}"), of_author.clone()).await;
        refused(&blog, &client, &update("p3", "author: {connect: {name: \"Ada\"}}"), of_author.clone()).await;
        refused(
            &blog,
            &client,
            &update("p3", "author: {update: {where: {name: \"Bo\"}, data: {name: \"Bob\"}}}"),
            of_author.clone(),
        )
        .await;
        refused(&blog, &client, &update("p0", "tags: {set: [{name: \"moon\"}]}"), failed("update", "Tag", "DRAFT"))
            .await;
        refused(
            &blog,
            &client,
            "mutation { createPost(data: {slug: \"n\", title: \"T\", author: {connect: {name: \"Bo\"}}}) { slug } }",
            of_author,
        )
        .await;
        for data in [
            "author: {connect: {name: \"Ada\"}}",
            "author: {update: {where: {name: \"Ada\"}, data: {name: \"Ada\"}}}",
            "author: {disconnect: true}",
        ] {
            read(&blog, &client, &update("p6", data)).await.ok();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_11_what_may_not_be_read_is_to_writes_as_if_it_were_not_there() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on("READ", "Post").under(BY_ADA),
            Rule::on("READ", "Author").under(r#"{"name":"Ada"}"#),
            Rule::on_all("UPDATE"),
            Rule::on_all("PUBLISH"),
            Rule::on_all("DELETE"),
            Rule::on_all("UNPUBLISH"),
        ];
        let client = token(&blog, &rules).await;
        for mutation in [
            "updatePost(where: {slug: \"SLUG\"}, data: {progress: ready}) { slug }",
            "deletePost(where: {slug: \"SLUG\"}) { slug }",
            "publishPost(where: {slug: \"SLUG\"}) { slug }",
            "unpublishPost(where: {slug: \"SLUG\"}) { slug }",
            "schedulePublishPost(where: {slug: \"SLUG\"}, releaseAt: \"2099-01-01T00:00:00Z\") { slug }",
            "updatePost(where: {slug: \"p0\"}, data: {author: {connect: {name: \"SLUG\"}}}) { slug }",
            "updatePost(where: {slug: \"p0\"}, data: {author: {update: {where: {name: \"SLUG\"}, data: {name: \"x\"}}}}) { slug }",
            "updatePost(where: {slug: \"p0\"}, data: {mentions: {disconnect: [{Author: {name: \"SLUG\"}}]}}) { slug }",
        ] {
            let hidden = if mutation.contains("name: \"SLUG\"") { "Bo" } else { "p3" };
            let before = blog.contents().await.len();
            let ask = async |name: &str| -> Answer { read(&blog, &client, &format!("mutation {{ {} }}", mutation.replace("SLUG", name))).await };
            let (there, missing) = (ask(hidden).await, ask("nothing").await);
            assert_eq!(there.status, missing.status, "{mutation}");
            let told = |answer: &Answer| (answer.at("/data").clone(), answer.at("/errors/0").clone());
            assert_eq!(told(&there), told(&missing), "{mutation}");
            assert!(blog.contents().await.len() <= before + 4, "{mutation}");
        }
        let kept = blog.ok("{ post(where: {slug: \"p3\"}, stage: DRAFT) { progress author { name } } }", json!({})).await;
        assert_eq!(kept, json!({ "post": { "progress": "ready", "author": { "name": "Bo" } } }));
        let many = read(&blog, &client, "mutation { updateManyPosts(data: {progress: review}) { count } }").await.ok();
        let ada = blog.ok("{ postsConnection(stage: DRAFT, where: {author: {name: \"Ada\"}}) { aggregate { count } } }", json!({})).await;
        assert_eq!(many.at("/data/updateManyPosts/count"), &ada["postsConnection"]["aggregate"]["count"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_of_many_is_about_those_that_the_condition_holds_of() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("UPDATE", "Post").under(BY_ADA),
            Rule::on("DELETE", "Post").under(r#"{"progress":"review"}"#),
            Rule::on("UNPUBLISH", "Post").under(BY_ADA),
            Rule::on("PUBLISH", "Post").under(BY_ADA),
        ];
        let client = token(&blog, &rules).await;
        let posts = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug progress author { name } documentInStages { stage } } }";
        let before = blog.ok(posts, json!({})).await;
        let own = |post: &&Value| post["author"]["name"] == "Ada";
        let (ada, others): (Vec<&Value>, Vec<&Value>) = before["posts"].as_array().unwrap().iter().partition(own);

        let update = "mutation { updateManyPostsConnection(first: 100, data: {progress: review}) { aggregate { count } edges { node { slug progress } } } }";
        let answer = read(&blog, &client, update).await.ok();
        assert_eq!(answer.at("/data/updateManyPostsConnection/aggregate/count"), ada.len());
        assert_eq!(answer.at("/data/updateManyPostsConnection/edges").as_array().unwrap().len(), ada.len());
        let after = blog.ok(posts, json!({})).await;
        for post in after["posts"].as_array().unwrap().iter().filter(|post| !own(post)) {
            assert!(others.contains(&post), "unchanged: {post}");
        }
        let unpublish = "mutation { unpublishManyPosts(where: {slug_not: \"p0\"}) { count } }";
        let count = read(&blog, &client, unpublish).await.ok().at("/data/unpublishManyPosts/count").clone();
        assert_eq!(count, ada.iter().filter(|post| post["slug"] != "p0").count());
        let still = blog.ok("{ posts(stage: PUBLISHED, orderBy: slug_ASC) { slug } }", json!({})).await;
        assert_eq!(still["posts"], json!([{ "slug": "p0" }, { "slug": "p3" }, { "slug": "p5" }]), "p1 and p2 are Ada's by now");
        let publish = "mutation { publishManyPosts { count } }";
        assert_eq!(read(&blog, &client, publish).await.ok().at("/data/publishManyPosts/count"), ada.len());
        read(&blog, &client, unpublish).await.ok();

        // Of those in review, one that is published is Ada's and may be taken out of the stage.
        let delete = "mutation { deleteManyPosts(where: {slug_not: \"p5\"}) { count } }";
        let in_review = blog.ok("{ postsConnection(stage: DRAFT, where: {progress: review, slug_not: \"p5\"}) { aggregate { count } } }", json!({})).await;
        let deleted = read(&blog, &client, delete).await.ok();
        assert_eq!(deleted.at("/data/deleteManyPosts/count"), &in_review["postsConnection"]["aggregate"]["count"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_17_a_publish_is_scheduled_where_the_condition_holds() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("PUBLISH", "Post").under(BY_ADA),
            Rule::on("UNPUBLISH", "Post").under(BY_ADA),
        ];
        let client = token(&blog, &rules).await;
        for (name, action) in [("schedulePublishPost", "publish"), ("scheduleUnpublishPost", "unpublish")] {
            let at = |slug: &str| {
                format!(
                    "mutation {{ {name}(where: {{slug: \"{slug}\"}}, releaseAt: \"2099-01-01T00:00:00Z\") {{ slug }} }}"
                )
            };
            refused(&blog, &client, &at("p3"), failed(action, "Post", "PUBLISHED")).await;
            read(&blog, &client, &at("p0")).await.ok();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_18_a_condition_for_a_locale_is_one_to_writing_it() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("UPDATE", "Post").in_locales(&["en"]),
            Rule::on("UPDATE", "Post").in_locales(&["de"]).under(BY_ADA),
        ];
        let client = token(&blog, &rules).await;
        let german = |slug: &str| {
            format!("mutation {{ updatePost(where: {{slug: \"{slug}\"}}, data: {{localizations: {{upsert: [{{locale: de, create: {{title: \"T\"}}, update: {{title: \"T\"}}}}]}}}}) {{ slug }} }}")
        };
        let mut missing = failed("update", "Post", "DRAFT");
        missing[0]["locale"] = json!("de");
        refused(&blog, &client, &german("p3"), missing).await;
        read(&blog, &client, &german("p0")).await.ok();
        read(&blog, &client, "mutation { updatePost(where: {slug: \"p3\"}, data: {title: \"T\"}) { slug } }").await.ok();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_17_what_was_scheduled_fails_where_the_condition_holds_no_longer() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let client = token(&blog, &[Rule::on_all("READ"), Rule::on("PUBLISH", "Post").under(BY_ADA)]).await;
        let at = accounts::clock::after(&accounts::clock::now(), std::time::Duration::from_millis(1_500));
        let schedule = |slug: &str| {
            format!("mutation {{ schedulePublishPost(where: {{slug: \"{slug}\"}}, releaseAt: \"{at}\") {{ slug }} }}")
        };
        for slug in ["p4", "p0"] {
            read(&blog, &client, &schedule(slug)).await.ok();
        }
        let update = "mutation { updatePost(where: {slug: \"p4\"}, data: {author: {connect: {name: \"Bo\"}}}) { id } }";
        blog.ok(update, json!({})).await;
        let waiting = "SELECT id FROM scheduled_operation WHERE status IN ('PENDING', 'IN_PROGRESS')";
        let started = std::time::Instant::now();
        while !blog.texts(waiting.to_owned()).await.is_empty() && started.elapsed().as_secs() < 20 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let told = "SELECT status || ' ' || COALESCE(error_message, '') FROM scheduled_operation ORDER BY status";
        let told = blog.texts(told.to_owned()).await;
        assert_eq!(told, ["COMPLETED ", "FAILED Mutation failed due to permission errors: publish Post in PUBLISHED"]);
        let published = blog.ok("{ post(where: {slug: \"p4\"}, stage: PUBLISHED) { slug } }", json!({})).await;
        assert_eq!(published, json!({ "post": null }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_09_lines_of_the_bulk_path_are_held_against_conditions_one_by_one() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on_all("READ"),
            Rule::on("UPDATE", "Post").under(BY_ADA),
            Rule::on("CREATE", "Post").under(r#"{"slug_starts_with":"mine"}"#),
        ];
        let client = token(&blog, &rules).await;
        let lines = [
            json!({ "op": "update", "model": "Post", "where": { "slug": "p0" }, "data": { "progress": "review" } }),
            json!({ "op": "update", "model": "Post", "where": { "slug": "p3" }, "data": { "progress": "review" } }),
            json!({ "op": "create", "model": "Post", "data": { "slug": "theirs", "title": "T" } }),
            json!({ "op": "create", "model": "Post", "data": { "slug": "mine", "title": "T" } }),
        ];
        let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let path = format!("{}/bulk", blog.project.path());
        let request = client.request(reqwest::Method::POST, &path).header("content-type", "application/x-ndjson").body(body);
        let answer = Client::send_quietly(request).await;
        let results = answer.body.as_str().unwrap_or_default();
        let results: Vec<Value> = results.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let refused: Vec<bool> = results.iter().take(4).map(|result| result.get("error").is_some()).collect();
        assert_eq!(refused, [false, true, true, false], "{results:?}");
        assert_eq!(results[1]["error"]["extensions"]["failedActions"], failed("update", "Post", "DRAFT"));
        let seen = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC, where: {slug_in: [\"p0\", \"p3\", \"mine\", \"theirs\"]}) { slug progress } }";
        let seen = blog.ok(seen, json!({})).await;
        let expected = json!([{ "slug": "mine", "progress": null }, { "slug": "p0", "progress": "review" }, { "slug": "p3", "progress": "ready" }]);
        assert_eq!(seen["posts"], expected);
    })
    .await;
}
