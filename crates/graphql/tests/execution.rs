//! Execution over resolvers, and introspection.

use std::sync::{Arc, Mutex};

use futures_executor::block_on;
use graphql::{
    BoxFuture, Document, ErrorCode, FieldCall, FieldError, Flavor, Limits, Object, Resolved, Schema, coerce_variables,
    execute, introspect,
};
use serde_json::{Map, Value, json};

fn schema() -> Schema {
    Schema::from_sdl(include_str!("blog.graphql")).expect("the test's schema is valid")
}

/// An object made of JSON: `__typename` is its type, `!CODE` a field's error.
struct Fixture {
    ty: String,
    fields: Map<String, Value>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Fixture {
    fn value(&self, value: &Value) -> Result<Resolved, FieldError> {
        Ok(match value {
            Value::String(text) if text == "!" => {
                return Err(FieldError::new(ErrorCode::Forbidden, "You may not see this."));
            }
            Value::Object(fields) if fields.contains_key("__typename") => Resolved::object(Fixture {
                ty: fields["__typename"].as_str().unwrap_or_default().to_owned(),
                fields: fields.clone(),
                calls: self.calls.clone(),
            }),
            Value::Array(items) => Resolved::List(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?),
            value => Resolved::from(value.clone()),
        })
    }
}

impl Object for Fixture {
    fn type_name(&self) -> &str {
        &self.ty
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(async move {
            let call = format!("{}.{}{}", field.parent_type, field.name, Value::Object(field.arguments.clone()));
            self.calls.lock().expect("no test panics inside").push(call);
            match self.fields.get(field.name) {
                Some(value) => self.value(value),
                None => Err(FieldError::not_implemented(field)),
            }
        })
    }
}

fn run(query: &str, variables: Value, root: &str, fields: Value) -> (Value, Vec<String>) {
    let schema = schema();
    let document =
        Document::parse(&schema, query, &Limits::MANAGEMENT, Flavor::Management).expect("the document is valid");
    let operation = document.operation(None).expect("one operation");
    let variables =
        coerce_variables(&document, operation, variables.as_object().expect("an object")).expect("variables fit");
    let calls = Arc::new(Mutex::new(Vec::new()));
    let root =
        Fixture { ty: root.to_owned(), fields: fields.as_object().expect("an object").clone(), calls: calls.clone() };
    let response = block_on(execute(&document, operation, &variables, &root)).to_bytes(Flavor::Management);
    let calls = calls.lock().expect("no test panics inside").clone();
    (serde_json::from_slice(&response).expect("the response is JSON"), calls)
}

fn answer(query: &str, fields: Value) -> Value {
    run(query, json!({}), "Query", fields).0
}

#[test]
fn objects_lists_unions_and_aliases() {
    let post =
        json!({"__typename": "Post", "id": 7, "title": "T", "tags": ["a"], "meta": {"any": [1]}, "author": null});
    assert_eq!(
        answer(
            "{ kind: __typename block { __typename ... on Post { id t: title tags meta author { name } } ... on Quote { text } } posts { id } }",
            json!({"block": post, "posts": [post, post]})
        ),
        json!({"data": {
            "kind": "Query",
            "block": {"__typename": "Post", "id": "7", "t": "T", "tags": ["a"], "meta": {"any": [1]}, "author": null},
            "posts": [{"id": "7"}, {"id": "7"}],
        }})
    );
}

#[test]
fn errors_have_code_path_and_place_and_null_rises() {
    let post = |title: &str| json!({"__typename": "Post", "id": "1", "title": title, "related": [{"__typename": "Post", "title": title}]});
    assert_eq!(
        answer("{\n  block { ... on Post { title } } }", json!({"block": post("!")})),
        json!({"data": {"block": null}, "errors": [
            {"message": "You may not see this.", "locations": [{"line": 2, "column": 25}], "path": ["block", "title"], "extensions": {"code": "FORBIDDEN"}}
        ]})
    );
    let both = answer(
        "{ posts { title } post(where: {id: 1}) { title slug } }",
        json!({"posts": [post("x"), post("!")], "post": post("x")}),
    );
    assert_eq!(both["data"], Value::Null);
    let errors: Vec<(String, &str)> = both["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| (error["path"].to_string(), error["extensions"]["code"].as_str().expect("a code")))
        .collect();
    assert_eq!(
        errors,
        [(r#"["posts",1,"title"]"#.to_owned(), "FORBIDDEN"), (r#"["post","slug"]"#.to_owned(), "NOT_IMPLEMENTED")]
    );
    let related = answer("{ block { ... on Post { id related { title } } } }", json!({"block": post("!")}));
    assert_eq!(related["data"], json!({"block": {"id": "1", "related": null}}));
}

#[test]
fn values_that_do_not_fit_are_faults_of_the_server() {
    let post = |field: &str, value: Value| json!({"block": {"__typename": "Post", "id": "1", field: value}});
    let message = |query: &str, fields: Value| answer(query, fields)["errors"][0].clone();
    let wrong = message("{ block { ... on Post { count } } }", post("count", json!("x")));
    assert_eq!(wrong["message"], "The server made a value for Post.count that does not fit its type.");
    assert_eq!(wrong["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    let null = message("{ block { ... on Post { title } } }", post("title", Value::Null));
    assert_eq!(null["message"], "Cannot return null for non-nullable field Post.title.");
    let stage = message("{ block { ... on Post { stage } } }", post("stage", json!("NONE")));
    assert_eq!(stage["path"], json!(["block", "stage"]));
    let ty = message("{ block { __typename } }", json!({"block": {"__typename": "Author"}}));
    assert_eq!(ty["message"], "The server made a value for Query.block that does not fit its type.");
}

#[test]
fn mutations_run_in_order_with_coerced_arguments() {
    let (answer, calls) = run(
        "mutation ($d: PostCreateInput!) { b: createPost(data: $d) { id } a: deletePost(id: 3) { id } __typename }",
        json!({"d": {"title": "t", "slug": "s"}}),
        "Mutation",
        json!({"createPost": {"__typename": "Post", "id": "1"}, "deletePost": null}),
    );
    assert_eq!(answer, json!({"data": {"b": {"id": "1"}, "a": null, "__typename": "Mutation"}}));
    assert_eq!(
        calls,
        [
            r#"Mutation.createPost{"data":{"title":"t","slug":"s","stage":"DRAFT"}}"#,
            "Post.id{}",
            r#"Mutation.deletePost{"id":"3"}"#
        ]
    );
}

#[test]
fn a_document_about_the_schema_needs_no_resolver() {
    let answer = answer(
        "{ __type(name: \"Stage\") { kind enumValues { name } } posts { id } s: __schema { queryType { name } } }",
        json!({"posts": []}),
    );
    assert_eq!(
        answer.to_string(),
        r#"{"data":{"__type":{"kind":"ENUM","enumValues":[{"name":"DRAFT"},{"name":"PUBLISHED"}]},"posts":[],"s":{"queryType":{"name":"Query"}}}}"#
    );
}

#[test]
fn introspection_is_kept_per_schema_and_limited() {
    let schema = schema();
    let parse = |text: &str| Document::parse(&schema, text, &Limits::CONTENT, Flavor::Content).expect("valid");
    let document = parse("query ($n: String!) { __type(name: $n) { name } }");
    let operation = document.operation(None).expect("one operation");
    let ask = |name: &str| {
        introspect(&document, operation, json!({"n": name}).as_object().expect("an object")).expect("allowed")
    };
    assert_eq!(ask("Post").get("__type").map(|text| text.get().to_owned()).as_deref(), Some(r#"{"name":"Post"}"#));
    assert!(Arc::ptr_eq(&ask("Post"), &ask("Post")));
    assert_eq!(ask("Nope").get("__type").map(|text| text.get().to_owned()).as_deref(), Some("null"));
    let deep = parse("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }");
    let error = introspect(&deep, deep.operation(None).expect("one"), &Map::new()).expect_err("too deep");
    assert_eq!(
        error.message,
        "input: The introspection query nests fields, interfaces, possibleTypes or inputFields more than 2 deep.\n"
    );
}

/// An author whose posts have that author again, for ever.
struct Endless(&'static str);

impl Object for Endless {
    fn type_name(&self) -> &str {
        self.0
    }

    fn resolve<'a>(&'a self, field: &'a FieldCall<'a>) -> BoxFuture<'a, Result<Resolved, FieldError>> {
        Box::pin(async move {
            Ok(match field.name {
                "posts" => Resolved::objects([Endless("Post"), Endless("Post")].into_iter().take(1)),
                "author" => Resolved::object(Endless("Author")),
                name => Resolved::from(name),
            })
        })
    }
}

#[test]
fn the_deepest_allowed_query_runs_on_a_small_stack() {
    let query = format!("{{ posts {{ {} id {} }} }}", "author { posts { ".repeat(24), "} } ".repeat(24));
    let document =
        Document::parse(&schema(), &query, &Limits::CONTENT, Flavor::Content).expect("50 levels are allowed");
    let operation = document.operation(None).expect("one operation");
    let response = block_on(execute(&document, operation, &Map::new(), &Endless("Query")));
    assert_eq!(response.errors, []);
    assert!(String::from_utf8_lossy(&response.to_bytes(Flavor::Content)).contains(r#""id":"id""#));
}
