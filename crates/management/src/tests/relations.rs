use serde_json::{Value, json};
use sql::names;

use super::fixture::{Bench, field, post};
use super::places::on_each_engine;

fn model(api_id: &str, plural: &str) -> Value {
    json!({ "createModel": { "apiId": api_id, "apiIdPlural": plural, "displayName": api_id } })
}

/// `Post.author` with `Author.posts` at the other end.
fn author() -> Value {
    let reverse = json!({ "modelApiId": "Author", "apiId": "posts", "displayName": "Posts", "isList": true });
    json!({ "createRelationalField": { "parentApiId": "Post", "apiId": "author", "displayName": "Author",
        "type": "RELATION", "reverseField": reverse } })
}

fn image(more: Value) -> Value {
    let reverse = json!({ "modelApiId": "Asset", "apiId": "imagePost", "displayName": "Posts", "isUnidirectional": true,
        "isList": false, "position": -2 });
    let mut field = json!({ "modelApiId": "Post", "apiId": "image", "displayName": "Image", "type": "ASSET",
        "reverseField": reverse });
    field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "createRelationalField": field })
}

fn about() -> Value {
    let reverse = json!({ "modelApiIds": ["Author", "Place"], "apiId": "relatedPost", "displayName": "Related Post",
        "positions": [{ "modelApiId": "Place", "position": 7 }] });
    json!({ "createUnionField": { "parentApiId": "Post", "apiId": "about", "displayName": "About", "isList": true,
        "reverseField": reverse } })
}

const FIELDS: &str = "fields { __typename apiId isList position \
     ... on RelationalField { type relatedModel { apiId } relatedField { apiId parent { apiId } } } \
     ... on UniDirectionalRelationalField { relationType: type isRequired relatedModel { __typename apiId } } \
     ... on UnionField { unionType: type isMemberType union { apiId displayName field { apiId } memberTypes { apiId parent { apiId } } } } }";

#[tokio::test]
async fn relations_on_both_ends() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), model("Author", "Authors"), author(), image(json!({}))])).await;
        let selection = format!(
            "contentModel {{ model(apiId: \"Post\") {{ {FIELDS} }} assetModel {{ __typename apiId isLocalized {FIELDS} }} }}"
        );
        let seen = bench.master(&selection).await;
        let fields = &seen["contentModel"]["model"]["fields"];
        let related = json!({ "apiId": "posts", "parent": { "apiId": "Author" } });
        assert_eq!(
            fields[0],
            json!({ "__typename": "RelationalField", "apiId": "author", "isList": false, "position": 0,
                "type": "RELATION", "relatedModel": { "apiId": "Author" }, "relatedField": related })
        );
        assert_eq!(
            fields[1],
            json!({ "__typename": "UniDirectionalRelationalField", "apiId": "image", "isList": false, "position": 1,
                "relationType": "ASSET", "isRequired": false, "relatedModel": { "__typename": "AssetModel", "apiId": "Asset" } })
        );
        let asset = &seen["contentModel"]["assetModel"];
        assert_eq!((&asset["__typename"], &asset["isLocalized"]), (&json!("AssetModel"), &json!(true)));
        assert_eq!(asset["fields"].as_array().unwrap().len(), 6, "the other end is in inputs only");

        let content = bench.content().await;
        let relation = content.model("Post").unwrap().field("author").unwrap();
        let author = content.model("Author").unwrap().id.clone();
        bench.link(relation, "e1", (&author, "a1")).await;
        let table = names::relation_table(&relation.id);
        let one_way = json!([{ "updateRelationalField": { "parentApiId": "Post", "apiId": "author", "isUnidirectional": true } }]);
        bench.done(one_way).await;
        assert_eq!(bench.rows(&table).await, Some(1), "forward links stay");
        let author = bench.master("contentModel { model(apiId: \"Author\") { fields { apiId } } }").await;
        assert_eq!(author["contentModel"]["model"]["fields"], json!([]));
        bench.done(json!([{ "deleteModel": { "apiId": "Author" } }])).await;
        assert_eq!(bench.rows(&table).await, None);
    })
    .await;
}

#[tokio::test]
async fn unions_and_their_members() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), model("Author", "Authors"), model("Place", "Places"), about()])).await;
        let selection = format!(
            "contentModel {{ unions {{ apiId field {{ apiId }} memberTypes {{ position }} }} model(apiId: \"Place\") {{ {FIELDS} }} }}"
        );
        let seen = bench.master(&selection).await;
        let name = "Union_about_relatedPost";
        let positions = json!([{ "position": 0 }, { "position": 7 }]);
        assert_eq!(
            seen["contentModel"]["unions"],
            json!([{ "apiId": name, "field": { "apiId": "about" }, "memberTypes": positions }])
        );
        let member = |model: &str| json!({ "apiId": "relatedPost", "parent": { "apiId": model } });
        let union = json!({ "apiId": name, "displayName": "About", "field": { "apiId": "about" },
            "memberTypes": [member("Author"), member("Place")] });
        assert_eq!(
            seen["contentModel"]["model"]["fields"],
            json!([{ "__typename": "UnionField", "apiId": "relatedPost", "isList": true, "position": 7,
                "unionType": "UNION", "isMemberType": true, "union": union }])
        );

        let content = bench.content().await;
        let relation = content.model("Post").unwrap().field("about").unwrap();
        for (entry, target, model) in [("e1", "a1", "Author"), ("e2", "p1", "Place")] {
            bench.link(relation, entry, (&content.model(model).unwrap().id, target)).await;
        }
        let table = names::relation_table(&relation.id);
        let members = |models: Value| json!({ "updateUnionField": { "parentApiId": "Post", "apiId": "about", "reverseField": { "modelApiIds": models } } });
        bench.done(json!([members(json!(["Place"]))])).await;
        assert_eq!(bench.rows(&table).await, Some(1), "links to the model that left are gone");
        bench.done(json!([members(json!(["Place", "Author"]))])).await;
        bench.done(json!([{ "deleteModel": { "apiId": "Place" } }])).await;
        assert_eq!(bench.rows(&table).await, Some(0));
        bench.done(json!([{ "deleteField": { "parentApiId": "Post", "apiId": "about" } }])).await;
        assert_eq!(bench.rows(&table).await, None);
        assert!(bench.content().await.model("Author").unwrap().fields.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_asset_may_be_required_when_every_entry_has_one() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), field("title", "STRING", json!({}))])).await;
        bench.entry("e1", 1, &[]).await;
        let errors = bench.failed(json!([model("Page", "Pages"), image(json!({ "isRequired": true }))])).await;
        assert_eq!(
            errors,
            "2. createRelationalField: The field \"image\" cannot be required: 1 entries have nothing in it."
        );
        bench.done(json!([model("Page", "Pages"), image(json!({}))])).await;
        let content = bench.content().await;
        let field = content.model("Post").unwrap().field("image").unwrap();
        bench.link(field, "e1", (&content.asset_model().id, "a1")).await;
        let require =
            json!([{ "updateRelationalField": { "modelApiId": "Post", "apiId": "image", "isRequired": true } }]);
        bench.done(require).await;
        let refused = bench.refused(json!([{ "createRelationalField": { "parentApiId": "Post", "apiId": "page",
            "displayName": "Page", "type": "RELATION", "isRequired": true,
            "reverseField": { "modelApiId": "Page", "apiId": "posts", "displayName": "Posts" } } }]));
        assert_eq!(refused.await.1, "1. createRelationalField: A relation cannot be required; asset fields can.");
    })
    .await;
}

#[tokio::test]
async fn a_failed_batch_leaves_no_tables() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), model("Author", "Authors"), field("slug", "STRING", json!({}))])).await;
        bench.entry("e1", 1, &[("slug", "a".into())]).await;
        bench.entry("e2", 1, &[("slug", "a".into())]).await;
        let before = bench.content().await;
        let component =
            json!({ "createComponent": { "apiId": "Fact", "apiIdPlural": "Facts", "displayName": "Fact" } });
        let unique = json!({ "updateSimpleField": { "parentApiId": "Post", "apiId": "slug", "isUnique": true } });
        let errors = bench.failed(json!([component.clone(), author(), unique])).await;
        assert!(errors.starts_with("3. updateSimpleField:"), "{errors}");
        assert_eq!(bench.content().await, before);
        // Nothing of the first try is in the way of the second.
        bench.done(json!([component, author()])).await;
    })
    .await;
}

#[tokio::test]
async fn single_mutations_name_things_by_id() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), model("Author", "Authors"), model("Place", "Places")])).await;
        let content = bench.content().await;
        let id = |name: &str| content.model(name).unwrap().id.to_string();
        let done = |operation: &str| ("SUCCESS".to_owned(), operation.to_owned());
        let image = json!({ "modelId": id("Post"), "type": "ASSET", "apiId": "image", "displayName": "Image",
            "isList": false, "reverseSide": { "modelId": id("Asset") } });
        let made = bench.single("createRelationalField", "CreateRelationalFieldInput", image).await;
        assert_eq!(made, done("CREATE_RELATIONAL_FIELD"));
        let posts = json!({ "apiId": "posts", "displayName": "Posts", "isList": true });
        let author = json!({ "parentId": id("Post"), "type": "RELATION", "apiId": "author", "displayName": "Author",
            "isList": false, "reverseSide": { "modelId": id("Author"), "field": posts } });
        bench.single("createRelationalField", "CreateRelationalFieldInput", author).await;
        let union = json!({ "apiId": "Topic", "displayName": "Topic", "modelIds": [id("Author")] });
        let about = json!({ "parentId": id("Post"), "type": "UNION", "union": union, "apiId": "about",
            "displayName": "About", "isList": true });
        let made = bench.single("createUnionField", "CreateUnionFieldInput", about).await;
        assert_eq!(made, done("CREATE_UNION_FIELD"));

        let now = bench.content().await;
        let field = |name: &str| now.model("Post").unwrap().field(name).unwrap().id.to_string();
        let change = json!({ "id": field("about"), "union": { "apiId": "Subject",
            "membersToAdd": [{ "modelId": id("Place"), "apiId": "topics", "displayName": "Topics" }],
            "membersToRemove": [id("Author")] } });
        let updated = bench.single("updateUnionField", "UpdateUnionFieldInput", change).await;
        assert_eq!(updated, done("UPDATE_UNION_FIELD"));
        let seen = bench.master("contentModel { unions { apiId memberTypes { apiId parent { apiId } } } }").await;
        let members = json!([{ "apiId": "topics", "parent": { "apiId": "Place" } }]);
        assert_eq!(seen["contentModel"]["unions"], json!([{ "apiId": "Subject", "memberTypes": members }]));
        let one_way = json!({ "id": field("author"), "apiId": "writer", "isUnidirectional": true });
        let updated = bench.single("updateRelationalField", "UpdateRelationalFieldInput", one_way).await;
        assert_eq!(updated, done("UPDATE_RELATIONAL_FIELD"));
        bench.single("deleteField", "DeleteFieldInput", json!({ "id": field("image") })).await;
        let names: Vec<String> = bench.model().await.fields.iter().map(|field| field.api_id.clone()).collect();
        assert_eq!(names, ["writer", "about"]);
    })
    .await;
}
