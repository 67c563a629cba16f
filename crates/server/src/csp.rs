//! Headers that keep Studio's page to itself (security case 35).

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

/// The policy of one delivery of Studio's page. `frames` are origins of installed apps.
fn policy(nonce: &str, frames: &[String]) -> String {
    // 'self' is for the empty first document of a frame, before the app's own page is loaded into it.
    let frames: String = frames.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: https: http:; font-src 'self'; connect-src 'self'; frame-src 'self'{frames}; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )
}

/// Sets the headers of Studio's page.
pub(crate) fn set(headers: &mut HeaderMap, nonce: &str, frames: &[String]) {
    // Origins come from URLs that were parsed when they were saved, so the policy is always a header value.
    if let Ok(policy) = HeaderValue::from_str(&policy(nonce, frames)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    headers.insert(opener, HeaderValue::from_static("same-origin"));
    set_common(headers);
}

/// Sets what every file of Studio's gets.
pub(crate) fn set_common(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_the_installed_apps_only() {
        assert!(policy("n", &[]).contains("frame-src 'self';"));
        let apps = ["https://app.example".to_owned(), "http://localhost:3000".to_owned()];
        assert!(policy("n", &apps).contains("frame-src 'self' https://app.example http://localhost:3000;"));
        assert!(!policy("n", &apps).contains("unsafe-inline"));
    }
}
