//! Cases 2, 3, 4, 13, 14 and 15 of the security list: ways to what may not be read.

use serde_json::{Value, json};
use wire_tests::{Answer, Client, on_both};

use crate::blog::{Blog, simple};
use crate::conditions::{Rule, token};

async fn read(blog: &Blog, client: &Client, query: &str) -> Answer {
    client.content(&blog.project, query, json!({})).await
}

/// A post by Ada and one by Bo, in DRAFT.
async fn two_posts(server: &wire_tests::TestServer) -> Blog {
    let blog = Blog::on(server).await;
    for (slug, title, author) in [("open", "Shown words", "Ada"), ("closed", "Hidden words", "Bo")] {
        let query = "mutation($data: PostCreateInput!) { createPost(data: $data) { id } }";
        let data = json!({ "slug": slug, "title": title, "author": { "connect": { "name": author } },
            "tags": { "connect": [{ "name": "sea" }] }, "mentions": { "connect": [{ "Author": { "name": author } }] },
            "quote": { "create": { "text": title, "speaker": { "connect": { "name": author } } } } });
        blog.ok(query, json!({ "data": data })).await;
    }
    blog
}

#[tokio::test(flavor = "multi_thread")]
async fn case_02_nobody_learns_of_a_person_more_than_their_name_and_picture() {
    on_both(async |server| {
        let blog = two_posts(&server).await;
        let names = "{ user: __type(name: \"User\") { fields { name } } filter: __type(name: \"UserWhereInput\") { inputFields { name } } \
                     order: __type(name: \"UserOrderByInput\") { enumValues { name } } }";
        let names = blog.ok(names, json!({})).await.to_string().to_lowercase();
        for word in ["mail", "password", "hash", "token", "secret", "session", "code"] {
            assert!(!names.contains(word), "{word}: {names}");
        }
        let reader = token(&blog, &[Rule::on("READ", "Post")]).await;
        for field in ["email", "password", "passwordHash", "password_hash", "resetToken", "token", "sessions"] {
            for query in [
                format!("{{ posts(stage: DRAFT, where: {{createdBy: {{{field}_starts_with: \"a\"}}}}) {{ id }} }}"),
                format!("{{ posts(stage: DRAFT, where: {{OR: [{{NOT: {{updatedBy: {{{field}: \"a\"}}}}}}]}}) {{ id }} }}"),
                format!("{{ users(where: {{{field}_starts_with: \"o\"}}) {{ id }} }}"),
                format!("{{ users(orderBy: {field}_ASC) {{ id }} }}"),
                format!("{{ user(where: {{{field}: \"owner@example.org\"}}) {{ id }} }}"),
                format!("{{ posts(stage: DRAFT) {{ createdBy {{ x: {field} }} }} }}"),
            ] {
                for client in [&blog.client, &reader] {
                    let answer = read(&blog, client, &query).await;
                    assert_eq!((answer.status, answer.at("/data")), (400, &Value::Null), "{query} {}", answer.body);
                    assert!(!answer.body.to_string().contains("argon2"), "{}", answer.body);
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_03_order_search_cursors_keys_and_counts_tell_nothing_of_what_is_hidden() {
    on_both(async |server| {
        let blog = two_posts(&server).await;
        let ids = blog.ok("{ posts(stage: DRAFT, orderBy: slug_ASC) { id } }", json!({})).await;
        let hidden = ids["posts"][0]["id"].as_str().unwrap().to_owned();
        let missing = format!("{}x", &hidden[..24]);
        let some = token(&blog, &[Rule::on("READ", "Post").under(r#"{"slug":"open"}"#)]).await;
        // The hidden entry, and one that is not there, are the same to every question.
        for query in [
            "{ posts(stage: DRAFT, after: \"$\", orderBy: title_DESC) { slug } }",
            "{ posts(stage: DRAFT, before: \"$\", last: 5) { slug } }",
            "{ postsConnection(stage: DRAFT, after: \"$\") { aggregate { count } pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }",
            "{ post(stage: DRAFT, where: {id: \"$\"}) { slug } }",
            "{ posts(stage: DRAFT, where: {id: \"$\"}) { slug } }",
            "{ posts(stage: DRAFT, where: {NOT: {id: \"$\"}}) { slug } }",
            "{ posts(stage: DRAFT, where: {AND: [{OR: [{id_in: [\"$\"]}]}]}) { slug } }",
            "{ node(id: \"$\", stage: DRAFT) { id } }",
            "{ entities(where: [{ id: \"$\", stage: DRAFT, locale: en, typename: Post }]) { id } }",
        ] {
            let there = read(&blog, &some, &query.replace('$', &hidden)).await;
            let not_there = read(&blog, &some, &query.replace('$', &missing)).await;
            let told = |answer: &Answer, id: &str| {
                let text = format!("{} {}", answer.at("/data"), answer.at("/errors")).replace(id, "ID");
                (answer.status, text)
            };
            assert_eq!(told(&there, &hidden), told(&not_there, &missing), "{query}");
            assert!(!there.body.to_string().contains("closed"), "{query} {}", there.body);
        }
        for (query, expected) in [
            ("{ posts(stage: DRAFT, where: {_search: \"Hidden\"}) { slug } }", json!([])),
            ("{ posts(stage: DRAFT, where: {title_contains: \"idden\"}) { slug } }", json!([])),
            ("{ posts(stage: DRAFT, where: {slug_not: \"open\"}) { slug } }", json!([])),
            ("{ posts(stage: DRAFT, where: {slug_starts_with: \"c\"}) { slug } }", json!([])),
            ("{ posts(stage: DRAFT, orderBy: title_ASC, first: 1) { slug } }", json!([{ "slug": "open" }])),
            ("{ posts(stage: DRAFT, skip: 1) { slug } }", json!([])),
        ] {
            assert_eq!(read(&blog, &some, query).await.ok().at("/data/posts"), &expected, "{query}");
        }
        // Without the right, an answer depends on nothing that is there.
        let none = token(&blog, &[Rule::on("READ", "Tag")]).await;
        for query in [
            "{ posts(stage: DRAFT, orderBy: title_ASC) { __typename } }",
            "{ posts(stage: DRAFT, where: {_search: \"Hidden\"}) { __typename } }",
            "{ posts(stage: DRAFT, after: \"$\") { __typename } }",
            "{ posts(stage: DRAFT, after: \"forged'; --\") { __typename } }",
            "{ post(stage: DRAFT, where: {slug: \"closed\"}) { __typename } }",
            "{ post(stage: DRAFT, where: {slug: \"nothing\"}) { __typename } }",
            "{ postsConnection(stage: DRAFT, where: {slug: \"closed\"}) { aggregate { count } } }",
            "{ tags(stage: DRAFT, where: {taggedPosts_some: {slug_starts_with: \"c\"}}) { name } }",
            "{ tags(stage: DRAFT, where: {AND: [{OR: [{NOT: {taggedPosts_none: {slug: \"closed\"}}}]}]}) { name } }",
            "{ tags(stage: DRAFT) { taggedPosts(orderBy: title_ASC, first: 1) { __typename } } }",
        ] {
            let answer = read(&blog, &none, &query.replace('$', &hidden)).await;
            assert_eq!((answer.status, answer.error()), (403, "not allowed"), "{query} {}", answer.body);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_04_another_name_gives_no_other_right() {
    on_both(async |server| {
        let blog = two_posts(&server).await;
        let posts = token(&blog, &[Rule::on("READ", "Post")]).await;
        for query in [
            "{ posts: authors(stage: DRAFT) { name } }",
            "{ posts(stage: DRAFT) { slug: author { name } } }",
            "{ posts(stage: DRAFT) { ...more } } fragment more on Post { title: author { slug: name } }",
            "{ posts(stage: DRAFT) { quote { text: speaker { name } } } }",
            "{ a: posts(stage: DRAFT) { id } posts: tagsConnection(stage: DRAFT) { aggregate { count } } }",
        ] {
            let answer = read(&blog, &posts, query).await;
            assert_eq!((answer.status, answer.error()), (403, "not allowed"), "{query} {}", answer.body);
        }
        // What a condition hides stays hidden under each of several names.
        let rules = [Rule::on("READ", "Post"), Rule::on("READ", "Author").under(r#"{"name":"Ada"}"#)];
        let some = token(&blog, &rules).await;
        let query = "{ posts(stage: DRAFT, orderBy: slug_ASC) { slug a: author { n: name } b: author { name } } \
                     x: authors(stage: DRAFT) { y: name } z: authorsConnection(stage: DRAFT) { aggregate { c: count } } }";
        let seen = read(&blog, &some, query).await.ok();
        let expected = json!({
            "posts": [{ "slug": "closed", "a": null, "b": null },
                { "slug": "open", "a": { "n": "Ada" }, "b": { "name": "Ada" } }],
            "x": [{ "y": "Ada" }], "z": { "aggregate": { "c": 1 } },
        });
        assert_eq!(seen.at("/data"), &expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_13_no_way_leads_from_what_is_published_to_a_draft() {
    on_both(async |server| {
        let blog = two_posts(&server).await;
        blog.ok("mutation { publishPost(where: {slug: \"open\"}) { id } }", json!({})).await;
        let edit = "mutation { updatePost(where: {slug: \"open\"}, data: {title: \"Secret words\"}) { id } }";
        blog.ok(edit, json!({})).await;
        let schedule = "mutation { schedulePublishPost(where: {slug: \"SLUG\"}, releaseAt: \"2099-01-01T00:00:00Z\") { id } }";
        for slug in ["open", "closed"] {
            blog.ok(&schedule.replace("SLUG", slug), json!({})).await;
        }
        let ids = blog.ok("{ posts(stage: DRAFT, orderBy: slug_DESC) { id } }", json!({})).await;
        let id = |number: usize| ids["posts"][number]["id"].as_str().unwrap().to_owned();
        let (open, closed) = (id(0), id(1));
        let published = ["PUBLISHED"];
        let reader = token(&blog, &[Rule::on_all("READ").in_stages(&published)]).await;
        for query in [
            "{ posts(stage: DRAFT) { title } }",
            "{ post(where: {slug: \"open\"}, stage: DRAFT) { title } }",
            "{ postsConnection(stage: DRAFT) { aggregate { count } } }",
            "query($s: Stage! = DRAFT) { posts(stage: $s) { title } }",
            "{ posts(stage: PUBLISHED) { documentInStages(stages: [DRAFT]) { title } } }",
            "{ posts(stage: PUBLISHED) { documentInStages(stages: [PUBLISHED, DRAFT], includeCurrent: true) { title } } }",
            "{ posts(stage: PUBLISHED, where: {documentInStages_some: {stage: DRAFT, title_starts_with: \"S\"}}) { slug } }",
            "{ posts(stage: PUBLISHED) { history(stageOverride: DRAFT) { revision } } }",
            "{ posts(stage: PUBLISHED) { history { revision } } }",
            "{ postVersion(where: {id: \"OPEN\", stage: DRAFT, revision: 1}) { data } }",
            "{ entities(where: [{ id: \"CLOSED\", stage: DRAFT, locale: en, typename: Post }]) { ... on Post { title } } }",
            "{ posts(stage: PUBLISHED) { author { posts(stage: DRAFT) { title } } } }",
        ] {
            let query = query.replace("OPEN", &open).replace("CLOSED", &closed);
            let answer = read(&blog, &reader, &query).await;
            assert!([400, 403].contains(&answer.status), "{query} {}", answer.body);
            assert_eq!(answer.at("/data"), &Value::Null, "{query}");
        }
        // What says nothing of a stage, and what may not name one: only what is published is in the answers.
        for query in [
            "{ node(id: \"OPEN\", stage: DRAFT) { id ... on Post { title } } }",
            "{ node(id: \"CLOSED\") { id ... on Post { title } } }",
            "{ posts { slug title documentInStages(includeCurrent: true) { stage title } } }",
            "{ posts(stage: PUBLISHED) { slug title scheduledIn { affectedDocuments { ... on Post { title } } } } }",
            "{ posts(stage: PUBLISHED) { slug title scheduledIn { rawPayload } } }",
            "{ scheduledOperations { affectedDocuments { ... on Post { title slug } } } }",
            "{ scheduledReleases { operations { affectedDocuments { ... on Post { title slug } } } } }",
            "{ posts(stage: PUBLISHED, where: {title_contains: \"Secret\"}) { title } }",
            "{ posts(stage: PUBLISHED, where: {_search: \"Secret\"}) { title } }",
        ] {
            let query = query.replace("OPEN", &open).replace("CLOSED", &closed);
            let answer = read(&blog, &reader, &query).await;
            let told = answer.body.to_string();
            assert!([200, 403].contains(&answer.status), "{query} {told}");
            assert!(!told.contains("Secret") && !told.contains("Hidden") && !told.contains("closed"), "{query} {told}");
        }
        for header in ["gcms-stage", "GCMS-Stage"] {
            let body = json!({ "query": "{ posts { title } }" });
            let request = reader.request(reqwest::Method::POST, &blog.project.path()).header(header, "DRAFT");
            let answer = Client::send_quietly(request.json(&body)).await;
            assert_eq!((answer.status, answer.error()), (403, "not allowed"), "{header}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_14_a_published_entry_leads_to_no_draft() {
    on_both(async |server| {
        let blog = two_posts(&server).await;
        blog.ok("mutation { publishPost(where: {slug: \"open\"}) { id } }", json!({})).await;
        let query = "{ posts(stage: PUBLISHED) { slug author { name } tags { name } mentions { __typename } quote { speaker { name } } } \
                     tagged: posts(stage: PUBLISHED, where: {tags_some: {name: \"sea\"}}) { slug } \
                     by: posts(stage: PUBLISHED, where: {author: {name: \"Ada\"}}) { slug } \
                     spoken: posts(stage: PUBLISHED, where: {quote: {speaker: {name: \"Ada\"}}}) { slug } }";
        let published = token(&blog, &[Rule::on_all("READ")]).await;
        let without = json!({
            "posts": [{ "slug": "open", "author": null, "tags": [], "mentions": [], "quote": { "speaker": null } }],
            "tagged": [], "by": [], "spoken": [],
        });
        for client in [&blog.client, &published] {
            assert_eq!(read(&blog, client, query).await.ok().at("/data"), &without);
        }
        blog.ok("mutation { publishAuthor(where: {name: \"Ada\"}) { id } }", json!({})).await;
        blog.ok("mutation { updateAuthor(where: {name: \"Ada\"}, data: {name: \"Ida\"}) { id } }", json!({})).await;
        let ada = json!({ "name": "Ada" });
        let found = json!([{ "slug": "open" }]);
        let seen = blog.ok(query, json!({})).await;
        let post = &seen["posts"][0];
        assert_eq!((&post["author"], &post["quote"]["speaker"]), (&ada, &ada), "as published, and not as it is now");
        assert_eq!((&seen["by"], &seen["spoken"], &seen["tagged"]), (&found, &found, &json!([])));
        blog.ok("mutation { unpublishAuthor(where: {name: \"Ida\"}) { id } }", json!({})).await;
        assert_eq!(blog.ok(query, json!({})).await["posts"][0]["author"], Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_15_what_is_made_again_under_an_old_name_has_no_old_rights() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        let make = json!([
            { "createModel": { "apiId": "Note", "apiIdPlural": "Notes", "displayName": "Note" } },
            simple("Note", "text", "STRING", json!({})),
        ]);
        blog.owner.changes(&blog.project, make.clone()).await;
        let whole = token(&blog, &[Rule::on("READ", "Note"), Rule::on("CREATE", "Note")]).await;
        let some = token(&blog, &[Rule::on("READ", "Note").under(r#"{"text":"x"}"#)]).await;
        let (notes, create) =
            ("{ notes(stage: DRAFT) { text } }", "mutation { createNote(data: {text: \"x\"}) { id } }");
        read(&blog, &whole, create).await.ok();
        for client in [&whole, &some] {
            assert_eq!(read(&blog, client, notes).await.ok().at("/data/notes"), &json!([{ "text": "x" }]));
        }
        // The field: while a condition looks at it, it stays.
        let submit =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
        let field = json!([{ "deleteField": { "parentApiId": "Note", "apiId": "text" } }]);
        let data = json!({ "environmentId": blog.project.environment, "changes": field });
        let refused = blog.owner.client.management(submit, json!({ "data": data })).await;
        assert!(refused.error().contains("condition of a content permission"), "{}", refused.body);
        assert_eq!(read(&blog, &some, notes).await.ok().at("/data/notes/0/text"), "x", "denied is unchanged");
        // The model: its rows go with it, and the next one of its name begins with none, and with no entries.
        blog.owner.changes(&blog.project, json!([{ "deleteModel": { "apiId": "Note" } }])).await;
        blog.owner.changes(&blog.project, make).await;
        for client in [&whole, &some] {
            assert_eq!(read(&blog, client, notes).await.status, 403);
            assert_eq!(read(&blog, client, create).await.status, 403);
        }
        assert_eq!(blog.ok(notes, json!({})).await["notes"], json!([]));
        assert_eq!(
            blog.texts("SELECT id FROM content_permission WHERE model_id IS NOT NULL".to_owned()).await,
            [""; 0]
        );
    })
    .await;
}
