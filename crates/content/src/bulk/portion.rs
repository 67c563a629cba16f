//! Lines that are written together.

use std::sync::Arc;

use access::Actor;
use bytes::Bytes;
use tokio::sync::mpsc;

use super::known::{Digest, Known};
use super::lines::Lines;
use super::operation::PlannedOperation;
use super::{Done, Ended, Import};
use crate::schema::EnvironmentSchema;

/// How many lines are written together at most: other writers wait meanwhile.
const MOST_LINES: usize = 512;

/// How many bytes of lines are written together at most, the last line aside.
const MOST_BYTES: usize = 1024 * 1024;

/// How many lines are planned before others get the thread.
const AT_ONCE: usize = 32;

/// What the reading task hands to the writing one.
pub(super) enum Message {
    /// Lines that an earlier request under the same key has done.
    Known(Done),
    /// New lines.
    Portion(Portion),
    /// The last message: no more lines, or why none will come.
    End(Result<(), Ended>),
}

/// Lines in front of their transaction.
pub(super) struct Portion {
    /// Number of the first line, from 1.
    pub(super) first: i64,
    pub(super) lines: Vec<Bytes>,
    /// Stands for all lines up to the last one here; `None` without a key.
    pub(super) digest: Option<Digest>,
    pub(super) planned: Planned,
}

/// The plan of a portion, for one version of the schema and one actor.
pub(super) struct Planned {
    pub(super) schema: Arc<EnvironmentSchema>,
    pub(super) actor: Arc<Actor>,
    pub(super) operations: Vec<PlannedOperation>,
}

impl Planned {
    /// Plans lines for the schema that is at hand and the sender as they are now.
    pub(super) async fn of(import: &Import, lines: &[Bytes]) -> Result<Self, Ended> {
        let actor = (import.authorise)().await.map_err(Ended)?;
        let (environments, environment) = (&import.content.environments, &import.environment);
        let schema = async {
            let model = environments.cached(&environment.database, &environment.id).await?;
            environments.schema(&model, &actor.default_stage, &environment.id).await
        };
        let schema = schema.await.map_err(|error| import.ended(error.into()))?;
        let mut operations = Vec::with_capacity(lines.len());
        for some in lines.chunks(AT_ONCE) {
            operations.extend(some.iter().map(|line| PlannedOperation::of(line, &schema, &actor)));
            tokio::task::yield_now().await;
        }
        Ok(Self { schema, actor, operations })
    }
}

/// Reads lines and gathers them: as many as come while the portion before is written.
pub(super) struct Gatherer {
    pub(super) import: Arc<Import>,
    pub(super) lines: Lines,
    pub(super) known: Option<Known>,
    pub(super) portions: mpsc::Sender<Message>,
}

impl Gatherer {
    pub(super) async fn run(mut self) {
        let end = self.gather().await;
        let Self { mut lines, portions, .. } = self;
        let _ = portions.send(Message::End(end)).await;
        // The answer ends now, while this goes on.
        drop(portions);
        lines.discard().await;
    }

    async fn gather(&mut self) -> Result<(), Ended> {
        let mut first = self.skip_known().await?;
        let mut gathered = Vec::new();
        let mut bytes = 0;
        loop {
            while gathered.len() < MOST_LINES && bytes < MOST_BYTES {
                let Some(line) = self.lines.next_here()? else { break };
                bytes += line.len();
                gathered.push(line);
            }
            let is_full = gathered.len() >= MOST_LINES || bytes >= MOST_BYTES;
            if !is_full && !self.lines.is_over() {
                // What is here goes out as soon as nothing more is here and the portion before is being written.
                tokio::select! {
                    biased;
                    more = self.lines.more() => {
                        more?;
                        continue;
                    }
                    place = self.portions.reserve(), if !gathered.is_empty() => {
                        place.map_err(|_| nobody_listens())?;
                    }
                }
            }
            if gathered.is_empty() {
                return Ok(());
            }
            let count = gathered.len() as i64;
            self.hand_over(first, std::mem::take(&mut gathered)).await?;
            (first, bytes) = (first + count, 0);
        }
    }

    async fn hand_over(&mut self, first: i64, lines: Vec<Bytes>) -> Result<(), Ended> {
        let digest = self.known.as_mut().map(|known| known.digest.add(&lines));
        let planned = Planned::of(&self.import, &lines).await?;
        let message = Message::Portion(Portion { first, lines, digest, planned });
        self.portions.send(message).await.map_err(|_| nobody_listens())
    }

    /// Gives the results of lines that are done; the number of the first line that is not.
    async fn skip_known(&mut self) -> Result<i64, Ended> {
        let mut first = 1;
        let Some(known) = &mut self.known else { return Ok(first) };
        let database = &self.import.environment.database;
        loop {
            let part = known.part(database, first).await.map_err(|error| self.import.ended(error.into()))?;
            let Some((done, digest)) = part else { return Ok(first) };
            let mut left = done.lines;
            while left > 0 && !self.lines.is_over() {
                match self.lines.next_here()? {
                    Some(line) => {
                        known.digest.add(&[line]);
                        left -= 1;
                    }
                    None => self.lines.more().await?,
                }
            }
            if left > 0 || known.digest.to_text() != digest {
                return Err(Ended::new("this Idempotency-Key was used with other lines"));
            }
            first += done.lines;
            self.portions.send(Message::Known(done)).await.map_err(|_| nobody_listens())?;
        }
    }
}

/// Never told: nobody is there to be told.
fn nobody_listens() -> Ended {
    Ended::new("nobody takes the results")
}
