//! The job that forgets what is kept for a while only: events, the audit log, results of imports, files that no asset has any more.
//!
//! Every process has one; it comes once an hour. Several may do the same thing at once: what one has forgotten, the others do
//! not find. They do it in small steps, between which requests write.

use std::time::Duration;

use accounts::{Accounts, clock};
use sql::Statement;
use sql::environment::{audit, bulk, outbox};
use store::{Database, StoreError};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::background::Background;
use crate::limits::HistoryRetention;
use crate::request::Content;
use crate::upload;

/// How often everything is looked at.
const ROUND: Duration = Duration::from_secs(60 * 60);

/// When the first round begins: a server that has just started has other things to do.
const FIRST: Duration = Duration::from_secs(60);

/// How many rows one transaction forgets.
const STEP: i64 = 1_000;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long results of the bulk path are kept after the last line that was done (docs/bulk.md).
const RESULTS: Duration = DAY;

/// Starts the job. When it ends, a step that is under way is done or undone by its database.
pub fn start(accounts: Accounts, content: Content) -> Background {
    Background::start("upkeep", |mut stopping| async move {
        let mut rounds = interval_at(Instant::now() + FIRST, ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let rounds = async {
            loop {
                rounds.tick().await;
                if let Err(error) = round(&accounts, content.history()).await {
                    tracing::warn!(%error, "what is old was not forgotten; the next round tries again");
                }
                if let Err(error) = upload::clean_all(&accounts, &content).await {
                    tracing::warn!(%error, "files that nobody has were not removed; the next round tries again");
                }
            }
        };
        tokio::select! {
            () = stopping.asked() => {}
            () = rounds => {}
        }
    })
}

/// Forgets what is old by now in all databases.
///
/// # Errors
/// The first database that failed ends the round.
pub async fn round(accounts: &Accounts, retention: HistoryRetention) -> Result<(), StoreError> {
    let before = Bounds::of(retention, &clock::now());
    if let Some(audit_before) = &before.audit {
        forget(accounts.store().platform(), || audit::forget_some(audit_before, STEP)).await?;
    }
    for place in accounts.all_environments().await? {
        let Some(database) = accounts.store().environment(&place.id).await? else { continue };
        forget(&database, || outbox::forget_some(&before.events, STEP)).await?;
        if let Some(audit_before) = &before.audit {
            forget(&database, || audit::forget_some(audit_before, STEP)).await?;
        }
        forget(&database, || bulk::forget_some(&before.results, STEP)).await?;
    }
    Ok(())
}

/// The moments (canonical text) before which things are forgotten.
struct Bounds {
    events: String,
    /// `None` keeps all.
    audit: Option<String>,
    results: String,
}

impl Bounds {
    fn of(retention: HistoryRetention, now: &str) -> Self {
        let days_before = |days: u32| clock::before(now, DAY * days);
        Bounds {
            events: days_before(retention.event_days.max(1)),
            audit: retention.audit_days.map(days_before),
            results: clock::before(now, RESULTS),
        }
    }
}

/// Runs a statement that forgets some rows until it finds no more.
async fn forget(database: &Database, some: impl Fn() -> Statement) -> Result<(), StoreError> {
    loop {
        let statement = some();
        let forgotten = database.write(move |tx| Box::pin(async move { tx.execute(statement).await })).await?;
        if forgotten < STEP.unsigned_abs() {
            return Ok(());
        }
    }
}
