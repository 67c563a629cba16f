//! The job that runs releases at their time (content-api-write.md §3.12).
//!
//! Every process has one, and nothing of it is kept in memory that is not in the databases. It looks at every environment once a
//! second, since another node may have scheduled something there, at once where this process did, and at the moment that
//! a look has found. What it finds due it claims in the database, step by step ([`visit`]), so that several nodes never
//! do the same thing twice and the work of one that died is taken up by any other.

mod visit;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use accounts::{Accounts, EnvironmentRow};
use futures_util::FutureExt;
use jiff::Timestamp;
use model::ids::EnvironmentId;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::background::{Background, Stopping};
use crate::request::Content;
use visit::{Next, Visit, VisitError};

/// How often every environment is looked at.
const ROUND: Duration = Duration::from_secs(1);

/// How many environments are looked at, or have something run, at once: the rest of the connections are for requests.
const VISITS: usize = 8;

/// The longest that an environment whose database fails is left alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Starts the job. It ends once the steps that are under way are done; releases that have begun go on with the next start.
pub fn start(accounts: Accounts, content: Content) -> Background {
    Background::start("schedules", |stopping| {
        let job = Job {
            accounts,
            content,
            stopping,
            permits: Arc::new(Semaphore::new(VISITS)),
            visits: JoinSet::new(),
            environments: HashMap::new(),
        };
        job.run()
    })
}

struct Job {
    accounts: Accounts,
    content: Content,
    stopping: Stopping,
    permits: Arc<Semaphore>,
    visits: JoinSet<Ended>,
    environments: HashMap<EnvironmentId, State>,
}

/// How the job stands with an environment.
#[derive(Debug, Default)]
struct State {
    is_visited: bool,
    /// Something was scheduled there during the visit.
    again: bool,
    /// When something is due before the next round.
    due: Option<Instant>,
    /// How often its database failed, and until when it is left alone.
    failures: u32,
    pause: Option<Instant>,
}

/// A visit's end.
struct Ended {
    environment: EnvironmentId,
    /// An error of a panic is none of the visit's own.
    result: Result<Next, Option<VisitError>>,
}

impl Job {
    async fn run(mut self) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = self.stopping.clone();
        let wake = self.content.wake().clone();
        loop {
            let soonest = self.environments.values().filter_map(|state| state.due).min();
            tokio::select! {
                () = stopping.asked() => break,
                _ = rounds.tick() => self.round().await,
                woken = wake.woken() => self.look_at(woken).await,
                () = sleep_until(soonest.unwrap_or_else(Instant::now)), if soonest.is_some() => self.look_at_due().await,
                Some(ended) = self.visits.join_next(), if !self.visits.is_empty() => match ended {
                    Ok(ended) => self.note(ended).await,
                    Err(error) => tracing::error!(%error, "a visit of schedules was lost"),
                },
            }
        }
        while self.visits.join_next().await.is_some() {}
    }

    async fn round(&mut self) {
        match self.accounts.all_environments().await {
            Ok(places) => {
                self.environments.retain(|id, state| state.is_visited || places.iter().any(|place| &place.id == id));
                places.into_iter().for_each(|place| self.visit(place));
            }
            Err(error) => tracing::warn!(%error, "the environments whose schedules are to be run are not known"),
        }
    }

    async fn look_at_due(&mut self) {
        let now = Instant::now();
        let mut due = Vec::new();
        for (id, state) in &mut self.environments {
            if state.due.take_if(|at| *at <= now).is_some() {
                due.push(id.clone());
            }
        }
        self.look_at(due).await;
    }

    async fn look_at(&mut self, environments: Vec<EnvironmentId>) {
        for id in environments {
            match self.accounts.environment(&id).await {
                Ok(Some(place)) => self.visit(place),
                Ok(None) => {}
                // The next round comes within a second.
                Err(error) => tracing::debug!(%error, environment = %id, "an environment is looked at later"),
            }
        }
    }

    fn visit(&mut self, place: EnvironmentRow) {
        let state = self.environments.entry(place.id.clone()).or_default();
        if state.is_visited {
            state.again = true;
            return;
        }
        if state.pause.is_some_and(|pause| pause > Instant::now()) {
            return;
        }
        (state.is_visited, state.again, state.due) = (true, false, None);
        let visit = Visit {
            accounts: self.accounts.clone(),
            content: self.content.clone(),
            place,
            stopping: self.stopping.clone(),
        };
        let permits = self.permits.clone();
        self.visits.spawn(async move {
            let environment = visit.place.id.clone();
            // The semaphore is never closed.
            let _permit = permits.acquire_owned().await;
            let result = match AssertUnwindSafe(visit.run()).catch_unwind().await {
                Ok(result) => result.map_err(Some),
                Err(_) => Err(None),
            };
            Ended { environment, result }
        });
    }

    async fn note(&mut self, ended: Ended) {
        let state = self.environments.entry(ended.environment.clone()).or_default();
        state.is_visited = false;
        let again = std::mem::take(&mut state.again);
        match ended.result {
            Ok(next) => {
                (state.failures, state.pause) = (0, None);
                state.due = match next {
                    Next::At(text) => before_next_round(&text),
                    Next::Unknown => None,
                };
                if again {
                    self.look_at(vec![ended.environment]).await;
                }
            }
            Err(error) => {
                let error = error.map_or_else(|| "it panicked".to_owned(), |error| error.to_string());
                state.failures = state.failures.saturating_add(1);
                let pause = Duration::from_secs(1_u64 << state.failures.min(6)).min(LONGEST_PAUSE);
                state.pause = Some(Instant::now() + pause);
                tracing::warn!(environment = %ended.environment, error, ?pause, "schedules are run later");
            }
        }
    }
}

/// The instant of canonical text, if the next round would come too late for it.
fn before_next_round(text: &str) -> Option<Instant> {
    let at: Timestamp = text.parse().ok()?;
    let left = Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default();
    (left < ROUND).then(|| Instant::now() + left)
}
