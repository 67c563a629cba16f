//! The older way: an asset and its file in one call (platform.md §3.3).

use assets::{Reach, Settings as Files};
use content::limits::Settings;
use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, on_both_with};

use super::site::{PNG, Site};

/// `fileUpload=@photo.png`
async fn send(site: &Site, client: &Client, name: &str, bytes: &[u8]) -> Answer {
    let mut body =
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"photo.png\"\r\n\r\n").into_bytes();
    body.extend(bytes);
    body.extend(b"\r\n--b--\r\n");
    let request = client.request(Method::POST, &format!("{}/upload", site.blog.project.path()));
    Client::send_quietly(request.header("content-type", "multipart/form-data; boundary=b").body(body)).await
}

async fn send_address(site: &Site, client: &Client, body: &str) -> Answer {
    let request = client.request(Method::POST, &format!("{}/upload", site.blog.project.path()));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_owned());
    Client::send_quietly(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_or_its_address_becomes_an_asset_in_one_call() {
    let files = Files { largest: 1000, reach: Reach::Everywhere, ..Files::default() };
    on_both_with(&Settings { files, ..Settings::default() }, async |server| {
        let site = Site::on(&server).await;
        let client = &site.blog.client;
        let sent = send(&site, client, "fileUpload", PNG).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        let url = sent.text("/url");
        assert_eq!(site.get(&url).await.2, PNG);
        let facts = |answer: &Answer| {
            ["filename", "fileName", "mimetype", "mimeType", "size", "width", "height"]
                .map(|key| answer.body[key].clone())
        };
        let photo = |name: &str| -> [Value; 7] {
            [json!(name), json!(name), json!("image/png"), json!("image/png"), json!(PNG.len()), json!(2), json!(3)]
        };
        assert_eq!(facts(&sent), photo("photo.png"));
        assert_eq!(
            site.asset(&sent.text("/id"), "upload { status }").await["upload"]["status"],
            "ASSET_UPLOAD_COMPLETE"
        );
        // A file of this server's is as good as any other.
        let fetched = send_address(&site, client, &format!("url={url}")).await;
        assert_eq!(fetched.status, 200, "{}", fetched.body);
        assert_eq!(facts(&fetched), photo(url.rsplit('/').next().unwrap()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_become_an_asset_is_refused() {
    let files = Files { largest: 1000, reach: Reach::Everywhere, ..Files::default() };
    on_both_with(&Settings { files, ..Settings::default() }, async |server| {
        let site = Site::on(&server).await;
        let client = &site.blog.client;
        let reader = site.blog.limited(&[("READ", None, None)]).await;
        let before = site.blog.rows().await;
        assert_eq!(send(&site, &reader, "fileUpload", PNG).await.status, 403);
        assert_eq!(send(&site, &client.public(), "fileUpload", PNG).await.status, 403);
        assert_eq!(send(&site, client, "other", PNG).await.status, 400);
        assert_eq!(send_address(&site, client, "").await.status, 400);
        let message = send_address(&site, client, "url=file:///etc/passwd").await;
        assert_eq!(message.status, 400);
        assert!(message.error().contains("must be an http or https address"), "{}", message.body);
        assert_eq!(site.blog.rows().await, before);
        assert_eq!(send(&site, client, "fileUpload", &[7; 1001]).await.status, 413);
        let missing = send_address(&site, client, &format!("url={}/media/x/y", server.base)).await;
        assert_eq!((missing.status, missing.error()), (400, "the address answered with status 404"));
    })
    .await;
}
