//! The exact error text of each rule, in both flavours.

use graphql::{Document, ErrorKind, Flavor, GraphqlError, Limits, Schema};

fn schema() -> Schema {
    Schema::from_sdl(include_str!("blog.graphql")).expect("the test's schema is valid")
}

fn errors(schema: &Schema, query: &str, flavor: Flavor) -> Vec<GraphqlError> {
    Document::parse(schema, query, &Limits::CONTENT, flavor).err().unwrap_or_default()
}

fn check(flavor: Flavor, cases: &[(&str, &[&str])]) {
    let schema = schema();
    let mut wrong = String::new();
    for (query, expected) in cases {
        let texts: Vec<String> = errors(&schema, query, flavor).into_iter().map(|error| error.message).collect();
        let expected: Vec<&str> = expected.to_vec();
        if texts != expected {
            wrong.push_str(&format!("{query}\n  expected {expected:#?}\n  found {texts:#?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn content_validation() {
    check(
        Flavor::Content,
        &[
            ("{ posts(skip: 1, search: \"é😀\") { id ...F } } fragment F on Post { title }", &[]),
            (
                "{ posts {\n titel } }",
                &["input:2: Cannot query field \"titel\" on type \"Post\". Did you mean \"title\"?\n"],
            ),
            ("{ posts { foo } }", &["input:1: Cannot query field \"foo\" on type \"Post\".\n"]),
            (
                "{ node(id: 1) { title } }",
                &[
                    "input:1: Cannot query field \"title\" on type \"Node\". Did you mean to use an inline fragment on \"Post\"?\n",
                ],
            ),
            (
                "{ posts { author } }",
                &[
                    "input:1: Field \"author\" of type \"Author\" must have a selection of subfields. Did you mean \"author { ... }\"?\n",
                ],
            ),
            (
                "{ posts { title { x } } }",
                &["input:1: Field \"title\" must not have a selection since type \"String!\" has no subfields.\n"],
            ),
            (
                "{ posts { stage { x } } }",
                &["input:1: Field \"stage\" must not have a selection since type \"Stage!\" has no subfields.\n"],
            ),
            ("{ posts(foo: 1) { id } }", &["input:1: Unknown argument \"foo\" on field \"Query.posts\".\n"]),
            (
                "{ posts(frist: 1) { id } }",
                &["input:1: Unknown argument \"frist\" on field \"Query.posts\". Did you mean \"first\"?\n"],
            ),
            (
                "{ posts { id @skip(iff: true, if: true) } }",
                &["input:1: Unknown argument \"iff\" on directive \"@skip\". Did you mean \"if\"?\n"],
            ),
            (
                "{ post { id } }",
                &[
                    "input:1: Field \"post\" argument \"where\" of type \"PostWhereUniqueInput!\" is required, but it was not provided.\n",
                ],
            ),
            (
                "{ post(where: null) { id } }",
                &["input:1: Expected value of type \"PostWhereUniqueInput!\", found null.\n"],
            ),
            (
                "query ($a: Post) { posts(json: $a) { id } }",
                &["input:1: Variable \"$a\" cannot be non-input type \"Post\".\n"],
            ),
            ("query ($a: Foo) { posts(json: $a) { id } }", &["input:1: Unknown type \"Foo\".\n"]),
            ("{ posts { ... on Foo { id } } }", &["input:1: Unknown type \"Foo\".\n"]),
            ("{ posts { ...F } }", &["input:1: Unknown fragment \"F\".\n"]),
            ("{ posts { id @foo } }", &["input:1: Unknown directive \"@foo\".\n"]),
            ("{ posts(stage: FOO) { id } }", &["input:1: Value \"FOO\" does not exist in \"Stage\" enum.\n"]),
            (
                "{ posts(stage: DRAFTT) { id } }",
                &[
                    "input:1: Value \"DRAFTT\" does not exist in \"Stage\" enum. Did you mean the enum value \"DRAFT\"?\n",
                ],
            ),
            (
                "{ posts(stage: \"DRAFT\") { id } }",
                &[
                    "input:1: Enum \"Stage\" cannot represent non-enum value: \"DRAFT\". Did you mean the enum value \"DRAFT\"?\n",
                ],
            ),
            ("{ posts(search: 1) { id } }", &["input:1: String cannot represent a non string value: 1\n"]),
            ("{ posts(first: \"1\") { id } }", &["input:1: Int cannot represent non-integer value: \"1\"\n"]),
            ("{ posts(first: 1.5) { id } }", &["input:1: Int cannot represent non-integer value: 1.5\n"]),
            (
                "{ posts(first: 3000000000) { id } }",
                &["input:1: Int cannot represent non 32-bit signed integer value: 3000000000\n"],
            ),
            ("{ posts(rating: \"1\") { id } }", &["input:1: Float cannot represent non numeric value: \"1\"\n"]),
            ("{ posts(rating: 1e999) { id } }", &["input:1: Float cannot represent non numeric value: 1e999\n"]),
            ("{ posts(flag: 1) { id } }", &["input:1: Boolean cannot represent a non boolean value: 1\n"]),
            (
                "{ posts(ids: [true]) { id } }",
                &["input:1: ID cannot represent a non-string and non-integer value: true\n"],
            ),
            ("{ posts(where: 1) { id } }", &["input:1: Expected value of type \"PostWhereInput\", found 1.\n"]),
            (
                "{ posts(where: {idd: 1}) { id } }",
                &["input:1: Field \"idd\" is not defined by type PostWhereInput. Did you mean id?\n"],
            ),
            (
                "{ posts(where: {AND: [{author: {nam: 1}}]}) { id } }",
                &["input:1: Field \"nam\" is not defined by type AuthorWhereInput. Did you mean name?\n"],
            ),
            (
                "mutation { createPost(data: {title: \"t\"}) { id } }",
                &["input:1: Field \"PostCreateInput.slug\" of required type \"String!\" was not provided.\n"],
            ),
            (
                "{ posts(where: {id: 1, id: 2}) { id } }",
                &["input:1: There can be only one input field named \"id\".\n"],
            ),
            ("{ posts(first: 1, first: 1) { id } }", &["input:1: There can be only one argument named \"first\".\n"]),
            ("{ posts(search: \"a\\u0000b\") { id } }", &["input:1: String cannot contain the NUL character.\n"]),
            ("query Q { posts(first: $x) { id } }", &["input:1: Variable \"$x\" is not defined by operation \"Q\".\n"]),
            ("{ posts(first: $x) { id } }", &["input:1: Variable \"$x\" is not defined.\n"]),
            (
                "query A($x: Int) { posts(first: $x) { ...F } } query B { posts { ...F } } fragment F on Post { related(first: $x) { id } }",
                &["input:1: Variable \"$x\" is not defined by operation \"B\".\n"],
            ),
            (
                "query Q($x: Int,\n $y: Int) { posts { id } }",
                &[
                    "input:1: Variable \"$x\" is never used in operation \"Q\".\n",
                    "input:2: Variable \"$y\" is never used in operation \"Q\".\n",
                ],
            ),
            (
                "query Q($slug: String) { posts(first: $slug) { id } }",
                &["input:1: Variable \"$slug\" of type \"String\" used in position expecting type \"Int\".\n"],
            ),
            (
                "query Q($w: PostWhereUniqueInput) { post(where: $w) { id } }",
                &[
                    "input:1: Variable \"$w\" of type \"PostWhereUniqueInput\" used in position expecting type \"PostWhereUniqueInput!\".\n",
                ],
            ),
            (
                "query Q($x: String) { posts(where: {AND: [{id: $x}]}) { id } }",
                &["input:1: Variable \"$x\" of type \"String\" used in position expecting type \"ID\".\n"],
            ),
            (
                "query ($a: Int, $a: Int) { posts(first: $a) { id } }",
                &["input:1: There can be only one variable named \"$a\".\n"],
            ),
            ("fragment F on Post { id } { posts { id } }", &["input:1: Fragment \"F\" is never used.\n"]),
            (
                "fragment F on Post { ...F } { posts { ...F } }",
                &["input:1: Cannot spread fragment \"F\" within itself.\n"],
            ),
            (
                "fragment F on Post { ...G } fragment G on Post { ...F } { posts { ...F } }",
                &["input:1: Cannot spread fragment \"F\" within itself via G.\n"],
            ),
            (
                "{ posts { ... on Quote { id } } }",
                &[
                    "input:1: Fragment cannot be spread here as objects of type \"Post\" can never be of type \"Quote\".\n",
                ],
            ),
            (
                "{ a: posts { id } a: posts(first: 1) { id } }",
                &[
                    "input:1: Fields \"a\" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional.\n",
                ],
            ),
            (
                "{ posts { a: id a: title } }",
                &[
                    "input:1: Fields \"a\" conflict because \"id\" and \"title\" are different fields. Use different aliases on the fields to fetch both if this was intentional.\n",
                ],
            ),
            (
                "query A { posts { id } } query A { posts { id } }",
                &["input:1: There can be only one operation named \"A\".\n"],
            ),
            (
                "{ posts { id } } query A { posts { id } }",
                &["input:1: This anonymous operation must be the only defined operation.\n"],
            ),
            ("subscription { x }", &["input:1: Schema does not support operation type \"subscription\"\n"]),
            ("type A { b: Int }", &["input:1: The \"A\" definition is not executable.\n"]),
            (
                "{ posts { id @skip } }",
                &[
                    "input:1: Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, but it was not provided.\n",
                ],
            ),
            ("query @skip(if: true) { posts { id } }", &["input:1: Directive \"@skip\" may not be used on QUERY.\n"]),
        ],
    );
}

#[test]
fn content_syntax() {
    check(
        Flavor::Content,
        &[
            ("{ posts { } }", &["input:1: Expected Name, found }\n"]),
            ("{ posts {\n id ", &["input:2: Expected Name, found <EOF>\n"]),
            ("{ posts( { id } }", &["input:1: Expected Name, found {\n"]),
            ("{ posts(first: ) { id } }", &["input:1: Unexpected )\n"]),
            ("{ posts { id } } }", &["input:1: Unexpected }\n"]),
            ("", &["input:1: Unexpected <EOF>\n"]),
            ("foo", &["input:1: Unexpected Name \"foo\"\n"]),
            ("query Q", &["input:1: Expected {, found <EOF>\n"]),
            ("{ posts(first: 1 2) { id } }", &["input:1: Expected Name, found Int \"2\"\n"]),
            ("{ posts(search: \"abc) { id } }", &["input:1: Unterminated string\n"]),
            ("{ posts(search: \"\\q\") { id } }", &["input:1: Invalid character escape sequence in a string\n"]),
            ("{ posts(search: \"\\uD800\") { id } }", &["input:1: A string has half of a surrogate pair\n"]),
            ("{ po?sts }", &["input:1: Unexpected character \"?\"\n"]),
            ("query Q($a: ) { posts { id } }", &["input:1: Expected Name, found )\n"]),
            ("fragment on on Post { id }", &["input:1: Unexpected Name \"on\"\n"]),
        ],
    );
}

#[test]
fn management_texts_have_no_prefix_but_locations() {
    check(
        Flavor::Management,
        &[
            ("{ posts { titel } }", &["Cannot query field \"titel\" on type \"Post\". Did you mean \"title\"?"]),
            (
                "{ posts(where: {authr: 1}) { id } }",
                &["Field \"authr\" is not defined by type \"PostWhereInput\". Did you mean \"author\"?"],
            ),
            ("{ posts { } }", &["Syntax Error: Expected Name, found \"}\"."]),
            ("{ posts { id ", &["Syntax Error: Expected Name, found <EOF>."]),
        ],
    );
    let error = errors(&schema(), "{ posts {\n  titel } }", Flavor::Management).remove(0);
    assert_eq!(error.kind, ErrorKind::Validation);
    assert_eq!(
        error.to_json(Flavor::Management).to_string(),
        r#"{"message":"Cannot query field \"titel\" on type \"Post\". Did you mean \"title\"?","locations":[{"line":2,"column":3}],"extensions":{"code":"BAD_USER_INPUT"}}"#
    );
    let error = errors(&schema(), "{ posts { titel } }", Flavor::Content).remove(0);
    assert_eq!(
        error.to_json(Flavor::Content).to_string(),
        r#"{"message":"input:1: Cannot query field \"titel\" on type \"Post\". Did you mean \"title\"?\n"}"#
    );
}

#[test]
fn many_errors_are_cut() {
    let query = format!("{{ posts {{ {} }} }}", (0..400).map(|n| format!("x{n} ")).collect::<String>());
    assert_eq!(errors(&schema(), &query, Flavor::Content).len(), 50);
}

#[test]
fn operations_are_chosen_by_name() {
    let parse = |text| Document::parse(&schema(), text, &Limits::CONTENT, Flavor::Content).expect("valid");
    let two = parse("query A { posts { id } } mutation B { deletePost(id: 1) { id } }");
    let message = |result: Result<_, GraphqlError>| result.map(|_: &graphql::Node<_>| ()).unwrap_err().message;
    assert_eq!(message(two.operation(None)), "Must provide operation name if query contains multiple operations.");
    assert_eq!(message(two.operation(Some("C"))), "Unknown operation named \"C\".");
    assert_eq!(message(two.query(Some("B"))), "GET requests can only run queries. Send this operation by POST.");
    assert!(two.query(Some("A")).is_ok() && two.operation(Some("B")).is_ok());
    let one = parse("{ posts { id } }");
    assert!(one.operation(None).is_ok());
}
