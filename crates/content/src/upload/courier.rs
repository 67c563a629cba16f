//! The job that fetches files from their addresses, and gives up those that do not come in time.
//!
//! Every process has one, and nothing of it is in memory that is not in the databases: it looks at all environments every few
//! seconds, and at once where this process was asked for a file. Whom a file is fetched by is a matter of the database, for a
//! limited time; the work of a process that died is taken up by any other.

use std::sync::Arc;
use std::time::Duration;

use accounts::{Accounts, EnvironmentRow, clock};
use model::ids::EnvironmentId;
use sql::environment::asset_files;
use store::{Database, StoreError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::arrive::discard;
use super::clean::{CleanError, remove_gone};
use super::conclude::{ConcludeError, Conclusion, conclude};
use crate::background::{Background, Stopping};
use crate::request::Content;
use crate::write::upload::Outcome;

/// How often every environment is looked at.
const ROUND: Duration = Duration::from_secs(5);

/// How many files are fetched at once.
const FETCHES: usize = 4;

/// How many files one look takes up.
const STEP: i64 = 16;

/// How long a file stays taken after the longest that fetching it may last.
const SLACK: Duration = Duration::from_secs(15);

/// `code` and `message` of files that did not come in time.
const EXPIRED: (&str, &str) = ("EXPIRED", "the file did not come in time");

/// Starts the job. When it ends, what is being fetched is given back, and fetched after the next start or by others.
pub fn start(accounts: Accounts, content: Content) -> Background {
    Background::start("files", |stopping| {
        Job { accounts, content, stopping, permits: Arc::new(Semaphore::new(FETCHES)) }.run()
    })
}

#[derive(Clone)]
struct Job {
    accounts: Accounts,
    content: Content,
    stopping: Stopping,
    permits: Arc<Semaphore>,
}

/// Why a look ended early. What is to be fetched still waits.
#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Conclude(#[from] ConcludeError),
    #[error(transparent)]
    Clean(#[from] CleanError),
}

/// A file that this job has taken.
struct Taken {
    handle: String,
    source: String,
    /// Canonical text.
    until: String,
}

impl Job {
    async fn run(self) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut fetches = JoinSet::new();
        let mut stopping = self.stopping.clone();
        let woken = self.content.files_wanted().clone();
        loop {
            tokio::select! {
                () = stopping.asked() => break,
                _ = rounds.tick() => self.round(&mut fetches).await,
                environments = woken.woken() => self.look_at(environments, &mut fetches).await,
                Some(fetched) = fetches.join_next(), if !fetches.is_empty() => {
                    if let Err(error) = fetched {
                        tracing::error!(%error, "a file that was being fetched was lost; it is fetched again");
                    }
                }
            }
        }
        while fetches.join_next().await.is_some() {}
    }

    async fn round(&self, fetches: &mut JoinSet<()>) {
        match self.accounts.all_environments().await {
            Ok(places) => {
                for place in places {
                    self.look(place, fetches).await;
                }
            }
            Err(error) => tracing::warn!(%error, "the environments whose files are to be fetched are not known"),
        }
    }

    async fn look_at(&self, environments: Vec<EnvironmentId>, fetches: &mut JoinSet<()>) {
        for id in environments {
            match self.accounts.environment(&id).await {
                Ok(Some(place)) => self.look(place, fetches).await,
                Ok(None) => {}
                // The next round comes soon.
                Err(error) => tracing::debug!(%error, environment = %id, "an environment is looked at later"),
            }
        }
    }

    async fn look(&self, place: EnvironmentRow, fetches: &mut JoinSet<()>) {
        let id = place.id.clone();
        if let Err(error) = self.try_look(place, fetches).await {
            tracing::warn!(environment = %id, %error, "files are fetched later");
        }
    }

    async fn try_look(&self, place: EnvironmentRow, fetches: &mut JoinSet<()>) -> Result<(), LookError> {
        let Some(database) = self.accounts.store().environment(&place.id).await? else { return Ok(()) };
        let row = database.query_opt(asset_files::to_do(&clock::now())).await?;
        if row.map(|row| row.int(0)).transpose()?.unwrap_or(0) == 0 {
            return Ok(());
        }
        for row in database.query(asset_files::expired(&clock::now(), STEP)).await? {
            let (code, message) = EXPIRED;
            let outcome = Outcome::Failed { code: code.to_owned(), message: message.to_owned() };
            conclude(&self.content, &self.accounts, (&place, &database), row.text(0)?, outcome).await?;
        }
        remove_gone(&database, &place.id, &self.content.assets().storage).await?;
        for row in database.query(asset_files::to_fetch(&clock::now(), STEP)).await? {
            // A file is not taken before somebody is free to fetch it.
            let Ok(permit) = self.permits.clone().try_acquire_owned() else { return Ok(()) };
            let Some(taken) = self.take(&database, row.text(0)?, row.text(1)?).await? else { continue };
            let (job, database, place) = (self.clone(), database.clone(), place.clone());
            fetches.spawn(async move {
                let environment = place.id.clone();
                if let Err(error) = job.fetch(&database, place, taken).await {
                    tracing::warn!(%environment, %error, "a file is fetched later");
                }
                drop(permit);
                // More may wait than there was anybody free for.
                job.content.files_wanted().wake(&environment);
            });
        }
        Ok(())
    }

    async fn take(&self, database: &Database, handle: &str, source: &str) -> Result<Option<Taken>, StoreError> {
        let now = clock::now();
        let until = clock::after(&now, self.content.assets().settings.fetch_time + SLACK);
        let claim = asset_files::claim(handle, &now, &until);
        let claimed = database.write(move |tx| Box::pin(async move { tx.execute(claim).await })).await?;
        let taken = Taken { handle: handle.to_owned(), source: source.to_owned(), until };
        Ok((claimed > 0).then_some(taken))
    }

    async fn fetch(&self, database: &Database, place: EnvironmentRow, taken: Taken) -> Result<(), LookError> {
        let mut stopping = self.stopping.clone();
        let fetched = tokio::select! {
            () = stopping.asked() => None,
            fetched = self.fetch_from(&place.id, &taken.source) => Some(fetched),
        };
        let Some(outcome) = fetched.flatten() else {
            let release = asset_files::release(&taken.handle, &taken.until);
            database.write(move |tx| Box::pin(async move { tx.execute(release).await })).await?;
            return Ok(());
        };
        let object = match &outcome {
            Outcome::Came(received) => Some(received.object.clone()),
            Outcome::Failed { .. } => None,
        };
        let concluded = conclude(&self.content, &self.accounts, (&place, database), &taken.handle, outcome).await;
        // After an error nobody knows whether the row names it: if not, it is a stray.
        if let (Some(object), Ok(Conclusion::NotExpected | Conclusion::Revoked)) = (object, &concluded) {
            discard(&self.content, &place.id, &object).await;
        }
        concluded?;
        Ok(())
    }

    /// None when the fault is ours and may pass.
    async fn fetch_from(&self, environment: &EnvironmentId, source: &str) -> Option<Outcome> {
        let failed = |code: &str, message: String| Some(Outcome::Failed { code: code.to_owned(), message });
        let source = match assets::source(source) {
            Ok(source) => source,
            Err(error) => return failed("ADDRESS_NOT_ALLOWED", error.to_string()),
        };
        match self.content.assets().fetch(environment, &source).await {
            Ok(received) => Some(Outcome::Came(received)),
            Err(error) if error.may_pass() => {
                tracing::warn!(%environment, %error, "a file that was fetched cannot be kept");
                tokio::time::sleep(ROUND).await;
                None
            }
            Err(error) => failed(error.code(), error.to_string()),
        }
    }
}
