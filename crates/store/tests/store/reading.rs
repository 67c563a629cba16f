//! Reading statements: what they may not do, and what a caller that goes away leaves behind.

use std::time::Duration;

use model::ids::EnvironmentId;
use sql::{Statement, Value};
use store::StoreError;

use crate::place::{apply, on_each_engine, put, settings, slow};

#[tokio::test]
async fn a_query_cannot_write() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        assert_eq!(store.platform().query(put("k", "v")).await, Err(StoreError::ReadOnly));
        assert_eq!(settings(store.platform()).await, 0);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_unknown_table_or_column_is_a_changed_schema() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        for text in [
            "SELECT 1 FROM nowhere",
            "SELECT \"missing\" FROM person",
            "SELECT missing FROM person",
            "INSERT INTO person (missing) VALUES (1)",
        ] {
            let answer = store.platform().query(Statement::new(text, Vec::new())).await;
            assert_eq!(answer, Err(StoreError::SchemaChanged), "{text}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_the_others_their_answers() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform().clone();
        apply(&database, vec![put("k", "v")]).await.expect("kept");
        for _ in 0..4 {
            let cancelled = tokio::time::timeout(Duration::from_millis(20), database.query(slow(database.engine())));
            assert!(cancelled.await.is_err());
        }
        let mut reads = tokio::task::JoinSet::new();
        for number in 0..100_i64 {
            let database = database.clone();
            reads.spawn(async move {
                let text = "SELECT $1::bigint, COUNT(*) FROM server_setting";
                let row = database.query_opt(Statement::new(text, vec![Value::Int(number)])).await;
                let row = row.expect("answered").expect("a row");
                assert_eq!((row.int(0), row.int(1)), (Ok(number), Ok(1)));
            });
        }
        while let Some(read) = reads.join_next().await {
            read.expect("answered rightly");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn databases_do_not_see_each_other() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let mut databases = Vec::new();
        for number in 0..5 {
            let database = store.create_environment(&EnvironmentId::new(format!("e{number}"))).await.expect("made");
            let insert = "INSERT INTO meta (key, value) VALUES ('name', $1)";
            apply(&database, vec![Statement::new(insert, vec![number.to_string().into()])]).await.expect("kept");
            databases.push(database);
        }
        // The same text in turn on every database, from several tasks at once.
        let mut tasks = tokio::task::JoinSet::new();
        for start in 0..8 {
            let databases = databases.clone();
            tasks.spawn(async move {
                for step in 0..50 {
                    let number = (start + step) % databases.len();
                    let read = Statement::new("SELECT value FROM meta WHERE key = $1", vec!["name".into()]);
                    let row = databases[number].query_opt(read).await.expect("answered").expect("a row");
                    assert_eq!(row.text(0), Ok(number.to_string().as_str()));
                }
            });
        }
        while let Some(task) = tasks.join_next().await {
            task.expect("read rightly");
        }
        store.close().await;
    })
    .await;
}
