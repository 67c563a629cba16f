//! A cache whose answers are never older than half a second.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use quick_cache::Equivalent;
use quick_cache::sync::Cache;

/// How long an answer about rights may be used. With several processes this bounds how long a revoked token lives.
pub(crate) const LIFE: Duration = Duration::from_millis(500);

/// Counts the times that any of these caches was emptied, in this process.
static REVOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Grows with every revocation in this process: what was put together of answers from before one is not used after it.
pub(crate) fn revocations() -> u64 {
    REVOCATIONS.load(Ordering::Acquire)
}

/// Recent answers by key.
pub(crate) struct Recent<K, V> {
    answers: Cache<K, (Instant, V)>,
    /// Counts the times that the cache was emptied: an answer that was asked for before then is not kept after.
    emptied: AtomicU64,
}

impl<K: Hash + Eq + Clone, V: Clone> Recent<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { answers: Cache::new(capacity), emptied: AtomicU64::new(0) }
    }

    /// The recent answer for `key`, or what `ask` says. Only answers that are there are kept.
    pub(crate) async fn get_or<E>(
        &self,
        key: &K,
        ask: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<V>, E> {
        Ok(self.get_or_at(key, ask).await?.map(|(_, answer)| answer))
    }

    /// The recent answer for `key`, if there is one.
    pub(crate) fn get<Q: Hash + Equivalent<K>>(&self, key: &Q) -> Option<V> {
        self.answers.get(key).filter(|(at, _)| at.elapsed() <= LIFE).map(|(_, answer)| answer)
    }

    /// As [`Recent::get_or`], with the moment at which the question was put: whoever keeps what follows from the answer
    /// counts its age from then.
    pub(crate) async fn get_or_at<E>(
        &self,
        key: &K,
        ask: impl Future<Output = Result<Option<V>, E>>,
    ) -> Result<Option<(Instant, V)>, E> {
        // Read before the question is put: the answer is as old as the question.
        let asked = Instant::now();
        if let Some((at, answer)) = self.answers.get(key)
            && asked.duration_since(at) <= LIFE
        {
            return Ok(Some((at, answer)));
        }
        let emptied = self.emptied.load(Ordering::Acquire);
        let answer = ask.await?;
        if let Some(answer) = &answer
            && self.emptied.load(Ordering::Acquire) == emptied
        {
            self.answers.insert(key.clone(), (asked, answer.clone()));
            // Emptied between the look and the insertion: the answer may be from before.
            if self.emptied.load(Ordering::Acquire) != emptied {
                self.answers.remove(key);
            }
        }
        Ok(answer.map(|answer| (asked, answer)))
    }

    /// Forgets everything: something was revoked.
    pub(crate) fn empty(&self) {
        self.emptied.fetch_add(1, Ordering::AcqRel);
        REVOCATIONS.fetch_add(1, Ordering::AcqRel);
        self.answers.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    async fn ask(cache: &Recent<u8, u8>, answer: Option<u8>) -> Option<u8> {
        cache.get_or(&1, async { Ok::<_, Infallible>(answer) }).await.unwrap()
    }

    #[tokio::test]
    async fn answers_are_kept_until_emptied() {
        let cache = Recent::new(8);
        assert_eq!(ask(&cache, None).await, None);
        assert_eq!(ask(&cache, Some(1)).await, Some(1), "that there is none is not kept");
        assert_eq!(ask(&cache, Some(2)).await, Some(1));
        cache.empty();
        assert_eq!(ask(&cache, Some(2)).await, Some(2));
    }

    #[tokio::test]
    async fn case_20_an_answer_from_before_a_revocation_is_not_kept() {
        let cache = Recent::new(8);
        let raced = cache.get_or(&1, async {
            cache.empty();
            Ok::<_, Infallible>(Some(1))
        });
        assert_eq!(raced.await.unwrap(), Some(1));
        assert_eq!(ask(&cache, Some(2)).await, Some(2));
    }
}
