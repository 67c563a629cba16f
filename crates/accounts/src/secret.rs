//! Random texts that open doors, and the hashes that stand for them in the database.
//!
//! SHA-256 without salt is right for them, unlike for passwords: they carry 256 random bits.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A text that opens a door. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// 256 random bits in base64url, 43 characters.
    pub fn random() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random_bytes::<32>()))
    }

    /// A text that came from outside.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one who is entitled to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// SHA-256 as 64 hex digits.
pub fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// HMAC-SHA256 of a text under a key.
pub fn hmac(key: &[u8; 32], text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Whether two hashes are the same, in a time that does not tell where they differ.
pub fn same_hash(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Random bytes from the system-seeded generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::fill(&mut bytes[..]);
    bytes
}

/// A fresh id of 32 hex digits.
pub fn fresh_id() -> String {
    hex::encode(random_bytes::<16>())
}

/// A fresh id of 25 characters that starts with `c`, as projects and people have.
pub(crate) fn fresh_cuid() -> String {
    cuid::cuid1()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_36_debug_shows_nothing() {
        let secret = Secret::random();
        assert_eq!(secret.as_str().len(), 43);
        assert!(!format!("{secret:?}").contains(secret.as_str()));
    }

    #[test]
    fn case_22_hashes_compare_whole() {
        let secret = Secret::new("one");
        assert!(same_hash(&secret.hash(), &hash("one")));
        assert!(!same_hash(&secret.hash(), &hash("two")));
        assert!(!same_hash(&secret.hash(), ""));
    }
}
