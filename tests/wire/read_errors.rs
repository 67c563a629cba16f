//! What a query that breaks a rule is told (content-api-read.md §12): the text, status 400, no data, and the request's id.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::Blog;

/// Documents and the one message that each gets.
const DOCUMENTS: [(&str, &str); 23] = [
    // What the schema judges: prefix and line feed.
    (
        "{ authors(where: {idd: 1}) { id } }",
        "input:1: Field \"idd\" is not defined by type AuthorWhereInput. Did you mean id?\n",
    ),
    ("{ posts { foo } }", "input:1: Cannot query field \"foo\" on type \"Post\".\n"),
    (
        "{\n  posts {\n    titel\n  }\n}",
        "input:3: Cannot query field \"titel\" on type \"Post\". Did you mean \"title\"?\n",
    ),
    (
        "{ posts { author } }",
        "input:1: Field \"author\" of type \"Author\" must have a selection of subfields. Did you mean \"author { ... }\"?\n",
    ),
    (
        "{ posts { title { x } } }",
        "input:1: Field \"title\" must not have a selection since type \"String!\" has no subfields.\n",
    ),
    ("{ posts(foo: 1) { id } }", "input:1: Unknown argument \"foo\" on field \"Query.posts\".\n"),
    (
        "{ post { id } }",
        "input:1: Field \"post\" argument \"where\" of type \"PostWhereUniqueInput!\" is required, but it was not provided.\n",
    ),
    ("{ posts { ... on Foo { id } } }", "input:1: Unknown type \"Foo\".\n"),
    ("{ posts { ...Foo } }", "input:1: Unknown fragment \"Foo\".\n"),
    ("{ posts(stage: FOO) { id } }", "input:1: Value \"FOO\" does not exist in \"Stage\" enum.\n"),
    ("{ posts(locales: [xx]) { id } }", "input:1: Value \"xx\" does not exist in \"Locale\" enum.\n"),
    ("{ posts(where: {title: 1}) { id } }", "input:1: String cannot represent a non string value: 1\n"),
    ("query Q { posts(first: $x) { id } }", "input:1: Variable \"$x\" is not defined by operation \"Q\".\n"),
    ("query Q($x: Int) { posts { id } }", "input:1: Variable \"$x\" is never used in operation \"Q\".\n"),
    (
        "query Q($slug: String) { posts(locales: $slug) { id } }",
        "input:1: Variable \"$slug\" of type \"String\" used in position expecting type \"[Locale!]!\".\n",
    ),
    ("query Q($x: String!) { posts(where: {title: $x}) { id } }", "input: variable.x must be defined\n"),
    ("{ posts { id }", "input:1: Expected Name, found <EOF>\n"),
    // What the schema cannot judge.
    ("{ posts(first: 1, before: \"a\") { id } }", "cannot combine \"first\" with \"before\""),
    ("{ posts(last: 1, after: \"a\") { id } }", "cannot combine \"last\" with \"after\""),
    ("{ posts(first: -1) { id } }", "first must be a non-negative integer"),
    ("{ posts(stage: DRAFT) { tags(last: -1) { id } } }", "last must be a non-negative integer"),
    ("{ posts(skip: -1) { id } }", "skip must be a non-negative integer"),
    ("{ post(where: {}) { id } }", "at least one unique field has to be provided"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_text() {
    on_both(async |server| {
        let blog = Blog::empty(&server).await;
        for (query, text) in DOCUMENTS {
            let answer = blog.send(query, json!({})).await;
            assert_eq!((answer.status, answer.error()), (400, text), "{query}: {}", answer.body);
            let keys: Vec<&String> = answer.body.as_object().expect("an object").keys().collect();
            assert_eq!(keys, ["errors", "data", "extensions"], "{query}");
            assert_eq!(answer.body["data"], Value::Null);
            assert_eq!(answer.body["extensions"]["requestId"].as_str().map(str::len), Some(25), "{query}");
            assert!(answer.body["errors"][0].get("extensions").is_none(), "{query}");
        }
        // Several faults are told in one answer.
        let answer = blog.send("{ posts { foo bar } }", json!({})).await;
        assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_documents_are_asked_for_scalars_and_by_paths_that_can_be_read() {
    on_both(async |server| {
        let changes = json!([
            crate::blog::kind("createModel", "Thing"),
            crate::blog::simple("Thing", "extra", "JSON", json!({})),
        ]);
        let blog = Blog::with(&server, changes).await;
        for (filter, text) in [
            ("extra_json_path_exists: \"$.a ? (\"", "invalid json path"),
            ("extra_value_recursive: {a: 1}", "only scalar json values are supported"),
            ("extra_value_recursive: [1]", "only scalar json values are supported"),
        ] {
            let message = blog.refused(&format!("{{ things(where: {{{filter}}}) {{ id }} }}")).await;
            assert!(message.starts_with(text), "{filter}: {message}");
        }
        blog.ok("{ things(where: {extra_value_recursive: null, extra_json_path_exists: \"$.a\"}) { id } }", json!({}))
            .await;
    })
    .await;
}

/// A cursor that is none leads to an empty page, whichever way (content-api-read.md §6).
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_cursor_is_an_empty_page() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        for cursor in ["nothing", "", "'; DROP TABLE meta; --"] {
            for argument in ["after", "before"] {
                let query = format!(
                    "{{ authorsConnection(stage: DRAFT, {argument}: {}) {{ edges {{ cursor }} \
                     pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor pageSize }} aggregate {{ count }} }} }}",
                    Value::from(cursor)
                );
                let page = blog.ok(&query, json!({})).await["authorsConnection"].clone();
                let info = json!({ "hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null, "pageSize": 0 });
                assert_eq!(page, json!({ "edges": [], "pageInfo": info, "aggregate": { "count": 2 } }), "{query}");
            }
        }
    })
    .await;
}
