//! What wire tests are made of: a server on a free port, clients, and a transcript that is compared between engines.
//!
//! [`on_both`] runs a test on SQLite and, when `EPIGRAPH_TEST_POSTGRES` names a server, on PostgreSQL; everything that
//! clients were answered must be the same, ids and times aside.

mod client;
mod engine;
mod people;
mod server;
mod transcript;

pub use client::{Answer, Client};
pub use engine::{TestDatabase, TestEngine};
pub use server::{Owner, ProjectHandle, TestServer};

use std::future::Future;

use content::limits::Settings;

/// Runs a test on every engine that is there and compares the answers.
///
/// # Panics
/// When the engines' answers differ, or the test itself fails.
pub async fn on_both<F, T>(test: F)
where
    F: Fn(TestServer) -> T,
    T: Future<Output = ()>,
{
    on_both_with(&Settings::default(), test).await;
}

/// The same with servers that are set so.
///
/// # Panics
/// As [`on_both`].
pub async fn on_both_with<F, T>(settings: &Settings, test: F)
where
    F: Fn(TestServer) -> T,
    T: Future<Output = ()>,
{
    let mut transcripts = Vec::new();
    for engine in TestEngine::available() {
        let server = TestServer::start_set(engine, settings).await;
        let transcript = server.transcript();
        test(server).await;
        transcripts.push((engine, transcript.normalised()));
    }
    for pair in transcripts.windows(2) {
        let ((one, answers), (other, others)) = (&pair[0], &pair[1]);
        for (number, (a, b)) in answers.iter().zip(others).enumerate() {
            assert_eq!(a, b, "answer {number} differs between {one:?} and {other:?}");
        }
        assert_eq!(answers.len(), others.len(), "{one:?} and {other:?} answered a different number of requests");
    }
}
