//! Writes: all or nothing, each for itself, durable when acknowledged.

use std::time::Duration;

use futures_util::future::join_all;
use model::ids::EnvironmentId;
use sql::{Statement, Value};
use store::{StoreError, Transaction};

use crate::place::{apply, on_each_engine, put, settings, sqlite};

#[tokio::test]
async fn a_unique_violation_names_its_columns() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let platform = store.platform();
        apply(platform, vec![put("k", "v")]).await.expect("kept");
        let unique = |columns: &str| Err(StoreError::Unique { constraint: columns.to_owned() });
        assert_eq!(apply(platform, vec![put("k", "w")]).await, unique("server_setting.key"));

        let person = "INSERT INTO person (id, email, name, created_at, updated_at) VALUES ($1, $2, 'N', '', '')";
        let person = |id: &str, email: &str| Statement::new(person, vec![id.into(), email.into()]);
        let role = "INSERT INTO role (id, project_id, name, actions) VALUES ($1, 'p', 'Editor', '[]')";
        let role = |id: &str| Statement::new(role, vec![Value::from(id)]);
        let project =
            "INSERT INTO project (id, name, owner_person_id, created_at, updated_at) VALUES ('p', 'P', 'a', '', '')";
        let first = vec![person("a", "e"), Statement::new(project, Vec::new()), role("1")];
        apply(platform, first).await.expect("kept");
        assert_eq!(apply(platform, vec![person("b", "e")]).await, unique("person.email"));
        assert_eq!(apply(platform, vec![role("2")]).await, unique("role.project_id, role.name"));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_failed_write_leaves_nothing() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let platform = store.platform();
        assert!(apply(platform, vec![put("a", ""), put("b", ""), put("a", "")]).await.is_err());
        let table = Statement::new("CREATE TABLE made (k BIGINT)", Vec::new());
        assert!(apply(platform, vec![table, put("c", ""), put("c", "")]).await.is_err());
        let gone = platform.query(Statement::new("SELECT 1 FROM made", Vec::new())).await;
        assert_eq!((settings(platform).await, gone), (0, Err(StoreError::SchemaChanged)));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_job_cannot_swallow_an_error() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let swallowed = store.platform().write(|tx: &mut Transaction| {
            Box::pin(async move {
                tx.execute(put("a", "")).await?;
                let _ = tx.execute(put("a", "")).await;
                let after = tx.execute(put("b", "")).await;
                assert!(matches!(after, Err(StoreError::Unique { .. })));
                Ok::<_, StoreError>(())
            })
        });
        assert!(matches!(swallowed.await, Err(StoreError::Unique { .. })));
        assert_eq!(settings(store.platform()).await, 0);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn jobs_of_a_group_do_not_touch_each_other() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let platform = store.platform();
        let jobs = (0..64).map(|number| async move {
            let key = number.to_string();
            let job = platform.write(move |tx: &mut Transaction| {
                Box::pin(async move {
                    tx.execute(put(&key, "")).await?;
                    match number % 8 {
                        1 => Err(StoreError::Other("as it will".to_owned())),
                        2 => panic!("as it will"),
                        3 => tx.execute(put(&key, "")).await.map(|_| number),
                        _ => Ok(number),
                    }
                })
            });
            (number, job.await)
        });
        for (number, result) in join_all(jobs).await {
            assert_eq!(result.is_ok(), !matches!(number % 8, 1..=3), "{number}: {result:?}");
        }
        assert_eq!(settings(platform).await, 40);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_all_succeed() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..64 {
            let database = store.platform().clone();
            writers.spawn(async move {
                for step in 0..10 {
                    apply(&database, vec![put(&format!("{writer} {step}"), "")]).await.expect("kept");
                }
            });
        }
        while let Some(writer) = writers.join_next().await {
            writer.expect("wrote");
        }
        assert_eq!(settings(store.platform()).await, 640);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_never_acknowledges_what_is_lost() {
    let place = sqlite();
    let store = place.open().await;
    let platform = store.platform();
    let limit = platform.write(|tx: &mut Transaction| {
        Box::pin(async move { tx.query(Statement::new("PRAGMA max_page_count = 200", Vec::new())).await.map(drop) })
    });
    limit.await.expect("limited");
    // One group: the large write ends the transaction that the others share.
    let jobs = (0..9).map(|number| async move {
        let size = if number == 4 { 2_000_000 } else { 10 };
        let key = number.to_string();
        (key.clone(), apply(platform, vec![put(&key, &"x".repeat(size))]).await)
    });
    let results = join_all(jobs).await;
    assert_eq!(results[4].1, Err(StoreError::Full));
    let rows = platform.query(Statement::new("SELECT key FROM server_setting ORDER BY key", Vec::new())).await;
    let kept: Vec<String> = rows.expect("read").iter().map(|row| row.text(0).expect("text").to_owned()).collect();
    let acknowledged: Vec<String> = results.into_iter().filter(|(_, kept)| kept.is_ok()).map(|(key, _)| key).collect();
    assert_eq!(kept, acknowledged);
    apply(platform, vec![put("after", "")]).await.expect("there is room for a little");
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_without_its_caller() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let database = store.platform().clone();
        let caller = tokio::spawn(async move { apply(&database, vec![put("a", ""), put("b", "")]).await });
        tokio::time::sleep(Duration::from_micros(300)).await;
        caller.abort();
        let _ = caller.await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        // All or nothing, and the database goes on.
        assert!(matches!(settings(store.platform()).await, 0 | 2));
        apply(store.platform(), vec![put("c", "")]).await.expect("kept");
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_write_to_one_store() {
    on_each_engine(|place| async move {
        // Two stores in one process are as far apart as two processes: each has its own connections.
        let (one, other) = (place.open().await, place.open().await);
        let jobs = (0..100).map(|number| {
            let database = if number % 2 == 0 { one.platform() } else { other.platform() };
            async move { apply(database, vec![put(&number.to_string(), "")]).await }
        });
        for result in join_all(jobs).await {
            result.expect("kept");
        }
        assert_eq!((settings(one.platform()).await, settings(other.platform()).await), (100, 100));
        let id = EnvironmentId::new("made0by0the0other");
        other.create_environment(&id).await.expect("made");
        assert!(one.environment(&id).await.expect("looked for").is_some());
        one.close().await;
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn closing_waits_for_the_writes_before_it() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let platform = store.platform().clone();
        let writes = join_all((0..20).map(|number| {
            let platform = &platform;
            async move { apply(platform, vec![put(&number.to_string(), "")]).await.is_ok() }
        }));
        // Polled in this order: the writes are queued when the store closes.
        let (written, ()) = futures_util::future::join(writes, store.close()).await;
        let kept = written.into_iter().map(i64::from).sum::<i64>();
        assert_eq!(apply(&platform, vec![put("late", "")]).await, Err(StoreError::Closed));
        let store = place.open().await;
        assert_eq!(settings(store.platform()).await, kept);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_job_that_waits_for_something_else_fails() {
    let place = sqlite();
    let store = place.open().await;
    let waits = store.platform().write(|tx: &mut Transaction| {
        Box::pin(async move {
            tx.execute(put("a", "")).await?;
            tokio::task::yield_now().await;
            Ok::<_, StoreError>(())
        })
    });
    assert!(matches!(waits.await, Err(StoreError::Other(_))));
    assert_eq!(settings(store.platform()).await, 0);
    store.close().await;
}
