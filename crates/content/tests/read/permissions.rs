//! Who may not read is refused wherever a field is touched, and learns nothing (security cases 1 to 18).

use access::{Actor, ContentAction, ContentGrants, ContentRule, Scope};
use content::request::RequestHeaders;
use model::Stage;
use model::ids::LocaleId;
use serde_json::json;

use crate::world::{World, actor, model_id, on_each_engine, stage_id, with_things};

const NOT_ALLOWED: &str = r#"{"errors":[{"message":"not allowed"}],"data":null,"extensions":{"requestId":"id"}}"#;

/// Reads Page in PUBLISHED, in English only.
fn reader_of_published_pages(world: &World) -> Actor {
    let rule = ContentRule {
        models: Scope::Only([model_id("Page")].into()),
        locales: Scope::Only([world.model.default_locale().id.clone(), LocaleId::new("fr")].into()),
        stages: Scope::Only([stage_id(&world.model, Stage::PUBLISHED)].into()),
        ..ContentRule::everywhere(ContentAction::Read)
    };
    actor(&world.model, ContentGrants::from_rules(vec![rule]), Stage::PUBLISHED)
}

async fn refused(world: &World, actor: Actor, query: &str) {
    let answer = world.ask_as(actor, RequestHeaders::default(), query, json!({})).await;
    assert_eq!(answer, (403, NOT_ALLOWED.to_owned()), "{query}");
}

#[tokio::test]
async fn case_01_to_08_every_way_to_a_model_that_may_not_be_read() {
    on_each_engine(|world| async move {
        with_things(&world).await;
        for query in [
            "{ things { id } }",
            "{ things { __typename } }",
            "{ alias: things { other: text } }",
            r#"{ thing(where: { id: "a" }) { id } }"#,
            r#"{ thing(where: { slug: "alpha" }) { __typename } }"#,
            r#"{ things(where: { text_starts_with: "A" }) { __typename } }"#,
            r#"{ things(where: { NOT: [{ OR: [{ text: "Alpha" }] }] }) { __typename } }"#,
            r#"{ things(where: { _search: "a" }) { __typename } }"#,
            "{ things(orderBy: text_ASC) { __typename } }",
            r#"{ things(after: "a") { __typename } }"#,
            "{ thingsConnection { aggregate { count } } }",
            "{ thingsConnection { pageInfo { hasNextPage } } }",
            "{ thingsConnection { __typename } }",
            r#"{ things(where: { createdBy: { name_starts_with: "A" } }) { __typename } }"#,
            r#"{ entities(where: [{ id: "a", stage: PUBLISHED, typename: Thing }]) { id } }"#,
            // One field that may not be read refuses all.
            "{ pages { id } things { id } }",
        ] {
            refused(&world, reader_of_published_pages(&world), query).await;
        }
        world
    })
    .await;
}

#[tokio::test]
async fn case_07_no_grant_reads_nothing() {
    on_each_engine(|world| async move {
        let nobody = || actor(&world.model, ContentGrants::none(), Stage::PUBLISHED);
        for query in [
            "{ things { id } }",
            "{ pages { id } }",
            "{ users { id } }",
            "{ usersConnection { aggregate { count } } }",
            r#"{ user(where: { id: "u1" }) { name } }"#,
            r#"{ node(id: "a") { id } }"#,
            r#"{ entities(where: [{ id: "u1", stage: DRAFT, typename: User }]) { id } }"#,
        ] {
            refused(&world, nobody(), query).await;
        }
        let answer = world.ask_as(nobody(), RequestHeaders::default(), "{ __typename }", json!({})).await;
        assert_eq!(answer, (200, r#"{"data":{"__typename":"Query"}}"#.to_owned()));
        world
    })
    .await;
}

#[tokio::test]
async fn case_13_and_18_other_stages_and_locales() {
    on_each_engine(|world| async move {
        for query in [
            "{ pages(stage: DRAFT) { id } }",
            "{ pages { documentInStages(stages: [DRAFT]) { id } } }",
            "{ pages(where: { documentInStages_some: { stage: DRAFT } }) { id } }",
            "{ pages(where: { NOT: [{ documentInStages_none: { NOT: [{ stage: QA }] } }] }) { id } }",
            r#"{ entities(where: [{ id: "p", stage: DRAFT, typename: Page }]) { id } }"#,
            "{ pages(locales: [de]) { id } }",
            "{ pages(locales: [en, de]) { id } }",
            "{ pages { localizations(locales: [de]) { id } } }",
        ] {
            refused(&world, reader_of_published_pages(&world), query).await;
        }
        let header = RequestHeaders { stage: Some("DRAFT".to_owned()), ..RequestHeaders::default() };
        let answer = world.ask_as(reader_of_published_pages(&world), header, "{ pages { id } }", json!({})).await;
        assert_eq!(answer, (403, NOT_ALLOWED.to_owned()));
        // What is not named is only left out: the draft is there, and is neither shown nor counted.
        let page =
            |stage, locale| crate::world::Row { model: "Page", id: "p", stage, locale, minute: 1, fields: json!({}) };
        let en = Some(1);
        world
            .put(vec![
                page(Stage::DRAFT, None),
                page(Stage::DRAFT, en),
                page(Stage::PUBLISHED, None),
                page(Stage::PUBLISHED, en),
                page(Stage::PUBLISHED, Some(2)),
            ])
            .await;
        let query = "{ pages { id documentInStages(includeCurrent: true) { stage } localizations { locale } }
                       only: pages(where: { documentInStages_every: { stage: PUBLISHED } }) { id } }";
        let answer = world.ask_as(reader_of_published_pages(&world), RequestHeaders::default(), query, json!({})).await;
        let expected = concat!(
            r#"{"data":{"pages":[{"id":"p","documentInStages":[{"stage":"PUBLISHED"}],"localizations":[]}],"#,
            r#""only":[{"id":"p"}]}}"#
        );
        assert_eq!(answer, (200, expected.to_owned()));
        world
    })
    .await;
}

#[tokio::test]
async fn case_44_a_nested_product_above_the_budget_is_refused_with_its_size() {
    on_each_engine(|world| async move {
        let mut query = "id".to_owned();
        for _ in 0..12 {
            query = format!("localizations(includeCurrent: true) {{ {query} }}");
        }
        let answer = world.ask(&format!("{{ pages(first: 100) {{ {query} }} }}")).await;
        assert!(answer.contains("documents; at most 100000 are allowed"), "{answer}");
        world
    })
    .await;
}
