//! The worked example of content-api-read.md §15: made through the Management API, introspected as a client does, and asked.

use access::{ContentAction, ContentGrants};
use serde_json::{Value, json};
use wire_tests::{TestServer, on_both};

use crate::blog::{Blog, component, kind, relation, simple};

/// The specification's own text, and what the text below it tells.
const EXAMPLE: &str = include_str!("../../crates/content/tests/schema/read_example.graphql");
const NEIGHBOURS: &str = include_str!("../../crates/content/tests/schema/read_neighbours.graphql");

const INTROSPECTION: &str = "{ __schema { types { kind name
    fields(includeDeprecated: true) { name args { name defaultValue type { ...T } } type { ...T } }
    inputFields { name type { ...T } } enumValues { name } possibleTypes { name } interfaces { name } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

async fn example(server: &TestServer) -> Blog {
    let with = |mut change: Value, kind: &str, more: Value| {
        change[kind].as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        change
    };
    let required = json!({ "isRequired": true });
    let value = |name: &str| json!({ "apiId": name, "displayName": name });
    let author = json!({ "modelApiId": "Author", "apiId": "posts", "isList": true });
    let cover = json!({ "modelApiId": "Asset", "apiId": "coverImagePost", "isList": true });
    let changes = json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        { "createEnumeration": { "apiId": "Category", "displayName": "Category", "values": [value("News"), value("Guide")] } },
        kind("createComponent", "Seo"), kind("createComponent", "Quote"), kind("createModel", "Post"), kind("createModel", "Author"),
        simple("Seo", "metaTitle", "STRING", json!({ "isRequired": true, "isLocalized": true })),
        simple("Seo", "noIndex", "BOOLEAN", json!({})),
        simple("Quote", "text", "STRING", json!({})),
        simple("Author", "name", "STRING", required.clone()),
        simple("Post", "title", "STRING", json!({ "isRequired": true, "isLocalized": true })),
        simple("Post", "slug", "STRING", json!({ "isRequired": true, "isUnique": true })),
        simple("Post", "body", "RICHTEXT", json!({ "isLocalized": true })),
        simple("Post", "rating", "FLOAT", json!({})),
        simple("Post", "tags", "STRING", json!({ "isList": true })),
        simple("Post", "meta", "JSON", json!({})),
        simple("Post", "shop", "LOCATION", json!({})),
        relation("Post", "author", false, author),
        with(relation("Post", "coverImage", false, cover), "createRelationalField", required),
        component("Post", "seo", "Seo", false),
        { "createEnumerableField": { "parentApiId": "Post", "apiId": "category", "displayName": "Category", "enumerationApiId": "Category" } },
        { "createComponentUnionField": { "parentApiId": "Post", "apiId": "blocks", "displayName": "Blocks", "isList": true,
            "componentApiIds": ["Quote", "Seo"] } },
    ]);
    Blog::with(server, changes).await
}

/// `[Post!]!`
fn type_name(ty: &Value) -> String {
    match ty["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", type_name(&ty["ofType"])),
        Some("LIST") => format!("[{}]", type_name(&ty["ofType"])),
        _ => text(&ty["name"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn names(value: &Value, separator: &str) -> String {
    items(value).map(|item| text(&item["name"])).collect::<Vec<_>>().join(separator)
}

/// A type as the specification writes it, without descriptions.
fn definition(ty: &Value) -> String {
    let name = text(&ty["name"]);
    let word = match ty["kind"].as_str() {
        Some("UNION") => return format!("union {name} = {}\n", names(&ty["possibleTypes"], " | ")),
        Some("OBJECT") => "type",
        Some("INPUT_OBJECT") => "input",
        Some("ENUM") => "enum",
        Some("INTERFACE") => "interface",
        _ => "scalar",
    };
    let mut made = format!("{word} {name}");
    if items(&ty["interfaces"]).next().is_some() {
        made.push_str(&format!(" implements {}", names(&ty["interfaces"], " & ")));
    }
    made.push_str(" {\n");
    for field in items(&ty["fields"]).chain(items(&ty["inputFields"])) {
        let argument = |argument: &Value| {
            let default = argument["defaultValue"].as_str().map(|value| format!(" = {value}")).unwrap_or_default();
            format!("{}: {}{default}", text(&argument["name"]), type_name(&argument["type"]))
        };
        let arguments: Vec<String> = items(&field["args"]).map(argument).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        made.push_str(&format!("  {}{arguments}: {}\n", text(&field["name"]), type_name(&field["type"])));
    }
    items(&ty["enumValues"]).for_each(|value| made.push_str(&format!("  {}\n", text(&value["name"]))));
    made + "}\n"
}

/// The definitions of a document, each with the type's name; comments and empty lines are left out.
fn definitions(document: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in document.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        let begins = !line.starts_with([' ', '}']);
        if begins {
            let name = line.split_whitespace().nth(1).expect("a name").to_owned();
            all.push((name, String::new()));
        }
        let (_, definition) = all.last_mut().expect("a definition has begun");
        definition.push_str(&format!("{line}\n"));
    }
    all
}

fn on_one_line(definition: &str) -> String {
    definition.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_that_of_the_specification() {
    on_both(async |server| {
        let blog = example(&server).await;
        // The public reads what is published, unless it asks for something else; nobody needs a right to see the schema.
        let public = blog.client.public().content(&blog.project, INTROSPECTION, json!({})).await.ok();
        let types: Vec<&Value> = items(public.at("/data/__schema/types")).collect();
        let mut compared = 0;
        for (name, wanted) in definitions(EXAMPLE).into_iter().chain(definitions(NEIGHBOURS)) {
            let found = types.iter().find(|ty| ty["name"] == name.as_str());
            let mut found = definition(found.unwrap_or_else(|| panic!("{name} is missing")));
            if name == "Query" {
                // The example leaves out the root fields of other types than Post.
                let kept = |line: &&str| line.starts_with(['t', '}']) || wanted.contains(*line);
                found = found.lines().filter(kept).map(|line| format!("{line}\n")).collect();
            }
            assert_eq!(on_one_line(&found), on_one_line(&wanted), "{name}");
            compared += 1;
        }
        assert!(compared > 30, "{compared} types were compared");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_everything_at_once() {
    on_both(async |server| {
        let blog = example(&server).await;
        blog.asset("cover").await;
        server.grant_public(&blog.project, &ContentGrants::on_everything(&[ContentAction::Read, ContentAction::ReadVersion])).await;
        let create = "mutation($body: RichTextAST) { createPost(data: { title: \"Tides\", slug: \"tides\", body: $body, rating: 4.5, tags: [\"sea\", \"moon\"],
            meta: {a: [1, {b: \"x\"}]}, shop: {latitude: 52.5, longitude: 13.25}, author: {create: {name: \"Ada\"}}, category: Guide,
            coverImage: {connect: {id: \"cover\"}}, seo: {create: {metaTitle: \"T\", noIndex: true}},
            blocks: {create: [{Quote: {text: \"q\"}}, {Seo: {metaTitle: \"S\"}}]},
            localizations: {create: [{locale: de, data: {title: \"Gezeiten\"}}]} }) { id }
            publishManyPostsConnection(where: {}, to: [PUBLISHED]) { aggregate { count } }
            publishManyAuthorsConnection(where: {}, to: [PUBLISHED]) { aggregate { count } } publishAsset(where: {id: \"cover\"}) { id } }";
        let body = json!({ "children": [{ "type": "paragraph", "children": [{ "text": "high & low" }] }] });
        blog.ok(create, json!({ "body": body })).await;
        let query = "query Sample($slug: String!, $none: String) {
            posts(first: 5, orderBy: category_DESC, locales: [de, en], where: { AND: [
                { slug: $slug, title: $none, rating_gte: 4, tags_contains_all: [\"sea\"], meta_value_recursive: \"x\", category_in: [Guide, null] }
                { author: { name_starts_with: \"a\", posts_some: { slug: $slug } }, coverImage: { fileName_contains: \"COVER\" } }
                { seo: { metaTitle: \"T\", noIndex_not: false }, blocks_some: { Quote: { text: \"no\" }, Seo: { metaTitle_not: \"T\" } } }
                { NOT: [{ blocks_empty: true }], documentInStages_some: { stage: PUBLISHED, compareWithParent: { outdated_to: false } } } ] }) {
                __typename stage locale title slug rating tags meta category shop { latitude distance(from: {latitude: 52.5, longitude: 13.25}) }
                body { html } author { name posts { slug } } coverImage { fileName }
                seo(locales: [en]) { metaTitle noIndex } blocks(locales: [en]) { __typename ... on Entity { stage } ... on Quote { text } ... on Seo { metaTitle } }
                localizations { locale title body { html markdown text } } history { revision } }
            postsConnection { aggregate { count } pageInfo { pageSize hasNextPage } edges { node { slug } } } }";
        let answer = blog.client.public().content(&blog.project, query, json!({ "slug": "tides" })).await.ok();
        let post = json!({
            "__typename": "Post", "stage": "PUBLISHED", "locale": "de", "title": "Gezeiten", "slug": "tides", "rating": 4.5,
            "tags": ["sea", "moon"], "meta": { "a": [1, { "b": "x" }] }, "category": "Guide", "shop": { "latitude": 52.5, "distance": 0 },
            "body": null, "author": { "name": "Ada", "posts": [{ "slug": "tides" }] }, "coverImage": { "fileName": "cover.png" },
            "seo": { "metaTitle": "T", "noIndex": true },
            "blocks": [{ "__typename": "Quote", "stage": "PUBLISHED", "text": "q" }, { "__typename": "Seo", "stage": "PUBLISHED", "metaTitle": "S" }],
            "localizations": [{ "locale": "en", "title": "Tides",
                "body": { "html": "<p>high &amp; low</p>", "markdown": "high & low\n", "text": "high & low" } }],
            "history": [{ "revision": 1 }],
        });
        let connection = json!({ "aggregate": { "count": 1 }, "pageInfo": { "pageSize": 1, "hasNextPage": false },
            "edges": [{ "node": { "slug": "tides" } }] });
        let expected = json!({ "data": { "posts": [post], "postsConnection": connection } });
        assert_eq!(answer.body.to_string(), expected.to_string());
    })
    .await;
}
