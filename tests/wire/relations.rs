//! Writes through relations: every verb, both directions, one entry or many (content-api-write.md §3.5, §3.6).

use serde_json::json;
use wire_tests::on_both;

use crate::blog::Blog;

#[tokio::test(flavor = "multi_thread")]
async fn positions_sets_and_moves() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for name in ["a", "b", "c", "d"] {
            blog.ok("mutation($n: String!) { createTag(data: {name: $n}) { id } }", json!({ "n": name })).await;
        }
        blog.ok("mutation { createPost(data: {title: \"P\", slug: \"p\", tags: {connect: [{name: \"a\"}, {name: \"b\"}, {name: \"a\"}]}}) { id } }", json!({})).await;
        let id = |name: &'static str| {
            let blog = &blog;
            async move { blog.ok("query($n: String!) { tag(where: {name: $n}, stage: DRAFT) { id } }", json!({ "n": name })).await["tag"]["id"].clone() }
        };
        let (a, b) = (id("a").await, id("b").await);
        let update = "mutation($tags: TagUpdateManyInlineInput!) { updatePost(where: {slug: \"p\"}, data: {tags: $tags}) { tags { name } } }";
        let connect = |name: &str, position: serde_json::Value| json!({ "connect": [{ "where": { "name": name }, "position": position }] });
        for (tags, order) in [
            (json!({}), "ba"),
            (connect("c", json!({ "before": a })), "bca"),
            (connect("d", json!({ "after": b })), "bdca"),
            (connect("a", json!({ "start": true })), "abdc"),
            (connect("a", json!(null)), "bdca"),
            (json!({ "set": [{ "name": "c" }, { "name": "a" }, { "name": "d" }] }), "cad"),
            (json!({ "disconnect": [{ "name": "a" }, { "name": "b" }, { "name": "none" }] }), "cd"),
            (json!({ "connect": [{ "where": { "name": "a" }, "position": { "start": true } }, { "where": { "name": "b" }, "position": { "start": true } }] }), "bacd"),
            (json!({ "set": [], "create": [{ "name": "x" }] }), "x"),
            // Several at once come last in their order.
            (json!({ "create": (1..=7).map(|number| json!({ "name": number.to_string() })).collect::<Vec<_>>() }), "x1234567"),
            (json!({ "create": [{ "name": "y" }], "connect": [{ "where": { "name": "a" } }] }), "x1234567ya"),
        ] {
            let answer = blog.ok(update, json!({ "tags": tags })).await;
            let names: String = answer["updatePost"]["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
            assert_eq!(names, order, "{tags}");
        }
        // Many moves between the same two neighbours use up the room; the order holds.
        blog.ok(update, json!({ "tags": { "set": [{ "name": "a" }, { "name": "b" }, { "name": "c" }] } })).await;
        for turn in 0..40 {
            let mover = if turn % 2 == 0 { "c" } else { "b" };
            let answer = blog.ok(update, json!({ "tags": connect(mover, json!({ "after": a })) })).await;
            assert_eq!(answer["updatePost"]["tags"][1]["name"], mover, "{turn}");
        }
        let position = "mutation($tags: TagUpdateManyInlineInput!) { updatePost(where: {slug: \"p\"}, data: {tags: $tags}) { id } }";
        for (tags, message) in [
            (connect("d", json!({})), "exactly one of before, after, start, end must be given"),
            (connect("d", json!({ "start": true, "end": true })), "exactly one of before, after, start, end must be given"),
            (connect("d", json!({ "before": "elsewhere" })), "position refers to a document that is not in the list"),
            (connect("a", json!({ "before": a })), "position refers to a document that is not in the list"),
            (connect("none", json!(null)), "could not find document of model \"Tag\" to connect"),
            (json!({ "set": [{ "name": "none" }] }), "could not find document of model \"Tag\" to connect"),
            (json!({ "update": [{ "where": { "name": "moon" }, "data": { "name": "m" } }] }), "document of model \"Tag\" is not connected"),
            (json!({ "delete": [{ "name": "moon" }] }), "document of model \"Tag\" is not connected"),
            (json!({ "delete": [{}] }), "at least one unique field has to be provided"),
        ] {
            let answer = blog.send(position, json!({ "tags": tags })).await;
            assert_eq!((answer.status, answer.error()), (400, message), "{tags}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_directions_and_cardinality() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        // What a nested post says about its author does not count: the author is the one around it.
        let create = "mutation { createAuthor(data: {name: \"Di\", profile: {create: {nick: \"di\"}}, posts: {create: [ \
            {title: \"One\", slug: \"one\", author: {create: {name: \"ignored\"}}}, {title: \"Two\", slug: \"two\"}]}, \
            heroOf: {connect: [{slug: \"one\"}]}}) { profile { nick author { name } } posts { slug hero { name } } } }";
        let made = blog.ok(create, json!({})).await;
        let posts = json!([{ "slug": "one", "hero": { "name": "Di" } }, { "slug": "two", "hero": null }]);
        assert_eq!(made["createAuthor"], json!({ "profile": { "nick": "di", "author": { "name": "Di" } }, "posts": posts }));
        assert!(blog.ok("{ author(where: {name: \"ignored\"}, stage: DRAFT) { id } }", json!({})).await["author"].is_null());

        // One to many: a child that gets another parent leaves the old one.
        let steal = "mutation { updateAuthor(where: {name: \"Bo\"}, data: {posts: {connect: [{where: {slug: \"one\"}}]}}) { posts { slug } } }";
        assert_eq!(blog.ok(steal, json!({})).await["updateAuthor"]["posts"], json!([{ "slug": "one" }]));
        // One to one: the partner is taken away from whoever had it.
        let swap = "mutation { updateAuthor(where: {name: \"Bo\"}, data: {profile: {connect: {nick: \"di\"}}}) { profile { nick } } }";
        blog.ok(swap, json!({})).await;
        let back = "mutation { updateProfile(where: {nick: \"di\"}, data: {author: {create: {name: \"Ed\"}}}) { author { name } } }";
        blog.ok(back, json!({})).await;
        let read = "{ authors(stage: DRAFT, orderBy: name_ASC) { name profile { nick } posts { slug } } }";
        let authors = blog.ok(read, json!({})).await["authors"].clone();
        assert_eq!(
            authors,
            json!([
                { "name": "Ada", "profile": null, "posts": [] },
                { "name": "Bo", "profile": null, "posts": [{ "slug": "one" }] },
                { "name": "Di", "profile": null, "posts": [{ "slug": "two" }] },
                { "name": "Ed", "profile": { "nick": "di" }, "posts": [] },
            ])
        );
        // To one: update, upsert, disconnect, delete.
        let author = async |verb: &str| {
            let query = format!("mutation {{ updatePost(where: {{slug: \"two\"}}, data: {{author: {{{verb}}}}}) {{ author {{ name }} }} }}");
            blog.send(&query, json!({})).await
        };
        for (verb, name) in [
            ("update: {where: {name: \"Di\"}, data: {name: \"Dina\"}}", json!("Dina")),
            ("upsert: {where: {name: \"Ada\"}, data: {create: {name: \"no\"}, update: {name: \"Adah\"}}}", json!("Adah")),
            ("upsert: {where: {id: \"own-id\"}, data: {create: {name: \"Flo\"}, update: {name: \"no\"}}}", json!("Flo")),
            ("disconnect: false", json!("Flo")),
            ("disconnect: true", json!(null)),
            ("connect: {id: \"own-id\"}", json!("Flo")),
            ("delete: true", json!(null)),
        ] {
            let answer = author(verb).await.ok();
            assert_eq!(answer.body.pointer("/data/updatePost/author/name").cloned().unwrap_or_default(), name, "{verb}");
        }
        assert!(blog.ok("{ author(where: {id: \"own-id\"}, stage: DRAFT) { id } }", json!({})).await["author"].is_null());
        let two = author("connect: {name: \"Bo\"}, create: {name: \"G\"}").await;
        assert_eq!((two.status, two.error()), (400, "only one of create, connect may be given for the field \"author\""));
        let other = author("update: {where: {name: \"Bo\"}, data: {name: \"B\"}}").await;
        assert_eq!(other.error(), "document of model \"Author\" is not connected");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unions_from_both_sides() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let create = "mutation { createTag(data: {name: \"t\", mentionedIn: {create: [{title: \"One\", slug: \"one\", \
            mentions: {connect: [{Author: {name: \"Ada\"}}]}}]}}) { mentionedIn { slug mentions { __typename } } } }";
        let made = blog.ok(create, json!({})).await;
        assert_eq!(
            made["createTag"]["mentionedIn"][0]["mentions"],
            json!([{ "__typename": "Author" }, { "__typename": "Tag" }])
        );
        let update = async |verbs: &str| {
            let query = format!(
                "mutation {{ updatePost(where: {{slug: \"one\"}}, data: {{mentions: {{{verbs}}}}}) \
                {{ mentions {{ ... on Author {{ name }} ... on Tag {{ name }} }} }} }}"
            );
            blog.send(&query, json!({})).await
        };
        for (verbs, names) in [
            ("create: [{Tag: {name: \"u\"}}]", "Ada t u"),
            ("set: [{Tag: {name: \"u\"}}, {Author: {name: \"Bo\"}}]", "u Bo"),
            ("update: [{Author: {where: {name: \"Bo\"}, data: {name: \"Bob\"}}}]", "u Bob"),
            (
                "upsert: [{Tag: {where: {name: \"v\"}, data: {create: {name: \"v\"}, update: {name: \"no\"}}}}]",
                "u Bob v",
            ),
            ("delete: [{Tag: {name: \"u\"}}], disconnect: [{Author: {name: \"Bob\"}}]", "v"),
        ] {
            let answer = update(verbs).await.ok();
            let seen = answer.at("/data/updatePost/mentions").as_array().cloned().unwrap_or_default();
            let seen: Vec<&str> = seen.iter().filter_map(|entry| entry["name"].as_str()).collect();
            assert_eq!(seen.join(" "), names, "{verbs}");
        }
        let both = update("connect: [{Tag: {where: {name: \"sea\"}}, Author: {where: {name: \"Ada\"}}}]").await;
        assert!(both.error().starts_with("exactly one member must be given for \""), "{}", both.body);
        assert_eq!(update("set: [{}]").await.status, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_follow_their_entries_through_stages() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok(
            "mutation { createPost(data: {title: \"P\", slug: \"p\", author: {connect: {name: \"Ada\"}}, hero: {connect: {name: \"Ada\"}}, \
             tags: {connect: [{name: \"sea\"}, {name: \"moon\"}]}}) { id } }",
            json!({}),
        )
        .await;
        let read = "{ posts(stage: PUBLISHED) { author { name } hero { name } tags { name } } }";
        let published = async || blog.ok(read, json!({})).await["posts"].clone();
        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert_eq!(published().await, json!([{ "author": null, "hero": null, "tags": [] }]));
        blog.ok("mutation { publishAuthor(where: {name: \"Ada\"}) { id } publishTag(where: {name: \"sea\"}) { id } }", json!({})).await;
        let first = json!([{ "author": { "name": "Ada" }, "hero": { "name": "Ada" }, "tags": [{ "name": "sea" }] }]);
        assert_eq!(published().await, first);
        // A draft changes nothing that is published, and is told as outdated.
        blog.ok("mutation { updatePost(where: {slug: \"p\"}, data: {tags: {set: [{name: \"moon\"}]}, hero: {disconnect: true}}) { id } }", json!({})).await;
        assert_eq!(published().await, first);
        let outdated = "{ posts(stage: DRAFT, where: {documentInStages_some: {stage: PUBLISHED, compareWithParent: {outdated_to: true}}}) { slug } }";
        assert_eq!(blog.ok(outdated, json!({})).await["posts"], json!([{ "slug": "p" }]));
        blog.ok("mutation { publishTag(where: {name: \"moon\"}) { id } publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        assert_eq!(published().await, json!([{ "author": { "name": "Ada" }, "hero": null, "tags": [{ "name": "moon" }] }]));
        blog.ok("mutation { unpublishAuthor(where: {name: \"Ada\"}) { id } }", json!({})).await;
        assert_eq!(published().await[0]["author"], json!(null));
        blog.ok("mutation { publishAuthor(where: {name: \"Ada\"}) { id } }", json!({})).await;
        assert_eq!(published().await[0]["author"], json!({ "name": "Ada" }));
        blog.ok("mutation { deleteAuthor(where: {name: \"Ada\"}) { posts { slug } } deleteTag(where: {name: \"moon\"}) { id } }", json!({})).await;
        assert_eq!(published().await, json!([{ "author": null, "hero": null, "tags": [] }]));
        blog.ok("mutation { deletePost(where: {slug: \"p\"}) { id } }", json!({})).await;
        let left: Vec<_> = blog.rows().await.into_iter().filter(|(table, rows)| table.starts_with("r_") && *rows > 0).collect();
        assert_eq!(left, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_nested_write_leaves_nothing() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let before = blog.rows().await;
        for query in [
            "mutation { createPost(data: {title: \"P\", slug: \"p\", author: {create: {name: \"X\"}}, facts: {create: [{label: \"f\"}]}, tags: {connect: [{name: \"none\"}]}}) { id } }",
            "mutation { a: createTag(data: {name: \"new\"}) { id } b: createPost(data: {title: \"P\", slug: \"p\", author: {create: {name: \"Ada\"}}}) { id } }",
        ] {
            blog.refused(query).await;
            assert_eq!(blog.rows().await, before, "{query}");
        }
        let many: Vec<_> = (0..10_000).map(|n| json!({ "name": format!("t{n}") })).collect();
        let create = "mutation($tags: [TagCreateInput!]) { createPost(data: {title: \"P\", slug: \"p\", tags: {create: $tags}}) { id } }";
        let refused = blog.send(create, json!({ "tags": many })).await;
        assert_eq!((refused.status, refused.error()), (400, "a request writes at most 1000 documents and components: send several requests"));
        let mut deep = json!({ "name": "end" });
        for level in 0..8 {
            deep = json!({ "name": format!("n{level}"), "taggedPosts": { "create": [{ "title": "t", "slug": format!("s{level}"), "tags": { "create": [deep] } }] } });
        }
        let create = "mutation($data: TagCreateInput!) { createTag(data: $data) { id } }";
        let refused = blog.send(create, json!({ "data": deep })).await;
        assert_eq!((refused.status, refused.error()), (400, "input is nested more than 32 levels deep"));
        assert_eq!(blog.rows().await, before);
    })
    .await;
}

/// Security cases 10 and 11.
#[tokio::test(flavor = "multi_thread")]
async fn case_10_all_missing_rights_are_told_at_once() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let rules = [("READ", None, None), ("CREATE", Some("Post"), None), ("CREATE", Some("Author"), None)];
        let limited = blog.limited(&rules).await;
        let before = blog.rows().await;
        let create = "mutation { createPost(data: {title: \"P\", slug: \"p\", author: {create: {name: \"Cy\"}}, \
            mentions: {connect: [{Tag: {name: \"sea\"}}, {Author: {name: \"Bo\"}}]}}) { id } }";
        let refused = limited.content(&blog.project, create, json!({})).await;
        assert_eq!((refused.status, refused.error()), (403, "Mutation failed due to permission errors"));
        let failed = json!({ "code": "403", "failedActions": [
            { "action": "update", "model": "Tag", "stage": "DRAFT" }, { "action": "update", "model": "Author", "stage": "DRAFT" }] });
        assert_eq!(refused.at("/errors/0/extensions"), &failed);
        assert_eq!(blog.rows().await, before);
        // Whether the entry is there makes no difference.
        let connect = |name: &str| format!("mutation {{ createPost(data: {{title: \"P\", slug: \"p\", tags: {{connect: [{{name: \"{name}\"}}]}}}}) {{ id }} }}");
        let (there, missing) = (limited.content(&blog.project, &connect("sea"), json!({})).await, limited.content(&blog.project, &connect("none"), json!({})).await);
        assert_eq!((there.status, &there.body["errors"]), (missing.status, &missing.body["errors"]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_18_other_locales_are_neither_written_nor_published() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok("mutation { createPost(data: {title: \"P\", slug: \"p\", localizations: {create: [{locale: de, data: {title: \"PD\"}}]}}) { id } }", json!({})).await;
        let rules = [("READ", None, None), ("CREATE", None, Some("de")), ("UPDATE", None, Some("de")), ("PUBLISH", None, Some("de")), ("UNPUBLISH", None, Some("de"))];
        let german = blog.limited(&rules).await;
        let send = async |mutation: &str| {
            german.content(&blog.project, &format!("mutation {{ {mutation} {{ id }} }}"), json!({})).await
        };
        for mutation in [
            "updatePost(where: {slug: \"p\"}, data: {slug: \"p\", localizations: {update: [{locale: de, data: {title: \"x\"}}]}})",
            "updatePost(where: {slug: \"p\"}, data: {facts: {create: []}})",
        ] {
            send(mutation).await.ok();
        }
        for (mutation, action) in [
            ("createPost(data: {title: \"Q\", slug: \"q\"})", "create"),
            ("updatePost(where: {slug: \"p\"}, data: {title: \"x\"})", "update"),
            ("updatePost(where: {slug: \"p\"}, data: {facts: {create: [{data: {label: \"x\"}}]}})", "update"),
            ("publishPost(where: {slug: \"p\"}, locales: [de])", "publish"),
            ("publishPost(where: {slug: \"p\"})", "publish"),
            ("unpublishPost(where: {slug: \"p\"}, locales: [de])", "unpublish"),
        ] {
            let refused = send(mutation).await;
            assert_eq!(refused.status, 403, "{mutation}: {}", refused.body);
            let failed = &refused.at("/errors/0/extensions/failedActions/0");
            assert_eq!((&failed["action"], &failed["locale"]), (&json!(action), &json!("en")), "{mutation}");
        }
        blog.ok("mutation { publishPost(where: {slug: \"p\"}) { id } }", json!({})).await;
        send("publishPost(where: {slug: \"p\"}, locales: [de], publishBase: false)").await.ok();
        send("unpublishPost(where: {slug: \"p\"}, locales: [de], unpublishBase: false)").await.ok();
    })
    .await;
}

/// Both ends of a link are locked; whoever locks them the other way round is tried again, not refused.
#[tokio::test(flavor = "multi_thread")]
async fn writers_in_each_others_way_all_succeed() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for slug in ["p", "q"] {
            let create = "mutation($s: String!) { createPost(data: {title: \"P\", slug: $s}) { id } }";
            blog.ok(create, json!({ "s": slug })).await;
        }
        let mut writers = tokio::task::JoinSet::new();
        for number in 0..48 {
            let (slug, other) = if number % 2 == 0 { ("p", "q") } else { ("q", "p") };
            let author = if number % 3 == 0 { "Ada" } else { "Bo" };
            let query = match number % 4 {
                0 | 1 => format!(
                    "mutation {{ updatePost(where: {{slug: \"{slug}\"}}, data: {{author: {{connect: {{name: \"{author}\"}}}}}}) {{ id }} }}"
                ),
                2 => format!(
                    "mutation {{ updateAuthor(where: {{name: \"{author}\"}}, data: {{posts: {{connect: [{{where: {{slug: \"{slug}\"}}}}, {{where: {{slug: \"{other}\"}}}}]}}}}) {{ id }} }}"
                ),
                _ => format!("mutation {{ publishPost(where: {{slug: \"{slug}\"}}) {{ id }} publishAuthor(where: {{name: \"{author}\"}}) {{ id }} }}"),
            };
            let request = blog.client.request(reqwest::Method::POST, &blog.project.path()).json(&json!({ "query": query }));
            writers.spawn(async move { wire_tests::Client::send_quietly(request).await });
        }
        while let Some(answer) = writers.join_next().await {
            answer.unwrap().ok();
        }
        // Every post has one author at most, in both stages.
        let links = "SELECT MAX(number) FROM (SELECT COUNT(*) AS number FROM TABLE GROUP BY stage, src) AS counted";
        let table = blog.relation_table("Post", "author").await;
        assert_eq!(blog.number(links.replace("TABLE", &table)).await, 1);
    })
    .await;
}
