//! Answers of queries, kept until something that they depend on changes (platform.md §11.1).
//!
//! An answer is found by a digest of the request and the asker's rights ([`key`]). It is noted with what it depends on
//! ([`touched`]) and with the moment at which it was asked for; nothing is removed when content changes. Instead the
//! changes are noted ([`changes`]), as the outbox tells them ([`feed`]), and an answer that was asked for before a change
//! of what it depends on is not given any more. So a change that overtakes a slow read leaves nothing outdated behind
//! (security case 75), an event costs the same whatever is kept, and an outdated answer is still at hand where the caller
//! prefers it to an error.

mod changes;
mod feed;
mod key;
mod touched;

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use model::SchemaVersion;
use model::ids::EnvironmentId;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use changes::Tick;
use feed::Feed;
pub(crate) use feed::Standing;
use key::Key;
pub(crate) use touched::{Touched, touched};

use crate::environment::{Environment, EnvironmentError};
use crate::request::Question;

/// How many environments' outboxes are followed.
const FEEDS: usize = 4_096;

/// What an answer takes beside its bytes, roughly.
const OVERHEAD: u64 = 512;

/// The answers of all environments, as far as they fit. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AnswerCache(Arc<Inner>);

struct Inner {
    /// None when nothing is to be kept.
    answers: Option<Cache<Key, Arc<Kept>, Weight>>,
    feeds: Cache<EnvironmentId, Arc<Feed>>,
    /// Counts writes of this process to any environment.
    writes: Arc<AtomicU64>,
    /// What is being read anew behind somebody's back.
    renewals: Mutex<HashSet<Key>>,
    started: Instant,
}

/// An answer with what decides whether it may be given again.
struct Kept {
    body: Bytes,
    touched: Touched,
    asked: Tick,
    /// When it was last known to be right, in milliseconds after the cache was made.
    last_right: AtomicU64,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Arc<Kept>> for Weight {
    fn weight(&self, _: &Key, kept: &Arc<Kept>) -> u64 {
        kept.body.len() as u64 + kept.touched.size() + OVERHEAD
    }
}

/// A place in the cache for one request, with what was known when it was asked for.
pub(crate) struct Place<'c> {
    cache: &'c AnswerCache,
    key: Key,
    feed: Arc<Feed>,
    asked: Tick,
    version: SchemaVersion,
}

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is what the database would say.
    Right(Bytes),
    /// It was right so long ago.
    Outdated(Bytes, Duration),
}

impl AnswerCache {
    /// A cache of at most about `memory` bytes; none keeps nothing.
    pub(crate) fn new(memory: u64) -> AnswerCache {
        let estimate = usize::try_from(memory / 4_096).unwrap_or(usize::MAX).max(16);
        let answers = (memory > 0).then(|| Cache::with_weighter(estimate, memory, Weight));
        AnswerCache(Arc::new(Inner {
            answers,
            feeds: Cache::new(FEEDS),
            writes: Arc::default(),
            renewals: Mutex::default(),
            started: Instant::now(),
        }))
    }

    /// Whether anything is kept at all.
    pub(crate) fn is_on(&self) -> bool {
        self.0.answers.is_some()
    }

    /// Notes that this process wrote to an environment: what is kept of it is looked at again before it is given.
    pub(crate) fn wrote(&self, environment: &EnvironmentId) {
        if let Some(feed) = self.0.feeds.get(environment) {
            feed.wrote();
        }
    }

    /// Notes that this process wrote, it is not known where.
    pub(crate) fn wrote_somewhere(&self) {
        self.0.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// How an environment stands. To be asked before the answer is read, so that what changes meanwhile counts.
    ///
    /// # Errors
    /// When the environment's database does not answer.
    pub(crate) async fn standing(&self, environment: &Environment) -> Result<Standing, EnvironmentError> {
        self.feed(&environment.id).standing(&environment.database).await
    }

    /// The place of a request, planned with a version of the schema, in an environment that stood so. Without a standing
    /// nothing is known to be right there, and nothing can be kept.
    pub(crate) fn place(
        &self,
        environment: &EnvironmentId,
        version: SchemaVersion,
        question: &Question,
        standing: Option<Standing>,
    ) -> Place<'_> {
        let key = Key::of(environment, version, &question.actor, &question.request, &question.headers);
        let asked = standing.map_or(0, |standing| standing.tick);
        Place { cache: self, key, feed: self.feed(environment), asked, version }
    }

    fn feed(&self, environment: &EnvironmentId) -> Arc<Feed> {
        let made = self
            .0
            .feeds
            .get_or_insert_with(environment, || Ok::<_, Infallible>(Arc::new(Feed::new(self.0.writes.clone()))));
        made.unwrap_or_else(|never| match never {})
    }

    fn milliseconds(&self) -> u64 {
        self.0.started.elapsed().as_millis() as u64
    }
}

impl Place<'_> {
    /// The answer that is kept here.
    pub(crate) fn find(&self) -> Option<Found> {
        let kept = self.cache.0.answers.as_ref()?.get(&self.key)?;
        let now = self.cache.milliseconds();
        if self.asked > 0 && self.feed.leaves(&kept.touched, kept.asked) {
            kept.last_right.store(now, Ordering::Relaxed);
            return Some(Found::Right(kept.body.clone()));
        }
        let age = now.saturating_sub(kept.last_right.load(Ordering::Relaxed));
        Some(Found::Outdated(kept.body.clone(), Duration::from_millis(age)))
    }

    /// The right to read the answer anew while the outdated one is given; none when somebody does so already.
    pub(crate) fn renewal(&self) -> Option<Renewal> {
        let mut renewals = self.cache.0.renewals.lock().unwrap_or_else(PoisonError::into_inner);
        renewals.insert(self.key).then(|| Renewal { cache: self.cache.clone(), key: self.key })
    }

    /// Keeps an answer that was read after the place was asked for. Drafts are not kept: they are for one pair of eyes.
    pub(crate) fn keep(&self, body: &Bytes, touched: Touched, version: SchemaVersion) {
        let Some(answers) = &self.cache.0.answers else { return };
        // Read with a newer schema than the key says.
        if version != self.version || self.asked == 0 || touched.drafts {
            return;
        }
        let last_right = AtomicU64::new(self.cache.milliseconds());
        answers.insert(self.key, Arc::new(Kept { body: body.clone(), touched, asked: self.asked, last_right }));
    }
}

/// The one renewal of an answer that is under way.
pub(crate) struct Renewal {
    cache: AnswerCache,
    key: Key,
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.cache.0.renewals.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests;
