//! What an identity provider says of a person: its ID token, believed only when every check of OpenID Connect Core §3.1.3.7
//! holds.

use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{AlgorithmFamily, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

/// A longer token is refused unread.
const MAX_LENGTH: usize = 16 * 1024;
/// Seconds by which the provider's clock may be off.
const LEEWAY: u64 = 60;
/// A longer name of a person is none (OpenID Connect Core §2).
const LONGEST_SUBJECT: usize = 255;

/// Why an ID token is not believed. The texts are for the log, and hold nothing of the token.
#[derive(Debug, thiserror::Error)]
pub(super) enum TokenProblem {
    /// It is no JWT, or one that is signed in a way that proves nothing.
    #[error("the ID token is none: {0}")]
    Malformed(&'static str),
    /// The provider has no such key. Perhaps it has a new one.
    #[error("the ID token is signed by a key that the provider does not publish")]
    UnknownKey,
    /// A check failed.
    #[error("the ID token is refused: {0}")]
    Refused(String),
}

/// What the token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    /// Seconds since 1970.
    pub(super) now: i64,
}

/// What a provider says of a person.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    /// Who it is, for good.
    pub(super) sub: String,
    aud: Audience,
    azp: Option<String>,
    iat: f64,
    nonce: Option<String>,
    /// What it says of the person beside that.
    #[serde(flatten)]
    pub(super) profile: Profile,
}

/// Claims about a person that come in the ID token or from the provider's UserInfo endpoint.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Profile {
    /// An e-mail address.
    pub(super) email: Option<String>,
    email_verified: Option<Value>,
    /// A name for people.
    pub(super) name: Option<String>,
}

impl Profile {
    /// The e-mail address, if the provider has made sure that it is the person's. Some providers send the truth as a text.
    pub(super) fn verified_email(&self) -> Option<&str> {
        let is_verified = match self.email_verified.as_ref() {
            Some(Value::Bool(verified)) => *verified,
            Some(Value::String(text)) => text == "true",
            Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) | None => false,
        };
        self.email.as_deref().filter(|_| is_verified)
    }
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Reads an ID token.
///
/// # Errors
/// [`TokenProblem`].
pub(super) fn read(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Claims, TokenProblem> {
    if token.len() > MAX_LENGTH {
        return Err(TokenProblem::Malformed("it is too long"));
    }
    // Algorithm `none` is none that this knows.
    let header = decode_header(token).map_err(|_| TokenProblem::Malformed("its header cannot be read"))?;
    if header.crit.is_some() {
        return Err(TokenProblem::Malformed("it has critical headers"));
    }
    let key = key_of(&header, keys)?;
    let mut validation = Validation::new(header.alg);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY;
    let read = decode::<Claims>(token, &key, &validation).map_err(|error| TokenProblem::Refused(error.to_string()))?;
    read.claims.checked(expected)
}

impl Claims {
    /// What the library does not check.
    fn checked(self, expected: &Expected<'_>) -> Result<Self, TokenProblem> {
        let refused = |reason: &str| Err(TokenProblem::Refused(reason.to_owned()));
        if self.iss != expected.issuer {
            return refused("another issuer");
        }
        // Several audiences: the one that the token was made for is named (§3.1.3.7, 4 and 5).
        let is_for_several = matches!(&self.aud, Audience::Many(all) if all.len() > 1);
        let is_ours = match &self.aud {
            Audience::One(one) => one == expected.client_id,
            Audience::Many(all) => all.iter().any(|one| one == expected.client_id),
        };
        let is_made_for_us = self.azp.as_deref().map_or(!is_for_several, |azp| azp == expected.client_id);
        if !is_ours || !is_made_for_us {
            return refused("another audience");
        }
        if self.nonce.as_deref() != Some(expected.nonce) {
            return refused("another nonce");
        }
        if self.iat > expected.now as f64 + LEEWAY as f64 {
            return refused("issued in the future");
        }
        let is_name = (1..=LONGEST_SUBJECT).contains(&self.sub.len()) && !self.sub.chars().any(char::is_control);
        if is_name { Ok(self) } else { refused("its subject is none") }
    }
}

/// The provider's key that the token says it is signed with. Keys that are secrets are never taken: their "public" half
/// would be known to everybody.
fn key_of(header: &Header, keys: &[Jwk]) -> Result<DecodingKey, TokenProblem> {
    let fitting = keys.iter().filter(|jwk| {
        let is_for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
        let names_another = jwk.common.key_algorithm.is_some_and(|named| named != KeyAlgorithm::from(header.alg));
        let is_named = header.kid.is_none() || jwk.common.key_id == header.kid;
        is_for_signatures && !names_another && is_named
    });
    let fitting = fitting.filter_map(|jwk| DecodingKey::from_jwk(jwk).ok());
    let mut fitting =
        fitting.filter(|key| key.family() != AlgorithmFamily::Hmac && key.family().algorithms().contains(&header.alg));
    let key = fitting.next().ok_or(TokenProblem::UnknownKey)?;
    // Without a name there must be no choice (§10.1).
    if header.kid.is_none() && fitting.next().is_some() { Err(TokenProblem::UnknownKey) } else { Ok(key) }
}
