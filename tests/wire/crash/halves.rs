//! Rows that lack what was written with them.

use super::CHILDREN;
use crate::below::Below;

/// How many there are. Counters have two localisations and all their parts, links end at entries.
pub async fn halves(below: &Below) -> i64 {
    let (localized, linked) = (below.with_entries("l_").await, below.with_entries("r_").await);
    let mut halves = below.strays().await;
    for counter in &localized {
        let model = &counter[2..];
        halves += below
            .number(&format!(
                "SELECT COUNT(*) FROM m_{model} b WHERE 2 <> \
                 (SELECT COUNT(*) FROM l_{model} l WHERE l.id = b.id AND l.stage = b.stage)"
            ))
            .await;
        for relation in &linked {
            halves += below
                .number(&format!(
                    "SELECT COUNT(*) FROM m_{model} c WHERE c.stage = 1 AND {CHILDREN} <> \
                     (SELECT COUNT(*) FROM {relation} r WHERE r.stage = 1 AND r.src = c.id)"
                ))
                .await;
        }
    }
    halves
}
