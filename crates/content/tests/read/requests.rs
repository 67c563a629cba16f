//! What surrounds a query: versions of the schema, introspection, methods, bad documents.

use content::request::{Caching, Extensions, Method, Question, RequestHeaders, answer};
use model::SchemaVersion;
use serde_json::json;
use sql::environment::content_objects;

use crate::world::{everything, on_each_engine, with_things};

#[tokio::test]
async fn a_plan_older_than_the_schema_is_made_again() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        let query = r#"{ thing(where: { id: "a" }) { text } }"#;
        world.expect(query, r#"{"data":{"thing":{"text":"Alpha"}}}"#).await;
        // Another node renames the field; nobody tells this one.
        let mut next = world.model.clone();
        next.version = SchemaVersion(next.version.0 + 1);
        let thing = next.models.iter_mut().find(|model| model.api_id == "Thing").unwrap();
        thing.fields[0].api_id = "words".to_owned();
        let mut statements = vec![content_objects::set_version(next.version)];
        statements.extend(next.to_objects().iter().map(content_objects::upsert));
        world.run(statements).await;
        world.expect(r#"{ thing(where: { id: "a" }) { words } }"#, r#"{"data":{"thing":{"words":"Alpha"}}}"#).await;
        let answer = world.ask(query).await;
        assert!(answer.contains(r#"Cannot query field \"text\" on type \"Thing\""#), "{answer}");
        world
    })
    .await;
}

#[tokio::test]
async fn introspection_stands_beside_content() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        world
            .expect(
                r#"{ __type(name: "Material") { name enumValues { name } } thing(where: { id: "a" }) { id } t: __typename }"#,
                concat!(
                    r#"{"data":{"__type":{"name":"Material","enumValues":[{"name":"wood"},{"name":"Carbon_Fibre"},{"name":"GraphQL"}]},"#,
                    r#""thing":{"id":"a"},"t":"Query"}}"#
                ),
            )
            .await;
        world
    })
    .await;
}

#[tokio::test]
async fn case_48_a_mutation_by_get_is_refused() {
    on_each_engine(|world| async move {
        let query = r#"mutation { deleteThing(where: { id: "a" }) { id } }"#.to_owned();
        let request = graphql::Request { query, variables: serde_json::Map::new(), operation_name: None };
        let actor = everything(&world.model);
        let question = Question {
            actor: std::sync::Arc::new(actor),
            request,
            headers: RequestHeaders::default(),
            method: Method::Get,
            caching: Caching::Off,
            extensions: Extensions::None,
        };
        let answer = answer(&world.content, &world.environment, question, "id").await;
        assert_eq!(answer.status, 405);
        world
    })
    .await;
}

#[tokio::test]
async fn case_49_variables_of_every_kind() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        let ask = async |declared: &str, condition: &str, value: serde_json::Value| {
            let query = format!("query ($v: {declared}) {{ things(where: {{ {condition}: $v }}) {{ id }} }}");
            world.ask_as(everything(&world.model), RequestHeaders::default(), &query, json!({ "v": value })).await
        };
        assert_eq!(ask("String", "text", json!("Alpha")).await.1, r#"{"data":{"things":[{"id":"a"}]}}"#);
        assert_eq!(ask("String", "text", json!("😀 \u{2028} \"\\")).await.1, r#"{"data":{"things":[]}}"#);
        assert_eq!(ask("[Material]", "material_in", json!(["wood"])).await.1, r#"{"data":{"things":[{"id":"a"}]}}"#);
        assert_eq!(ask("Json", "extra_value_recursive", json!("deep")).await.1, r#"{"data":{"things":[{"id":"a"}]}}"#);
        for (declared, condition, value) in [
            ("String", "text", json!(1)),
            ("Int", "count", json!(2_147_483_648_i64)),
            ("Int", "count", json!(1.5)),
            ("Boolean", "active", json!("true")),
            ("DateTime", "startsAt", json!("2026-13-01T00:00:00Z")),
            ("DateTime", "startsAt", json!(7)),
            ("Material", "material", json!("steel")),
        ] {
            let (status, answer) = ask(declared, condition, value).await;
            assert_eq!(status, 400, "{declared} {condition}: {answer}");
        }
        world
    })
    .await;
}

#[tokio::test]
async fn case_39_to_42_hostile_documents_are_refused_before_any_sql() {
    on_each_engine(|world| async move {
        let aliases: String = (0..10_000).map(|number| format!("a{number}: things {{ id }} ")).collect();
        let braces = format!("{{ things {}{}", "{ a ".repeat(10_000), "}".repeat(10_001));
        let chain: String =
            (0..60).map(|n| format!("fragment F{n} on Query {{ ...F{} ...F{} }} ", n + 1, n + 1)).collect();
        let chain = format!("{{ ...F0 }} {chain} fragment F60 on Query {{ things {{ id }} }}");
        let cycle = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned();
        let directives = format!("{{ things {} {{ id }} }}", "@include(if: true) ".repeat(2_000));
        let repeats = format!("{{ things {{ {} }} }}", "id ".repeat(100_000));
        for query in [format!("{{ {aliases} }}"), braces, chain, cycle, directives, repeats] {
            let (status, answer) =
                world.ask_as(everything(&world.model), RequestHeaders::default(), &query, json!({})).await;
            let start: String = query.chars().take(40).collect();
            assert_eq!(status, 400, "{start}: {answer}");
        }
        world
    })
    .await;
}

#[tokio::test]
async fn what_was_written_is_read_back_as_it_is_selected() {
    on_each_engine(|world| async move {
        world
            .expect(
                r#"mutation { __typename made: createPage(data: { title: "New", path: "/new" }) {
                    __typename title path stage locale createdBy { name kind } documentInStages { stage } } }"#,
                concat!(
                    r#"{"data":{"__typename":"Mutation","made":{"__typename":"Page","title":"New","path":"/new","stage":"DRAFT","#,
                    r#""locale":"en","createdBy":{"name":"Public API","kind":"PUBLIC"},"documentInStages":[]}}}"#
                ),
            )
            .await;
        world
            .expect(
                r#"mutation { publishPage(where: { path: "/new" }, to: [PUBLISHED]) { title stage documentInStages { stage title } } }"#,
                r#"{"data":{"publishPage":{"title":"New","stage":"PUBLISHED","documentInStages":[{"stage":"DRAFT","title":"New"}]}}}"#,
            )
            .await;
        world
    })
    .await;
}
