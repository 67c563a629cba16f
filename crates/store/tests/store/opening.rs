//! Opening, opening again, and the lines that say why not.

use model::ids::EnvironmentId;
use sql::session::record_internal_version;
use sql::{Statement, Value};
use store::{OpenError, Store, StoreConfig, StoreError};

use crate::place::{apply, on_each_engine, put, settings, sqlite};

#[tokio::test]
async fn what_was_kept_is_there_again() {
    on_each_engine(|place| async move {
        let id = EnvironmentId::new("0123456789abcdef0123456789abcdef");
        let store = place.open().await;
        apply(store.platform(), vec![put("k", "v")]).await.expect("kept");
        assert!(store.environment(&id).await.expect("looked for").is_none());
        let environment = store.create_environment(&id).await.expect("made");
        assert!(matches!(store.create_environment(&id).await, Err(StoreError::Other(_))));
        let insert = Statement::new("INSERT INTO meta (key, value) VALUES ('schema_version', '1')", Vec::new());
        apply(&environment, vec![insert]).await.expect("kept");
        store.close().await;

        let store = place.open().await;
        assert_eq!(settings(store.platform()).await, 1);
        let environment = store.environment(&id).await.expect("looked for").expect("there");
        let rows = environment.query(Statement::new("SELECT value FROM meta", Vec::new())).await.expect("read");
        assert_eq!(rows.len(), 1);

        store.drop_environment(&id).await.expect("dropped");
        store.drop_environment(&id).await.expect("nothing to drop");
        assert!(store.environment(&id).await.expect("looked for").is_none());
        let late = apply(&environment, Vec::new()).await;
        assert_eq!(late, Err(StoreError::Closed));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_environments_id_never_picks_a_path() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        for id in ["../platform", "", "a/b", "A", "x\"y", &"a".repeat(60)] {
            let id = EnvironmentId::new(id);
            assert!(store.create_environment(&id).await.is_err(), "{id}");
            assert!(store.environment(&id).await.expect("looked for").is_none(), "{id}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_newer_version_is_refused() {
    on_each_engine(|place| async move {
        let id = EnvironmentId::new("e1");
        let store = place.open().await;
        let environment = store.create_environment(&id).await.expect("made");
        apply(&environment, vec![record_internal_version(1000)]).await.expect("kept");
        store.close().await;
        let store = place.open().await;
        assert!(matches!(store.environment(&id).await, Err(StoreError::Other(text)) if text.contains("version 1000")));
        apply(store.platform(), vec![record_internal_version(1000)]).await.expect("kept");
        store.close().await;
        let refused = Store::open(&place.config).await.err().expect("refused");
        assert!(matches!(refused, OpenError::Newer { found: 1000, .. }));
        assert!(!refused.to_string().contains('\n'));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_start_at_once() {
    on_each_engine(|place| async move {
        let mut starts = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let config = place.config.clone();
            starts.spawn(async move { Store::open(&config).await });
        }
        let mut stores = Vec::new();
        while let Some(start) = starts.join_next().await {
            stores.push(start.expect("ran").expect("opened"));
        }
        for (number, store) in stores.iter().enumerate() {
            apply(store.platform(), vec![put(&number.to_string(), "")]).await.expect("kept");
        }
        assert_eq!(settings(stores[0].platform()).await, 8);
        for store in stores {
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_one_line() {
    let place = sqlite();
    let file = place.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let config = StoreConfig { data_dir: file.join("data"), database_url: None };
    let refused = Store::open(&config).await.err().expect("refused").to_string();
    assert!(refused.contains("--data") && !refused.contains('\n'), "{refused}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let place = sqlite();
    std::fs::write(place.path().join("platform.db"), "not a database at all".repeat(100)).expect("a file");
    assert!(matches!(Store::open(&place.config).await.err(), Some(OpenError::Database(_))));
}

#[tokio::test]
async fn a_wrong_address_is_one_line_without_the_password() {
    let place = sqlite();
    for (url, word) in [
        ("mysql://u:secret@h/d", "cannot be read"),
        ("postgres://u:secret@/d", "names no host"),
        ("postgres://u:secret@127.0.0.1:1/d", "127.0.0.1:1"),
        ("postgres://u:secret@no-such-host.invalid/d", "no-such-host.invalid"),
    ] {
        let config = StoreConfig { database_url: Some(url.to_owned()), ..place.config.clone() };
        let refused = Store::open(&config).await.err().expect("refused").to_string();
        assert!(refused.contains(word) && !refused.contains("secret") && !refused.contains('\n'), "{refused}");
    }
}

#[tokio::test]
async fn the_tables_know_each_other() {
    on_each_engine(|place| async move {
        let store = place.open().await;
        let orphan = "INSERT INTO session (id_hash, person_id, created_at, last_seen_at, expires_at) \
                      VALUES ($1, 'nobody', '', '', '')";
        let orphan = apply(store.platform(), vec![Statement::new(orphan, vec![Value::from("h")])]).await;
        assert!(matches!(orphan, Err(StoreError::Other(_))), "{orphan:?}");
        store.close().await;
    })
    .await;
}
