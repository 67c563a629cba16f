//! The address that clients are told: configured, or else taken from the request (management-api.md §1.3).

use http::HeaderMap;
use http::header::HOST;
use url::Url;

/// Where people reach this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicUrl {
    /// `--public-url`, without trailing slash. The only one that links in messages may use (security case 26).
    Configured(String),
    /// Not configured: the request's Host over plain http, and this address where there is no request.
    FromRequest {
        /// The listening address, `http://127.0.0.1:4000`.
        fallback: String,
    },
}

/// The public URL cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The public URL {0:?} cannot be used: give an http or https address without path, such as https://cms.example.org."
)]
pub struct PublicUrlError(String);

impl PublicUrl {
    /// Reads a configured public URL.
    ///
    /// # Errors
    /// When it is no http or https origin.
    pub fn configured(text: &str) -> Result<Self, PublicUrlError> {
        let refused = || PublicUrlError(text.to_owned());
        let url: Url = text.parse().map_err(|_| refused())?;
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !plain || !["http", "https"].contains(&url.scheme()) || url.host().is_none() {
            return Err(refused());
        }
        Ok(Self::Configured(url.origin().ascii_serialization()))
    }

    /// The base of addresses in an answer to this request, without trailing slash.
    pub fn base(&self, headers: &HeaderMap) -> String {
        match self {
            Self::Configured(base) => base.clone(),
            Self::FromRequest { fallback } => {
                host(headers).map_or_else(|| fallback.clone(), |host| format!("http://{host}"))
            }
        }
    }

    /// The base of addresses where there is no request: what is printed at start.
    pub fn base_at_start(&self) -> &str {
        match self {
            Self::Configured(base) | Self::FromRequest { fallback: base } => base,
        }
    }

    /// Whether cookies may be marked Secure.
    pub fn is_https(&self) -> bool {
        self.base_at_start().starts_with("https://")
    }
}

/// The Host header when it is no more than a host and a port.
fn host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let right = !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    right.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_only() {
        let base = |text: &str| PublicUrl::configured(text).map(|url| url.base_at_start().to_owned());
        assert_eq!(base("https://cms.example.org/"), Ok("https://cms.example.org".to_owned()));
        assert_eq!(base("http://localhost:4000"), Ok("http://localhost:4000".to_owned()));
        for wrong in ["cms.example.org", "ftp://x", "https://x/path", "https://a@b", "https://x?y", ""] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn case_26_a_configured_url_is_not_the_hosts() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "evil.example".parse().unwrap());
        headers.insert("x-forwarded-host", "evil.example".parse().unwrap());
        assert_eq!(PublicUrl::configured("https://cms.example.org").unwrap().base(&headers), "https://cms.example.org");
        let open = PublicUrl::FromRequest { fallback: "http://127.0.0.1:4000".to_owned() };
        assert_eq!(open.base(&headers), "http://evil.example");
        headers.insert(HOST, "a/b?c".parse().unwrap());
        assert_eq!(open.base(&headers), "http://127.0.0.1:4000");
    }
}
