//! Actors that need not be made again: of whom the credential was checked and the row was read less than half a second ago.

use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use access::Actor;
use model::SchemaVersion;
use model::ids::EnvironmentId;
use quick_cache::Equivalent;
use quick_cache::sync::Cache;

use crate::recent::{LIFE, revocations};

/// Actors by credential and place. A token's text is the key itself: it is in memory as long as the actor is of use, and
/// nothing prints it.
pub(crate) struct KeptActors(Cache<Key, Kept>);

#[derive(PartialEq, Eq, Hash)]
struct Key {
    token: Option<String>,
    environment: EnvironmentId,
    version: SchemaVersion,
}

/// What an actor is asked for by: the bearer token, none for the public; the environment; the content model's version,
/// since that names the stages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Place<'a> {
    pub(crate) token: Option<&'a str>,
    pub(crate) environment: &'a EnvironmentId,
    pub(crate) version: SchemaVersion,
}

impl Equivalent<Key> for Place<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        let Key { token, environment, version } = key;
        self.token == token.as_deref() && self.environment == environment && self.version == *version
    }
}

#[derive(Clone)]
struct Kept {
    /// When the oldest of the answers was asked for that the actor was made of.
    asked: Instant,
    revocations: u64,
    actor: Arc<Actor>,
}

impl KeptActors {
    /// Room for so many.
    pub(crate) fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    /// The actor of that place, unless the rows that it was made of may have changed since.
    pub(crate) fn get(&self, place: &Place<'_>) -> Option<Arc<Actor>> {
        let kept = self.0.get(place)?;
        let is_good = kept.revocations == revocations() && kept.asked.elapsed() <= LIFE;
        is_good.then_some(kept.actor)
    }

    /// Keeps an actor that was made of answers that were asked for at `asked`, when there had been so many revocations.
    pub(crate) fn keep(&self, place: &Place<'_>, actor: &Arc<Actor>, asked: Instant, revocations: u64) {
        let key = Key {
            token: place.token.map(str::to_owned),
            environment: place.environment.clone(),
            version: place.version,
        };
        self.0.insert(key, Kept { asked, revocations, actor: actor.clone() });
    }
}
