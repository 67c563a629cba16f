//! What rights cost, printed: `cargo nextest run -p wire-tests figures --run-ignored all --no-capture`. Reads are measured by
//! `cargo xtask bench permissions`, on the release build.

use std::time::Instant;

use accounts::Credential;
use model::ids::EnvironmentId;
use wire_tests::on_both;

use super::{Rule, token};
use crate::blog::Blog;

/// The goal: under 50 µs from a warm cache, and no more than 20 % more with 1,000 rows.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn deciding_an_actor_from_a_warm_cache() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let id = EnvironmentId::new(blog.project.environment.as_str());
        let row = server.services.accounts.environment(&id).await.unwrap().unwrap();
        let database = server.services.store.environment(&id).await.unwrap().unwrap();
        for rows in [1, 1_000] {
            let conditions: Vec<String> = (0..rows).map(|number| format!(r#"{{"slug_not":"s{number}"}}"#)).collect();
            let rules: Vec<Rule<'_>> = conditions.iter().map(|one| Rule::on("READ", "Post").under(one)).collect();
            let client = token(&blog, &rules).await;
            let credential = Credential::Bearer(client.token().unwrap().to_owned());
            let model = server.services.content.environments.content_model(&database, &id).await.unwrap();
            let decide = async || server.services.accounts.content_actor(&credential, &row, &model).await.unwrap();
            assert_eq!(decide().await.content.rules().len(), rows);
            let mut times = Vec::new();
            for _ in 0..2_000 {
                let started = Instant::now();
                decide().await;
                times.push(started.elapsed());
            }
            times.sort();
            eprintln!("{:?}, {rows} rows: {:?} in the middle, {:?} at 99 %", blog.engine(), times[1_000], times[1_980]);
        }
    })
    .await;
}
