//! The identity provider: what it publishes, and what is asked of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::jwk::Jwk;
use outbound::{Answer, CallError, Http};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Mutex;
use url::{Url, form_urlencoded};

use super::id_token::Profile;
use super::settings::{OpenIdSettings, is_safe};

/// How long what the provider publishes is used before it is asked for again.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// For so long nobody asks again after it did not answer: otherwise everybody who waits for it would wait in turn.
const REST: Duration = Duration::from_secs(5);
/// It is asked for again earlier when a token names a key that is not there, but not more often than this.
const ASKED_EVERY: Duration = Duration::from_secs(1);

/// Why the provider was of no use. The texts are for the log; they hold no code, token or secret.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProviderProblem {
    /// It could not be called.
    #[error("{what}: {cause}")]
    Call {
        /// What was asked for.
        what: &'static str,
        /// Why there is no answer.
        cause: CallError,
    },
    /// It answered with another status.
    #[error("{what}: status {status}")]
    Status {
        /// What was asked for.
        what: &'static str,
        /// The status.
        status: u16,
    },
    /// Its answer is not what it should be.
    #[error("{what}: {reason}")]
    Answer {
        /// What was asked for.
        what: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It was asked in vain a moment ago.
    #[error("the provider did not answer a moment ago")]
    Resting,
    /// The code was used before, or is too old, or was not made for us (RFC 6749 §5.2, `invalid_grant`).
    #[error("the provider does not take the code")]
    CodeRefused,
}

/// What the provider publishes about itself.
pub(super) struct Published {
    pub(super) issuer: String,
    pub(super) authorization: Url,
    pub(super) keys: Vec<Jwk>,
    token: Url,
    user_info: Option<Url>,
    takes_basic: bool,
    asked: Instant,
}

/// What the provider gives for a code.
#[derive(Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: String,
    pub(super) access_token: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

/// Asks the provider.
pub(super) struct Provider {
    http: Http,
    published: Mutex<Kept>,
}

/// What is known of the provider.
#[derive(Default)]
struct Kept {
    published: Option<Arc<Published>>,
    failed: Option<Instant>,
}

impl Provider {
    pub(super) fn new() -> Self {
        Self { http: Http::new(), published: Mutex::default() }
    }

    /// What the provider publishes, at most ten minutes old.
    pub(super) async fn published(&self, settings: &OpenIdSettings) -> Result<Arc<Published>, ProviderProblem> {
        self.published_within(settings, KEPT).await
    }

    /// The same, asked for again unless that was a moment ago: the provider may have new keys.
    pub(super) async fn published_anew(&self, settings: &OpenIdSettings) -> Result<Arc<Published>, ProviderProblem> {
        self.published_within(settings, ASKED_EVERY).await
    }

    async fn published_within(
        &self,
        settings: &OpenIdSettings,
        age: Duration,
    ) -> Result<Arc<Published>, ProviderProblem> {
        // Whoever comes meanwhile waits for the same answer.
        let mut kept = self.published.lock().await;
        if let Some(published) = kept.published.as_ref().filter(|published| published.asked.elapsed() < age) {
            return Ok(published.clone());
        }
        if kept.failed.is_some_and(|at| at.elapsed() < REST) {
            return Err(ProviderProblem::Resting);
        }
        let asked = self.ask(settings).await;
        kept.failed = asked.is_err().then(Instant::now);
        let published = Arc::new(asked?);
        kept.published = Some(published.clone());
        Ok(published)
    }

    async fn ask(&self, settings: &OpenIdSettings) -> Result<Published, ProviderProblem> {
        const WHAT: &str = "the provider's configuration";
        let issuer = settings.issuer.as_str().trim_end_matches('/');
        let wrong = |reason| ProviderProblem::Answer { what: WHAT, reason };
        let address = |text: &str| {
            let address: Option<Url> = text.parse().ok();
            address.filter(is_safe).ok_or(wrong("an address in it is not https"))
        };
        let metadata = address(&format!("{issuer}/.well-known/openid-configuration"))?;
        let metadata: Metadata = self.get(WHAT, &metadata, None).await?;
        if metadata.issuer.trim_end_matches('/') != issuer {
            return Err(wrong("it is another issuer's"));
        }
        let keys: Keys = self.get("the provider's keys", &address(&metadata.jwks_uri)?, None).await?;
        let methods = metadata.token_endpoint_auth_methods_supported;
        Ok(Published {
            authorization: address(&metadata.authorization_endpoint)?,
            token: address(&metadata.token_endpoint)?,
            user_info: metadata.userinfo_endpoint.as_deref().map(address).transpose()?,
            issuer: metadata.issuer,
            // Keys of kinds that we do not know must not keep us from the others.
            keys: keys.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect(),
            takes_basic: methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic")),
            asked: Instant::now(),
        })
    }

    /// Gives a code for what it stands for.
    pub(super) async fn exchange(
        &self,
        settings: &OpenIdSettings,
        published: &Published,
        code: &str,
        (redirect, verifier): (&str, &str),
    ) -> Result<Tokens, ProviderProblem> {
        const WHAT: &str = "the exchange of the code";
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        let (id, secret) = (settings.client_id.as_str(), settings.client_secret.as_str());
        let authorization = published.takes_basic.then(|| basic(id, secret));
        if authorization.is_none() {
            fields.extend([("client_id", id), ("client_secret", secret)]);
        }
        let answer = self.http.post_form(&published.token, &fields, authorization.as_deref()).await;
        let answer = answer.map_err(|cause| ProviderProblem::Call { what: WHAT, cause })?;
        if answer.status == 400 && error_code(&answer).as_deref() == Some("invalid_grant") {
            return Err(ProviderProblem::CodeRefused);
        }
        json(WHAT, &answer)
    }

    /// What the provider says of a person beside the ID token, for the token that came with it. Nothing, when it has no
    /// such place or speaks of somebody else (OpenID Connect Core §5.3.2).
    pub(super) async fn profile(
        &self,
        published: &Published,
        tokens: &Tokens,
        subject: &str,
    ) -> Result<Profile, ProviderProblem> {
        #[derive(Deserialize)]
        struct UserInfo {
            sub: String,
            #[serde(flatten)]
            profile: Profile,
        }
        let (Some(address), Some(token)) = (&published.user_info, &tokens.access_token) else {
            return Ok(Profile::default());
        };
        let info: UserInfo = self.get("the person's profile", address, Some(&format!("Bearer {token}"))).await?;
        Ok(if info.sub == subject { info.profile } else { Profile::default() })
    }

    async fn get<T: DeserializeOwned>(
        &self,
        what: &'static str,
        address: &Url,
        authorization: Option<&str>,
    ) -> Result<T, ProviderProblem> {
        let answer = self.http.get(address, authorization).await;
        json(what, &answer.map_err(|cause| ProviderProblem::Call { what, cause })?)
    }
}

fn json<T: DeserializeOwned>(what: &'static str, answer: &Answer) -> Result<T, ProviderProblem> {
    if answer.status != 200 {
        return Err(ProviderProblem::Status { what, status: answer.status });
    }
    serde_json::from_slice(&answer.body)
        .map_err(|_| ProviderProblem::Answer { what, reason: "it is not the JSON it should be" })
}

fn error_code(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    body.get("error")?.as_str().map(str::to_owned)
}

/// Both halves are form-encoded first (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_encoded_before_it_is_joined() {
        let expected = STANDARD.encode("my+app:a%3Ab%25");
        assert_eq!(basic("my app", "a:b%"), format!("Basic {expected}"));
    }
}
