use serde_json::{Value, json};
use sql::names;

use super::fixture::{Bench, field, post};
use super::places::on_each_engine;

fn component(api_id: &str, plural: &str) -> Value {
    json!({ "createComponent": { "apiId": api_id, "apiIdPlural": plural, "displayName": api_id } })
}

fn holding(parent: &str, api_id: &str, component: &str, is_list: bool) -> Value {
    json!({ "createComponentField": { "parentApiId": parent, "apiId": api_id, "displayName": api_id,
        "componentApiId": component, "isList": is_list } })
}

fn text(parent: &str, is_localized: bool) -> Value {
    json!({ "createSimpleField": { "parentApiId": parent, "apiId": "text", "displayName": "Text", "type": "STRING",
        "isLocalized": is_localized } })
}

fn blocks(components: &[&str]) -> Value {
    json!({ "createComponentUnionField": { "parentApiId": "Post", "apiId": "blocks", "displayName": "Blocks",
        "isList": true, "componentApiIds": components } })
}

/// `Post.facts` holds facts, which hold notes, which show an image.
fn world() -> Value {
    let image = json!({ "createRelationalField": { "parentApiId": "Note", "apiId": "image", "displayName": "Image",
        "type": "ASSET", "reverseField": { "modelApiId": "Asset", "apiId": "imageNote", "displayName": "Notes" } } });
    json!([
        post(),
        component("Fact", "Facts"),
        component("Note", "Notes"),
        text("Fact", false),
        holding("Fact", "note", "Note", false),
        image,
        holding("Post", "facts", "Fact", true),
        blocks(&["Fact", "Note"]),
    ])
}

/// Two facts, the first with a note that shows an image.
async fn with_content(bench: &Bench) {
    let content = bench.content().await;
    let (fact, note) = (content.component("Fact").unwrap(), content.component("Note").unwrap());
    let post = content.model("Post").unwrap();
    bench.entry("e1", 1, &[]).await;
    bench.instance(fact, "f1", "e1", post.field("facts").unwrap()).await;
    bench.instance(fact, "f2", "e1", post.field("blocks").unwrap()).await;
    bench.instance(note, "n1", "f1", fact.field("note").unwrap()).await;
    bench.instance(note, "n2", "e1", post.field("blocks").unwrap()).await;
    for note in ["n1", "n2"] {
        let image = content.component("Note").unwrap().field("image").unwrap();
        bench.link(image, note, (&content.asset_model().id, "a1")).await;
    }
}

/// How many facts, notes and links there are.
async fn counts(bench: &Bench) -> [Option<i64>; 3] {
    let content = bench.content().await;
    let table = |name: &str| names::component_table(&content.component(name).unwrap().id);
    let image = content.component("Note").unwrap().field("image").unwrap();
    let links = names::relation_table(&image.id);
    [bench.rows(&table("Fact")).await, bench.rows(&table("Note")).await, bench.rows(&links).await]
}

#[tokio::test]
async fn components_and_their_fields_are_seen() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(world()).await;
        let seen = bench
            .master(
                "contentModel { components { apiId apiIdPlural isLocalized hasContent fields { apiId __typename \
                 parent { __typename apiId } ... on ComponentField { type component { apiId } hasEmptyValues } \
                 ... on UniDirectionalRelationalField { relatedModel { apiId } } } } \
                 model(apiId: \"Post\") { hasLocalizedComponents nestedFields { apiId } fields { apiId isList \
                 ... on ComponentField { component { apiId } } ... on ComponentUnionField { type components { apiId } } } } } \
                 quotas { components { current } }",
            )
            .await;
        let content = &seen["contentModel"];
        assert_eq!(seen["quotas"]["components"]["current"], 2.0);
        let parent = json!({ "__typename": "Component", "apiId": "Fact" });
        assert_eq!(
            content["components"][0],
            json!({ "apiId": "Fact", "apiIdPlural": "Facts", "isLocalized": false, "hasContent": false, "fields": [
                { "apiId": "text", "__typename": "SimpleField", "parent": parent },
                { "apiId": "note", "__typename": "ComponentField", "parent": parent, "type": "COMPONENT",
                  "component": { "apiId": "Note" }, "hasEmptyValues": false },
            ] })
        );
        assert_eq!(
            content["model"],
            json!({ "hasLocalizedComponents": false,
                "nestedFields": [{ "apiId": "text" }, { "apiId": "note" }, { "apiId": "image" }],
                "fields": [
                    { "apiId": "facts", "isList": true, "component": { "apiId": "Fact" } },
                    { "apiId": "blocks", "isList": true, "type": "COMPONENT_UNION",
                      "components": [{ "apiId": "Fact" }, { "apiId": "Note" }] },
                ] })
        );
        let asked = bench.ask(
            "{ viewer { project { environment(name: \"master\") { contentModel { component(apiId: \"Fact\") { \
             fields { model { apiId } } } } } } } }",
            json!({}),
        );
        assert_eq!(asked.await["errors"][0]["message"], "A field of a component has no model. Ask for its parent.");
    })
    .await;
}

#[tokio::test]
async fn instances_go_with_the_field_and_the_component() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(world()).await;
        with_content(&bench).await;
        assert_eq!(counts(&bench).await, [Some(2), Some(2), Some(2)]);
        bench.done(json!([{ "deleteField": { "parentApiId": "Post", "apiId": "facts" } }])).await;
        assert_eq!(counts(&bench).await, [Some(1), Some(1), Some(1)], "with what they hold, and nothing else");
        let only_facts = json!({ "updateComponentUnionField": { "parentApiId": "Post", "apiId": "blocks", "componentApiIds": ["Fact"] } });
        bench.done(json!([only_facts])).await;
        assert_eq!(counts(&bench).await, [Some(1), Some(0), Some(0)]);
        let refused = bench.refused(json!([{ "deleteComponent": { "apiId": "Fact" } }])).await;
        assert!(refused.1.contains("The component \"Fact\" is used by the field \"blocks\" of Post"), "{refused:?}");
        let table = names::component_table(&bench.content().await.component("Fact").unwrap().id);
        bench.done(json!([{ "deleteModel": { "apiId": "Post" } }])).await;
        assert_eq!(counts(&bench).await, [Some(0), Some(0), Some(0)]);
        bench.done(json!([{ "deleteComponent": { "apiId": "Fact" } }, { "deleteComponent": { "apiId": "Note" } }])).await;
        assert_eq!(bench.rows(&table).await, None);
    })
    .await;
}

#[tokio::test]
async fn required_component_fields_need_instances() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(world()).await;
        with_content(&bench).await;
        let require = |key: &str, parent: &str, api_id: &str| {
            json!([{ key: { "parentApiId": parent, "apiId": api_id, "isRequired": true } }])
        };
        bench.done(require("updateComponentField", "Post", "facts")).await;
        let errors = bench.failed(require("updateComponentField", "Fact", "note")).await;
        assert_eq!(errors, "1. updateComponentField: The field \"note\" cannot be required: 1 entries have nothing in it.");
        bench.entry("e2", 1, &[]).await;
        let again = json!([{ "createComponentUnionField": { "parentApiId": "Post", "apiId": "more", "displayName": "More",
            "componentApiIds": ["Fact", "Note"], "isRequired": true } }]);
        let errors = bench.failed(again).await;
        assert_eq!(errors, "1. createComponentUnionField: The field \"more\" cannot be required: 2 entries have nothing in it.");
    })
    .await;
}

#[tokio::test]
async fn localised_components_and_stages() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(world()).await;
        with_content(&bench).await;
        let content = bench.content().await;
        let fact = content.component("Fact").unwrap().id.clone();
        let post = content.model("Post").unwrap().id.clone();
        let localize = |wanted: bool| json!([{ "updateSimpleField": { "parentApiId": "Fact", "apiId": "text", "isLocalized": wanted } }]);
        bench.done(localize(true)).await;
        assert_eq!(bench.rows(&names::component_localized_table(&fact)).await, Some(2), "every instance");
        assert_eq!(bench.rows(&names::localized_table(&post)).await, Some(1), "and every entry of a model that holds it");
        let seen = bench.master("contentModel { model(apiId: \"Post\") { isLocalized hasLocalizedComponents } component(apiId: \"Fact\") { isLocalized hasContent } }").await;
        assert_eq!(seen["contentModel"]["model"], json!({ "isLocalized": true, "hasLocalizedComponents": true }));
        assert_eq!(seen["contentModel"]["component"], json!({ "isLocalized": true, "hasContent": true }));
        bench.done(localize(false)).await;
        let unique = json!([{ "updateSimpleField": { "parentApiId": "Fact", "apiId": "text", "isRequired": true, "migrationValue": "\"x\"" } }]);
        bench.done(unique).await;
        let qa = json!({ "createStage": { "apiId": "QA", "displayName": "QA", "color": "TEAL" } });
        let de = json!({ "createLocale": { "apiId": "de", "displayName": "German" } });
        bench.done(json!([qa, de])).await;
        let content = bench.content().await;
        let stage = content.stage("QA").unwrap().id.to_string();
        let deleted = bench.single("deleteStage", "DeleteStageInput", json!({ "id": stage, "force": true })).await;
        assert_eq!(deleted.0, "SUCCESS");
        bench.done(json!([{ "deleteLocale": { "apiId": "de", "force": true } }])).await;
        assert_eq!(counts(&bench).await, [Some(2), Some(2), Some(2)], "other stages are as they were");
    })
    .await;
}

#[tokio::test]
async fn single_mutations_of_components() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), component("Note", "Notes")])).await;
        let fact =
            json!({ "environmentId": bench.id(), "apiId": "Fact", "apiIdPlural": "Facts", "displayName": "Fact" });
        let made = bench.single("createComponent", "CreateComponentInput", fact).await;
        assert_eq!(made, ("SUCCESS".to_owned(), "BATCH".to_owned()));
        let content = bench.content().await;
        let id = |name: &str| content.component(name).unwrap().id.to_string();
        let post = content.model("Post").unwrap().id.to_string();
        let facts = json!({ "parentId": post, "apiId": "facts", "displayName": "Facts", "isList": true,
            "isRequired": false, "component": id("Fact") });
        bench.single("createComponentField", "CreateComponentFieldInput", facts).await;
        let blocks = json!({ "parentId": post, "apiId": "blocks", "displayName": "Blocks", "isList": true,
            "components": [id("Fact")] });
        bench.single("createComponentUnionField", "CreateComponentUnionFieldInput", blocks).await;
        let text = json!({ "parentId": id("Fact"), "apiId": "text", "type": "STRING", "displayName": "Text",
            "isRequired": false, "isUnique": false, "isList": false, "isLocalized": false });
        bench.single("createSimpleField", "CreateSimpleFieldInput", text).await;
        let rename = json!({ "id": id("Fact"), "apiId": "Datum" });
        bench.single("updateComponent", "UpdateComponentInput", rename).await;
        let now = bench.content().await;
        let field = |name: &str| now.model("Post").unwrap().field(name).unwrap().id.to_string();
        let rename = json!({ "id": field("facts"), "apiId": "data" });
        bench.single("updateComponentField", "UpdateComponentFieldInput", rename).await;
        let change = json!({ "id": field("blocks"), "components": [id("Note")] });
        bench.single("updateComponentUnionField", "UpdateComponentUnionFieldInput", change).await;
        bench.single("deleteField", "DeleteFieldInput", json!({ "id": field("facts") })).await;
        bench.single("deleteComponent", "DeleteComponentInput", json!({ "id": id("Fact") })).await;
        let content = bench.content().await;
        let names: Vec<&str> = content.components.iter().map(|component| component.api_id.as_str()).collect();
        assert_eq!(names, ["Note"]);
    })
    .await;
}

#[tokio::test]
async fn conditions_of_visibility() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let condition = json!({ "baseField": "shown", "operator": "IS", "booleanValue": true });
        let conditional = field("title", "STRING", json!({ "visibilityCondition": condition }));
        bench.done(json!([post(), field("shown", "BOOLEAN", json!({})), conditional])).await;
        let seen = bench
            .master(
                "contentModel { model(apiId: \"Post\") { fields { apiId ... on SimpleField { visibilityCondition { \
                 __typename baseField { apiId } ... on BooleanFieldCondition { value operator } } } } } }",
            )
            .await;
        let shown = json!({ "__typename": "BooleanFieldCondition", "baseField": { "apiId": "shown" }, "value": true, "operator": "IS" });
        assert_eq!(
            seen["contentModel"]["model"]["fields"],
            json!([{ "apiId": "shown", "visibilityCondition": null }, { "apiId": "title", "visibilityCondition": shown }])
        );
    })
    .await;
}
