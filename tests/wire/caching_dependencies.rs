//! Whatever is written, an answer that is given again says what a new one would say (security case 75): relations from
//! both ends, filters through them, unions, components, users.

use access::{ContentAction, ContentGrants};
use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Client, TestServer, on_both};

use crate::blog::Blog;

const QUERIES: [&str; 14] = [
    "{ posts(orderBy: slug_ASC) { title author { name } } }",
    "{ authors(orderBy: name_ASC) { name posts { title tags { name } } } }",
    "{ posts(orderBy: slug_ASC, where: {author: {name_starts_with: \"Ada\"}}) { slug } }",
    "{ posts(orderBy: slug_ASC, where: {OR: [{tags_some: {name_contains: \"s\"}}, {NOT: [{author: {posts_some: {title: \"x\"}}}]}]}) { slug } }",
    "{ posts(orderBy: slug_ASC) { mentions { __typename ... on Author { name } ... on Tag { name } } } }",
    "{ posts(orderBy: slug_ASC) { facts { label value } quote { text speaker { name } } } }",
    "{ posts(orderBy: slug_ASC) { blocks { __typename ... on Quote { text speaker { name } sources { label } } } } }",
    "{ postsConnection { aggregate { count } pageInfo { hasNextPage } } }",
    "{ posts(orderBy: slug_ASC, where: {mentions_empty: true}) { slug } }",
    "{ posts(orderBy: slug_ASC) { slug createdBy { name } updatedBy { name } } users { name } }",
    "{ tags(orderBy: name_ASC) { name mentionedIn { slug } taggedPosts(first: 1) { title hero { name } } } }",
    "{ posts(orderBy: slug_ASC, where: {quote: {text_contains: \"s\"}, createdBy: {name_not: \"x\"}}) { slug history { revision } } }",
    "{ posts(orderBy: slug_ASC, where: {author: null}) { slug } }",
    "query($id: ID!) { node(id: $id) { id ... on Author { name posts { slug } } } }",
];

/// Each with what is published after it.
const WRITES: [&str; 14] = [
    "updateAuthor(where: {name: \"Ada\"}, data: {name: \"Ada Two\"}) { id } publishAuthor(where: {name: \"Ada Two\"}, to: [PUBLISHED]) { id }",
    "updateTag(where: {name: \"moon\"}, data: {name: \"stars\"}) { id } publishTag(where: {name: \"stars\"}, to: [PUBLISHED]) { id }",
    "updatePost(where: {slug: \"one\"}, data: {author: {connect: {name: \"Bo\"}}}) { id } publishPost(where: {slug: \"one\"}, to: [PUBLISHED]) { id }",
    "unpublishAuthor(where: {name: \"Bo\"}) { id }",
    "publishAuthor(where: {name: \"Bo\"}, to: [PUBLISHED]) { id }",
    "updateAuthor(where: {name: \"Ada Two\"}, data: {posts: {connect: [{where: {slug: \"one\"}}]}}) { id } publishAuthor(where: {name: \"Ada Two\"}, to: [PUBLISHED]) { id }",
    "publishPost(where: {slug: \"one\"}, to: [PUBLISHED]) { id }",
    "updatePost(where: {slug: \"two\"}, data: {quote: {create: {text: \"Says\", speaker: {connect: {name: \"Bo\"}}}}, facts: {create: [{data: {label: \"New\", value: 7}}]}}) { id } publishPost(where: {slug: \"two\"}, to: [PUBLISHED]) { id }",
    "updatePost(where: {slug: \"two\"}, data: {mentions: {connect: [{Tag: {where: {name: \"stars\"}}}]}, hero: {connect: {name: \"Bo\"}}}) { id } publishPost(where: {slug: \"two\"}, to: [PUBLISHED]) { id }",
    "unpublishTag(where: {name: \"stars\"}) { id }",
    "deleteTag(where: {name: \"sea\"}) { id }",
    "createPost(data: {title: \"Three\", slug: \"three\", author: {create: {name: \"Cy\"}}}) { id } publishAuthor(where: {name: \"Cy\"}, to: [PUBLISHED]) { id } publishPost(where: {slug: \"three\"}, to: [PUBLISHED]) { id }",
    "updateManyPostsConnection(data: {keywords: [\"k\"]}) { edges { node { id } } } publishManyPostsConnection(to: [PUBLISHED]) { edges { node { id } } }",
    "deleteAuthor(where: {name: \"Bo\"}) { id } deletePost(where: {slug: \"one\"}) { id }",
];

/// Two posts that hold something of everything, all published.
async fn fill(blog: &Blog) {
    let quote = "{text: \"Sea\", speaker: {connect: {name: \"Ada\"}}, sources: {create: [{label: \"L\", value: 1}]}}";
    let one = format!(
        "createPost(data: {{title: \"One\", slug: \"one\", author: {{connect: {{name: \"Ada\"}}}}, \
         tags: {{connect: [{{name: \"sea\"}}, {{name: \"moon\"}}]}}, \
         mentions: {{connect: [{{Author: {{name: \"Ada\"}}}}]}}, quote: {{create: {quote}}}, \
         facts: {{create: [{{label: \"F\", value: 2}}]}}, blocks: {{create: [{{Quote: {quote}}}]}}}}) {{ id }}"
    );
    let two = "two: createPost(data: {title: \"Two\", slug: \"two\"}) { id }";
    let publish = ["Authors", "Tags", "Posts"]
        .map(|models| format!("publishMany{models}Connection(to: [PUBLISHED]) {{ edges {{ node {{ id }} }} }}"));
    blog.ok(&format!("mutation {{ {one} {two} {} }}", publish.join(" ")), json!({})).await;
}

async fn kept(server: &TestServer, blog: &Blog, body: &Value) -> Value {
    let request = server.public().request(Method::POST, &blog.project.fast_path()).json(body);
    Client::send_quietly(request).await.ok().body
}

async fn fresh(server: &TestServer, blog: &Blog, body: &Value) -> Value {
    let request = server.public().request(Method::POST, &blog.project.path()).json(body);
    server.public().send(request).await.ok().body
}

#[tokio::test(flavor = "multi_thread")]
async fn case_75_no_write_leaves_an_answer_outdated() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        server
            .grant_public(
                &blog.project,
                &ContentGrants::on_everything(&[ContentAction::Read, ContentAction::ReadVersion]),
            )
            .await;
        fill(&blog).await;
        let ada = blog.ok("{ author(where: {name: \"Ada\"}) { id } }", json!({})).await["author"]["id"].clone();
        let mut seen = Vec::new();
        for write in WRITES {
            for query in QUERIES {
                kept(&server, &blog, &json!({ "query": query, "variables": { "id": ada } })).await;
            }
            blog.ok(&format!("mutation {{ {write} }}"), json!({})).await;
            for query in QUERIES {
                let body = json!({ "query": query, "variables": { "id": ada } });
                let now = fresh(&server, &blog, &body).await;
                assert_eq!(kept(&server, &blog, &body).await, now, "{query}\nafter {write}");
                seen.push((query, now.to_string()));
            }
        }
        // The writes do change every answer at some time: else nothing is proved.
        for query in QUERIES {
            let mut answers: Vec<_> = seen.iter().filter(|(of, _)| *of == query).map(|(_, answer)| answer).collect();
            answers.sort();
            answers.dedup();
            assert!(answers.len() > 1 || query.contains("createdBy"), "{query} never changes: {answers:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_kept_while_other_models_change() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        server
            .grant_public(
                &blog.project,
                &ContentGrants::on_everything(&[ContentAction::Read, ContentAction::ReadVersion]),
            )
            .await;
        fill(&blog).await;
        // How many of the queries are answered from the cache after a write.
        let hits = async |write: &str| {
            for query in QUERIES {
                kept(&server, &blog, &json!({ "query": query, "variables": { "id": "x" } })).await;
            }
            blog.ok(&format!("mutation {{ {write} }}"), json!({})).await;
            let mut hits = Vec::new();
            for (number, query) in QUERIES.iter().enumerate() {
                let body = json!({ "query": query, "variables": { "id": "x" } });
                let request = server.public().request(Method::POST, &blog.project.fast_path());
                let request = request.header("x-epigraph-timing", "true").json(&body);
                let answer = Client::send_quietly(request).await.ok();
                hits.extend(answer.header("server-timing").contains("cache;desc=\"hit\"").then_some(number));
            }
            hits
        };
        // All but those that may depend on anything: `mentions_empty`, `node`, and the history, which is not kept at all.
        let draft = hits("createPost(data: {title: \"D\", slug: \"d\"}) { id }").await;
        assert_eq!(draft, [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12]);
        let tag = hits("publishTag(where: {name: \"sea\"}, to: [PUBLISHED]) { id }").await;
        assert_eq!(tag, [0, 2, 5, 6, 7, 9, 12]);
        let nothing = hits("publishManyProfilesConnection(to: [PUBLISHED]) { edges { node { id } } }").await;
        assert_eq!(nothing, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13]);
    })
    .await;
}
