use serde_json::{Value, json};

use super::fixture::{BASE, Bench, field, post};
use super::places::on_each_engine;

const MIGRATION: &str = "{ migration { id status errors finishedAt name operationType resourceId } }";

async fn mutate(bench: &Bench, name: &str, data: Value) -> Value {
    let input = name[..1].to_uppercase() + &name[1..] + "Input";
    let query = format!("mutation($data: {input}!) {{ {name}(data: $data) {MIGRATION} }}");
    let migration = bench.data(&query, json!({ "data": data })).await[name]["migration"].take();
    assert_eq!((&migration["status"], &migration["errors"]), (&json!("SUCCESS"), &Value::Null), "{migration}");
    assert!(migration["finishedAt"].is_string());
    migration["resourceId"].clone()
}

#[tokio::test]
async fn single_mutations_name_things_by_id() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let model =
            json!({ "environmentId": bench.id(), "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" });
        let model = mutate(&bench, "createModel", model).await;
        let flags = json!({ "isRequired": false, "isUnique": false, "isList": false, "isLocalized": false });
        let mut title = json!({ "parentId": model, "apiId": "title", "type": "STRING", "displayName": "Title" });
        title.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
        let field = mutate(&bench, "createSimpleField", title).await;
        mutate(&bench, "updateSimpleField", json!({ "id": field, "apiId": "headline", "isTitle": true })).await;
        let shade = json!({ "environmentId": bench.id(), "apiId": "Shade", "displayName": "Shade",
            "values": [{ "apiId": "Dark", "displayName": "Dark" }] });
        let shade = mutate(&bench, "createEnumeration", shade).await;
        let of = json!({ "modelId": model, "enumerationId": shade, "type": "ENUMERATION", "apiId": "shade",
            "displayName": "Shade", "isRequired": false, "isUnique": false, "isList": false, "initialValue": "Dark" });
        mutate(&bench, "createEnumerableField", of).await;
        let seen = bench
            .master(
                "contentModel { models { apiId createdBy { ... on Member { isOwner } } titleFields { apiId } \
            fields { __typename apiId parent { apiId } createdBy { __typename } formConfig { renderer config } \
            ... on SimpleField { type visibility } \
            ... on EnumerableField { initialValue { apiId } enumeration { apiId values { apiId } } } } } }",
            )
            .await;
        assert_eq!(
            seen["contentModel"]["models"],
            json!([{
                "apiId": "Post",
                "createdBy": { "isOwner": true },
                "titleFields": [{ "apiId": "headline" }],
                "fields": [
                    { "__typename": "SimpleField", "apiId": "headline", "parent": { "apiId": "Post" },
                      "createdBy": { "__typename": "Member" }, "formConfig": { "renderer": "GCMS", "config": {} },
                      "type": "STRING", "visibility": "READ_WRITE" },
                    { "__typename": "EnumerableField", "apiId": "shade", "parent": { "apiId": "Post" },
                      "createdBy": { "__typename": "Member" }, "formConfig": { "renderer": "GCMS", "config": {} },
                      "initialValue": { "apiId": "Dark" },
                      "enumeration": { "apiId": "Shade", "values": [{ "apiId": "Dark" }] } },
                ],
            }])
        );
        mutate(&bench, "deleteField", json!({ "id": field })).await;
        mutate(&bench, "deleteModel", json!({ "id": model })).await;
    })
    .await;
}

#[tokio::test]
async fn fields_are_shown_by_visibility_and_with_system_fields_when_asked() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let hidden = json!({ "isHidden": true });
        let api_only = json!({ "visibility": "API_ONLY" });
        bench
            .done(json!([
                post(),
                field("shown", "STRING", json!({})),
                field("hidden", "STRING", hidden),
                field("api", "STRING", api_only)
            ]))
            .await;
        let seen = bench
            .master(
                "contentModel { model(apiId: \"Post\") { hasContent isLocalized \
            plain: fields { apiId } all: fields(includeHiddenFields: true, includeApiOnlyFields: true) { apiId } \
            page: fieldsConnection(first: 2, skip: 1, includeSystemFields: true) { aggregate { count } \
            pageInfo { hasNextPage hasPreviousPage pageSize } edges { node { id apiId isSystem position } } } } }",
            )
            .await;
        let model = &seen["contentModel"]["model"];
        assert_eq!(model["plain"], json!([{ "apiId": "shown" }]));
        assert_eq!(model["all"], json!([{ "apiId": "shown" }, { "apiId": "hidden" }, { "apiId": "api" }]));
        assert_eq!(model["page"]["aggregate"]["count"], 5);
        let info = json!({ "hasNextPage": true, "hasPreviousPage": true, "pageSize": 2 });
        assert_eq!(model["page"]["pageInfo"], info);
        let node = &model["page"]["edges"][0]["node"];
        assert_eq!(
            (&node["apiId"], &node["isSystem"], &node["position"]),
            (&json!("createdAt"), &json!(true), &json!(-3))
        );
        let query = format!("contentModel {{ field(id: {}) {{ apiId model {{ apiId }} }} }}", node["id"]);
        assert_eq!(
            bench.master(&query).await["contentModel"]["field"],
            json!({ "apiId": "createdAt", "model": { "apiId": "Post" } })
        );
        assert_eq!((&model["hasContent"], &model["isLocalized"]), (&json!(false), &json!(false)));
        bench.entry("e1", 1, &[]).await;
        let seen = bench.master("contentModel { model(apiId: \"Post\") { hasContent } }").await;
        assert_eq!(seen["contentModel"]["model"]["hasContent"], true);
    })
    .await;
}

#[tokio::test]
async fn fields_move() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench
            .done(json!([
                post(),
                field("a", "INT", json!({})),
                field("b", "INT", json!({})),
                field("c", "INT", json!({}))
            ]))
            .await;
        let id = bench.model().await.field("c").unwrap().id.to_string();
        let query = "mutation($id: ID!) { moveField(data: {id: $id, position: 0}) { movedFields { apiId position } } }";
        let moved = bench.data(query, json!({ "id": id })).await;
        assert_eq!(
            moved["moveField"]["movedFields"],
            json!([{ "apiId": "c", "position": 0 }, { "apiId": "a", "position": 1 }, { "apiId": "b", "position": 2 }])
        );
    })
    .await;
}

#[tokio::test]
async fn stages_locales_and_the_rest_of_an_environment() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let seen = bench.master("name endpoint newDeliveryUrl deliveryUrl isCloning runningMigration { id } webhooks { id } \
            contentModel { components { id } unions { id } locales { apiId isDefault } stages { apiId colorPaletteId color isSystem } } \
            publicContentAPI { defaults { stage { apiId } } } quotas { locales { current max } components { current } }").await;
        let path = format!("{}/{}", bench.environment.project, bench.environment.name);
        assert_eq!(seen["endpoint"], format!("{BASE}/v2/{path}"));
        assert_eq!(seen["newDeliveryUrl"], format!("{BASE}/content/{path}"));
        assert_eq!(seen["contentModel"]["locales"], json!([{ "apiId": "en", "isDefault": true }]));
        assert_eq!(seen["contentModel"]["stages"][1]["colorPaletteId"], "GREEN");
        assert_eq!(seen["contentModel"]["unions"], json!([]));
        assert_eq!(seen["publicContentAPI"]["defaults"]["stage"]["apiId"], "PUBLISHED");
        assert_eq!(seen["quotas"]["locales"], json!({ "current": 1.0, "max": null }));
    })
    .await;
}

#[tokio::test]
async fn what_a_batch_does_not_take_is_refused_by_name() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let taxonomy = json!({ "createTaxonomy": { "apiId": "T", "displayName": "T" } });
        let text = "1. createTaxonomy: The change createTaxonomy is not supported by this server yet.";
        assert_eq!(bench.refused(json!([taxonomy])).await, ("NOT_IMPLEMENTED".into(), text.into()));
        let two = json!({ "deleteModel": { "apiId": "A" }, "deleteLocale": { "apiId": "de" } });
        let text = "1. deleteModel, deleteLocale: Give exactly one operation in each change.";
        assert_eq!(bench.refused(json!([two])).await, ("BAD_USER_INPUT".into(), text.into()));
        assert_eq!(bench.refused(json!([])).await.1, "Give at least one change.");
        let extension = json!({ "formExtension": "app/element" });
        let (code, message) = bench.refused(json!([post(), field("a", "INT", extension)])).await;
        assert_eq!(code, "NOT_IMPLEMENTED");
        assert!(message.contains("formExtension"), "{message}");
        let condition = json!({ "visibilityCondition": { "baseField": "a", "operator": "IS" } });
        let (code, message) = bench.refused(json!([post(), field("a", "INT", condition)])).await;
        assert_eq!(code, "NOT_FOUND");
        assert_eq!(message, "2. createSimpleField: Could not find base field \"a\".");
        let taken = bench.refused(json!([post(), post()])).await;
        assert_eq!(
            taken,
            ("CONFLICT".into(), "2. createModel: A model with the Api Id \"Post\" already exists.".into())
        );
        let update = bench.refused(json!([{ "updateAppInstallation": { "config": {} } }])).await;
        assert_eq!(update.0, "FORBIDDEN");
    })
    .await;
}

#[tokio::test]
async fn settings_of_a_field_come_back_as_sent() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let validations = json!({ "String": { "characters": { "min": 1, "max": 9, "errorMessage": "1 to 9" },
            "matches": { "regex": "^a", "flags": ["i"] }, "listItemCount": null } });
        let settings = json!({ "validations": validations, "formRenderer": "GCMS_SLUG", "formConfig": { "a": 1 },
            "tableRenderer": null, "initialValue": "\"abc\"", "description": "Words", "formExtension": null });
        let page = json!({ "createModel": { "apiId": "Page", "apiIdPlural": "Pages", "displayName": "Page" } });
        let embeds = json!({ "embedsEnabled": true, "embeddableModels": ["Page"] });
        bench.done(json!([post(), page, field("slug", "STRING", settings), field("body", "RICHTEXT", embeds)])).await;
        let seen = bench.master("contentModel { model(apiId: \"Post\") { fields { description formConfig { id renderer config } \
            tableConfig { renderer appInstallation { id } } ... on SimpleField { initialValue embedsEnabled embeddableModels { apiId } \
            validations { ... on StringFieldValidations { characters { min max errorMessage } matches { regex flags } listItemCount { min } } } } } } }").await;
        let [slug, body] = &seen["contentModel"]["model"]["fields"].as_array().unwrap()[..] else { panic!("{seen}") };
        assert_eq!((&slug["description"], &slug["initialValue"]), (&json!("Words"), &json!("\"abc\"")));
        assert_eq!((&slug["formConfig"]["renderer"], &slug["formConfig"]["config"]), (&json!("GCMS_SLUG"), &json!({ "a": 1 })));
        assert_eq!(slug["tableConfig"], json!({ "renderer": "GCMS", "appInstallation": null }));
        assert_eq!(
            slug["validations"],
            json!({ "characters": { "min": 1, "max": 9, "errorMessage": "1 to 9" },
                    "matches": { "regex": "^a", "flags": ["i"] }, "listItemCount": null })
        );
        assert_eq!((&body["embedsEnabled"], &body["embeddableModels"]), (&json!(true), &json!([{ "apiId": "Page" }])));
        assert_eq!(slug["embedsEnabled"], Value::Null);
        bench.done(json!([{ "deleteModel": { "apiId": "Page" } }])).await;
    })
    .await;
}
