//! A client, one per kind of actor.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::server::ProjectHandle;
use crate::transcript::Transcript;

/// Sends requests as one actor and notes the answers.
#[derive(Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) token: Option<String>,
    pub(crate) cookie: Option<String>,
    pub(crate) transcript: Transcript,
}

/// Status and body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body; a text that is no JSON becomes a JSON string.
    pub body: Value,
    /// Retry-After in seconds.
    pub retry_after: Option<u64>,
    /// All headers.
    pub headers: HeaderMap,
}

impl Answer {
    /// The value at a JSON pointer such as `/data/posts/0/id`; null when there is none.
    pub fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The text at a JSON pointer.
    ///
    /// # Panics
    /// When there is none.
    pub fn text(&self, pointer: &str) -> String {
        let text = self.at(pointer).as_str();
        assert!(text.is_some(), "no text at {pointer} of {}", self.body);
        text.unwrap_or_default().to_owned()
    }

    /// The answer when it has data and no errors.
    ///
    /// # Panics
    /// When it has errors.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status == 200 && self.body.get("errors").is_none(), "{} {}", self.status, self.body);
        self
    }

    /// A header's text; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The message of the first error.
    pub fn error(&self) -> &str {
        self.at("/errors/0/message").as_str().unwrap_or_default()
    }
}

impl Client {
    /// The same server, with this token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), cookie: None, ..self.clone() }
    }

    /// Its token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same actor, at another server on the same database.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    /// The same server, without credential.
    pub fn public(&self) -> Self {
        Self { token: None, cookie: None, ..self.clone() }
    }

    /// The same server, with this session, as Studio sends it.
    pub fn with_cookie(&self, cookie: &str) -> Self {
        Self { token: None, cookie: Some(cookie.to_owned()), ..self.clone() }
    }

    /// A request to a path, with this client's credential.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", format!("epigraph_session={cookie}")).header("x-epigraph-studio", "1");
        }
        request
    }

    /// Sends a request and notes the answer.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = Self::send_quietly(request).await;
        self.transcript.note(json!({ "status": answer.status, "body": answer.body }));
        answer
    }

    /// Sends a request whose answer depends on timing and is therefore not compared between engines.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn send_quietly(request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let header = headers.get("retry-after").and_then(|value| value.to_str().ok());
        let retry_after = header.and_then(|value| value.parse().ok());
        let text = response.text().await.expect("the body arrives");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer { status, body, retry_after, headers }
    }

    /// A Management API operation.
    pub async fn management(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.send(self.request(Method::POST, "/graphql").json(&body)).await
    }

    /// A Content API operation.
    pub async fn content(&self, project: &ProjectHandle, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.send(self.request(Method::POST, &project.path()).json(&body)).await
    }
}
