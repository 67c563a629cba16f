//! Addresses of apps' pages.
//!
//! A page of an app is framed with `allow-same-origin`, so it is safe only on another origin than Studio's: on Studio's own
//! it could remove its sandbox (apps.md §6; security case 35).

use accounts::InputError;
use url::{Host, Origin, Url};

/// The origin that Studio's pages come from, under each of the addresses by which it is known to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudioOrigin(Vec<Origin>);

impl StudioOrigin {
    /// The origin of the configured public address.
    ///
    /// # Errors
    /// When it is no absolute http or https address.
    pub fn of(public_url: &str) -> Result<StudioOrigin, InputError> {
        Ok(StudioOrigin(vec![web_address("publicUrl", public_url)?.origin()]))
    }

    /// The same, reached under this address, too: without a configured public address a request alone knows by which
    /// name it came.
    ///
    /// # Errors
    /// When it is no absolute http or https address.
    pub fn also_at(&self, address: &str) -> Result<StudioOrigin, InputError> {
        let mut origins = self.0.clone();
        origins.push(web_address("publicUrl", address)?.origin());
        Ok(StudioOrigin(origins))
    }

    fn is_origin_of(&self, url: &Url) -> bool {
        self.0.iter().any(|own| is_same(own, &url.origin()))
    }
}

/// Whether two origins are one. On one's own machine the server answers under every name of the machine itself, so these
/// names count as one.
fn is_same(own: &Origin, other: &Origin) -> bool {
    let (Origin::Tuple(own_scheme, own_host, own_port), Origin::Tuple(scheme, host, port)) = (own, other) else {
        return own == other;
    };
    let same_server = scheme == own_scheme && port == own_port && is_loopback(host) && is_loopback(own_host);
    own == other || same_server
}

fn is_loopback(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    }
}

/// Longest address in bytes.
const MAX_LENGTH: usize = 2048;

/// An absolute http or https address without a user name.
fn web_address(field: &'static str, text: &str) -> Result<Url, InputError> {
    let wrong =
        |problem: &str| InputError::new(field, format!("{problem} Enter one such as https://app.example.com/setup."));
    if text.len() > MAX_LENGTH {
        return Err(wrong("This address is too long."));
    }
    // Parsers mend these silently, and not all in the same way: `http:x` is an absolute address here and one on Studio's
    // own origin in a page of Studio's.
    let begins = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !begins("http://") && !begins("https://") {
        return Err(wrong("The address must begin with http:// or https://."));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Err(wrong("The address must not hold spaces, line breaks or backslashes."));
    }
    let url = Url::parse(text).map_err(|_| wrong("This is not a full web address."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("The address must not hold a user name or password."));
    }
    Ok(url)
}

/// An address that is called or shown but never framed; the text that is kept.
pub(crate) fn plain(field: &'static str, text: &str) -> Result<String, InputError> {
    let text = text.trim();
    web_address(field, text).map(|_| text.to_owned())
}

/// An address that Studio frames; the text that is kept.
pub(crate) fn framed(field: &'static str, text: &str, studio: &StudioOrigin) -> Result<String, InputError> {
    let text = text.trim();
    if studio.is_origin_of(&web_address(field, text)?) {
        return Err(InputError::new(
            field,
            "This address is on Studio's own origin. Serve the app from another host or port.",
        ));
    }
    Ok(text.to_owned())
}

/// The origin of an address as a CSP names it; `None` for a text that is no address.
pub(crate) fn origin(text: &str) -> Option<String> {
    let origin = Url::parse(text).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_35_names_of_the_own_machine_are_one_origin() {
        let studio = StudioOrigin::of("http://127.0.0.1:4000").unwrap();
        for own in ["http://127.0.0.1:4000/x", "http://localhost:4000/", "http://[::1]:4000/", "http://0.0.0.0:4000"] {
            assert!(framed("setupUrl", own, &studio).is_err(), "{own}");
        }
        for other in ["http://localhost:3000/", "https://app.example/", "http://127.0.0.1/"] {
            assert!(framed("setupUrl", other, &studio).is_ok(), "{other}");
        }
        let by_name = studio.also_at("http://cms.local:4000").unwrap();
        for own in ["http://localhost:4000/", "http://cms.local:4000/x"] {
            assert!(framed("setupUrl", own, &by_name).is_err(), "{own}");
        }
    }

    #[test]
    fn case_35_framed_pages_are_on_another_origin() {
        let studio = StudioOrigin::of("http://localhost:4000").unwrap();
        let framed = |text: &str| framed("setupUrl", text, &studio);
        assert_eq!(framed(" http://localhost:3000/setup ").unwrap(), "http://localhost:3000/setup");
        assert!(framed("https://localhost:4000/setup").is_ok(), "another scheme is another origin");
        for same in
            ["http://localhost:4000/x", "HTTP://LOCALHOST:4000", "http://localhost:4000\\x", "http:localhost:4000"]
        {
            assert!(framed(same).is_err(), "{same}");
        }
        let bare = StudioOrigin::of("https://cms.example.com").unwrap();
        assert!(super::framed("setupUrl", "https://cms.example.com:443/setup", &bare).is_err());
    }

    #[test]
    fn case_34_only_web_addresses_are_taken() {
        for bad in [
            "",
            "/setup",
            "localhost:3000",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://example.com/",
            "https://",
            "https://user:secret@example.com/",
            "//example.com/x",
            "http:example.com/x",
            "https:/example.com/x",
            "https://example.com\\x",
            "https://example.com/a b",
            "https://example.com/\0",
            "https:///",
            "ht\ntp://example.com",
        ] {
            assert_eq!(plain("avatarUrl", bad).unwrap_err().field, "avatarUrl", "{bad}");
        }
        assert!(plain("avatarUrl", &format!("https://example.com/{}", "x".repeat(2048))).is_err());
    }

    #[test]
    fn origins_hold_nothing_that_a_header_could_trip_over() {
        assert_eq!(origin("https://Example.com:443/a;b?c").as_deref(), Some("https://example.com"));
        assert_eq!(origin("http://localhost:3000/").as_deref(), Some("http://localhost:3000"));
        assert_eq!(origin("https://exämple.com/").as_deref(), Some("https://xn--exmple-cua.com"));
        assert_eq!(origin("data:text/html,x"), None);
    }
}
