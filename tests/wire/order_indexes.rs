//! Indexes for the order of numbers, days and instants: they come and go with the fields.

use serde_json::{Value, json};
use sql::Statement;
use store::Store;
use wire_tests::{TestServer, on_both};

use crate::blog::Blog;
use crate::setup::article_changes;

/// The names of the indexes that are there.
async fn indexes(blog: &Blog) -> Vec<String> {
    let text = match blog.engine() {
        sql::Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'o!_f!_%' ESCAPE '!'",
        sql::Engine::Postgres => {
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() \
             AND indexname LIKE 'o!_f!_%' ESCAPE '!'"
        }
    };
    let mut names = blog.texts(text.to_owned()).await;
    names.sort();
    names
}

async fn change(blog: &Blog, change: Value) {
    blog.owner.changes(&blog.project, json!([change])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_with_an_order_has_an_index_while_it_is_there_and_not_localised() {
    on_both(async |server: TestServer| {
        let blog = Blog::with(&server, article_changes()).await;
        let all = indexes(&blog).await;
        let localise = |is_localized: bool| {
            json!({ "updateSimpleField": { "parentApiId": "Article", "apiId": "views", "isLocalized": is_localized } })
        };
        change(&blog, localise(true)).await;
        assert_eq!(indexes(&blog).await.len(), all.len() - 1);
        change(&blog, localise(false)).await;
        assert_eq!(indexes(&blog).await, all);
        for (left, field) in [(1, "views"), (2, "rating"), (3, "day"), (4, "moment"), (5, "category"), (5, "slug")] {
            change(&blog, json!({ "deleteField": { "parentApiId": "Article", "apiId": field } })).await;
            assert_eq!(indexes(&blog).await.len(), all.len() - left, "{field}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_environment_that_is_older_than_these_indexes_gets_them_when_it_is_opened() {
    on_both(async |server: TestServer| {
        let blog = Blog::with(&server, article_changes()).await;
        let all = indexes(&blog).await;
        for name in &all {
            blog.execute(Statement::new(format!("DROP INDEX \"{name}\""), Vec::new())).await;
        }
        // The ninth step makes them.
        blog.execute(Statement::new("DELETE FROM internal_migration WHERE version > 8", Vec::new())).await;
        let newer = Store::open(&server.database.config()).await.expect("opened");
        let id = model::ids::EnvironmentId::new(blog.project.environment.as_str());
        newer.environment(&id).await.expect("migrated").expect("there");
        newer.close().await;
        assert_eq!(indexes(&blog).await, all);
    })
    .await;
}
