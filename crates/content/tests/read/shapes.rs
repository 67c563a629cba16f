//! What a document becomes: one statement whatever it selects, with indexes for its pages; what may not be read, and what is too
//! much.

use std::sync::Arc;

use access::{Actor, ContentAction, ContentGrants, ContentRule, Scope};
use content::read::{QueryRead, plan};
use content::request::RequestHeaders;
use content::schema::EnvironmentSchema;
use graphql::{Document, Flavor, Limits};
use model::{ContentModel, Field, Model, OtherSide, RelationSide, RelationalType, SimpleType, Stage};
use serde_json::{Map, Value as Json, json};
use sql::{Engine, Statement};

use crate::blog::{content_model, link, localization, with_blog};
use crate::models::{self, field, simple};
use crate::world::{World, actor, everything, model_id, on_each_engine_with};

/// The one statement of a query.
fn statement(content: ContentModel, query: &str) -> Statement {
    let content = Arc::new(content);
    let schema = EnvironmentSchema::generate(content.clone(), content.stages[0].id.clone()).unwrap();
    let document = Document::parse(&schema.graphql, query, &Limits::CONTENT, Flavor::Content).unwrap();
    let operation = document.operation(None).unwrap();
    let (actor, headers, variables) = (everything(&content), RequestHeaders::default(), Map::new());
    let read = QueryRead::new(&schema, &document, &variables, &actor, &headers);
    plan(&read, operation, Engine::Sqlite).unwrap().statement.unwrap()
}

/// What SQLite says it will do, a line for each step.
async fn steps(world: &World, query: &str) -> Vec<String> {
    let Statement { text, params } = statement(world.model.clone(), query);
    let explained = Statement::new(format!("EXPLAIN QUERY PLAN {text}"), params);
    let rows = world.environment.database.query(explained).await.unwrap();
    rows.iter().map(|row| row.text(3).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_and_links_are_found_by_indexes() {
    let world = World::new(None, content_model()).await;
    with_blog(&world).await;
    let query = "{ tags(first: 20) { name posts(first: 3) { slug author { name } } } }";
    let steps = steps(&world, query).await;
    let uses = |what: &str| steps.iter().any(|step| step.contains(what));
    // The page by the index of the default order, without sorting it.
    assert!(
        uses("USING INDEX i_tag_created (stage=?)") || uses("USING COVERING INDEX i_tag_created (stage=?)"),
        "{steps:#?}"
    );
    assert!(uses("i_post_tags_dst (stage=? AND dst=?)"), "{steps:#?}");
    assert!(uses("r_post_author") || uses("i_post_author_src (stage=? AND src=?)"), "{steps:#?}");
    let scans: Vec<_> = steps.iter().filter(|step| step.starts_with("SCAN t") && !step.contains("SCAN t0")).collect();
    // Only pages are run through from one end to the other.
    let of_pages = scans.iter().all(|step| step.split_whitespace().count() == 2);
    assert!(of_pages, "{steps:#?}");
}

#[tokio::test]
async fn a_filter_on_what_is_related_is_made_once() {
    let world = World::new(None, content_model()).await;
    with_blog(&world).await;
    let query = r#"{ posts(where: { tags_some: { name: "X" }, author: { name: "Ada" } }) { id } }"#;
    let text = statement(world.model.clone(), query).text;
    assert_eq!(text.matches(".id IN (SELECT ").count(), 2, "{text}");
    assert!(!text.contains("EXISTS"), "{text}");
    let steps = steps(&world, query).await;
    assert!(!steps.iter().any(|step| step.contains("CORRELATED LIST")), "{steps:#?}");
}

/// The blog with a model Menu of sixty relations.
fn with_menu() -> ContentModel {
    let mut content = content_model();
    let (menu, post) = (model_id("Menu"), model_id("Post"));
    let item = |number: usize| {
        let name = format!("item{number}");
        let id = model::ids::FieldId::new(format!("menu_{name}"));
        let kind = model::FieldKind::Relational {
            relational_type: RelationalType::Relation,
            related: post.clone(),
            relation: id.clone(),
            side: RelationSide::Source,
            other: OtherSide::OneWay { api_id: format!("{name}Menu") },
        };
        Field { id, is_list: number.is_multiple_of(2), ..field(&name, kind) }
    };
    let mut fields = vec![simple("menuTitle", SimpleType::String)];
    fields.extend((0..60).map(item));
    content.models.push(Model { id: menu, ..models::model("Menu", fields) });
    content
}

#[tokio::test]
async fn a_menu_of_sixty_relations_is_one_statement() {
    on_each_engine_with(with_menu, |world| async move {
        with_blog(&world).await;
        let at = "2026-01-01T00:00:00+00:00";
        let mut rows =
            vec![("m_menu".to_owned(), json!({ "id": "m", "stage": 1, "created_at": at, "updated_at": at }))];
        rows.push(localization("Post", "p3", 1, 1, json!({ "title": "Three" })));
        let targets = (0..60).map(|number| {
            let target = ["p1", "p2", "p3", "p4"][number % 4];
            link(&format!("menu_item{number}"), 1, ("m", target), &model_id("Post"), (0, 0))
        });
        rows.extend(targets);
        world.put_raw(rows).await;
        let part =
            |number: usize| format!("item{number} {{ id title author {{ id name }} tags(first: 3) {{ name }} }}");
        let query = format!("{{ menus {{ {} }} }}", (0..60).map(part).collect::<Vec<_>>().join(" "));
        let answer: Json = serde_json::from_str(&world.ask(&query).await).unwrap();
        let menu = &answer["data"]["menus"][0];
        let p1 = json!([{ "id": "p1", "title": "One", "author": { "id": "ada", "name": "Ada" },
            "tags": [{ "name": "Z" }, { "name": "X" }, { "name": "Y" }] }]);
        assert_eq!(menu["item56"], p1, "{answer}");
        assert_eq!(menu["item59"], json!({ "id": "p4", "title": "Four", "author": null, "tags": [] }));
        world
    })
    .await;
}

#[tokio::test]
async fn a_document_as_deep_as_the_limit_is_answered() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        let mut query = "name".to_owned();
        for _ in 0..22 {
            query = format!("posts(first: 1) {{ author {{ {query} }} }}");
        }
        let query = format!("{{ author(where: {{ id: \"ada\" }}) {{ {query} }} }}");
        let answer = world.ask(&query).await;
        assert!(answer.starts_with(r#"{"data":{"author":{"posts":[{"author":{"posts":"#), "{answer}");
        assert!(answer.contains(r#"{"name":"Ada"}"#), "{answer}");
        world
    })
    .await;
}

#[tokio::test]
async fn case_44_nested_pages_multiply_and_union_members_do_not() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        let answer = world.ask("{ tags(first: 100) { posts(first: 100) { tags(first: 100) { id } } } }").await;
        assert!(answer.contains("documents; at most 100000 are allowed"), "{answer}");
        // 100 posts with 10 blocks each, whichever of three types, each with one list of 40.
        let answer = world.ask(
            "{ posts(first: 100) { blocks(first: 10) { ... on Section { quotes(first: 90) { id } } ... on Quote { by { posts(first: 90) { id } } } } } }",
        );
        assert!(answer.await.starts_with(r#"{"data":"#));
        world
    })
    .await;
}

/// May read these models in all stages and locales.
fn reader_of(world: &World, names: &[&str]) -> Actor {
    let models = names.iter().map(|name| match *name {
        "Asset" => world.model.asset_model().id.clone(),
        name => model_id(name),
    });
    let models = Scope::Only(models.collect());
    let rule = ContentRule { models, ..ContentRule::everywhere(ContentAction::Read) };
    actor(&world.model, ContentGrants::from_rules(vec![rule]), Stage::DRAFT)
}

#[tokio::test]
async fn case_01_to_08_every_way_to_another_model_needs_the_right_to_it() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        let reads = |readable: &'static [&'static str], query: &'static str| {
            let actor = reader_of(&world, readable);
            let world = &world;
            async move { world.ask_as(actor, RequestHeaders::default(), query, json!({})).await }
        };
        for query in [
            "{ posts { author { __typename } } }",
            "{ posts { tags { __typename } } }",
            "{ posts { cover { __typename } } }",
            "{ posts { related { __typename } } }",
            "{ posts { relatedIn { related { __typename } } } }",
            "{ posts { blocks { ... on Quote { by { id } } } } }",
            "{ posts { body { references { __typename } } } }",
            "{ posts { scheduledIn { id } } }",
            "{ scheduledReleases { id } }",
            "{ posts(where: { author: {} }) { id } }",
            "{ posts(where: { author: null }) { id } }",
            r#"{ posts(where: { author: { name_starts_with: "A" } }) { id } }"#,
            "{ posts(where: { tags_some: null }) { id } }",
            "{ posts(where: { tags_every: {} }) { id } }",
            "{ posts(where: { related_empty: true }) { id } }",
            "{ posts(where: { NOT: [{ related_some: { Author: {} } }] }) { id } }",
            r#"{ posts(where: { blocks_some: { Quote: { by: { name: "A" } } } }) { id } }"#,
            "{ posts(where: { scheduledIn_some: {} }) { id } }",
            r#"{ post(where: { slug: "p1" }) { localizations { author { id } } } }"#,
            r#"{ entities(where: [{ id: "q1", stage: DRAFT, typename: Quote }]) { ... on Quote { by { id } } } }"#,
        ] {
            let answer = reads(&["Post"], query).await;
            assert_eq!(answer.0, 403, "{query}: {}", answer.1);
        }
        // A component is part of the entry that holds it: this one is held by an author.
        let hero = r#"{ entities(where: [{ id: "q4", stage: DRAFT, typename: Quote }]) { id } }"#;
        assert_eq!(reads(&["Post"], hero).await, (200, r#"{"data":{"entities":[]}}"#.to_owned()));
        assert_eq!(reads(&["Author"], hero).await, (200, r#"{"data":{"entities":[{"id":"q4"}]}}"#.to_owned()));
        assert_eq!(reads(&["Tag"], hero).await.0, 403);
        let inner = r#"{ entities(where: [{ id: "q2", stage: DRAFT, typename: Quote }]) { id } }"#;
        assert_eq!(reads(&["Post"], inner).await, (200, r#"{"data":{"entities":[{"id":"q2"}]}}"#.to_owned()));
        assert_eq!(reads(&["Author"], inner).await, (200, r#"{"data":{"entities":[]}}"#.to_owned()));
        assert_eq!(reads(&["Post", "Author"], "{ posts { author { name } related { __typename } } }").await.0, 200);
        world
    })
    .await;
}
