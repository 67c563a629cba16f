//! The server fetches the file from `uploadUrl`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use assets::{Reach, Settings as Files};
use content::limits::Settings;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wire_tests::{on_both, on_both_with};

use super::site::{FORM, PNG, Site};

/// The end of an answer that does not end.
const SILENCE: &[u8] = b"...";

/// Somebody else's server, on this machine.
struct Elsewhere {
    base: String,
    calls: Arc<AtomicUsize>,
}

impl Elsewhere {
    /// Answers call number n as `answer` says; after what ends with [`SILENCE`], it keeps the connection open and says no more.
    async fn answering(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        let calls = Arc::new(AtomicUsize::new(0));
        let (counted, answer) = (calls.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (counted, answer) = (counted.clone(), answer.clone());
                tokio::spawn(async move {
                    let mut head = vec![0; 4096];
                    let read = stream.read(&mut head).await.unwrap_or(0);
                    let head = String::from_utf8_lossy(&head[..read]).into_owned();
                    let bytes = answer(counted.fetch_add(1, Ordering::SeqCst), &head);
                    let said = bytes.strip_suffix(SILENCE);
                    let _ = stream.write_all(said.unwrap_or(&bytes)).await;
                    if said.is_some() {
                        std::future::pending().await
                    }
                });
            }
        });
        Self { base, calls }
    }

    /// A picture below `/photo.png`, and ways to go wrong.
    async fn of_files() -> Self {
        Self::answering(|_, head| {
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let ok = |length: usize| {
                format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n\r\n")
            };
            match path.as_str() {
                "/photo.png" => [ok(PNG.len()).as_bytes(), PNG].concat(),
                "/page" => [ok(30).as_bytes(), b"<script>alert(document.cookie)"].concat(),
                "/moved" => b"HTTP/1.1 302 Found\r\nlocation: /photo.png\r\ncontent-length: 0\r\n\r\n".to_vec(),
                "/round" => b"HTTP/1.1 302 Found\r\nlocation: /round\r\ncontent-length: 0\r\n\r\n".to_vec(),
                "/file" => b"HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n".to_vec(),
                "/large" => ok(5000).into_bytes(),
                "/endless" => [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 5000]].concat(),
                "/short" => [ok(500).as_bytes(), b"no more"].concat(),
                "/slow" => SILENCE.to_vec(),
                _ => b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno".to_vec(),
            }
        })
        .await
    }
}

fn from_everywhere() -> Settings {
    let files =
        Files { largest: 1000, fetch_time: Duration::from_secs(2), reach: Reach::Everywhere, ..Files::default() };
    Settings { files, ..Settings::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_fetched_from_its_address() {
    on_both_with(&from_everywhere(), async |server| {
        let site = Site::on(&server).await;
        let there = Elsewhere::of_files().await;
        for (data, name) in [
            (format!("uploadUrl: \"{}/photo.png\"", there.base), "photo.png"),
            (format!("uploadUrl: \"{}/moved\"", there.base), "moved"),
            (format!("uploadUrl: \"{}/photo.png\", fileName: \"Hero\"", there.base), "Hero"),
        ] {
            let (id, form) = site.create(&data).await;
            assert!(form.is_null());
            assert_eq!(site.asset(&id, "fileName").await["fileName"], name);
            assert_eq!(site.settled(&id).await, "ASSET_UPLOAD_COMPLETE");
            let told = site.asset(&id, "fileName mimeType size width url upload { error { code } }").await;
            assert_eq!(site.get(told["url"].as_str().unwrap()).await.2, PNG);
            assert_eq!(
                (&told["fileName"], &told["mimeType"], &told["width"]),
                (&json!(name), &json!("image/png"), &json!(2))
            );
            assert!(told["upload"]["error"].is_null());
            let events = [("create".to_owned(), id.clone(), 1), ("update".to_owned(), id.clone(), 1)];
            assert_eq!(site.events().await.split_off(site.events().await.len() - 2), events);
        }
        assert_eq!(there.calls.load(Ordering::SeqCst), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_with_an_address_is_told() {
    on_both_with(&from_everywhere(), async |server| {
        let site = Site::on(&server).await;
        let there = Elsewhere::of_files().await;
        for (path, code, message) in [
            ("/missing", "BAD_RESPONSE", "the address answered with status 404"),
            ("/round", "UNREACHABLE", "the address redirects more than 5 times"),
            ("/file", "ADDRESS_NOT_ALLOWED", "only http and https addresses can be fetched from"),
            ("/large", "BAD_FILE", "The file is larger than 1000 bytes."),
            ("/endless", "BAD_FILE", "The file is larger than 1000 bytes."),
            ("/slow", "TIMEOUT", "the file did not come within 2 seconds"),
        ] {
            let (id, _) = site.create(&format!("uploadUrl: \"{}{path}\"", there.base)).await;
            assert_eq!(site.settled(&id).await, "ASSET_ERROR_UPLOAD", "{path}");
            let told = site.asset(&id, "url mimeType upload { error { code message } }").await;
            assert_eq!(told["upload"]["error"], json!({ "code": code, "message": message }), "{path}");
            assert_eq!(site.get(told["url"].as_str().unwrap()).await.0, 404);
        }
        let (id, _) = site.create(&format!("uploadUrl: \"{}/short\"", there.base)).await;
        assert_eq!(site.settled(&id).await, "ASSET_ERROR_UPLOAD");
        let objects = server.database.folder().join("media").join(&site.blog.project.environment);
        assert_eq!(std::fs::read_dir(objects).map_or(0, Iterator::count), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_56_what_is_fetched_is_judged_by_its_content() {
    on_both_with(&from_everywhere(), async |server| {
        let site = Site::on(&server).await;
        let there = Elsewhere::of_files().await;
        let (id, _) = site.create(&format!("uploadUrl: \"{}/page\", fileName: \"a.png\"", there.base)).await;
        assert_eq!(site.settled(&id).await, "ASSET_UPLOAD_COMPLETE");
        let told = site.asset(&id, "mimeType url").await;
        assert_eq!(told["mimeType"], "text/html");
        let (_, headers, _) = site.get(told["url"].as_str().unwrap()).await;
        assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_59_private_addresses_are_not_called() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let there = Elsewhere::of_files().await;
        let port = there.base.rsplit(':').next().unwrap().to_owned();
        for host in ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "169.254.169.254"] {
            let (id, _) = site.create(&format!("uploadUrl: \"http://{host}:{port}/photo.png\"")).await;
            assert_eq!(site.settled(&id).await, "ASSET_ERROR_UPLOAD", "{host}");
            let told = site.asset(&id, "upload { error { code message } }").await;
            let error = json!({ "code": "ADDRESS_NOT_ALLOWED", "message": "the address is not a public one" });
            assert_eq!(told["upload"]["error"], error, "{host}");
        }
        assert_eq!(there.calls.load(Ordering::SeqCst), 0);
        let rows = site.blog.rows().await;
        for address in ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.org/x", "http://me:secret@example.org/", "", "photo.png"] {
            for mutation in [
                format!("createAsset(data: {{uploadUrl: \"{address}\"}})"),
                format!("createPost(data: {{title: \"T\", slug: \"t\", cover: {{create: {{uploadUrl: \"{address}\"}}}}}})"),
            ] {
                let message = site.blog.refused(&format!("mutation {{ {mutation} {{ id }} }}")).await;
                assert_eq!(
                    message, "\"uploadUrl\" must be an http or https address without user and password, of at most 2048 characters",
                    "{mutation}"
                );
            }
        }
        assert_eq!(site.blog.rows().await, rows);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_and_a_form_exclude_each_other() {
    on_both_with(&from_everywhere(), async |server| {
        let site = Site::on(&server).await;
        let there = Elsewhere::of_files().await;
        let (id, form) = site.create("").await;
        let update = format!(
            "mutation {{ updateAsset(where: {{id: \"{id}\"}}, data: {{reUpload: true, uploadUrl: \"{}/photo.png\"}}) {{ upload {{ status requestPostData {{ {FORM} }} }} }} }}",
            there.base
        );
        let updated = &site.quiet(&update).await["updateAsset"]["upload"];
        assert_eq!(*updated, json!({ "status": "ASSET_UPDATE_PENDING", "requestPostData": null }));
        let (status, text) = site.send(&form, "other.png", b"other").await;
        assert_eq!(status, 400, "{text}");
        assert_eq!(site.settled(&id).await, "ASSET_UPLOAD_COMPLETE");
        assert_eq!(site.asset(&id, "size fileName").await, json!({ "size": PNG.len(), "fileName": "photo.png" }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_fetches_what_one_that_stops_has_begun() {
    let patient = Settings {
        files: Files { fetch_time: Duration::from_secs(60), ..from_everywhere().files },
        ..Settings::default()
    };
    on_both_with(&patient, async |server| {
        let there = Elsewhere::answering(|call, _| match call {
            0 => [b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nbegun", SILENCE].concat(),
            _ => [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", PNG.len()).as_bytes(), PNG].concat(),
        })
        .await;
        let site = Site::on(&server).await;
        let (id, _) = site.create(&format!("uploadUrl: \"{}/photo.png\"", there.base)).await;
        while there.calls.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Started only now: it might have been the first to take the file.
        let other = server
            .beside(&Settings { files: Files { reach: Reach::Everywhere, ..Files::default() }, ..Settings::default() })
            .await;
        // The other one looks, too, and leaves alone what is taken.
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert_eq!(there.calls.load(Ordering::SeqCst), 1);
        let site = site.at(&other);
        drop(server);
        assert_eq!(
            site.settled(&id).await,
            "ASSET_UPLOAD_COMPLETE",
            "{}",
            site.asset(&id, "upload { error { code message } }").await
        );
        assert_eq!(there.calls.load(Ordering::SeqCst), 2);
    })
    .await;
}
