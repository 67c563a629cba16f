//! Bearer tokens: JWTs, HS256 only, under a key derived from the server's.
//!
//! The text of a permanent or app token is a function of its row (id, issue time, place) and the key, so it can be shown
//! again without being kept.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use model::ids::{AppTokenId, EnvironmentId, ProjectId, TokenId};
use serde::{Deserialize, Serialize};

use crate::accounts::Accounts;
use crate::clock;
use crate::credential::AuthError;
use crate::person::Person;
use crate::server_key::ServerKey;

/// Longer tokens are refused unread.
const MAX_LENGTH: usize = 8 * 1024;
/// Life of a person's token.
const USER_TOKEN_LIFE: Duration = Duration::from_secs(60 * 60);

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenKind {
    Permanent,
    App,
    User,
}

/// What a token says. The order is part of the token's text. Claims that are not here are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) kind: TokenKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) project: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) environment: String,
    pub(crate) id: String,
    pub(crate) iat: i64,
    /// Of a person's token: the count of [`Person`] that it was made under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) generation: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nbf: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exp: Option<i64>,
}

/// Signs and reads tokens.
pub(crate) struct TokenKey {
    id: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl TokenKey {
    pub(crate) fn new(key: &ServerKey) -> Self {
        let secret = key.derive("epigraph bearer token 1");
        let mut validation = Validation::new(Algorithm::HS256);
        validation.required_spec_claims.clear();
        // Times are checked here, against the caller's clock.
        validation.validate_exp = false;
        validation.validate_aud = false;
        Self {
            id: hex::encode(&key.derive("epigraph bearer token 1 id")[..4]),
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            validation,
        }
    }

    pub(crate) fn sign(&self, claims: &Claims) -> String {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(self.id.clone());
        encode(&header, claims, &self.encoding).expect("claims are strings and numbers, and HS256 takes every key")
    }

    /// Reads a token at a time, in seconds since 1970.
    ///
    /// # Errors
    /// [`AuthError::NotAToken`] for what is no JWT, [`AuthError::Invalid`] for one that is not good now, without detail
    /// (security case 23).
    pub(crate) fn read(&self, token: &str, now: i64) -> Result<Claims, AuthError> {
        if token.len() > MAX_LENGTH {
            return Err(AuthError::Invalid);
        }
        if !is_jwt(token) {
            return Err(AuthError::NotAToken);
        }
        let header = decode_header(token).map_err(|_| AuthError::Invalid)?;
        let ours = header.alg == Algorithm::HS256 && header.kid.as_deref() == Some(&self.id) && header.crit.is_none();
        if !ours {
            return Err(AuthError::Invalid);
        }
        let read = decode::<Claims>(token, &self.decoding, &self.validation).map_err(|_| AuthError::Invalid)?;
        let claims = read.claims;
        let early = claims.nbf.is_some_and(|start| now < start);
        let late = claims.exp.is_some_and(|end| now >= end);
        let endless = claims.kind == TokenKind::User && claims.exp.is_none();
        if early || late || endless { Err(AuthError::Invalid) } else { Ok(claims) }
    }
}

/// Whether the text has a JWT's form: three parts, the first two of them JSON objects in base64url.
fn is_jwt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_object = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_default();
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok()
    };
    parts.len() == 3 && is_object(parts[0]) && is_object(parts[1])
}

impl Accounts {
    /// A token with which the Management API and the Content API take its bearer as that person, for one hour.
    pub fn user_token(&self, person: &Person) -> String {
        self.user_token_at(person, clock::seconds(&clock::now()))
    }

    pub(crate) fn user_token_at(&self, person: &Person, now: i64) -> String {
        self.inner().tokens.sign(&Claims {
            kind: TokenKind::User,
            project: String::new(),
            environment: String::new(),
            id: person.id.to_string(),
            iat: now,
            generation: Some(person.generation),
            nbf: None,
            exp: Some(now + USER_TOKEN_LIFE.as_secs() as i64),
        })
    }

    /// The text of an app token that was issued at the canonical time `issued_at`.
    pub fn app_token_value(
        &self,
        token: &AppTokenId,
        issued_at: &str,
        project: &ProjectId,
        environment: &EnvironmentId,
    ) -> String {
        self.placed_token(TokenKind::App, token.as_str(), issued_at, (project, environment))
    }

    pub(crate) fn permanent_token_value(
        &self,
        token: &TokenId,
        issued_at: &str,
        place: (&ProjectId, &EnvironmentId),
    ) -> String {
        self.placed_token(TokenKind::Permanent, token.as_str(), issued_at, place)
    }

    fn placed_token(
        &self,
        kind: TokenKind,
        id: &str,
        issued_at: &str,
        (project, environment): (&ProjectId, &EnvironmentId),
    ) -> String {
        self.inner().tokens.sign(&Claims {
            kind,
            project: project.to_string(),
            environment: environment.to_string(),
            id: id.to_owned(),
            iat: clock::seconds(issued_at),
            generation: None,
            nbf: None,
            exp: None,
        })
    }
}

#[cfg(test)]
mod tests;
