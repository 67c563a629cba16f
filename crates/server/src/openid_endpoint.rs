//! The way to the identity provider and back. What goes wrong is told on Studio's sign-in page, by one word in its address:
//! nothing that the provider says is repeated there (security cases 34 and 36).

use accounts::{Callback, OpenIdError, RefusedSignIn};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use crate::client::ClientAddress;
use crate::credential;
use crate::session_endpoint::{COOKIE_SECONDS, set_cookie};
use crate::state::Services;

/// Where a sign-in begins.
pub(crate) const START: &str = "/studio-api/openid/start";
/// Holds a sign-in that has begun, for these two addresses alone.
const ATTEMPT_COOKIE: &str = "epigraph_openid";
/// The paths that the cookie is for.
const COOKIE_PATH: &str = "/studio-api/openid";
/// A longer path to come back to is forgotten: it travels in a cookie.
const LONGEST_PATH: usize = 1500;

#[derive(Default, Deserialize)]
struct StartQuery {
    r#return: Option<String>,
}

#[derive(Default, Deserialize)]
struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Sends the browser to the identity provider.
pub(crate) async fn start(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let query = Query::<StartQuery>::try_from_uri(&uri).map(|Query(query)| query).unwrap_or_default();
    let return_to = query.r#return.as_deref().and_then(studio_path).unwrap_or_else(|| "/".to_owned());
    match services.accounts.begin_openid(&return_to, client).await {
        Ok(started) => {
            let mut response = go_to(&started.address);
            set_attempt(&services, &mut response, &started.cookie, started.seconds);
            response
        }
        Err(error) => refused(&services, &headers, RefusedSignIn { error, return_to: Some(return_to) }),
    }
}

/// Takes the browser back from the identity provider.
pub(crate) async fn callback(
    State(services): State<Services>,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    // A query that cannot be read, such as one with two codes, is one without.
    let query = Query::<CallbackQuery>::try_from_uri(&uri).map(|Query(query)| query).unwrap_or_default();
    let callback = Callback { code: query.code, state: query.state, error: query.error, issuer: query.iss };
    let cookie = credential::cookie(&headers, ATTEMPT_COOKIE);
    let mut response = match services.accounts.finish_openid(callback, cookie.as_deref(), client).await {
        Ok(signed_in) => {
            let mut response = go_to(&format!("{}{}", services.base(&headers), signed_in.return_to));
            set_cookie(&services, &mut response, signed_in.session.as_str(), COOKIE_SECONDS);
            response
        }
        Err(why) => refused(&services, &headers, why),
    };
    // Whatever became of it, this try is over.
    set_attempt(&services, &mut response, "", 0);
    response
}

/// Back to the sign-in page, which says why.
fn refused(services: &Services, headers: &HeaderMap, RefusedSignIn { error, return_to }: RefusedSignIn) -> Response {
    match &error {
        OpenIdError::Store(_) => tracing::error!(%error, "signing in through the identity provider failed"),
        OpenIdError::Provider(_) | OpenIdError::Untrusted(_) => {
            tracing::warn!(%error, "signing in through the identity provider failed");
        }
        OpenIdError::NotConfigured
        | OpenIdError::Stale
        | OpenIdError::Declined
        | OpenIdError::Unverified
        | OpenIdError::NoAccount
        | OpenIdError::TooMany { .. } => tracing::info!(%error, "nobody was signed in through the identity provider"),
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("problem", error.code());
    if let Some(path) = return_to.filter(|path| path != "/") {
        query.append_pair("return", &path);
    }
    go_to(&format!("{}/sign-in?{}", services.base(headers), query.finish()))
}

fn go_to(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    // Addresses are serialised by the URL library, which leaves nothing that a header cannot hold.
    headers.insert(LOCATION, HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn set_attempt(services: &Services, response: &mut Response, value: &str, seconds: i64) {
    let secure = if services.public_url.is_https() { "; Secure" } else { "" };
    // Lax and not strict: the browser comes back from another site.
    let cookie =
        format!("{ATTEMPT_COOKIE}={value}; Path={COOKIE_PATH}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// A path in Studio, as it is after all detours in it; anything else is none (security case 34).
fn studio_path(wanted: &str) -> Option<String> {
    let base = Url::parse("http://studio.invalid/").ok()?;
    let url = base.join(wanted).ok().filter(|_| wanted.starts_with('/') && wanted.len() <= LONGEST_PATH)?;
    let path = url.path();
    let is_elsewhere = url.origin() != base.origin() || path.starts_with("//");
    let is_page = !["/sign-in", "/studio-api"].iter().any(|other| path.starts_with(other));
    let whole = &url[url::Position::BeforePath..];
    (!is_elsewhere && is_page && whole.len() <= LONGEST_PATH).then(|| whole.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_34_only_paths_of_studio_are_gone_back_to() {
        assert_eq!(studio_path("/p/master?x=1#y").as_deref(), Some("/p/master?x=1#y"));
        assert_eq!(studio_path("/a/../b c").as_deref(), Some("/b%20c"));
        let long = format!("/{}", "x".repeat(2000));
        for wrong in [
            "",
            "p",
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "/\t/evil.example/",
            "/.//evil.example/",
            "/x/..//evil.example/",
            "\\/evil.example",
            "javascript:alert(1)",
            "/sign-in?return=/",
            "/studio-api/openid/start",
            long.as_str(),
        ] {
            assert_eq!(studio_path(wrong), None, "{wrong:?}");
        }
    }
}
