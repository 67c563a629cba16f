//! Follows an environment's outbox, so that answers are known to be outdated: at once after a write of this process, and
//! within [`LIFE`] after one of another.
//!
//! There is no task that polls: whoever wants an answer from the cache looks into the outbox first, unless somebody has
//! just done so. An environment that nobody asks costs nothing, and a look that fails shows where it matters.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use model::SchemaVersion;
use sql::environment::outbox;
use store::{Database, Row, StoreError};

use super::changes::{Changes, Tick};
use super::touched::Touched;
use crate::environment::{EnvironmentError, parse_version};

/// How long a look into the outbox may be relied on: half of what other processes' changes may take.
pub(super) const LIFE: Duration = Duration::from_millis(50);

/// Events that are told apart at one look. A cache that was not asked for long, or while a million entries were
/// imported, is emptied instead.
const MOST_NEWS: usize = 1_000;

/// After so long without a look events may have been forgotten unseen: they are kept for a day at least.
const LONGEST_SILENCE: Duration = Duration::from_secs(12 * 60 * 60);

/// Gives out ticks. One for the process, so that an environment that is watched anew never meets ticks of before.
static TICKS: AtomicU64 = AtomicU64::new(0);

/// One environment's outbox, followed.
#[derive(Debug)]
pub(super) struct Feed {
    /// Counts writes of this process to the environment: a look that began before one does not tell about it.
    writes: AtomicU64,
    /// Counts those to any environment.
    writes_anywhere: Arc<AtomicU64>,
    seen: RwLock<Seen>,
    /// Held while looking.
    position: tokio::sync::Mutex<Position>,
}

/// What is known, and since when.
#[derive(Debug)]
struct Seen {
    changes: Changes,
    last: Option<Look>,
}

/// A look into the outbox.
#[derive(Clone, Copy, Debug)]
struct Look {
    at: Instant,
    writes: u64,
    tick: Tick,
    version: SchemaVersion,
}

/// How the environment stands, as it was at most [`LIFE`] ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The content model's version.
    pub(crate) version: SchemaVersion,
    /// An answer that is read from now on knows all changes up to this tick.
    pub(super) tick: Tick,
}

#[derive(Debug)]
struct Position {
    next: i64,
    /// Ids of events at or after `next` that were noted already.
    noted: HashSet<String>,
}

impl Feed {
    /// A feed that has not looked yet.
    pub(super) fn new(writes_anywhere: Arc<AtomicU64>) -> Self {
        let changes = Changes::since(next_tick());
        Feed {
            writes: AtomicU64::new(0),
            writes_anywhere,
            seen: RwLock::new(Seen { changes, last: None }),
            position: tokio::sync::Mutex::new(Position { next: outbox::END, noted: HashSet::new() }),
        }
    }

    /// Notes that this process has written: the next look comes at once.
    pub(super) fn wrote(&self) {
        self.writes.fetch_add(1, Ordering::AcqRel);
    }

    /// How the environment stands; looks into the outbox when the last look is too old. Others wait meanwhile, and look no more.
    pub(super) async fn standing(&self, database: &Database) -> Result<Standing, EnvironmentError> {
        if let Some(standing) = self.recent() {
            return Ok(standing);
        }
        let mut position = self.position.lock().await;
        if let Some(standing) = self.recent() {
            return Ok(standing);
        }
        // Both before the question: the answer is as old as that.
        let (at, writes) = (Instant::now(), self.writes());
        let most = MOST_NEWS as i64 + 1;
        if position.next == outbox::END {
            // Where to go on from may lie before events that are there already (on PostgreSQL, while older transactions
            // are under way). The look below notes them now, so that the next one does not take them for news.
            let rows = database.query(outbox::since(database.engine(), outbox::END, most)).await?;
            position.next = News::read(&rows)?.next;
        }
        let rows = database.query(outbox::since(database.engine(), position.next, most)).await?;
        let news = News::read(&rows)?;
        let look = |tick| Look { at, writes, tick, version: news.version };
        Ok(self.note(&mut position, &news, look))
    }

    /// Whether the changes that are known leave an answer as it was when it was asked for.
    pub(super) fn leaves(&self, touched: &Touched, asked: Tick) -> bool {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).changes.leave(touched, asked)
    }

    /// Grows with every write.
    fn writes(&self) -> u64 {
        self.writes.load(Ordering::Acquire) + self.writes_anywhere.load(Ordering::Acquire)
    }

    fn recent(&self) -> Option<Standing> {
        let look = self.seen.read().unwrap_or_else(PoisonError::into_inner).last?;
        let is_recent = look.at.elapsed() <= LIFE && look.writes == self.writes();
        is_recent.then_some(Standing { version: look.version, tick: look.tick })
    }

    fn note(&self, position: &mut Position, news: &News, look: impl FnOnce(Tick) -> Look) -> Standing {
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        // Positions go back where a backup took the database's place.
        let went_back = news.next < position.next;
        let was_silent = seen.last.is_some_and(|last| last.at.elapsed() > LONGEST_SILENCE);
        let unseen: Vec<_> = news.events.iter().filter(|(id, _)| !position.noted.contains(id)).collect();
        let mut tick = seen.last.map_or_else(next_tick, |last| last.tick);
        if !unseen.is_empty() || went_back || was_silent {
            tick = next_tick();
            if went_back || was_silent || news.events.len() > MOST_NEWS {
                seen.changes.note_everything(tick);
            } else {
                unseen.iter().for_each(|(_, event)| seen.changes.note(event, tick));
            }
        }
        position.next = news.next;
        position.noted = news.events.iter().map(|(id, _)| id.clone()).collect();
        let look = look(tick);
        seen.last = Some(look);
        Standing { version: look.version, tick }
    }
}

fn next_tick() -> Tick {
    TICKS.fetch_add(1, Ordering::AcqRel) + 1
}

/// What one look brought.
struct News {
    version: SchemaVersion,
    next: i64,
    /// Id and JSON text.
    events: Vec<(String, String)>,
}

impl News {
    fn read(rows: &[Row]) -> Result<News, EnvironmentError> {
        let first = rows.first().ok_or(EnvironmentError::NoSchemaVersion)?;
        let (version, next) = (parse_version(first.text(0)?)?, first.int(1)?);
        let events = rows.iter().filter_map(|row| match (row.opt_text(2), row.opt_text(3)) {
            (Ok(Some(id)), Ok(Some(event))) => Some(Ok((id.to_owned(), event.to_owned()))),
            (Err(error), _) | (_, Err(error)) => Some(Err(error)),
            (Ok(_), Ok(_)) => None,
        });
        Ok(News { version, next, events: events.collect::<Result<_, StoreError>>()? })
    }
}
