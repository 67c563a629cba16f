//! A blog with files: what clients send, and what they get.

use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer};

use crate::blog::Blog;

/// The fields that a client needs to send a file.
pub const FORM: &str = "url date key signature algorithm policy credential securityToken";

/// The first bytes of a picture of 2 by 3 pixels: all that is looked at.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0rest";

/// How long a test waits for what happens by itself.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Site {
    pub blog: Blog,
    base: String,
    http: reqwest::Client,
}

impl Site {
    pub async fn on(server: &TestServer) -> Self {
        Self::of(server, Blog::on(server).await)
    }

    pub fn of(server: &TestServer, blog: Blog) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { blog, base: server.base.clone(), http }
    }

    /// The same, at another server on the same database.
    pub fn at(self, server: &TestServer) -> Self {
        Self { blog: self.blog.at(&server.base), base: server.base.clone(), ..self }
    }

    /// The data of an answer that holds what differs from run to run.
    #[track_caller]
    pub fn quiet<'f>(&'f self, query: &'f str) -> impl Future<Output = Value> + 'f {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.ask_as(&self.blog.client, query).await;
            assert!(answer.status == 200 && answer.body.get("errors").is_none(), "{caller}: {}", answer.body);
            answer.at("/data").clone()
        }
    }

    pub async fn ask_as(&self, client: &Client, query: &str) -> Answer {
        let request = client.request(Method::POST, &self.blog.project.path()).json(&json!({ "query": query }));
        Client::send_quietly(request).await
    }

    /// An asset with these data: its id, and the form for its file.
    pub async fn create(&self, data: &str) -> (String, Value) {
        let query =
            format!("mutation {{ createAsset(data: {{{data}}}) {{ id upload {{ requestPostData {{ {FORM} }} }} }} }}");
        let made = &self.quiet(&query).await["createAsset"];
        (made["id"].as_str().expect("an id").to_owned(), made["upload"]["requestPostData"].clone())
    }

    /// What a selection says of an asset's draft.
    pub async fn asset(&self, id: &str, selection: &str) -> Value {
        self.asset_in("DRAFT", id, selection).await
    }

    pub async fn asset_in(&self, stage: &str, id: &str, selection: &str) -> Value {
        let query = format!("{{ asset(where: {{id: \"{id}\"}}, stage: {stage}) {{ {selection} }} }}");
        self.quiet(&query).await["asset"].clone()
    }

    /// Waits until an asset's file is no longer waited for; its status.
    pub async fn settled(&self, id: &str) -> String {
        let begun = Instant::now();
        loop {
            let status =
                self.asset(id, "upload { status }").await["upload"]["status"].as_str().expect("a status").to_owned();
            if !status.ends_with("PENDING") {
                return status;
            }
            assert!(begun.elapsed() < LIMIT, "the file does not come");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Sends a file with its form, as browsers do; status and text.
    pub async fn send(&self, form: &Value, file_name: &str, bytes: &[u8]) -> (u16, String) {
        let url = form["url"].as_str().expect("an address").to_owned();
        self.send_to(&url, &fields(form), file_name, bytes).await
    }

    pub async fn send_to(&self, url: &str, fields: &[(&str, String)], file_name: &str, bytes: &[u8]) -> (u16, String) {
        let (kind, body) = multipart(fields, file_name, bytes);
        let request = self.http.post(url).header("content-type", kind).body(body);
        let response = request.send().await.expect("the server answers");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }

    /// Sends a file and expects that it is taken.
    pub async fn upload(&self, form: &Value, file_name: &str, bytes: &[u8]) {
        let sent = self.send(form, file_name, bytes).await;
        assert_eq!(sent, (204, String::new()), "{file_name}");
    }

    /// What is at an address.
    pub async fn get(&self, url: &str) -> (u16, HeaderMap, Vec<u8>) {
        self.get_with(url, &[]).await
    }

    pub async fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let mut request = self.http.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        parts(request.send().await.expect("the server answers")).await
    }

    pub async fn head(&self, url: &str) -> (u16, HeaderMap, Vec<u8>) {
        parts(self.http.head(url).send().await.expect("the server answers")).await
    }

    /// The address of files.
    pub fn media(&self) -> String {
        format!("{}/media/{}", self.base, self.blog.project.environment)
    }

    /// What the outbox tells of the model of files, from first to last: action, entry, stage.
    pub async fn events(&self) -> Vec<(String, String, i64)> {
        let model = self.blog.id_of("model", "Asset").await;
        let texts = self.blog.texts("SELECT event FROM outbox ORDER BY id".to_owned()).await;
        let events = texts.iter().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        events
            .filter(|event| event["model"] == model.as_str())
            .map(|event| (text(&event["action"]), text(&event["entry"]), event["stage"].as_i64().expect("a key")))
            .collect()
    }
}

/// A form as browsers send it: its content type, and its bytes.
pub fn multipart(fields: &[(&str, String)], file_name: &str, bytes: &[u8]) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let field = format!("--b0undary\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(field.bytes());
    }
    let head = format!("--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"");
    body.extend(format!("{head}\r\nContent-Type: image/gif\r\n\r\n").bytes());
    body.extend(bytes);
    body.extend(b"\r\n--b0undary--\r\n");
    ("multipart/form-data; boundary=b0undary", body)
}

/// The fields of a form as a client sends them.
pub fn fields(form: &Value) -> Vec<(&'static str, String)> {
    let text = |name: &str| form[name].as_str().unwrap_or_default().to_owned();
    vec![
        ("X-Amz-Date", text("date")),
        ("key", text("key")),
        ("X-Amz-Signature", text("signature")),
        ("X-Amz-Algorithm", text("algorithm")),
        ("policy", text("policy")),
        ("X-Amz-Credential", text("credential")),
    ]
}

pub fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn parts(response: Response) -> (u16, HeaderMap, Vec<u8>) {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.expect("the body arrives").to_vec())
}
