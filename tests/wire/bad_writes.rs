//! What bad input gets: the exact text, and a database in which not one row has changed (content-api-write.md §3, §5).

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

/// A post with every kind of part, and another one.
async fn posts(blog: &Blog) {
    let create = "mutation($data: PostCreateInput!) { createPost(data: $data) { id } }";
    for slug in ["p", "other"] {
        let data = json!({ "title": "T", "slug": slug, "author": { "connect": { "name": "Ada" } }, "tags": { "connect": [{ "name": "sea" }] },
            "facts": { "create": [{ "label": "f" }] }, "quote": { "create": { "text": "q", "sources": { "create": [{ "label": "s" }] } } },
            "localizations": { "create": [{ "locale": "de", "data": { "title": "D" } }] } });
        blog.ok(create, json!({ "data": data })).await;
    }
}

/// Sends updates of the post, each of which is refused with its message, and nothing changes.
async fn all_refused(blog: &Blog, cases: Vec<(Value, String)>) {
    let before = blog.contents().await;
    let update = "mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }";
    for (data, message) in cases {
        let refused = blog.send(update, json!({ "data": data })).await;
        assert_eq!((refused.status, refused.error()), (400, message.as_str()), "{data}: {}", refused.body);
        assert!(refused.at("/data").is_null());
        assert_eq!(blog.contents().await, before, "{data}");
    }
}

async fn id(blog: &Blog, query: &str, at: &str) -> String {
    blog.ok(query, json!({})).await.pointer(at).and_then(Value::as_str).expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_nothing_and_of_something_else() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let tag = id(&blog, "{ tag(where: {name: \"sea\"}, stage: DRAFT) { id } }", "/tag/id").await;
        let fact =
            id(&blog, "{ post(where: {slug: \"other\"}, stage: DRAFT) { facts { id } } }", "/post/facts/0/id").await;
        let deep = id(
            &blog,
            "{ post(where: {slug: \"p\"}, stage: DRAFT) { quote { sources { id } } } }",
            "/post/quote/sources/0/id",
        )
        .await;
        let (no_author, no_fact) =
            ("could not find document of model \"Author\" to connect", "document of model \"Fact\" is not connected");
        let mut cases = Vec::new();
        for wrong in ["nothing", tag.as_str(), "", " ", "c\u{fffd}"] {
            cases.push((json!({ "author": { "connect": { "id": wrong } } }), no_author.to_owned()));
            cases.push((json!({ "hero": { "connect": { "id": wrong } } }), no_author.to_owned()));
            cases.push((
                json!({ "mentions": { "connect": [{ "Author": { "where": { "id": wrong } } }] } }),
                no_author.to_owned(),
            ));
            cases.push((json!({ "mentions": { "set": [{ "Author": { "id": wrong } }] } }), no_author.to_owned()));
        }
        // A component instance of another entry, of another field of this entry, of nothing.
        for wrong in [fact.as_str(), deep.as_str(), "nothing"] {
            cases.push((
                json!({ "facts": { "update": [{ "where": { "id": wrong }, "data": { "value": 1 } }] } }),
                no_fact.to_owned(),
            ));
            cases.push((json!({ "facts": { "delete": [{ "id": wrong }] } }), no_fact.to_owned()));
        }
        for wrong in [fact.as_str(), deep.as_str()] {
            let data = json!({ "update": { "value": 1 }, "create": { "label": "x" } });
            cases.push((
                json!({ "facts": { "upsert": [{ "where": { "id": wrong }, "data": data }] } }),
                no_fact.to_owned(),
            ));
        }
        cases.push((
            json!({ "facts": { "create": [{ "data": { "label": "x" }, "position": { "before": fact } }] } }),
            "position refers to a document that is not in the list".to_owned(),
        ));
        cases.push((
            json!({ "tags": { "update": [{ "where": { "name": "moon" }, "data": { "name": "x" } }] } }),
            "document of model \"Tag\" is not connected".to_owned(),
        ));
        cases.push((
            json!({ "author": { "update": { "where": { "name": "Bo" }, "data": { "name": "x" } } } }),
            "document of model \"Author\" is not connected".to_owned(),
        ));
        cases.push((json!({ "author": { "connect": {} } }), "at least one unique field has to be provided".to_owned()));
        cases.push((
            json!({ "author": { "connect": { "id": null, "name": null } } }),
            "at least one unique field has to be provided".to_owned(),
        ));
        all_refused(&blog, cases).await;

        // What is not there cannot be changed, and that is no error (§3.1).
        let before = blog.contents().await;
        for wrong in ["nothing", tag.as_str()] {
            for (root, arguments) in
                [("update", ", data: {title: \"x\"}"), ("delete", ""), ("publish", ""), ("unpublish", "")]
            {
                let query = format!("mutation {{ done: {root}Post(where: {{id: \"{wrong}\"}}{arguments}) {{ id }} }}");
                assert!(blog.ok(&query, json!({})).await["done"].is_null(), "{query}");
            }
        }
        for root in [
            "updateManyPosts(where: {slug: \"nothing\"}, data: {progress: idea})",
            "deleteManyPosts(where: {slug: \"nothing\"})",
        ] {
            assert_eq!(
                blog.ok(&format!("mutation {{ done: {root} {{ count }} }}"), json!({})).await["done"]["count"],
                0
            );
        }
        assert_eq!(blog.contents().await, before);
        for query in ["mutation { deletePost(where: {}) { id } }", "mutation { publishPost(where: {id: null}) { id } }"]
        {
            assert_eq!(blog.refused(query).await, "at least one unique field has to be provided");
        }
        // Several keys are all meant.
        let both = format!(
            "mutation {{ updateTag(where: {{id: \"{tag}\", name: \"moon\"}}, data: {{name: \"x\"}}) {{ id }} }}"
        );
        assert!(blog.ok(&both, json!({})).await["updateTag"].is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn null_where_null_is_not_allowed() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let fact = id(&blog, "{ post(where: {slug: \"p\"}, stage: DRAFT) { facts { id } } }", "/post/facts/0/id").await;
        let null = |field: &str| format!("value for required field \"{field}\" must not be null");
        let empty = |field: &str| format!("value for required field \"{field}\" must not be empty");
        all_refused(
            &blog,
            vec![
                (json!({ "title": null }), null("title")),
                (json!({ "slug": null }), null("slug")),
                (json!({ "title": "" }), empty("title")),
                (json!({ "localizations": { "update": [{ "locale": "de", "data": { "title": null } }] } }), null("title")),
                (json!({ "facts": { "update": [{ "where": { "id": fact }, "data": { "label": null } }] } }), null("label")),
                (json!({ "author": { "update": { "where": { "name": "Ada" }, "data": { "name": null } } } }), null("name")),
                (json!({ "progress": "idea", "title": null, "tags": { "create": [{ "name": "new" }] } }), null("title")),
            ],
        )
        .await;
        // A null in a list, a missing required field and an unknown one are found by GraphQL.
        let before = blog.contents().await;
        for (query, data) in [
            ("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }", json!({ "keywords": [null] })),
            ("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }", json!({ "nothing": 1 })),
            ("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }", json!({ "progress": "gone" })),
            ("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }", json!({ "id": "x" })),
            ("mutation($data: PostCreateInput!) { createPost(data: $data) { id } }", json!({ "title": "x" })),
            ("mutation($data: PostCreateInput!) { createPost(data: $data) { id } }", json!({ "title": "x", "slug": "y", "facts": { "create": [{ "value": 1 }] } })),
            ("mutation($data: PostCreateInput!) { createPost(data: $data) { id } }", json!(null)),
        ] {
            let refused = blog.send(query, json!({ "data": data })).await;
            assert_eq!(refused.status, 400, "{data}: {}", refused.body);
            assert!(refused.at("/data").is_null());
        }
        assert_eq!(blog.contents().await, before);
        // Null for what holds other things is nothing said (§3.3); for lists it is the empty list.
        let nothing = "mutation { updatePost(where: {slug: \"p\"}, data: {author: null, tags: null, facts: null, quote: null, mentions: null, localizations: null, keywords: null}) \
                       { author { name } tags { name } facts { label } quote { text } keywords localizations { locale } } }";
        let kept = blog.ok(nothing, json!({})).await;
        let expected = json!({ "author": { "name": "Ada" }, "tags": [{ "name": "sea" }], "facts": [{ "label": "f" }], "quote": { "text": "q" },
            "keywords": [], "localizations": [{ "locale": "de" }] });
        assert_eq!(kept["updatePost"], expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn inputs_that_contradict_themselves() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let text = |text: &str| text.to_owned();
        all_refused(
            &blog,
            vec![
                (json!({ "author": { "connect": { "name": "Bo" }, "disconnect": true } }),
                    text("only one of disconnect, connect may be given for the field \"author\"")),
                (json!({ "quote": { "create": { "text": "x" }, "delete": true } }),
                    text("only one of delete, create may be given for the field \"quote\"")),
                (json!({ "mentions": { "create": [{}] } }), text("exactly one member must be given for \"Union_mentions_mentionedInCreateInput\"")),
                (json!({ "mentions": { "connect": [{ "Tag": { "where": { "name": "sea" } }, "Author": { "where": { "name": "Bo" } } }] } }),
                    text("exactly one member must be given for \"Union_mentions_mentionedInConnectInput\"")),
                (json!({ "tags": { "connect": [{ "where": { "name": "moon" }, "position": { "start": true, "end": true } }] } }),
                    text("exactly one of before, after, start, end must be given")),
                (json!({ "title": "x", "localizations": { "update": [{ "locale": "en", "data": { "title": "y" } }] } }),
                    text("locale \"en\" is written twice")),
                (json!({ "localizations": { "create": [{ "locale": "de", "data": { "title": "y" } }] } }), text("localization \"de\" already exists")),
                (json!({ "localizations": { "create": [{ "locale": "en", "data": { "title": "y" } }] } }), text("localization \"en\" already exists")),
                (json!({ "localizations": { "delete": ["en"] } }), text("the default localization cannot be deleted")),
                (json!({ "slug": "other" }), text("value is not unique for the field \"slug\"")),
                (json!({ "tags": { "create": [{ "name": "moon" }] } }), text("value is not unique for the field \"name\"")),
            ],
        )
        .await;
        let gone = json!({ "data": { "localizations": { "delete": ["de"] } } });
        blog.ok("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }", gone).await;
        let missing = vec![(json!({ "localizations": { "update": [{ "locale": "de", "data": { "title": "y" } }] } }),
            text("localization \"de\" does not exist"))];
        all_refused(&blog, missing).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_connected_twice_is_connected_once() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let update = "mutation($tags: TagUpdateManyInlineInput!) { updatePost(where: {slug: \"p\"}, data: {tags: $tags}) { tags { name } } }";
        let sea = json!({ "where": { "name": "sea" } });
        for tags in [json!({ "connect": [sea, sea] }), json!({ "set": [{ "name": "sea" }, { "name": "sea" }] })] {
            let seen = blog.ok(update, json!({ "tags": tags })).await;
            assert_eq!(seen["updatePost"]["tags"], json!([{ "name": "sea" }]), "{tags}");
        }
        let links = blog.relation_table("Post", "tags").await;
        let most = format!("SELECT MAX(number) FROM (SELECT COUNT(*) AS number FROM {links} GROUP BY stage, src, dst) AS counted");
        assert_eq!(blog.number(most).await, 1);
        // Once from each side is the same link, too.
        let both = "mutation { updatePost(where: {slug: \"p\"}, data: {tags: {connect: [{where: {name: \"moon\"}}]}}) { id } \
                    updateTag(where: {name: \"moon\"}, data: {taggedPosts: {connect: [{where: {slug: \"p\"}}]}}) { taggedPosts { slug } } }";
        assert_eq!(blog.ok(both, json!({})).await["updateTag"]["taggedPosts"], json!([{ "slug": "p" }]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_in_a_circle_are_read_published_and_deleted_like_others() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let parent = crate::blog::relation("Tag", "parent", false, json!({ "modelApiId": "Tag", "apiId": "parts", "isList": true }));
        blog.owner.changes(&blog.project, json!([parent])).await;
        blog.ok("mutation { updateTag(where: {name: \"sea\"}, data: {parent: {connect: {name: \"moon\"}}}) { id } }", json!({})).await;
        blog.ok("mutation { updateTag(where: {name: \"moon\"}, data: {parent: {connect: {name: \"sea\"}}}) { id } }", json!({})).await;
        let circle = "{ tag(where: {name: \"sea\"}, stage: STAGE) { parent { name parent { name } } parts { name parts { name } } } }";
        let expected = json!({ "parent": { "name": "moon", "parent": { "name": "sea" } }, "parts": [{ "name": "moon", "parts": [{ "name": "sea" }] }] });
        assert_eq!(blog.ok(&circle.replace("STAGE", "DRAFT"), json!({})).await["tag"], expected);
        // One that is its own parent.
        blog.ok("mutation { createTag(data: {name: \"self\"}) { id } updateTag(where: {name: \"self\"}, data: {parent: {connect: {name: \"self\"}}}) { id } }", json!({})).await;
        for _ in 0..2 {
            blog.ok("mutation { publishManyTags { count } }", json!({})).await;
            assert_eq!(blog.ok(&circle.replace("STAGE", "PUBLISHED"), json!({})).await["tag"], expected);
            let own = blog.ok("{ tag(where: {name: \"self\"}, stage: PUBLISHED) { parent { name } parts { name } } }", json!({})).await;
            assert_eq!(own["tag"], json!({ "parent": { "name": "self" }, "parts": [{ "name": "self" }] }));
        }
        blog.ok("mutation { deleteManyTags { count } }", json!({})).await;
        let links = blog.relation_table("Tag", "parent").await;
        assert_eq!(blog.number(format!("SELECT COUNT(*) FROM {links}")).await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_nested_creates() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let before = blog.contents().await;
        let many: Vec<Value> = (0..10_000).map(|n| json!({ "label": format!("f{n}") })).collect();
        let create = "mutation($facts: [FactCreateInput!]) { createPost(data: {title: \"P\", slug: \"p\", facts: {create: $facts}}) { id } }";
        let refused = blog.send(create, json!({ "facts": many })).await;
        let text = "a request writes at most 1000 documents and components: send several requests";
        assert_eq!((refused.status, refused.error()), (400, text));
        assert_eq!(blog.contents().await, before);
        // The last of 999 breaks a rule: the other 998 are not there either.
        let mut many: Vec<Value> = (0..999).map(|n| json!({ "label": format!("f{n}") })).collect();
        many[998] = json!({ "label": "" });
        let refused = blog.send(create, json!({ "facts": many })).await;
        assert_eq!((refused.status, refused.error()), (400, "value for required field \"label\" must not be empty"));
        assert_eq!(blog.contents().await, before);
        many[998] = json!({ "label": "f998" });
        blog.send(create, json!({ "facts": many })).await.ok();
    })
    .await;
}

/// Both sides of a relation cannot be required, since no relation can be (management-api.md §5); an asset field can, and its
/// document cannot be without the asset then.
#[tokio::test(flavor = "multi_thread")]
async fn neither_side_of_a_relation_can_be_required() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let query =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        for (parent, field) in [("Post", "author"), ("Author", "posts"), ("Post", "tags"), ("Tag", "taggedPosts")] {
            let change =
                json!({ "updateRelationalField": { "parentApiId": parent, "apiId": field, "isRequired": true } });
            let data = json!({ "environmentId": blog.project.environment, "changes": [change] });
            let answer = blog.owner.client.management(query, json!({ "data": data })).await;
            let said = answer.body.to_string();
            assert!(said.contains("A relation cannot be required"), "{said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rich_text_embeds_what_its_field_allows() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let text = |api_id: &str, more: Value| crate::blog::simple("Post", api_id, "RICHTEXT", more);
        let embeds = json!({ "embedsEnabled": true, "embeddableModels": ["Author"] });
        blog.owner.changes(&blog.project, json!([text("body", embeds), text("plain", json!({}))])).await;
        posts(&blog).await;
        let embed = |model: &str, id: &str| json!({ "children": [{ "type": "embed", "nodeType": model, "nodeId": id, "children": [{ "text": "" }] }] });
        let link = json!({ "children": [{ "type": "paragraph", "children": [{ "type": "link", "nodeType": "Tag", "nodeId": "x", "children": [{ "text": "t" }] }] }] });
        let refused = |model: &str, field: &str| format!("documents of \"{model}\" cannot be embedded in the field \"{field}\"");
        all_refused(
            &blog,
            vec![
                (json!({ "body": embed("Tag", "x") }), refused("Tag", "body")),
                (json!({ "body": embed("Nothing", "x") }), refused("Nothing", "body")),
                (json!({ "body": link }), refused("Tag", "body")),
                (json!({ "plain": embed("Author", "x") }), refused("Author", "plain")),
                (json!({ "body": "text" }), "rich text of the field \"body\": the root: a node has to be an object".to_owned()),
                (json!({ "body": { "children": [{ "type": "embed", "nodeType": "Author", "children": [] }] } }),
                    "rich text of the field \"body\": children[0]: an element of type \"embed\" has to have \"nodeId\"".to_owned()),
            ],
        )
        .await;
        // Unknown types and attributes are kept (§3.4).
        let ada = id(&blog, "{ author(where: {name: \"Ada\"}, stage: DRAFT) { id } }", "/author/id").await;
        let mut body = json!({ "children": [] });
        body["children"].as_array_mut().unwrap().extend([
            embed("Author", &ada)["children"][0].clone(),
            json!({ "type": "mine", "colour": 3, "children": [{ "text": "kept" }] }),
        ]);
        let update = "mutation($body: RichTextAST) { updatePost(where: {slug: \"p\"}, data: {body: $body}) { body { json html references { ... on Author { name } } } } }";
        let seen = blog.client.content(&blog.project, update, json!({ "body": body })).await.ok();
        assert_eq!(seen.at("/data/updatePost/body/json"), &body);
        assert_eq!(seen.at("/data/updatePost/body/references"), &json!([{ "name": "Ada" }]));
        // An embedded entry that is deleted stays in the text and is left out of the references (§3.8).
        blog.ok("mutation { deleteAuthor(where: {name: \"Ada\"}) { id } }", json!({})).await;
        let left = blog.ok("{ post(where: {slug: \"p\"}, stage: DRAFT) { body { json references { ... on Author { name } } } } }", json!({})).await;
        assert_eq!((&left["post"]["body"]["json"], &left["post"]["body"]["references"]), (&body, &json!([])));
    })
    .await;
}

/// Who finds nothing to update and is too late to create, updates (§3.10).
#[tokio::test(flavor = "multi_thread")]
async fn upserts_at_once_all_succeed() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for round in 0..3 {
            let mut writers = tokio::task::JoinSet::new();
            for number in 0..12 {
                let query = if number % 2 == 0 {
                    format!("mutation {{ upsertTag(where: {{name: \"t{round}\"}}, upsert: {{create: {{name: \"t{round}\"}}, update: {{}}}}) {{ name }} }}")
                } else {
                    let tag = format!("{{name: \"t{round}\"}}");
                    format!("mutation {{ createPost(data: {{title: \"P\", slug: \"s{round}-{number}\"}}) {{ id }} \
                             updatePost(where: {{slug: \"s{round}-{number}\"}}, data: {{tags: {{upsert: [{{where: {tag}, data: {{create: {tag}, update: {{}}}}}}]}}}}) {{ id }} }}")
                };
                let request = blog.client.request(reqwest::Method::POST, &blog.project.path()).json(&json!({ "query": query }));
                writers.spawn(async move { wire_tests::Client::send_quietly(request).await });
            }
            for answer in writers.join_all().await {
                answer.ok();
            }
            let tag = blog.ok(&format!("{{ tags(stage: DRAFT, where: {{name: \"t{round}\"}}) {{ name taggedPosts {{ title }} }} }}"), json!({})).await;
            assert_eq!(tag["tags"].as_array().unwrap().len(), 1);
            assert_eq!(tag["tags"][0]["taggedPosts"].as_array().unwrap().len(), 6);
        }
    })
    .await;
}

/// content-api-write.md §5, rows 2 and 3: who may read but not write learns that from an entry that is there, and of one that is
/// not only that it is not allowed.
#[tokio::test(flavor = "multi_thread")]
async fn missing_rights_to_what_is_there_and_to_what_is_not() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let reader = blog.limited(&[("READ", None, None)]).await;
        let before = blog.contents().await;
        for (verb, arguments, action) in
            [("delete", "", "delete"), ("update", ", data: {name: \"x\"}", "update"), ("publish", "", "publish"), ("unpublish", "", "unpublish")]
        {
            let send = async |name: &str| {
                let query = format!("mutation {{ done: {verb}Tag(where: {{name: \"{name}\"}}{arguments}) {{ id }} }}");
                reader.content(&blog.project, &query, json!({})).await
            };
            let there = send("sea").await;
            assert_eq!((there.status, there.error()), (403, "Mutation failed due to permission errors"), "{verb}");
            assert_eq!(there.at("/errors/0/extensions/failedActions/0/action"), action);
            assert!(there.at("/data").is_null());
            let missing = send("nothing").await;
            assert_eq!((missing.status, missing.error()), (200, "not allowed"), "{verb}: {}", missing.body);
            assert_eq!(missing.at("/errors/0/extensions"), &json!({ "code": "403", "path": ["done"] }));
            assert_eq!(missing.at("/data"), &json!({ "done": null }));
        }
        // What would create it misses a right to create.
        let upsert = "mutation { upsertTag(where: {name: \"nothing\"}, upsert: {create: {name: \"nothing\"}, update: {}}) { id } }";
        assert_eq!(reader.content(&blog.project, upsert, json!({})).await.status, 403);
        assert_eq!(blog.contents().await, before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_has_a_hundred_root_fields_at_most() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let roots = |count: usize| {
            let roots = (0..count).map(|n| format!("t{n}: createTag(data: {{name: \"t{n}\"}}) {{ id }}"));
            format!("mutation {{ {} }}", roots.collect::<Vec<_>>().join(" "))
        };
        let before = blog.contents().await;
        assert_eq!(blog.refused(&roots(101)).await, "a mutation has at most 100 root fields: send several requests");
        assert_eq!(blog.contents().await, before);
        blog.ok(&roots(100), json!({})).await;
    })
    .await;
}

/// Both parts of an upsert have to fit the schema; the field's rules are for the one that is used (§3.10).
#[tokio::test(flavor = "multi_thread")]
async fn of_an_upsert_the_part_is_checked_that_is_used() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        posts(&blog).await;
        let empty = "value for required field \"title\" must not be empty";
        let root = |slug: &str, create: &str, update: &str| {
            format!("mutation {{ upsertPost(where: {{slug: \"{slug}\"}}, upsert: {{create: {{slug: \"{slug}\", title: \"{create}\"}}, update: {{title: \"{update}\"}}}}) {{ title }} }}")
        };
        assert_eq!(blog.ok(&root("p", "", "new"), json!({})).await["upsertPost"]["title"], "new");
        assert_eq!(blog.ok(&root("q", "made", ""), json!({})).await["upsertPost"]["title"], "made");
        let nested = |slug: &str, create: &str, update: &str| {
            format!("mutation {{ updateAuthor(where: {{name: \"Ada\"}}, data: {{posts: {{upsert: [{{where: {{slug: \"{slug}\"}}, data: {{create: {{slug: \"{slug}\", title: \"{create}\"}}, update: {{title: \"{update}\"}}}}}}]}}}}) {{ id }} }}")
        };
        blog.ok(&nested("p", "", "newer"), json!({})).await;
        blog.ok(&nested("r", "made", ""), json!({})).await;
        let part = |id: &str, create: &str, update: &str| {
            format!("mutation {{ updatePost(where: {{slug: \"p\"}}, data: {{facts: {{upsert: [{{where: {{id: \"{id}\"}}, data: {{create: {{label: \"{create}\"}}, update: {{label: \"{update}\"}}}}}}]}}}}) {{ id }} }}")
        };
        blog.ok(&part("own", "made", ""), json!({})).await;
        blog.ok(&part("own", "", "new"), json!({})).await;
        let before = blog.contents().await;
        for (query, message) in [
            (root("p", "made", ""), empty),
            (root("none", "", "new"), empty),
            (nested("p", "made", ""), empty),
            (nested("none", "", "new"), empty),
            (part("own", "made", ""), "value for required field \"label\" must not be empty"),
            (part("none", "", "new"), "value for required field \"label\" must not be empty"),
        ] {
            assert_eq!(blog.refused(&query).await, message, "{query}");
            assert_eq!(blog.contents().await, before, "{query}");
        }
    })
    .await;
}
