//! One try to sign in, between leaving for the identity provider and coming back. The browser carries it in a cookie, signed,
//! so that a try that nobody finishes leaves nothing here, and any process can finish it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::secret::{self, Secret};
use crate::server_key::ServerKey;

/// Seconds that a person may take at the provider.
pub(super) const LIFE_SECONDS: i64 = 10 * 60;
/// A longer cookie is none of ours.
const LONGEST: usize = 4096;

/// A try to sign in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// From which state, nonce and verifier come, with the server's key.
    seed: String,
    /// Seconds since 1970.
    began: i64,
    /// The path in Studio where the person was going.
    pub(super) return_to: String,
}

impl Attempt {
    /// A new one.
    pub(super) fn begin(return_to: &str, now: i64) -> Self {
        Self { seed: Secret::random().as_str().to_owned(), began: now, return_to: return_to.to_owned() }
    }

    /// What the browser keeps.
    pub(super) fn cookie(&self, key: &ServerKey) -> String {
        let text = self.text();
        let mac = mac(key, &text);
        format!("{text}.{mac}")
    }

    /// Reads what the browser kept. `None` when we did not write it, or too long ago.
    pub(super) fn read(cookie: &str, key: &ServerKey, now: i64) -> Option<Self> {
        let (text, claimed) = cookie.rsplit_once('.').filter(|_| cookie.len() <= LONGEST)?;
        if !secret::same_hash(claimed, &mac(key, text)) {
            return None;
        }
        let mut parts = text.splitn(3, '.');
        let (seed, began, path) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let return_to = String::from_utf8(URL_SAFE_NO_PAD.decode(path).ok()?).ok()?;
        let age = now.checked_sub(began)?;
        (0..LIFE_SECONDS).contains(&age).then(|| Self { seed: seed.to_owned(), began, return_to })
    }

    fn text(&self) -> String {
        format!("{}.{}.{}", self.seed, self.began, URL_SAFE_NO_PAD.encode(&self.return_to))
    }

    /// Ties the provider's answer to the browser that asked.
    pub(super) fn state(&self, key: &ServerKey) -> String {
        self.derived("state", key)
    }

    /// Ties the ID token to this try.
    pub(super) fn nonce(&self, key: &ServerKey) -> String {
        self.derived("nonce", key)
    }

    /// Ties the code to this server, which alone can make it (RFC 7636 §4.1).
    pub(super) fn verifier(&self, key: &ServerKey) -> String {
        self.derived("verifier", key)
    }

    /// What the provider compares the verifier with (RFC 7636 §4.2, `S256`).
    pub(super) fn challenge(&self, key: &ServerKey) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier(key)))
    }

    fn derived(&self, what: &str, key: &ServerKey) -> String {
        URL_SAFE_NO_PAD.encode(key.derive(&format!("{what} {}", self.seed)))
    }
}

fn mac(key: &ServerKey, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(key.derive(&format!("cookie {text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> ServerKey {
        let folder = tempfile::tempdir().unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode([byte; 32]);
        ServerKey::load(folder.path(), Some(&text)).unwrap()
    }

    #[test]
    fn a_cookie_is_ours_and_fresh() {
        let (ours, attempt) = (key(1), Attempt::begin("/p/master?x=1", 1_000));
        let cookie = attempt.cookie(&ours);
        assert_eq!(Attempt::read(&cookie, &ours, 1_000 + LIFE_SECONDS - 1).as_ref(), Some(&attempt));
        for (now, key) in [(1_000 + LIFE_SECONDS, &ours), (999, &ours), (1_000, &key(2))] {
            assert_eq!(Attempt::read(&cookie, key, now), None);
        }
        let forged = cookie.replacen(".1000.", ".1001.", 1);
        for wrong in ["", ".", "a.b.c.d", forged.as_str(), &"x".repeat(5000)] {
            assert_eq!(Attempt::read(wrong, &ours, 1_000), None, "{wrong}");
        }
    }

    #[test]
    fn nothing_of_a_try_tells_another_part_of_it() {
        let (key, attempt) = (key(1), Attempt::begin("/", 1_000));
        let parts = [attempt.state(&key), attempt.nonce(&key), attempt.verifier(&key), attempt.challenge(&key)];
        for (place, part) in parts.iter().enumerate() {
            assert_eq!(part.len(), 43);
            assert!(!attempt.cookie(&key).contains(part.as_str()));
            assert!(!parts[place + 1..].contains(part));
        }
    }
}
