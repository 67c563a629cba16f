//! The way to the identity provider and back.

use std::net::IpAddr;
use std::time::Duration;

use store::StoreError;
use url::Url;

use super::attempt::{Attempt, LIFE_SECONDS};
use super::id_token::{self, Claims, Expected, TokenProblem};
use super::person::Identity;
use super::provider::{Provider, ProviderProblem, Published, Tokens};
use super::settings::OpenIdSettings;
use crate::accounts::Accounts;
use crate::person::Person;
use crate::server_key::ServerKey;
use crate::session::SessionToken;
use crate::{clock, limits, secret};

/// The path at which the provider sends people back; known to it.
pub const OPENID_CALLBACK: &str = "/studio-api/openid/callback";
/// What is asked for: who it is, and what to call them.
const SCOPES: &str = "openid email profile";

/// Why nobody was signed in. [`OpenIdError::code`] is what Studio's sign-in page is told; the texts are for the log and hold
/// no code, token or secret.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// No provider is configured.
    #[error("no identity provider is configured")]
    NotConfigured,
    /// The answer is not of the browser that asked, or too late, or was used before.
    #[error("the sign-in is not one that this browser began, or it is used or too old")]
    Stale,
    /// The person or the provider said no.
    #[error("the person or the provider declined")]
    Declined,
    /// The provider cannot be reached, or does not work.
    #[error("the identity provider does not work: {0}")]
    Provider(String),
    /// What came cannot be believed.
    #[error("the identity provider's answer is not believed: {0}")]
    Untrusted(String),
    /// The provider names no e-mail address that it has verified.
    #[error("the identity provider has verified no e-mail address of the person")]
    Unverified,
    /// Nobody here has the address, and nobody with it is invited.
    #[error("nobody with that address has an account or is invited")]
    NoAccount,
    /// Too many tries from this network address.
    #[error("too many tries")]
    TooMany {
        /// How long to wait, in whole seconds.
        retry_after: Duration,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenIdError {
    /// One word for what went wrong, for Studio.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotConfigured => "not-configured",
            Self::Stale => "stale",
            Self::Declined => "declined",
            Self::Provider(_) => "provider",
            Self::Untrusted(_) => "untrusted",
            Self::Unverified => "unverified",
            Self::NoAccount => "no-account",
            Self::TooMany { .. } => "too-many",
            Self::Store(_) => "failed",
        }
    }
}

impl From<ProviderProblem> for OpenIdError {
    fn from(problem: ProviderProblem) -> Self {
        match problem {
            ProviderProblem::CodeRefused => Self::Stale,
            ProviderProblem::Call { .. }
            | ProviderProblem::Status { .. }
            | ProviderProblem::Answer { .. }
            | ProviderProblem::Resting => Self::Provider(problem.to_string()),
        }
    }
}

impl From<TokenProblem> for OpenIdError {
    fn from(problem: TokenProblem) -> Self {
        Self::Untrusted(problem.to_string())
    }
}

/// A sign-in that has begun.
#[derive(Debug)]
pub struct StartedSignIn {
    /// Where the browser goes.
    pub address: String,
    /// What it keeps meanwhile, in a cookie.
    pub cookie: String,
    /// For how long.
    pub seconds: i64,
}

/// What the provider sends the browser back with.
#[derive(Debug, Default)]
pub struct Callback {
    /// Stands for what the provider knows.
    pub code: Option<String>,
    /// What it was sent with.
    pub state: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// Who it is from (RFC 9207).
    pub issuer: Option<String>,
}

/// Somebody who was signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Their session.
    pub session: SessionToken,
    /// Who.
    pub person: Person,
    /// The path that they were going to.
    pub return_to: String,
}

/// Somebody who was not.
#[derive(Debug)]
pub struct RefusedSignIn {
    /// Why.
    pub error: OpenIdError,
    /// The path that they were going to, if that is known.
    pub return_to: Option<String>,
}

/// What signing in through a provider needs.
pub(crate) struct OpenId {
    settings: OpenIdSettings,
    provider: Provider,
    /// Signs and makes what ties an answer to its question.
    key: ServerKey,
    /// Where the provider sends people back.
    redirect: String,
}

impl OpenId {
    pub(crate) fn new(settings: OpenIdSettings, key: ServerKey, base: &str) -> Self {
        Self { settings, provider: Provider::new(), key, redirect: format!("{base}{OPENID_CALLBACK}") }
    }

    /// The provider's name for people.
    pub(crate) fn label(&self) -> &str {
        &self.settings.label
    }

    async fn begin(&self, return_to: &str, now: i64) -> Result<StartedSignIn, OpenIdError> {
        let published = self.provider.published(&self.settings).await?;
        let attempt = Attempt::begin(return_to, now);
        let mut address: Url = published.authorization.clone();
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.redirect),
            ("scope", SCOPES),
            ("state", &attempt.state(&self.key)),
            ("nonce", &attempt.nonce(&self.key)),
            ("code_challenge", &attempt.challenge(&self.key)),
            ("code_challenge_method", "S256"),
        ]);
        Ok(StartedSignIn { address: address.into(), cookie: attempt.cookie(&self.key), seconds: LIFE_SECONDS })
    }

    /// Makes sure that the answer is one to this try, and takes the code out of it.
    fn code<'a>(&self, attempt: &Attempt, callback: &'a Callback) -> Result<&'a str, OpenIdError> {
        let state = callback.state.as_deref().unwrap_or_default();
        if !secret::same_hash(state, &attempt.state(&self.key)) {
            return Err(OpenIdError::Stale);
        }
        match callback.error.as_deref() {
            Some("access_denied") => return Err(OpenIdError::Declined),
            // The provider's word for it is one of a few, or none of ours to repeat.
            Some(_) => return Err(OpenIdError::Provider("it sent the browser back with an error".to_owned())),
            None => {}
        }
        callback.code.as_deref().filter(|code| !code.is_empty()).ok_or(OpenIdError::Stale)
    }

    /// Asks the provider what the code stands for, and believes what proves to be true.
    async fn claims(&self, attempt: &Attempt, callback: &Callback, now: i64) -> Result<(Vouched, Claims), OpenIdError> {
        let code = self.code(attempt, callback)?;
        let published = self.provider.published(&self.settings).await?;
        if callback.issuer.as_ref().is_some_and(|issuer| *issuer != published.issuer) {
            return Err(OpenIdError::Untrusted("another issuer answered".to_owned()));
        }
        let verifier = attempt.verifier(&self.key);
        let way = (self.redirect.as_str(), verifier.as_str());
        let tokens = self.provider.exchange(&self.settings, &published, code, way).await?;
        let nonce = attempt.nonce(&self.key);
        let expected = Expected { issuer: &published.issuer, client_id: &self.settings.client_id, nonce: &nonce, now };
        let claims = match id_token::read(&tokens.id_token, &published.keys, &expected) {
            Err(TokenProblem::UnknownKey) => {
                let newer = self.provider.published_anew(&self.settings).await?;
                id_token::read(&tokens.id_token, &newer.keys, &expected)
            }
            read => read,
        }?;
        Ok((Vouched { published, tokens }, claims))
    }
}

/// What a provider has given for a code, to ask it for more.
struct Vouched {
    published: std::sync::Arc<Published>,
    tokens: Tokens,
}

impl Accounts {
    /// Begins to sign somebody in through the identity provider. `return_to` is the path in Studio where they are going; the
    /// caller has made sure that it is one.
    ///
    /// # Errors
    /// [`OpenIdError`].
    pub async fn begin_openid(&self, return_to: &str, client: IpAddr) -> Result<StartedSignIn, OpenIdError> {
        let openid = self.openid()?;
        self.count_openid_try(client)?;
        openid.begin(return_to, clock::seconds(&clock::now())).await
    }

    /// Signs in whom the identity provider sends back. `cookie` is what the browser kept.
    ///
    /// # Errors
    /// [`RefusedSignIn`]; nobody is signed in, and nothing was changed.
    pub async fn finish_openid(
        &self,
        callback: Callback,
        cookie: Option<&str>,
        client: IpAddr,
    ) -> Result<SignedIn, RefusedSignIn> {
        let refused = |error| RefusedSignIn { error, return_to: None };
        let openid = self.openid().map_err(refused)?;
        self.count_openid_try(client).map_err(refused)?;
        let now = clock::seconds(&clock::now());
        let attempt = cookie.and_then(|cookie| Attempt::read(cookie, &openid.key, now));
        let attempt = attempt.ok_or_else(|| refused(OpenIdError::Stale))?;
        match self.openid_person(openid, &attempt, &callback, now).await {
            Ok((session, person)) => Ok(SignedIn { session, person, return_to: attempt.return_to }),
            Err(error) => Err(RefusedSignIn { error, return_to: Some(attempt.return_to) }),
        }
    }

    async fn openid_person(
        &self,
        openid: &OpenId,
        attempt: &Attempt,
        callback: &Callback,
        now: i64,
    ) -> Result<(SessionToken, Person), OpenIdError> {
        let (vouched, claims) = openid.claims(attempt, callback, now).await?;
        let Vouched { published, tokens } = vouched;
        let identity = Identity { issuer: published.issuer.clone(), subject: claims.sub };
        let person = match self.known_person(&identity).await? {
            Some(person) => person,
            None => {
                // Claims about the person may be in the token or only where its access token leads (§5.4).
                let profile = match claims.profile.verified_email() {
                    Some(_) => claims.profile,
                    None => openid.provider.profile(&published, &tokens, &identity.subject).await?,
                };
                self.first_sign_in(&identity, &profile).await?
            }
        };
        Ok((self.open_session(&person.id).await?, person))
    }

    fn openid(&self) -> Result<&OpenId, OpenIdError> {
        self.inner().openid.as_ref().ok_or(OpenIdError::NotConfigured)
    }

    fn count_openid_try(&self, client: IpAddr) -> Result<(), OpenIdError> {
        let tries = &self.inner().tries_of_address;
        tries.check(limits::network(client)).map_err(|retry_after| OpenIdError::TooMany { retry_after })
    }
}
