//! `GET /media/<environment>/<handle>`: files of assets as they came (platform.md §3.4, §3.6).
//!
//! Whatever somebody has put into a file must not act on this address, where Studio and the APIs are (security case 55): browsers
//! take each for what its content is and for nothing else, run no script of it, and save what may hold one instead of showing it.

use std::ops::Range;
use std::sync::Arc;

use accounts::EnvironmentRow;
use assets::StorageError;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use content::environment::Environment;
use content::upload::{Delivered, delivered};
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_range_header::parse_range_header;
use model::ids::EnvironmentId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::StoreError;

use crate::state::Services;

/// An environment in front of one of its files.
pub(crate) struct Media {
    pub(crate) row: EnvironmentRow,
    pub(crate) environment: Environment,
}

impl Services {
    /// The environment that an address of files names.
    pub(crate) async fn environment_by_id(&self, id: &str) -> Result<Option<Media>, StoreError> {
        if !is_plain(id) {
            return Ok(None);
        }
        let Some(row) = self.accounts.environment(&EnvironmentId::new(id)).await? else { return Ok(None) };
        let Some(database) = self.store.environment(&row.id).await? else { return Ok(None) };
        let (project, id, name) = (row.project.clone(), row.id.clone(), row.name.clone());
        Ok(Some(Media { row, environment: Environment { project, id, name, database } }))
    }
}

/// Why nothing is delivered.
enum Nothing {
    NotThere,
    Transformed,
    Failed(String),
}

impl From<StoreError> for Nothing {
    fn from(error: StoreError) -> Self {
        Nothing::Failed(error.to_string())
    }
}

impl From<StorageError> for Nothing {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Missing => Nothing::NotThere,
            StorageError::Full | StorageError::Io(_) => Nothing::Failed(error.to_string()),
        }
    }
}

/// Whether a part of an address may name an environment or a file. The database is not asked about others.
fn is_plain(name: &str) -> bool {
    name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A file; the router answers HEAD with the same, without its bytes.
pub(crate) async fn get(
    State(services): State<Arc<Services>>,
    place: Result<Path<(String, String)>, PathRejection>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Ok(Path((environment, path))) = place else { return nothing(Nothing::NotThere) };
    Box::pin(deliver(&services, &environment, &path, &method, &headers)).await.unwrap_or_else(nothing)
}

async fn deliver(
    services: &Services,
    environment: &str,
    path: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Nothing> {
    // Whatever stands before the handle are tasks (platform.md §3.4).
    let (tasks, handle) = path.rsplit_once('/').unwrap_or(("", path));
    if !is_plain(handle) {
        return Err(Nothing::NotThere);
    }
    let Media { environment, .. } = services.environment_by_id(environment).await?.ok_or(Nothing::NotThere)?;
    let file = delivered(&environment.database, handle).await?.ok_or(Nothing::NotThere)?;
    if !tasks.is_empty() {
        return Err(Nothing::Transformed);
    }
    let etag = format!("\"{}\"", file.object);
    if matches(headers, &IF_NONE_MATCH, &etag) {
        return Ok(described(StatusCode::NOT_MODIFIED.into_response(), &file, &etag));
    }
    let reading = services.content.assets().storage.read(&environment.id, &file.object).await?;
    let size = reading.size;
    let (status, range) = match part(headers, &etag, size) {
        Part::All => (StatusCode::OK, 0..size),
        Part::Range(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Nowhere => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            put(&mut response, &CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(response);
        }
    };
    let (start, end) = (range.start, range.end);
    let body = if *method == Method::HEAD { Body::empty() } else { Body::from_stream(reading.pieces(range)) };
    let mut response = described((status, body).into_response(), &file, &etag);
    put(&mut response, &CONTENT_LENGTH, &(end - start).to_string());
    put(&mut response, &CONTENT_TYPE, &content_type(&file.mime_type));
    if status == StatusCode::PARTIAL_CONTENT {
        put(&mut response, &CONTENT_RANGE, &format!("bytes {start}-{}/{size}", end.saturating_sub(1)));
    }
    Ok(response)
}

/// Which bytes are asked for.
enum Part {
    All,
    Range(Range<u64>),
    Nowhere,
}

/// Several ranges, and what is no range of bytes, count as none asked for (RFC 9110 §14.2).
fn part(headers: &HeaderMap, etag: &str, size: u64) -> Part {
    let Some(asked) = headers.get(RANGE).and_then(|asked| asked.to_str().ok()) else { return Part::All };
    if headers.contains_key(IF_RANGE) && !matches(headers, &IF_RANGE, etag) {
        return Part::All;
    }
    let Ok(parsed) = parse_range_header(asked) else { return Part::All };
    match parsed.validate(size).as_deref() {
        Ok([range]) if *range.start() < size => Part::Range(*range.start()..range.end() + 1),
        Ok([_]) | Err(_) => Part::Nowhere,
        Ok(_) => Part::All,
    }
}

fn matches(headers: &HeaderMap, name: &HeaderName, etag: &str) -> bool {
    let mut lists = headers.get_all(name).iter().filter_map(|list| list.to_str().ok());
    lists
        .any(|list| list.split(',').map(|one| one.trim().trim_start_matches("W/")).any(|one| one == etag || one == "*"))
}

/// What of a name stays as it is in a header.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The headers that every answer about a file has.
fn described(mut response: Response, file: &Delivered, etag: &str) -> Response {
    let mime_type = file.mime_type.as_str();
    let disposition = if is_shown(mime_type) { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&file.file_name, PLAIN);
    put(&mut response, &CONTENT_DISPOSITION, &format!("{disposition}; filename*=UTF-8''{name}"));
    put(&mut response, &ETAG, etag);
    put(&mut response, &ACCEPT_RANGES, "bytes");
    // A handle stands for one file, once that has come.
    put(&mut response, &CACHE_CONTROL, if file.is_final { "public, max-age=31536000, immutable" } else { "no-cache" });
    put(&mut response, &X_CONTENT_TYPE_OPTIONS, "nosniff");
    let policy = match mime_type {
        // Browsers' own viewers do not open in a sandbox.
        "application/pdf" => "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'",
        _ => "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    };
    put(&mut response, &CONTENT_SECURITY_POLICY, policy);
    put(&mut response, &HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    response
}

/// Whether browsers show it in a page of its own: nothing in which a script could be, but for SVG, which is a picture and whose
/// scripts the policy keeps from running.
fn is_shown(mime_type: &str) -> bool {
    let (family, _) = mime_type.split_once('/').unwrap_or_default();
    matches!(family, "image" | "audio" | "video" | "font") || matches!(mime_type, "application/pdf" | "text/plain")
}

/// Texts are UTF-8, or else would not have been taken for texts.
fn content_type(mime_type: &str) -> String {
    if mime_type.starts_with("text/") { format!("{mime_type}; charset=utf-8") } else { mime_type.to_owned() }
}

fn put(response: &mut Response, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// A short text: what asks for pictures reads no JSON.
fn nothing(why: Nothing) -> Response {
    let (status, text) = match why {
        Nothing::NotThere => (StatusCode::NOT_FOUND, "There is no such file."),
        Nothing::Transformed => {
            (StatusCode::NOT_IMPLEMENTED, "Files are not transformed here: ask for the file itself.")
        }
        Nothing::Failed(cause) => {
            tracing::error!(%cause, "a file was not delivered");
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong.")
        }
    };
    let mut response = (status, text).into_response();
    put(&mut response, &CACHE_CONTROL, "no-store");
    put(&mut response, &X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}
