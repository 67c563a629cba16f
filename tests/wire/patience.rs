//! Connections that bring their requests slowly or not at all, and what is counted of the others.

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wire_tests::{TestDatabase, TestEngine};

use crate::binary::{Binary, Running, free_port};

/// Much longer than the limits below: machines that run tests are busy.
const LONG: Duration = Duration::from_secs(20);

/// Sends the beginning of a request and waits until the server has closed the connection; what it said before.
async fn sent_and_left(server: &Running, text: &str) -> String {
    let address = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(text.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(LONG, stream.read_to_end(&mut answer)).await;
    // A reset closes it, too.
    let _ = read.expect("the server closes the connection");
    String::from_utf8(answer).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn case_54_a_slow_request_ends_and_others_do_not_notice() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let server = binary.serve_with(&database, &["--head-seconds", "1", "--body-seconds", "1"], "warn").await;
    let head = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{")
    };
    let (management, content, exchange) = (head("/graphql"), head("/v2/p/master"), head("/app-exchange-token"));
    let others = async {
        for _ in 0..20 {
            let health = server.request(Method::GET, "/healthz").send().await.expect("an answer");
            assert_eq!(health.status(), 200);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let (silent, preface, half_head, management, content, exchange, ()) = tokio::join!(
        sent_and_left(&server, ""),
        sent_and_left(&server, "PRI * HT"),
        sent_and_left(&server, "POST /graphql HTTP/1.1\r\nhost: x\r\n"),
        sent_and_left(&server, &management),
        sent_and_left(&server, &content),
        sent_and_left(&server, &exchange),
        others
    );
    for nothing in [silent, preface] {
        assert_eq!(nothing, "");
    }
    assert!(half_head.is_empty() || half_head.starts_with("HTTP/1.1 408"), "{half_head}");
    for answer in [management, content, exchange] {
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("application/json") && answer.contains("did not arrive in time"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_told_on_an_address_of_their_own() {
    let Some(binary) = Binary::find() else { return };
    let database = TestDatabase::create(TestEngine::Sqlite).await;
    let address = format!("127.0.0.1:{}", free_port());
    let server = binary.serve_with(&database, &["--metrics-listen", &address], "warn").await;
    assert_eq!(server.request(Method::GET, "/v2/nowhere").send().await.expect("an answer").status(), 404);
    let counts = reqwest::get(format!("http://{address}/metrics")).await.expect("an answer");
    assert_eq!(counts.status(), 200);
    let kind = counts.headers()["content-type"].to_str().expect("text").to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let counts = counts.text().await.expect("text");
    for line in ["epigraph_requests_total{status=\"4xx\"} 1", "epigraph_panics_total 0"] {
        assert!(counts.lines().any(|found| found == line), "{line} in {counts}");
    }
    // Anybody's address does not tell them.
    let public = server.request(Method::GET, "/metrics").send().await.expect("an answer").text().await.expect("text");
    assert!(!public.contains("epigraph_requests"), "{public}");
}
