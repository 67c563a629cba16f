//! Variables, arguments and field collection.

use graphql::{Document, Flavor, Limits, Schema, coerce_variables, collect_fields, field_arguments};
use serde_json::{Map, Value, json};

fn parse(query: &str, flavor: Flavor) -> Document {
    let schema = Schema::from_sdl(include_str!("blog.graphql")).expect("the test's schema is valid");
    Document::parse(&schema, query, &Limits::CONTENT, flavor).expect("the test's document is valid")
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

fn variables(query: &str, values: Value, flavor: Flavor) -> Result<Value, String> {
    let document = parse(query, flavor);
    let operation = document.operation(None).expect("one operation");
    coerce_variables(&document, operation, &map(values)).map(Value::Object).map_err(|error| error.message)
}

const BY_WHERE: &str =
    "query Q($w: PostWhereInput!, $s: Stage = DRAFT, $n: Int) { posts(where: $w, stage: $s, first: $n) { id } }";
const CREATE: &str = "mutation ($d: PostCreateInput!) { createPost(data: $d) { id } }";

#[test]
fn variables_are_coerced() {
    assert_eq!(
        variables(BY_WHERE, json!({"w": {"id": 7}, "other": 1}), Flavor::Content),
        Ok(json!({"w": {"id": "7"}, "s": "DRAFT"}))
    );
    assert_eq!(
        variables(
            CREATE,
            json!({"d": {"slug": "s", "title": "😀", "tags": "one", "count": 5.0, "meta": {"a": [1]}}}),
            Flavor::Content
        ),
        Ok(
            json!({"d": {"title": "😀", "slug": "s", "tags": ["one"], "stage": "DRAFT", "count": 5, "meta": {"a": [1]}}})
        )
    );
    assert_eq!(
        variables(BY_WHERE, json!({"w": {}, "s": "PUBLISHED", "n": null}), Flavor::Content),
        Ok(json!({"w": {}, "s": "PUBLISHED", "n": null}))
    );
}

#[test]
fn faults_of_variables_have_exact_texts() {
    let cases = [
        (
            BY_WHERE,
            json!({}),
            "input: variable.w must be defined\n",
            "Variable \"$w\" of required type \"PostWhereInput!\" was not provided.",
        ),
        (
            BY_WHERE,
            json!({"w": null}),
            "input: variable.w cannot be null\n",
            "Variable \"$w\" of non-null type \"PostWhereInput!\" must not be null.",
        ),
        (
            BY_WHERE,
            json!({"w": 1}),
            "input: variable.w must be a PostWhereInput\n",
            "Variable \"$w\" got an invalid value at \"w\"; Expected type \"PostWhereInput\" to be an object.",
        ),
        (
            BY_WHERE,
            json!({"w": {"AND": [{"idd": 1}]}}),
            "input: variable.w.AND[0].idd unknown field\n",
            "Variable \"$w\" got an invalid value at \"w.AND[0].idd\"; Field \"idd\" is not defined by type \"PostWhereInput\". Did you mean \"id\"?",
        ),
        (
            BY_WHERE,
            json!({"w": {"title": {"a": 1}}}),
            "input: variable.w.title cannot use an object as String\n",
            "Variable \"$w\" got an invalid value at \"w.title\"; String cannot represent an object.",
        ),
        (
            BY_WHERE,
            json!({"w": {}, "n": "1"}),
            "input: variable.n cannot use \"1\" as Int\n",
            "Variable \"$n\" got an invalid value at \"n\"; Int cannot represent \"1\".",
        ),
        (
            BY_WHERE,
            json!({"w": {}, "n": 1.5}),
            "input: variable.n cannot use 1.5 as Int\n",
            "Variable \"$n\" got an invalid value at \"n\"; Int cannot represent 1.5.",
        ),
        (
            BY_WHERE,
            json!({"w": {}, "n": 2147483648i64}),
            "input: variable.n cannot use 2147483648 as Int\n",
            "Variable \"$n\" got an invalid value at \"n\"; Int cannot represent 2147483648.",
        ),
        (
            BY_WHERE,
            json!({"w": {}, "s": "DRAFTT"}),
            "input: variable.s DRAFTT is not a valid Stage\n",
            "Variable \"$s\" got an invalid value at \"s\"; Value \"DRAFTT\" does not exist in \"Stage\" enum. Did you mean the enum value \"DRAFT\"?",
        ),
        (
            BY_WHERE,
            json!({"w": {}, "s": true}),
            "input: variable.s enums must be ints or strings\n",
            "Variable \"$s\" got an invalid value at \"s\"; Enum \"Stage\" cannot represent true.",
        ),
        (
            CREATE,
            json!({"d": {"title": "t"}}),
            "input: variable.d.slug must be defined\n",
            "Variable \"$d\" got an invalid value at \"d.slug\"; Field \"slug\" of required type \"String!\" was not provided.",
        ),
        (
            CREATE,
            json!({"d": {"title": "t", "slug": "s", "tags": ["a", null]}}),
            "input: variable.d.tags[1] cannot be null\n",
            "Variable \"$d\" got an invalid value at \"d.tags[1]\"; Expected non-nullable type \"String!\" not to be null.",
        ),
    ];
    for (query, values, content, management) in cases {
        assert_eq!(variables(query, values.clone(), Flavor::Content), Err(content.to_owned()), "{values}");
        assert_eq!(variables(query, values, Flavor::Management), Err(management.to_owned()));
    }
}

#[test]
fn given_arguments_are_known_apart_from_defaults() {
    let document = parse(
        "query ($d: String) { posts(where: {AND: {id: 5, title: $d}}, ids: \"a\", first: null, json: {a: [B, $d]}, search: $d) { id } post(where: {slug: \"x\"}, stage: DRAFT) { id } }",
        Flavor::Content,
    );
    let operation = document.operation(None).expect("one operation");
    let fields: Vec<_> = operation.selection_set.fields().collect();
    let posts = field_arguments(&document, fields[0], &Map::new()).expect("all values fit");
    assert_eq!(posts.given("stage"), None);
    assert_eq!(posts.get("stage"), Some(json!("PUBLISHED")));
    assert_eq!(posts.given("search"), None);
    assert_eq!(
        Value::Object(posts.with_defaults()),
        json!({"where": {"AND": [{"id": "5"}]}, "first": null, "stage": "PUBLISHED", "locales": ["en"], "ids": ["a"], "json": {"a": ["B", null]}})
    );
    let post = field_arguments(&document, fields[1], &Map::new()).expect("all values fit");
    assert_eq!(post.given("stage"), Some(&json!("DRAFT")));
    assert_eq!(post.all_given().len(), 2);
}

#[test]
fn a_variable_without_value_is_refused_where_one_is_required() {
    let document =
        parse("mutation ($t: String) { createPost(data: {title: $t, slug: \"s\"}) { id } }", Flavor::Content);
    let operation = document.operation(None).expect("one operation");
    let field = operation.selection_set.fields().next().expect("one field");
    let error = field_arguments(&document, field, &Map::new()).expect_err("title is required");
    assert_eq!(
        error.message,
        "input:1: Argument \"data\" of required type \"PostCreateInput!\" has a variable without a value where one is required.\n"
    );
}

#[test]
fn fields_are_collected_over_fragments_and_conditions() {
    let document = parse(
        "query ($yes: Boolean!, $no: Boolean!) {
            block {
                __typename
                ... on Entity { id }
                ... on Post { title author { name } heading: title @skip(if: $yes) }
                ...P
                ... on Quote { text }
                ... @include(if: $no) { never: __typename }
            }
        }
        fragment P on Post { author { posts { id } } slug @include(if: $yes) ...Q }
        fragment Q on Node { stage }",
        Flavor::Content,
    );
    let variables = map(json!({"yes": true, "no": false}));
    let operation = document.operation(None).expect("one operation");
    let block = operation.selection_set.fields().next().expect("one field");
    let keys = |ty: &str| -> String {
        let fields = collect_fields(&document, [&block.selection_set], ty, &variables);
        fields.keys().copied().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("Post"), "__typename id title author slug stage");
    assert_eq!(keys("Quote"), "__typename id text");
    assert_eq!(keys("Block"), "__typename");
    let post = collect_fields(&document, [&block.selection_set], "Post", &variables);
    let author = collect_fields(&document, post["author"].selection_sets(), "Author", &variables);
    assert_eq!(author.keys().copied().collect::<Vec<_>>(), ["name", "posts"]);
    assert_eq!(author["posts"].definition().ty.to_string(), "[Post!]!");
}
