//! Entries that rich texts embed and link to: what a request brings in is there when it is done (content-api-write.md §3.4).

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::{Blog, simple};
use crate::conditions::{Rule, token};

/// A blog whose posts and quotes have texts that may lead to authors and tags.
async fn blog(server: &wire_tests::TestServer) -> Blog {
    let blog = Blog::on(server).await;
    let embeds = |more: Value| {
        let mut embeds = json!({ "embedsEnabled": true, "embeddableModels": ["Author", "Tag"] });
        embeds.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        embeds
    };
    let text = |parent: &str, api_id: &str, more: Value| simple(parent, api_id, "RICHTEXT", embeds(more));
    let fields = json!([
        text("Post", "body", json!({})),
        text("Post", "told", json!({ "isLocalized": true })),
        text("Quote", "body", json!({})),
        text("Tag", "body", json!({})),
    ]);
    blog.owner.changes(&blog.project, fields).await;
    blog
}

fn text(entries: &[(&str, &str)]) -> Value {
    let embed = |(model, id): &(&str, &str)| json!({ "type": "embed", "nodeType": model, "nodeId": id, "children": [{ "text": "" }] });
    let nodes: Vec<Value> = entries.iter().map(embed).collect();
    json!({ "children": nodes })
}

async fn id_of(blog: &Blog, list: &str, name: &str) -> String {
    let query = format!("{{ found: {list}(where: {{name: \"{name}\"}}, stage: DRAFT) {{ id }} }}");
    blog.ok(&query, json!({})).await["found"][0]["id"].as_str().expect("an id").to_owned()
}

const CREATE: &str = "mutation($data: PostCreateInput!) { createPost(data: $data) { id } }";
const UPDATE: &str = "mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { id } }";
const MISSING: &str = "could not find document of model \"Author\" to embed in the field";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_leads_to_nothing_is_refused_wherever_it_stands() {
    on_both(async |server| {
        let blog = blog(&server).await;
        blog.ok(CREATE, json!({ "data": { "slug": "p", "title": "P", "quote": { "create": { "text": "q" } },
            "localizations": { "create": [{ "locale": "de", "data": { "title": "D" } }] } } })).await;
        let quote = blog.ok("{ post(where: {slug: \"p\"}, stage: DRAFT) { quote { id } } }", json!({})).await["post"]["quote"]["id"].clone();
        let tag = id_of(&blog, "tags", "sea").await;
        let before = blog.contents().await;
        // Nobody's id, and the id of an entry of another model.
        for wrong in ["nothing", tag.as_str()] {
            let body = text(&[("Author", wrong)]);
            let link = json!({ "children": [{ "type": "paragraph", "children": [{ "type": "link", "nodeType": "Author", "nodeId": wrong, "children": [{ "text": "t" }] }] }] });
            let new = |more: Value| {
                let mut data = json!({ "slug": "n", "title": "N" });
                data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                data
            };
            for (query, data, field) in [
                (CREATE, new(json!({ "body": body })), "body"),
                (CREATE, new(json!({ "body": link })), "body"),
                (CREATE, new(json!({ "told": body })), "told"),
                (CREATE, new(json!({ "localizations": { "create": [{ "locale": "de", "data": { "title": "D", "told": body } }] } })), "told"),
                (CREATE, new(json!({ "quote": { "create": { "text": "t", "body": body } } })), "body"),
                (CREATE, new(json!({ "tags": { "create": [{ "name": "new", "body": body }] } })), "body"),
                (UPDATE, json!({ "body": body }), "body"),
                (UPDATE, json!({ "told": link }), "told"),
                (UPDATE, json!({ "localizations": { "update": [{ "locale": "de", "data": { "told": body } }] } }), "told"),
                (UPDATE, json!({ "localizations": { "upsert": [{ "locale": "de", "create": { "title": "D" }, "update": { "told": body } }] } }), "told"),
                (UPDATE, json!({ "quote": { "update": { "where": { "id": quote }, "data": { "body": body } } } }), "body"),
                (UPDATE, json!({ "tags": { "connect": [{ "where": { "name": "sea" } }], "create": [{ "name": "new", "body": body }] } }), "body"),
            ] {
                let refused = blog.send(query, json!({ "data": data })).await;
                let message = format!("{MISSING} \"{field}\"");
                assert_eq!((refused.status, refused.error()), (400, message.as_str()), "{data}: {}", refused.body);
                assert!(refused.at("/data").is_null());
                assert_eq!(blog.contents().await, before, "{data}");
            }
            let many = "mutation($body: RichTextAST) { updateManyPostsConnection(data: {body: $body}) { edges { node { id } } } }";
            let refused = blog.send(many, json!({ "body": body })).await;
            assert_eq!(refused.error(), format!("{MISSING} \"body\""));
            assert_eq!(blog.contents().await, before);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_request_itself_makes_is_there_and_what_it_deletes_is_not() {
    on_both(async |server| {
        let blog = blog(&server).await;
        let both = "mutation($p: PostCreateInput!) { createPost(data: $p) { body { references { ... on Author { name } } } } \
            upsertAuthor(where: {id: \"later\"}, upsert: {create: {name: \"Later\"}, update: {}}) { id } }";
        let data = json!({ "slug": "p", "title": "P", "body": text(&[("Author", "later")]) });
        blog.ok(both, json!({ "p": data })).await;
        let before = blog.contents().await;
        let gone = "mutation($d: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $d) { id } deleteTag(where: {name: \"sea\"}) { id } }";
        let sea = id_of(&blog, "tags", "sea").await;
        let refused = blog.send(gone, json!({ "d": { "body": text(&[("Tag", &sea)]) } })).await;
        assert_eq!((refused.status, refused.error()), (400, "could not find document of model \"Tag\" to embed in the field \"body\""));
        assert_eq!(blog.contents().await, before);
        // Hundreds of entries of two models, some of them more than once, are looked for together.
        let made: Vec<Value> = (0..300).map(|number| json!({ "name": format!("t{number}") })).collect();
        let tags = "mutation($tags: TagCreateManyInlineInput!) { updatePost(where: {slug: \"p\"}, data: {tags: {create: []}}) { id } \
            createPost(data: {slug: \"q\", title: \"Q\", tags: $tags}) { tags(first: 100) { id } } }";
        let made = blog.ok(tags, json!({ "tags": { "create": made } })).await;
        let ids: Vec<&str> = made["createPost"]["tags"].as_array().unwrap().iter().filter_map(|tag| tag["id"].as_str()).collect();
        let mut entries: Vec<(&str, &str)> = ids.iter().chain(&ids).map(|id| ("Tag", *id)).collect();
        entries.push(("Author", "later"));
        let kept = blog.ok("mutation($d: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $d) { body { json } } }",
            json!({ "d": { "body": text(&entries) } })).await;
        assert_eq!(kept["updatePost"]["body"]["json"], text(&entries));
    })
    .await;
}

/// An embedded entry that is deleted stays in the text (§3.8), and the name that its model had; both may be written back.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_text_held_before_may_be_written_back() {
    on_both(async |server| {
        let blog = blog(&server).await;
        let (ada, bo, sea) = (id_of(&blog, "authors", "Ada").await, id_of(&blog, "authors", "Bo").await, id_of(&blog, "tags", "sea").await);
        let body = text(&[("Author", &ada), ("Tag", &sea)]);
        blog.ok(CREATE, json!({ "data": { "slug": "p", "title": "P", "body": body, "told": body, "quote": { "create": { "text": "q", "body": body } },
            "localizations": { "create": [{ "locale": "de", "data": { "title": "D", "told": body } }] } } })).await;
        let quote = blog.ok("{ post(where: {slug: \"p\"}, stage: DRAFT) { quote { id } } }", json!({})).await["post"]["quote"]["id"].clone();
        blog.ok("mutation { deleteAuthor(where: {name: \"Ada\"}) { id } }", json!({})).await;
        let rename = json!([{ "updateModel": { "apiId": "Tag", "newApiId": "Label", "apiIdPlural": "Labels" } }]);
        blog.owner.changes(&blog.project, rename).await;
        let mut more = body.clone();
        more["children"].as_array_mut().unwrap().extend([text(&[("Author", &bo)])["children"][0].clone(), json!({ "type": "paragraph", "children": [{ "text": "more" }] })]);
        let data = json!({ "body": more, "told": more, "quote": { "update": { "where": { "id": quote }, "data": { "body": more } } },
            "localizations": { "update": [{ "locale": "de", "data": { "told": more } }] } });
        let seen = blog.ok("mutation($data: PostUpdateInput!) { updatePost(where: {slug: \"p\"}, data: $data) { body { json references { ... on Author { name } } } } }",
            json!({ "data": data })).await;
        assert_eq!(seen["updatePost"]["body"]["json"], more);
        assert!(seen["updatePost"]["body"]["references"].as_array().unwrap().contains(&json!({ "name": "Bo" })));
        // In a text that did not hold it, it is as new as in any other.
        let before = blog.contents().await;
        for data in [json!({ "slug": "n", "title": "N", "body": body }), json!({ "slug": "n", "title": "N", "told": text(&[("Tag", &sea)]) })] {
            let refused = blog.send(CREATE, json!({ "data": data })).await;
            assert_eq!(refused.status, 400, "{}", refused.body);
            assert_eq!(blog.contents().await, before);
        }
    })
    .await;
}

/// Whoever may not read an entry is not told that it is there.
#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_as_if_it_were_not_there() {
    on_both(async |server| {
        let blog = blog(&server).await;
        let ada = id_of(&blog, "authors", "Ada").await;
        let bo = id_of(&blog, "authors", "Bo").await;
        let of_posts = ["READ", "CREATE", "UPDATE"].map(|action| Rule::on(action, "Post"));
        let some =
            token(&blog, &[&of_posts[..], &[Rule::on("READ", "Author").under("{\"name\": \"Bo\"}")]].concat()).await;
        let none = token(&blog, &of_posts).await;
        let create = async |client: &wire_tests::Client, slug: &str, id: &str| {
            let data = json!({ "slug": slug, "title": "P", "body": text(&[("Author", id)]) });
            client.content(&blog.project, CREATE, json!({ "data": data })).await
        };
        create(&some, "bo", &bo).await.ok();
        let before = blog.contents().await;
        let nothing = create(&some, "x", "nothing").await;
        assert_eq!((nothing.status, nothing.error()), (400, format!("{MISSING} \"body\"").as_str()));
        for (client, id) in [(&some, &ada), (&none, &ada), (&none, &bo)] {
            let refused = create(client, "x", id).await;
            assert_eq!((refused.status, refused.at("/errors")), (400, nothing.at("/errors")));
            assert_eq!(blog.contents().await, before);
        }
        // A text that somebody else has written may be written back.
        let update = "mutation($d: PostUpdateInput!) { updatePost(where: {slug: \"bo\"}, data: $d) { id } }";
        none.content(&blog.project, update, json!({ "d": { "body": text(&[("Author", &bo)]) } })).await.ok();
    })
    .await;
}
