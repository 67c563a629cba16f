use serde_json::{Value, json};

use super::fixture::{Bench, field, post, update};
use super::places::on_each_engine;

#[tokio::test]
async fn every_simple_kind_is_a_column_and_gets_its_value() {
    let kinds = [
        ("ID", json!("x-1")),
        ("STRING", json!("it's \"quoted\"")),
        ("RICHTEXT", json!({ "children": [{ "type": "paragraph", "children": [{ "text": "words" }] }] })),
        ("INT", json!(7)),
        ("FLOAT", json!(1.5)),
        ("BOOLEAN", json!(true)),
        ("JSON", json!({ "a": [1, null] })),
        ("DATETIME", json!("2026-01-31T12:00:00Z")),
        ("DATE", json!("2026-01-31")),
        ("LOCATION", json!({ "longitude": 2.0, "latitude": 1.0 })),
        ("COLOR", json!({ "r": 1, "g": 2, "b": 3, "a": 1.0 })),
    ];
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post()])).await;
        bench.entry("e1", 1, &[]).await;
        bench.entry("e1", 2, &[]).await;
        for (kind, value) in &kinds {
            let name = format!("a{kind}");
            let one = json!({ "migrationValue": value.to_string(), "isRequired": true });
            bench.done(json!([field(&name, kind, one)])).await;
            assert_eq!(bench.nulls(&name).await, 0, "{kind}");
            let list = json!({ "migrationValue": json!([value, value]).to_string(), "isList": true });
            bench.done(json!([field(&format!("{name}s"), kind, list)])).await;
            bench.done(json!([field(&format!("{name}Plain"), kind, json!({}))])).await;
            assert_eq!(bench.nulls(&format!("{name}Plain")).await, 2, "{kind}");
            bench.done(json!([field(&format!("{name}Empty"), kind, json!({ "isList": true }))])).await;
            assert_eq!(bench.nulls(&format!("{name}Empty")).await, 0, "lists are never null");
        }
        let before = bench.model().await.fields.len();
        let wrong = field("bad", "RICHTEXT", json!({ "migrationValue": "{\"children\":[{\"no\":1}]}" }));
        let (code, message) = bench.refused(json!([wrong])).await;
        assert_eq!(code, "BAD_USER_INPUT");
        assert!(message.starts_with("1. createSimpleField: The migration value is not a rich text:"), "{message}");
        assert_eq!(bench.model().await.fields.len(), before);
    })
    .await;
}

#[tokio::test]
async fn a_batch_that_fails_leaves_nothing() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), field("title", "STRING", json!({}))])).await;
        bench.entry("e1", 1, &[("title", "same".into())]).await;
        bench.entry("e2", 1, &[("title", "same".into())]).await;
        bench.entry("e1", 2, &[("title", "same".into())]).await;
        let before = bench.content().await;
        let other = json!({ "createModel": { "apiId": "Page", "apiIdPlural": "Pages", "displayName": "Page" } });
        let errors = bench
            .failed(json!([
                other.clone(),
                field("extra", "STRING", json!({ "migrationValue": "\"x\"" })),
                update("title", json!({ "isUnique": true })),
            ]))
            .await;
        assert_eq!(
            errors,
            "3. updateSimpleField: The field \"title\" cannot be unique: 1 values are used more than once."
        );
        assert_eq!(bench.content().await, before, "the schema is as it was");
        let refused = bench.refused(json!([other.clone(), { "deleteModel": { "apiId": "None" } }])).await;
        assert_eq!(refused, ("NOT_FOUND".into(), "2. deleteModel: Could not find model \"None\".".into()));
        assert_eq!(bench.content().await, before);
        bench.done(json!([other])).await;
        let statuses = bench.master("migrations { status errors }").await;
        let statuses: Vec<&Value> = statuses["migrations"].as_array().unwrap().iter().map(|m| &m["status"]).collect();
        assert_eq!(statuses, ["SUCCESS", "FAILED", "SUCCESS"], "a refused one is not kept");
        assert_eq!(bench.content().await.version.0, before.version.0 + 1);
    })
    .await;
}

#[tokio::test]
async fn required_needs_values() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), field("title", "STRING", json!({}))])).await;
        bench.done(json!([field("first", "STRING", json!({ "isRequired": true }))])).await;
        bench.entry("e1", 1, &[("first", "x".into())]).await;
        let words = |at: &str| {
            format!(
                "{at}: The field \"title\" cannot be required: 1 entries have no value. Give a migrationValue for them."
            )
        };
        let errors = bench.failed(json!([update("title", json!({ "isRequired": true }))])).await;
        assert_eq!(errors, words("1. updateSimpleField"));
        bench.done(json!([update("title", json!({ "isRequired": true, "migrationValue": "\"none\"" }))])).await;
        assert_eq!(bench.nulls("title").await, 0);
        let errors = bench.failed(json!([field("second", "INT", json!({ "isRequired": true }))])).await;
        assert!(errors.contains("\"second\" cannot be required"), "{errors}");
        let initial = json!({ "isRequired": true, "initialValue": "3" });
        bench.done(json!([field("second", "INT", initial)])).await;
        assert_eq!(bench.nulls("second").await, 0, "the initial value stands in for a migration value");
    })
    .await;
}

#[tokio::test]
async fn unique_is_kept_by_the_database() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), field("slug", "STRING", json!({ "isUnique": true }))])).await;
        bench.entry("e1", 1, &[("slug", "a".into())]).await;
        bench.entry("e1", 2, &[("slug", "a".into())]).await;
        let second = bench.try_entry("e2", 1, &[("slug", "a".into())]).await;
        assert!(matches!(second, Err(store::StoreError::Unique { .. })), "{second:?}");
        bench.done(json!([update("slug", json!({ "isUnique": false }))])).await;
        bench.entry("e2", 1, &[("slug", "a".into())]).await;
        let errors = bench.failed(json!([update("slug", json!({ "isUnique": true }))])).await;
        assert!(errors.contains("1 values are used more than once"), "{errors}");
    })
    .await;
}

#[tokio::test]
async fn fields_move_between_the_tables() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let unique = json!({ "isUnique": true });
        let list = json!({ "isList": true });
        bench.done(json!([post(), field("title", "STRING", unique), field("tags", "STRING", list)])).await;
        bench.entry("e1", 1, &[("title", "a".into()), ("tags", sql::Value::Json("[\"x\"]".into()))]).await;
        bench.done(json!([{ "createLocale": { "apiId": "de", "displayName": "German" } }])).await;
        bench.done(json!([update("title", json!({ "isLocalized": true }))])).await;
        bench.localization("e1", 2, &[("title", "b".into())]).await;
        bench.done(json!([update("tags", json!({ "isLocalized": true }))])).await;
        assert_eq!(bench.nulls("tags").await, 0, "also in the other locale");
        assert_eq!(bench.nulls("title").await, 0);
        bench.done(json!([update("title", json!({ "isLocalized": false }))])).await;
        assert_eq!(bench.nulls("title").await, 0, "the default locale's value stayed");
        let again = json!({ "createLocale": { "apiId": "fr", "displayName": "French" } });
        bench.done(json!([again, { "updateLocale": { "apiId": "fr", "isDefault": true } }])).await;
        assert_eq!(bench.nulls("tags").await, 0, "every entry has the new default locale, with empty lists");
    })
    .await;
}

#[tokio::test]
async fn renames_touch_no_rows_and_deletes_take_columns_and_tables() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post(), field("title", "STRING", json!({ "isUnique": true }))])).await;
        bench.entry("e1", 1, &[("title", "a".into())]).await;
        bench.done(json!([update("title", json!({ "newApiId": "headline" }))])).await;
        assert_eq!(bench.nulls("headline").await, 0);
        let model = bench.model().await;
        let column = sql::names::column(&model.field("headline").unwrap().id);
        let table = sql::names::base_table(&model.id);
        assert!(bench.has_column(&table, &column).await);
        bench.done(json!([{ "deleteField": { "parentApiId": "Post", "apiId": "headline" } }])).await;
        assert!(!bench.has_column(&table, &column).await);
        assert!(bench.has_column(&table, "id").await);
        bench.done(json!([{ "deleteModel": { "apiId": "Post" } }])).await;
        assert!(!bench.has_column(&table, "id").await);
        bench.done(json!([post(), field("title", "STRING", json!({}))])).await;
    })
    .await;
}

#[tokio::test]
async fn enumeration_values_leave_rows() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let values = json!([{ "apiId": "Dark", "displayName": "Dark" }, { "apiId": "Light", "displayName": "Light" }]);
        let shade = json!({ "apiId": "Shade", "displayName": "Shade", "values": values });
        let of = |api_id: &str, is_list: bool| {
            let field = json!({ "parentApiId": "Post", "apiId": api_id, "displayName": api_id,
                "enumerationApiId": "Shade", "isList": is_list });
            json!({ "createEnumerableField": field })
        };
        bench.done(json!([post(), { "createEnumeration": shade }, of("one", false), of("many", true)])).await;
        let many = || sql::Value::Json("[1,2,1]".into());
        bench.entry("e1", 1, &[("one", sql::Value::Int(1)), ("many", many())]).await;
        bench.entry("e2", 1, &[("one", sql::Value::Int(2)), ("many", many())]).await;
        let require = |required: bool| {
            json!({ "updateEnumerableField": { "parentApiId": "Post", "apiId": "one", "isRequired": required } })
        };
        let delete = || json!({ "updateEnumeration": { "apiId": "Shade", "valuesToDelete": ["Dark"] } });
        bench.done(json!([require(true)])).await;
        let errors = bench.failed(json!([delete()])).await;
        assert_eq!(
            errors,
            "1. updateEnumeration: The enumeration value \"Dark\" cannot be deleted: 1 entries hold it in a required field."
        );
        bench.done(json!([require(false), delete()])).await;
        assert_eq!((bench.nulls("one").await, bench.nulls("many").await), (1, 0));
        let in_use = bench.refused(json!([{ "deleteEnumeration": { "apiId": "Shade" } }])).await;
        assert!(in_use.1.contains("is used by the field"), "{in_use:?}");
    })
    .await;
}

#[tokio::test]
async fn stages_and_locales_with_content_need_force() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let qa = json!({ "createStage": { "apiId": "QA", "displayName": "QA", "color": "TEAL" } });
        let de = json!({ "createLocale": { "apiId": "de", "displayName": "German" } });
        bench.done(json!([post(), field("title", "STRING", json!({ "isLocalized": true })), qa, de])).await;
        bench.entry("e1", 1, &[]).await;
        bench.entry("e1", 3, &[]).await;
        bench.localization("e1", 1, &[]).await;
        bench.localization("e1", 2, &[]).await;
        let errors = bench.failed(json!([{ "deleteStage": { "apiId": "QA" } }])).await;
        assert!(errors.contains("The stage QA cannot be deleted: 1 entries are published there"), "{errors}");
        let errors = bench.failed(json!([{ "deleteLocale": { "apiId": "de" } }])).await;
        assert!(errors.contains("The locale de cannot be deleted: 1 entries are localized in it"), "{errors}");
        bench.done(json!([{ "deleteLocale": { "apiId": "de", "force": true } }])).await;
        let stage = bench.content().await.stage("QA").unwrap().id.to_string();
        let query = "mutation($id: ID!) { deleteStage(data: {id: $id, force: true}) { migration \
                     { status operationType resourceId } } }";
        let deleted = bench.data(query, json!({ "id": stage })).await;
        let migration = json!({ "status": "SUCCESS", "operationType": "DELETE_STAGE", "resourceId": stage });
        assert_eq!(deleted["deleteStage"]["migration"], migration);
        let model = bench.model().await;
        let rows = |stage| sql::environment::migrations::count_stage_rows(&model.id, stage);
        assert_eq!((bench.number(rows(1)).await, bench.number(rows(3)).await), (1, 0));
        assert_eq!(bench.number(sql::environment::migrations::count_locale_rows(&model.id, 2)).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_name_is_used_once() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        let submit = async |changes: Value| {
            let query =
                "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status } } }";
            let data = json!({ "environmentId": bench.id(), "name": "first", "changes": changes });
            bench.ask(query, json!({ "data": data })).await
        };
        assert_eq!(submit(json!([post()])).await["data"]["submitBatchChanges"]["migration"]["status"], "SUCCESS");
        let again = submit(json!([{ "deleteModel": { "apiId": "Post" } }])).await;
        assert_eq!(again["errors"][0]["message"], "There is already a migration with name: first");
        assert_eq!(again["errors"][0]["extensions"]["code"], "CONFLICT");
        assert!(bench.content().await.model("Post").is_some());
    })
    .await;
}

#[tokio::test]
async fn migrations_of_one_environment_run_one_after_the_other() {
    on_each_engine(async |place| {
        let bench = Bench::new(place).await;
        bench.done(json!([post()])).await;
        let names: Vec<String> = (0..6).map(|n| format!("f{n}")).collect();
        let add = async |name: &String| bench.done(json!([field(name, "INT", json!({}))])).await;
        let (a, b, c, d, e, f) = (&names[0], &names[1], &names[2], &names[3], &names[4], &names[5]);
        tokio::join!(add(a), add(b), add(c), add(d), add(e), add(f));
        assert_eq!(bench.model().await.fields.len(), 6);
        assert_eq!(bench.content().await.version.0, 8);
    })
    .await;
}
