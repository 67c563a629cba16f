//! A small identity provider: it signs everybody in at once as whom the test says, and can be made to lie.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::{Url, form_urlencoded};

pub const CLIENT_ID: &str = "epigraph";
pub const CLIENT_SECRET: &str = "open sesame & more";

/// Makes an ID token of the claims that would be right.
type Mint = Box<dyn Fn(&Key, Value) -> String + Send>;

/// A provider on a free port. It ends when this is dropped.
pub struct Provider {
    pub issuer: String,
    state: Arc<Mutex<Behaviour>>,
    server: JoinHandle<()>,
}

/// What it does.
pub struct Behaviour {
    issuer: String,
    /// What it says of whoever signs in, beside what every token holds.
    pub person: Value,
    /// Whether the e-mail address is told by its UserInfo endpoint alone.
    pub profile_apart: bool,
    /// What UserInfo says of whom.
    pub user_info_subject: Option<String>,
    /// How it makes ID tokens.
    pub mint: Mint,
    /// What its configuration holds instead.
    pub configuration: Value,
    /// What it sends the browser back with beside code and state.
    pub callback: Vec<(&'static str, String)>,
    /// The key that it signs with, the last of those that it publishes.
    pub key: Key,
    codes: HashMap<String, Request>,
    /// Every request to its token endpoint.
    pub exchanges: u32,
}

/// What somebody was sent to it with.
#[derive(Clone)]
struct Request {
    nonce: String,
    challenge: String,
    redirect: String,
}

/// A key with its name.
#[derive(Clone)]
pub struct Key {
    pub name: String,
    encoding: EncodingKey,
}

impl Key {
    /// A fresh one.
    pub fn fresh(name: &str) -> Self {
        // PKCS #8 of an Ed25519 key is this and any 32 bytes.
        let mut der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".to_vec();
        der.extend(rand::random::<[u8; 32]>());
        Self { name: name.to_owned(), encoding: EncodingKey::from_ed_der(&der) }
    }

    /// As everybody may know it.
    pub fn public(&self) -> Value {
        let mut jwk = Jwk::from_encoding_key(&self.encoding, Algorithm::EdDSA).expect("a public half");
        jwk.common.key_id = Some(self.name.clone());
        serde_json::to_value(jwk).expect("JSON")
    }

    /// A token of these claims, as it should be.
    pub fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.name.clone());
        jsonwebtoken::encode(&header, claims, &self.encoding).expect("a token")
    }
}

/// A token whose header and signature are what a forger likes.
pub fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// A token signed with a secret, such as the text of a public key.
pub fn signed_with_secret(secret: &[u8], name: &str, claims: &Value) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(name.to_owned());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).expect("a token")
}

impl Provider {
    /// Starts one that signs in Eve.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("bound"));
        let state = Arc::new(Mutex::new(Behaviour {
            issuer: issuer.clone(),
            person: json!({ "sub": "eve-1", "email": "Eve@Example.org", "email_verified": true, "name": "Eve Example" }),
            profile_apart: false,
            user_info_subject: None,
            mint: Box::new(|key, claims| key.sign(&claims)),
            configuration: json!({}),
            callback: Vec::new(),
            key: Key::fresh("first"),
            codes: HashMap::new(),
            exchanges: 0,
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/profile", get(profile))
            .with_state(state.clone());
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, routes).await;
        });
        Self { issuer, state, server }
    }

    /// What it does from now on.
    pub fn now(&self) -> MutexGuard<'_, Behaviour> {
        self.state.lock().expect("no test panics while it holds this")
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = State<Arc<Mutex<Behaviour>>>;

async fn configuration(State(state): Shared) -> String {
    let state = state.lock().expect("free");
    let issuer = &state.issuer;
    let mut configuration = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize?tenant=1"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/profile"),
    });
    for (key, value) in state.configuration.as_object().expect("an object") {
        configuration[key] = value.clone();
    }
    configuration.to_string()
}

async fn keys(State(state): Shared) -> String {
    let state = state.lock().expect("free");
    // Beside its own: keys that we cannot use, and a secret that nobody should publish.
    json!({ "keys": [
        { "kty": "future", "kid": "first", "use": "sig" },
        { "kty": "oct", "kid": "shared", "k": URL_SAFE_NO_PAD.encode("a published secret"), "use": "sig" },
        { "kty": "RSA", "kid": "for encryption", "use": "enc", "n": "AQAB", "e": "AQAB" },
        state.key.public(),
    ] })
    .to_string()
}

async fn authorize(State(state): Shared, uri: axum::http::Uri) -> Response {
    let asked: HashMap<String, String> =
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    assert_eq!(
        (asked["response_type"].as_str(), asked["client_id"].as_str(), asked["code_challenge_method"].as_str()),
        ("code", CLIENT_ID, "S256")
    );
    assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
    assert_eq!(asked["tenant"], "1", "what the provider's address holds stays");
    let mut state = state.lock().expect("free");
    let code = format!("code-{}", rand::random::<u64>());
    let mut back: Url = asked["redirect_uri"].parse().expect("an address");
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked["state"]);
    back.query_pairs_mut().extend_pairs(&state.callback);
    let request = Request {
        nonce: asked["nonce"].clone(),
        challenge: asked["code_challenge"].clone(),
        redirect: asked["redirect_uri"].clone(),
    };
    state.codes.insert(code, request);
    Redirect::to(back.as_str()).into_response()
}

async fn token(State(state): Shared, headers: axum::http::HeaderMap, body: String) -> Response {
    let sent: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut state = state.lock().expect("free");
    state.exchanges += 1;
    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    let expected = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:open+sesame+%26+more")));
    let in_body = sent.get("client_id").map(String::as_str) == Some(CLIENT_ID)
        && sent.get("client_secret").map(String::as_str) == Some(CLIENT_SECRET);
    let in_header = headers.get("authorization").is_some_and(|value| *value == *expected);
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, json!({ "error": error }).to_string()).into_response();
    if in_body == in_header {
        return refuse("invalid_client");
    }
    let Some(request) = sent.get("code").and_then(|code| state.codes.remove(code)) else {
        return refuse("invalid_grant");
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    if challenge != request.challenge || sent["redirect_uri"] != request.redirect {
        return refuse("invalid_grant");
    }
    let now = seconds();
    let mut claims = json!({
        "iss": state.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": request.nonce,
        "sub": state.person["sub"],
    });
    if !state.profile_apart {
        for (key, value) in state.person.as_object().expect("an object") {
            claims[key] = value.clone();
        }
    }
    let id_token = (state.mint)(&state.key, claims);
    json!({ "access_token": "access-1", "token_type": "Bearer", "expires_in": 60, "id_token": id_token })
        .to_string()
        .into_response()
}

async fn profile(State(state): Shared, headers: axum::http::HeaderMap) -> Response {
    if headers.get("authorization").is_none_or(|value| value != "Bearer access-1") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let state = state.lock().expect("free");
    let mut person = state.person.clone();
    if let Some(subject) = &state.user_info_subject {
        person["sub"] = json!(subject);
    }
    person.to_string().into_response()
}

/// Seconds since 1970.
pub fn seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs()
}
