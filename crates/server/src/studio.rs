//! Studio's files and page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use rust_embed::RustEmbed;

use crate::state::Services;
use crate::{credential, csp, reply};

/// The build of `studio/`, or nothing when it was not built.
#[derive(RustEmbed)]
#[folder = "$EPIGRAPH_STUDIO_DIST"]
struct Files;

/// What the build's page holds in place of the nonce.
const NONCE_MARK: &str = "__CSP_NONCE__";

/// Paths that belong to APIs: what is not found below them is told in JSON.
const API_PATHS: [&str; 8] =
    ["/graphql", "/v2", "/content", "/media", "/app-exchange-token", "/studio-api", "/healthz", "/readyz"];

/// Everything that no route takes: a file of Studio's, Studio's page, or not found.
pub(crate) async fn fallback(
    State(services): State<Services>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    let is_api =
        API_PATHS.iter().any(|api| path.strip_prefix(api).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if is_api {
        return reply::message(StatusCode::NOT_FOUND, "There is nothing at this address.");
    }
    if method != Method::GET && method != Method::HEAD {
        return reply::message(StatusCode::METHOD_NOT_ALLOWED, "This address can only be read.");
    }
    match Files::get(path.trim_start_matches('/')).filter(|_| path != "/index.html") {
        Some(file) => file_response(path, file.data.into_owned()),
        // A missing asset must not be answered with a page: the browser would take it for a script.
        None if path.starts_with("/assets/") => reply::message(StatusCode::NOT_FOUND, "There is no such file."),
        None => page(&services, path, &headers).await,
    }
}

fn file_response(path: &str, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        headers.insert(CONTENT_TYPE, kind);
    }
    // Names under /assets carry a hash of the content.
    let cache = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    csp::set_common(headers);
    response
}

async fn page(services: &Services, path: &str, headers: &HeaderMap) -> Response {
    let nonce = services.nonce();
    let html = match Files::get("index.html") {
        Some(file) => String::from_utf8_lossy(&file.data).replace(NONCE_MARK, &nonce),
        None => NOT_BUILT.to_owned(),
    };
    let frames = frame_origins(services, path, headers).await;
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    csp::set(headers, &nonce, &frames);
    response
}

/// Origins that the page at this path may frame: those of the apps installed in its environment. Somebody who may not
/// see the environment gets none, and so does not learn which apps there are.
async fn frame_origins(services: &Services, path: &str, headers: &HeaderMap) -> Vec<String> {
    let mut segments = path.trim_start_matches('/').split('/');
    let (Some(project), Some(environment)) = (segments.next(), segments.next()) else { return Vec::new() };
    let Some(cookie) = credential::session(headers) else { return Vec::new() };
    services.frame_origins(&cookie, project, environment).await
}

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Epigraph</title>\
    <h1>Studio is not part of this build</h1>\
    <p>The APIs answer. To get Studio, build it and the server together with <code>cargo xtask start</code>.</p></html>";
