//! How often something may be tried.

use std::hash::{BuildHasher, Hash, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// A limit per key: a burst, then one try per period.
pub struct Limit {
    tries: DefaultKeyedRateLimiter<u64>,
    clock: DefaultClock,
    hasher: RandomState,
    checks: AtomicU32,
}

/// Keys that are at rest are forgotten after so many checks, so that junk keys fill no memory.
const CHECKS_BETWEEN_CLEANINGS: u32 = 1024;

impl Limit {
    /// `burst` tries at once, then one per `period`. Neither may be zero; a zero counts as one (second).
    pub fn new(burst: u32, period: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(period).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(burst);
        Self {
            tries: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            hasher: RandomState::new(),
            checks: AtomicU32::new(0),
        }
    }

    /// Counts one try of `key`.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn check(&self, key: impl Hash) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_CLEANINGS == CHECKS_BETWEEN_CLEANINGS - 1 {
            self.tries.retain_recent();
        }
        // The hash, and not the key, so that keys of any length cost the same; its seed is random.
        let key = self.hasher.hash_one(key);
        self.tries.check_key(&key).map_err(|refusal| {
            let wait = refusal.wait_time_from(self.clock.now());
            // Whole seconds: that is what `Retry-After` can say.
            Duration::from_secs(wait.as_secs() + 1)
        })
    }
}

/// What counts as one address: an IPv6 user owns a /64 network.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_29_a_burst_then_waiting_per_key() {
        let limit = Limit::new(2, Duration::from_secs(60));
        assert!(limit.check("a").is_ok());
        assert!(limit.check("a").is_ok());
        let wait = limit.check("a").unwrap_err();
        assert!(wait > Duration::from_secs(30) && wait <= Duration::from_secs(61), "{wait:?}");
        assert!(limit.check("b").is_ok(), "another key is not limited");
    }

    #[test]
    fn case_29_addresses_of_one_network_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
