use jsonwebtoken::{Header, encode};
use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

fn key() -> TokenKey {
    key_of(1)
}

fn key_of(byte: u8) -> TokenKey {
    let text = base64::engine::general_purpose::STANDARD.encode([byte; 32]);
    TokenKey::new(&ServerKey::load(std::path::Path::new("/nowhere"), Some(&text)).unwrap())
}

fn claims() -> Claims {
    Claims {
        kind: TokenKind::Permanent,
        project: "p".into(),
        environment: "e".into(),
        id: "t".into(),
        iat: NOW - 5,
        generation: None,
        nbf: None,
        exp: None,
    }
}

fn part(value: serde_json::Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn refused(token: &str) {
    let error = key().read(token, NOW).unwrap_err();
    assert!(matches!(error, AuthError::Invalid), "{token}: {error:?}");
    assert_eq!(error.to_string(), "invalid token");
}

#[test]
fn a_token_is_the_same_text_each_time_and_says_what_it_was_given() {
    let token = key().sign(&claims());
    assert_eq!(token, key().sign(&claims()));
    assert!(token.starts_with("eyJ"));
    assert_eq!(key().read(&token, NOW).unwrap(), claims());
}

#[test]
fn what_is_no_jwt_is_told_apart() {
    for text in ["", "x", "a.b.c", "a.b", "....", "eyJ.eyJ.eyJ", "Bearer x", "null.null.null", "e30.e30"] {
        assert!(matches!(key().read(text, NOW), Err(AuthError::NotAToken)), "{text}");
    }
}

#[test]
fn case_23_alg_none() {
    let body = part(serde_json::to_value(claims()).unwrap());
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = part(json!({ "typ": "JWT", "alg": alg, "kid": key().id }));
        refused(&format!("{header}.{body}."));
        refused(&format!("{header}.{body}.AAAA"));
    }
}

#[test]
fn case_23_other_algorithms_with_our_own_key() {
    for alg in [Algorithm::HS384, Algorithm::HS512] {
        let mut header = Header::new(alg);
        header.kid = Some(key().id);
        refused(&encode(&header, &claims(), &key().encoding).unwrap());
    }
    // The signature of HS256 under a header that says RS256, ES256 or EdDSA.
    let token = key().sign(&claims());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let body = message.split_once('.').unwrap().1;
    for alg in ["RS256", "ES256", "EdDSA", "PS256"] {
        refused(&format!("{}.{body}.{signature}", part(json!({ "typ": "JWT", "alg": alg, "kid": key().id }))));
    }
}

#[test]
fn case_23_unknown_kid_other_key_and_changed_text() {
    for kid in [None, Some("other".to_owned()), Some(key_of(2).id)] {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = kid;
        refused(&encode(&header, &claims(), &key().encoding).unwrap());
    }
    refused(&key_of(2).sign(&claims()));
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(key().id);
    refused(&encode(&header, &claims(), &key_of(2).encoding).unwrap());
    let token = key().sign(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let forged = part(serde_json::to_value(Claims { id: "other".into(), ..claims() }).unwrap());
    refused(&format!("{}.{forged}.{}", parts[0], parts[2]));
    refused(&format!("{}.{}.", parts[0], parts[1]));
}

#[test]
fn case_23_expired_not_yet_and_endless() {
    let user = |nbf, exp| key().sign(&Claims { kind: TokenKind::User, nbf, exp, ..claims() });
    assert!(key().read(&user(None, Some(NOW + 1)), NOW).is_ok());
    refused(&user(None, Some(NOW)));
    refused(&user(None, Some(NOW - 3600)));
    refused(&user(Some(NOW + 1), Some(NOW + 3600)));
    refused(&user(None, None));
}

#[test]
fn case_23_huge_tokens_are_refused_unread() {
    refused(&"x".repeat(MAX_LENGTH + 1));
    refused(&key().sign(&Claims { id: "x".repeat(MAX_LENGTH), ..claims() }));
}

#[test]
fn case_24_foreign_claims_are_ignored() {
    let mut more = serde_json::to_value(claims()).unwrap();
    for (claim, value) in
        [("role", json!("owner")), ("sub", json!("p2")), ("aud", json!(["x"])), ("isOwner", json!(true))]
    {
        more[claim] = value;
    }
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(key().id);
    let token = encode(&header, &more, &key().encoding).unwrap();
    assert_eq!(key().read(&token, NOW).unwrap(), claims());
}
