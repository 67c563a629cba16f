//! What a hosted product counts and sells: on one's own server one free plan without limits, in one region
//! (management-api.md §2.1, "Self-hosted constants").

use graphql::Resolved;
use serde_json::Value;

use super::{Record, none};

/// The beginning of things that were always there.
pub(super) const ALWAYS: &str = "2022-01-01T00:00:00+00:00";

/// A count without a limit.
pub(super) fn progress(current: usize) -> Resolved {
    Record::of(
        "Progress",
        vec![
            ("current", Resolved::Leaf(Value::from(current as f64))),
            ("max", Resolved::Null),
            ("percent", Resolved::Null),
            ("estimate", Resolved::Null),
        ],
    )
}

/// The one region.
pub(super) fn region() -> Resolved {
    Record::of(
        "Region",
        vec![
            ("id", "self-hosted".into()),
            ("name", "Self-hosted".into()),
            ("isBeta", false.into()),
            ("pingUrl", Resolved::Null),
            ("isReadOnly", false.into()),
        ],
    )
}

/// The one plan.
pub(super) fn free_plan() -> Resolved {
    Record::of(
        "Plan",
        vec![
            ("id", "self-hosted".into()),
            ("name", "SELF_HOSTED".into()),
            ("createdAt", ALWAYS.into()),
            ("updatedAt", ALWAYS.into()),
            ("displayName", "Self-hosted".into()),
            ("price", Resolved::Leaf(Value::from(0.0))),
            ("isFree", true.into()),
            ("limits", none()),
            ("isSwitchable", false.into()),
            ("isEnterprise", false.into()),
            ("billingPeriodMonths", Resolved::from(1_i64)),
        ],
    )
}

/// What a project pays: nothing.
pub(super) fn subscription(created_at: &str) -> Resolved {
    Record::of(
        "PaymentSubscription",
        vec![
            ("id", "self-hosted".into()),
            ("createdAt", created_at.into()),
            ("updatedAt", created_at.into()),
            ("renewsAt", Resolved::Null),
            ("identifier", Resolved::Null),
            ("plan", free_plan()),
            ("isCanceled", false.into()),
        ],
    )
}

/// The first steps of a project, which this server does not track.
pub(super) fn lifecycle() -> Resolved {
    Record::of("Lifecycle", vec![("steps", none()), ("progress", Resolved::Leaf(Value::from(1.0)))])
}
