//! What goes with an answer of the Content API: its media type, who may keep it and how long, and how long it took
//! (content-api-read.md §11, platform.md §11.1).

use std::fmt::Write as _;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use content::request::{Answer, Audience, Method, Source, Timing, Tolerance};
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

use crate::reply;

/// Asks for `Server-Timing`.
const TIMING: &str = "x-epigraph-timing";

/// What an answer is told apart by, beside the address.
const VARIES: &str = "authorization, gcms-stage, gcms-locales, accept";

/// How long shared caches may keep what anybody may read, in seconds: platform.md §11.1 promises 30 s worldwide.
const SHARED_SECONDS: u64 = 30;

/// `hyg-stale-if-error` unless it is sent, in seconds.
const IF_ERROR_SECONDS: u64 = 86_400;

/// More than that is no tolerance but for ever: a year.
const MOST_SECONDS: u64 = 31_536_000;

/// The two addresses of the Content API (platform.md §11.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// `/v2/…`: every answer knows every write before it.
    Regular,
    /// `/content/…`: may be behind where the caller allows it.
    HighPerformance,
}

/// The media types that an answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MediaType {
    /// `application/json`: whoever does not ask for the other.
    Json,
    /// `application/graphql-response+json`.
    GraphqlResponse,
}

/// How the answer to one request is delivered.
pub(crate) struct Delivery {
    address: Address,
    method: Method,
    media_type: MediaType,
    is_authorised: bool,
    wants_timing: bool,
    known_tags: Option<String>,
    /// How far the answer may be behind.
    pub(crate) tolerance: Tolerance,
}

impl Delivery {
    /// As the request's headers ask for it.
    pub(crate) fn of(address: Address, method: Method, headers: &HeaderMap) -> Delivery {
        let tolerance = match address {
            Address::Regular => Tolerance::default(),
            Address::HighPerformance => Tolerance {
                while_revalidating: Duration::from_secs(seconds(headers, "hyg-stale-while-revalidate").unwrap_or(0)),
                if_error: Duration::from_secs(seconds(headers, "hyg-stale-if-error").unwrap_or(IF_ERROR_SECONDS)),
            },
        };
        Delivery {
            address,
            method,
            media_type: MediaType::asked_for(headers),
            is_authorised: headers.contains_key(AUTHORIZATION),
            wants_timing: is_true(headers, TIMING),
            known_tags: joined(headers, &IF_NONE_MATCH),
            tolerance,
        }
    }

    /// The response.
    pub(crate) fn deliver(&self, answer: Answer) -> Response {
        let status = reply::status(answer.status);
        let cache_control = self.cache_control(status, answer.audience);
        let timing = self.wants_timing.then(|| server_timing(answer.timing, answer.source));
        let tag = (self.method == Method::Get && status == StatusCode::OK).then(|| entity_tag(&answer.body));
        let is_known = tag.as_ref().zip(self.known_tags.as_ref()).is_some_and(|(tag, known)| names(known, tag));
        let mut response = match is_known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => (status, self.media_type.body(status, answer.body)).into_response(),
        };
        let headers = response.headers_mut();
        if !is_known {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type.name()));
        }
        headers.insert(VARY, HeaderValue::from_static(VARIES));
        let texts =
            [(CACHE_CONTROL, Some(cache_control)), (ETAG, tag), (HeaderName::from_static("server-timing"), timing)];
        for (name, text) in texts {
            if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
                headers.insert(name, value);
            }
        }
        response
    }

    /// Drafts, and what a credential was needed for, enter no shared cache (security case 75).
    fn cache_control(&self, status: StatusCode, audience: Audience) -> String {
        let may_be_kept = status == StatusCode::OK && audience == Audience::Equals;
        match (self.address, self.method, self.is_authorised) {
            _ if !may_be_kept => "no-store".to_owned(),
            (Address::Regular, Method::Post, _) | (Address::Regular, _, true) => "no-store".to_owned(),
            (Address::HighPerformance, _, true) => "private, no-cache".to_owned(),
            (Address::Regular, Method::Get, false) => format!("public, max-age=0, s-maxage={SHARED_SECONDS}"),
            (Address::HighPerformance, _, false) => {
                let mut text = format!("public, max-age=0, s-maxage={SHARED_SECONDS}");
                let Tolerance { while_revalidating, if_error } = self.tolerance;
                for (name, time) in [("stale-while-revalidate", while_revalidating), ("stale-if-error", if_error)] {
                    if !time.is_zero() {
                        // Writing to a String does not fail.
                        let _ = write!(text, ", {name}={}", time.as_secs());
                    }
                }
                text
            }
        }
    }
}

impl MediaType {
    /// The newer one only for whoever names it and does not like the other better.
    fn asked_for(headers: &HeaderMap) -> MediaType {
        let accept = joined(headers, &ACCEPT).unwrap_or_default();
        let quality = |name: &str| {
            let ranges = accept.split(',').map(|range| range.split(';').map(str::trim));
            let mut named = ranges.filter_map(|mut parts| {
                parts.next().filter(|range| range.eq_ignore_ascii_case(name))?;
                let mut weights = parts.filter_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
                Some(weights.next().map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0)))
            });
            named.next()
        };
        let wanted: f32 = quality("application/graphql-response+json").unwrap_or(0.0);
        let is_wanted = wanted > 0.0 && wanted >= quality("application/json").unwrap_or(0.0);
        if is_wanted { MediaType::GraphqlResponse } else { MediaType::Json }
    }

    fn name(self) -> &'static str {
        match self {
            MediaType::Json => "application/json",
            MediaType::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// In the newer type an answer to a request that was not executed has no entry `data`; Hygraph's have a null there.
    fn body(self, status: StatusCode, body: Bytes) -> Bytes {
        match self {
            MediaType::GraphqlResponse if status != StatusCode::OK => without_data(&body).unwrap_or(body),
            MediaType::GraphqlResponse | MediaType::Json => body,
        }
    }
}

fn without_data(body: &[u8]) -> Option<Bytes> {
    let mut json: serde_json::Value = serde_json::from_slice(body).ok()?;
    json.as_object_mut()?.shift_remove("data");
    Some(json.to_string().into())
}

/// Whether a header says `true`.
pub(crate) fn is_true(headers: &HeaderMap, name: &str) -> bool {
    headers.get(name).is_some_and(|value| value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"true"))
}

/// Whole seconds; what is no number is as if it were not sent.
fn seconds(headers: &HeaderMap, name: &str) -> Option<u64> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    value.parse::<u64>().ok().map(|seconds| seconds.min(MOST_SECONDS))
}

/// A list header that may be sent in several parts.
fn joined(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let parts: Vec<_> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    (!parts.is_empty()).then(|| parts.join(","))
}

/// Weak, since the bytes on the wire may be compressed.
fn entity_tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let mut tag = "W/\"".to_owned();
    for byte in &digest[..16] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether `If-None-Match` names the tag, as weak tags are compared.
fn names(known: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.split(',').any(|one| one.trim() == "*" || opaque(one) == opaque(tag))
}

fn server_timing(timing: Timing, source: Source) -> String {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let source = match source {
        Source::Database => "miss",
        Source::Cache => "hit",
        Source::Outdated => "stale",
    };
    let Timing { parse, plan, database, statements } = timing;
    format!(
        "parse;dur={:.3}, plan;dur={:.3}, db;dur={:.3}, statements;desc=\"{statements}\", cache;desc=\"{source}\"",
        milliseconds(parse),
        milliseconds(plan),
        milliseconds(database),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().fold(HeaderMap::new(), |mut headers, (name, value)| {
            headers.append(*name, value.parse().unwrap());
            headers
        })
    }

    #[test]
    fn the_newer_media_type_is_for_whoever_names_it() {
        let asked = |accept: &str| MediaType::asked_for(&headers(&[("accept", accept)]));
        for accept in [
            "application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            "application/json;q=0.9, application/GraphQL-response+json",
        ] {
            assert_eq!(asked(accept), MediaType::GraphqlResponse, "{accept}");
        }
        for accept in [
            "*/*",
            "",
            "text/html",
            "application/json, application/graphql-response+json;q=0.5",
            "application/graphql-response+json;q=0",
        ] {
            assert_eq!(asked(accept), MediaType::Json, "{accept}");
        }
    }

    #[test]
    fn case_75_drafts_and_private_answers_enter_no_shared_cache() {
        let control = |address, method, pairs: &[(&'static str, &str)], status, audience| {
            Delivery::of(address, method, &headers(pairs)).cache_control(status, audience)
        };
        let ok = StatusCode::OK;
        for address in [Address::Regular, Address::HighPerformance] {
            assert_eq!(control(address, Method::Get, &[], ok, Audience::Caller), "no-store");
            assert_eq!(control(address, Method::Get, &[], StatusCode::FORBIDDEN, Audience::Equals), "no-store");
        }
        let token = [("authorization", "Bearer x")];
        assert_eq!(control(Address::Regular, Method::Get, &token, ok, Audience::Equals), "no-store");
        assert_eq!(control(Address::HighPerformance, Method::Get, &token, ok, Audience::Equals), "private, no-cache");
        assert_eq!(control(Address::Regular, Method::Post, &[], ok, Audience::Equals), "no-store");
        let public = control(Address::Regular, Method::Get, &[], ok, Audience::Equals);
        assert_eq!(public, "public, max-age=0, s-maxage=30");
        let asked = [("hyg-stale-if-error", "7"), ("hyg-stale-while-revalidate", "nonsense")];
        let public = control(Address::HighPerformance, Method::Post, &asked, ok, Audience::Equals);
        assert_eq!(public, "public, max-age=0, s-maxage=30, stale-if-error=7");
    }

    #[test]
    fn tags_are_compared_without_their_weakness() {
        let tag = entity_tag(b"{}");
        assert!(tag.starts_with("W/\"") && tag.ends_with('"'));
        assert!(names(&tag, &tag) && names("*", &tag) && names(&format!("\"a\", {}", &tag[2..]), &tag));
        assert!(!names("\"a\", W/\"b\"", &tag) && !names("", &tag));
    }
}
