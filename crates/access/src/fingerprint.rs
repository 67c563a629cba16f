//! What stands for a set of rules.

use sha2::{Digest, Sha256};

use crate::condition::Condition;
use crate::content::{ContentRule, Scope};

/// A digest of rules. SHA-256, because whoever could make two sets of rules meet would read with another's rights.
pub type Fingerprint = [u8; 32];

/// The digest of rules in this order.
pub(crate) fn fingerprint(rules: &[ContentRule]) -> Fingerprint {
    let mut parts = Parts(Sha256::new());
    for rule in rules {
        let ContentRule { action, models, locales, stages, from_stages, condition } = rule;
        parts.add(action.name());
        parts.add_scope(models, |id| id.as_str());
        parts.add_scope(locales, |id| id.as_str());
        parts.add_scope(stages, |id| id.as_str());
        parts.add_scope(from_stages, |id| id.as_str());
        match condition {
            Condition::Always => parts.add_count(0),
            Condition::Where(input) => {
                parts.add_count(1);
                parts.add(input.text());
            }
        }
    }
    parts.0.finalize().into()
}

/// Texts with their lengths and lists with their counts, so that no two sets of rules make one text.
struct Parts(Sha256);

impl Parts {
    fn add(&mut self, text: &str) {
        self.add_count(text.len() as u64);
        self.0.update(text);
    }

    fn add_count(&mut self, count: u64) {
        self.0.update(count.to_le_bytes());
    }

    fn add_scope<I: Ord>(&mut self, scope: &Scope<I>, text: impl Fn(&I) -> &str) {
        match scope {
            Scope::All => self.add_count(0),
            Scope::Only(ids) => {
                self.add_count(1 + ids.len() as u64);
                ids.iter().for_each(|id| self.add(text(id)));
            }
        }
    }
}
