//! Headers → credential. Nothing else reads `Authorization` or `Cookie`.

use accounts::Credential;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, ORIGIN};

/// Name of the session cookie.
pub(crate) const SESSION_COOKIE: &str = "epigraph_session";

/// Header that only Studio's own pages can send: another origin would need a preflight that is never granted it.
const STUDIO_HEADER: &str = "x-epigraph-studio";

/// The bearer token, if one was sent.
pub(crate) fn bearer(headers: &HeaderMap) -> Credential {
    let Some(value) = headers.get(AUTHORIZATION) else { return Credential::None };
    let text = value.to_str().unwrap_or_default();
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        // Another scheme is a credential that we cannot read, not the absence of one.
        Some(_) | None => text,
    };
    Credential::Bearer(token.to_owned())
}

/// The session cookie's value.
pub(crate) fn session(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SESSION_COOKIE)
}

/// The value of the cookie with that name.
pub(crate) fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// The credential of a call to the Management API: a token, or else the session of Studio's own page.
pub(crate) fn token_or_session(headers: &HeaderMap, base: &str) -> Credential {
    match bearer(headers) {
        Credential::None if is_from_studio(headers, base) => {
            session(headers).map_or(Credential::None, Credential::Session)
        }
        credential => credential,
    }
}

/// Whether Studio's own page sent this: with its header and, where the browser says the origin, from ours
/// (security case 38).
pub(crate) fn is_from_studio(headers: &HeaderMap, base: &str) -> bool {
    let mut marks = headers.get_all(STUDIO_HEADER).iter();
    let marked = marks.next().is_some_and(|value| value == "1") && marks.next().is_none();
    let mut origins = headers.get_all(ORIGIN).iter();
    marked && origins.all(|origin| origin == base)
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
    fn bearer_tokens() {
        let token = |value: &str| match bearer(&headers(&[("authorization", value)])) {
            Credential::Bearer(token) => token,
            Credential::None | Credential::Session(_) => panic!("no bearer"),
        };
        assert_eq!(token("Bearer abc"), "abc");
        assert_eq!(token("bearer  abc "), "abc");
        assert_eq!(token("Basic abc"), "Basic abc");
        assert!(matches!(bearer(&HeaderMap::new()), Credential::None));
    }

    #[test]
    fn case_38_a_cookie_counts_only_from_studio() {
        let base = "http://localhost:4000";
        let cookie = ("cookie", "other=1; epigraph_session=s3cret");
        let is_session = |more: &[(&'static str, &str)]| {
            let all: Vec<_> = [cookie].into_iter().chain(more.iter().copied()).collect();
            matches!(token_or_session(&headers(&all), base), Credential::Session(_))
        };
        assert!(is_session(&[("x-epigraph-studio", "1")]));
        assert!(is_session(&[("x-epigraph-studio", "1"), ("origin", base)]));
        assert!(!is_session(&[]));
        assert!(!is_session(&[("x-epigraph-studio", "")]));
        assert!(!is_session(&[("x-epigraph-studio", "1"), ("x-epigraph-studio", "1")]));
        assert!(!is_session(&[("x-epigraph-studio", "1"), ("origin", "null")]));
        assert!(!is_session(&[("x-epigraph-studio", "1"), ("origin", "http://localhost:4000.evil.example")]));
    }
}
