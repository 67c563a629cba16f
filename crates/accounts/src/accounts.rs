//! The entry point, and what it holds.

use std::sync::Arc;
use std::time::Duration;

use access::ContentGrants;
use model::ids::{AppTokenId, EnvironmentId, ProjectId, RoleId, TokenId, UserId};
use store::{Database, Store, StoreError};

use crate::actor::{KeptActors, PublicAccess};
use crate::environment::EnvironmentRow;
use crate::letters::Letters;
use crate::limits::Limit;
use crate::member::Member;
use crate::openid::OpenId;
use crate::outside::{Outside, SignInWays};
use crate::password::Passwords;
use crate::permanent_token::LivePermanentToken;
use crate::recent::Recent;
use crate::server_key::ServerKey;
use crate::token::TokenKey;
use crate::viewer::LiveAppToken;

/// People, projects and tokens of one server. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) tokens: TokenKey,
    pub(crate) key_fingerprint: String,
    /// Signs the codes of invitations.
    pub(crate) invites: ServerKey,
    pub(crate) passwords: Passwords,
    pub(crate) openid: Option<OpenId>,
    pub(crate) letters: Letters,
    pub(crate) tries_of_address: Limit,
    pub(crate) tries_of_login: Limit,
    pub(crate) resets_of_address: Limit,
    pub(crate) environments: Recent<EnvironmentId, EnvironmentRow>,
    pub(crate) environment_names: Recent<(ProjectId, String), Arc<EnvironmentRow>>,
    pub(crate) members: Recent<(ProjectId, UserId), Member>,
    pub(crate) permanent_tokens: Recent<(EnvironmentId, TokenId), LivePermanentToken>,
    pub(crate) app_tokens: Recent<(EnvironmentId, AppTokenId), LiveAppToken>,
    pub(crate) public_access: Recent<EnvironmentId, PublicAccess>,
    /// What roles grant together in an environment.
    pub(crate) role_grants: Recent<(EnvironmentId, Vec<RoleId>), ContentGrants>,
    pub(crate) actors: KeptActors,
}

/// Sign-ins that one address may try at once, and how often it may then: hashing is what they cost.
const ADDRESS_TRIES: (u32, Duration) = (60, Duration::from_secs(2));
/// Sign-ins that one address may try for one e-mail address. Never counted per e-mail address alone: that would let
/// anybody lock its owner out (security case 29).
const LOGIN_TRIES: (u32, Duration) = (20, Duration::from_secs(20));

/// Links that set a password which one network address may ask for: each is a letter to somebody.
const ADDRESS_RESETS: (u32, Duration) = (10, Duration::from_secs(60));

impl Accounts {
    /// The accounts kept in `store`, with tokens signed under `key`, and nothing outside.
    pub fn new(store: Store, key: ServerKey) -> Accounts {
        Self::with(store, key, Outside::default())
    }

    /// The same with an identity provider and a mail server.
    pub fn with(store: Store, key: ServerKey, outside: Outside) -> Accounts {
        let provider_key = key.child("epigraph openid sign-in 1");
        let openid = outside.openid.map(|settings| OpenId::new(settings, provider_key, &outside.base));
        Accounts(Arc::new(Inner {
            store,
            tokens: TokenKey::new(&key),
            key_fingerprint: hex::encode(&key.derive("epigraph server key fingerprint")[..16]),
            invites: key.child("epigraph invitation 1"),
            passwords: Passwords::new(),
            openid,
            letters: Letters::new(outside.mail, outside.base),
            tries_of_address: Limit::new(ADDRESS_TRIES.0, ADDRESS_TRIES.1),
            tries_of_login: Limit::new(LOGIN_TRIES.0, LOGIN_TRIES.1),
            resets_of_address: Limit::new(ADDRESS_RESETS.0, ADDRESS_RESETS.1),
            environments: Recent::new(1024),
            environment_names: Recent::new(1024),
            members: Recent::new(1024),
            permanent_tokens: Recent::new(4096),
            app_tokens: Recent::new(4096),
            public_access: Recent::new(1024),
            role_grants: Recent::new(4096),
            actors: KeptActors::new(4096),
        }))
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// What the sign-in page offers beside address and password.
    pub fn sign_in_ways(&self) -> SignInWays<'_> {
        SignInWays { openid: self.0.openid.as_ref().map(OpenId::label), mail: self.0.letters.are_sent() }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn platform(&self) -> &Database {
        self.0.store.platform()
    }

    /// The environment's database.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when the environment has none any more.
    pub(crate) async fn database(&self, environment: &EnvironmentId) -> Result<Database, StoreError> {
        self.0.store.environment(environment).await?.ok_or(StoreError::Closed)
    }
}
