//! The tables of a model, as `sql::ddl` makes and changes them.

use model::ids::{EnvironmentId, FieldId, ModelId};
use model::{ParentId, Storage};
use sql::ddl::{self, TableKind};
use sql::names::{base_table, column, localized_table, quote};
use sql::{Statement, Value};
use store::{Database, Row, StoreError};

use crate::place::{apply, on_each_engine};

const MODEL: &str = "00000000000000000000000000000001";
const FIELD: &str = "00000000000000000000000000000002";

async fn model_with_entries(database: &Database, kind: Storage, values: &[Value]) -> (ModelId, String) {
    let (model, name) = (ModelId::new(MODEL), column(&FieldId::new(FIELD)));
    let engine = database.engine();
    let mut statements = ddl::create_model_tables(engine, &model);
    statements.extend(ddl::add_column(engine, &base_table(&model), &name, kind));
    for (number, value) in values.iter().enumerate() {
        let insert = format!(
            "INSERT INTO {} (id, stage, created_at, updated_at, {}) VALUES ($1, 1, '', '', $2)",
            quote(&base_table(&model)),
            quote(&name)
        );
        statements.push(Statement::new(insert, vec![number.to_string().into(), value.clone()]));
    }
    apply(database, statements).await.expect("made");
    (model, name)
}

async fn values(database: &Database, table: &str, name: &str) -> Vec<Row> {
    let text = format!("SELECT id, {} FROM {} ORDER BY id", quote(name), quote(table));
    database.query(Statement::new(text, Vec::new())).await.expect("read")
}

async fn number(database: &Database, statement: Statement) -> i64 {
    database.query_opt(statement).await.expect("read").expect("a row").int(0).expect("an integer")
}

#[tokio::test]
async fn a_field_becomes_localised_and_back() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.create_environment(&EnvironmentId::new("e")).await.expect("made");
        let engine = database.engine();
        let given = ["one".into(), Value::Null, "three".into()];
        let (model, name) = model_with_entries(&database, Storage::RichText, &given).await;
        let (base, localized) = (base_table(&model), localized_table(&model));
        let unique = ddl::create_unique_index(engine, &base, &name, TableKind::Base);
        apply(&database, vec![unique]).await.expect("unique");

        let moved = ddl::move_column_to_localized(engine, &ParentId::Model(model.clone()), &name, Storage::RichText, 7);
        apply(&database, moved).await.expect("moved");
        let rows = values(&database, &localized, &name).await;
        assert_eq!(rows.iter().map(|row| row.text(1)).collect::<Vec<_>>(), [Ok("one"), Ok("three")]);
        let gone = Statement::new(format!("SELECT {} FROM {}", quote(&name), quote(&base)), Vec::new());
        assert_eq!(database.query(gone).await, Err(StoreError::SchemaChanged));

        apply(
            &database,
            ddl::move_column_to_base(engine, &ParentId::Model(model.clone()), &name, Storage::RichText, 7),
        )
        .await
        .expect("back");
        let rows = values(&database, &base, &name).await;
        assert_eq!(
            rows.iter().map(|row| row.opt_text(1)).collect::<Vec<_>>(),
            [Ok(Some("one")), Ok(None), Ok(Some("three"))]
        );
        apply(&database, ddl::delete_locale_rows(std::slice::from_ref(&model), &[], 7)).await.expect("deleted");
        let rows = values(&database, &localized, "id").await;
        assert!(rows.is_empty());
        apply(&database, ddl::drop_model_tables(&model)).await.expect("dropped");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn uniqueness_is_within_a_stage() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.create_environment(&EnvironmentId::new("e")).await.expect("made");
        let engine = database.engine();
        let given = ["x".into(), "x".into(), Value::Null, Value::Null];
        let (model, name) = model_with_entries(&database, Storage::Text, &given).await;
        let base = base_table(&model);
        assert_eq!(number(&database, ddl::count_duplicates(&base, &name, TableKind::Base)).await, 1);
        assert_eq!(number(&database, ddl::count_nulls(&base, &name)).await, 2);
        let unique = || ddl::create_unique_index(engine, &base, &name, TableKind::Base);
        let constraint = format!("{base}.stage, {base}.{name}");
        assert_eq!(apply(&database, vec![unique()]).await, Err(StoreError::Unique { constraint: constraint.clone() }));

        let rename = format!("UPDATE {} SET {} = 'y' WHERE id = '1'", quote(&base), quote(&name));
        apply(&database, vec![Statement::new(rename.clone(), Vec::new()), unique()]).await.expect("unique");
        let publish = format!(
            "INSERT INTO {base} (id, stage, created_at, updated_at, {name}) \
             SELECT id, 2, created_at, updated_at, {name} FROM {base} WHERE stage = 1",
            base = quote(&base),
            name = quote(&name)
        );
        apply(&database, vec![Statement::new(publish, Vec::new())]).await.expect("another stage");
        let again = rename.replace("id = '1'", "id = '0'");
        let again = apply(&database, vec![Statement::new(again, Vec::new())]).await;
        assert_eq!(again, Err(StoreError::Unique { constraint }));

        apply(&database, ddl::delete_stage_rows(std::slice::from_ref(&model), &[], &[], 2)).await.expect("deleted");
        assert_eq!(values(&database, &base, &name).await.len(), 4);
        apply(&database, vec![ddl::drop_index(&name), ddl::fill_nulls(&base, &name, "z".into())])
            .await
            .expect("filled");
        assert_eq!(number(&database, ddl::count_nulls(&base, &name)).await, 0);
        apply(&database, ddl::drop_column(&base, &name, Storage::Text)).await.expect("dropped");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_deleted_enumeration_value_leaves_the_others() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.create_environment(&EnvironmentId::new("e")).await.expect("made");
        let lists = ["[3,1,2]", "[2]", "[4]", "[]"].map(|list| Value::Json(list.to_owned()));
        let given: Vec<Value> = lists.into_iter().chain([Value::Null]).collect();
        let (model, name) = model_with_entries(&database, Storage::Text, &given).await;
        let base = base_table(&model);
        apply(&database, vec![ddl::clear_list_value(database.engine(), &base, &name, 2)]).await.expect("cleared");
        let rows = values(&database, &base, &name).await;
        let left: Vec<Option<&str>> = rows.iter().map(|row| row.opt_text(1).expect("text")).collect();
        assert_eq!(left, [Some("[3,1]"), Some("[]"), Some("[4]"), Some("[]"), None]);
        apply(&database, ddl::drop_model_tables(&model)).await.expect("dropped");

        let (model, name) = model_with_entries(&database, Storage::Int, &[Value::Int(2), Value::Int(3)]).await;
        let base = base_table(&model);
        apply(&database, vec![ddl::clear_value(&base, &name, 2)]).await.expect("cleared");
        let rows = values(&database, &base, &name).await;
        assert_eq!((rows[0].opt_int(1), rows[1].opt_int(1)), (Ok(None), Ok(Some(3))));
        store.close().await;
    })
    .await;
}
