//! The entry point, and what it holds.

use std::sync::Arc;
use std::time::Duration;

use access::ContentGrants;
use model::ids::{AppTokenId, EnvironmentId, ProjectId, RoleId, TokenId, UserId};
use store::{Database, Store, StoreError};

use crate::actor::{KeptActors, PublicAccess};
use crate::environment::EnvironmentRow;
use crate::limits::Limit;
use crate::member::Member;
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
    pub(crate) tries_of_address: Limit,
    pub(crate) tries_of_login: Limit,
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

impl Accounts {
    /// The accounts kept in `store`, with tokens signed under `key`.
    pub fn new(store: Store, key: ServerKey) -> Accounts {
        Accounts(Arc::new(Inner {
            store,
            tokens: TokenKey::new(&key),
            key_fingerprint: hex::encode(&key.derive("epigraph server key fingerprint")[..16]),
            invites: key.child("epigraph invitation 1"),
            passwords: Passwords::new(),
            tries_of_address: Limit::new(ADDRESS_TRIES.0, ADDRESS_TRIES.1),
            tries_of_login: Limit::new(LOGIN_TRIES.0, LOGIN_TRIES.1),
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
