//! The reader threads.
//!
//! Own threads rather than `spawn_blocking`: measured 1.3 times as many point reads, and a connection never leaves its
//! thread, so a caller that goes away cannot give back a connection whose statement still runs. Short statements need no
//! thread of their own ([`NearReaders`]).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use hashlink::LruCache;
use sql::Statement;
use tokio::sync::oneshot;

use super::connection::{DatabaseFile, SqliteSession};
use super::near::NearReaders;
use crate::{Row, StoreError};

/// How long a reading statement may run.
const READ_LIMIT: Duration = Duration::from_secs(20);

/// How many databases a thread keeps open.
const OPEN_DATABASES: usize = 32;

type Answer = Result<Vec<Row>, StoreError>;

/// What a caller knows of how long a statement takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Nothing.
    Any,
    /// It reads few rows by unique keys: the next one like it may run on the caller's thread.
    Short,
}

enum Message {
    Query { file: Arc<DatabaseFile>, statement: Statement, length: Length, reply: oneshot::Sender<Answer> },
    Stop,
}

/// The reader threads of the process, shared by all its databases.
pub(crate) struct Readers {
    queue: Sender<Message>,
    drops: Arc<AtomicU64>,
    near: Arc<NearReaders>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    /// Starts one thread per core, from 2 to 16.
    pub(crate) fn start() -> std::io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 16));
        let (queue, jobs) = crossbeam_channel::unbounded();
        let drops = Arc::new(AtomicU64::new(0));
        let near = Arc::new(NearReaders::new(count));
        let mut threads = Vec::with_capacity(count);
        for number in 0..count {
            let reader = Reader::new(jobs.clone(), Arc::clone(&drops), Arc::clone(&near));
            let thread = std::thread::Builder::new().name(format!("read-{number}")).spawn(move || reader.run())?;
            threads.push(thread);
        }
        Ok(Self { queue, drops, near, threads: Mutex::new(threads) })
    }

    /// Hands a statement to the first thread that is free.
    pub(super) fn submit(
        &self,
        file: &Arc<DatabaseFile>,
        statement: Statement,
        length: Length,
    ) -> Result<oneshot::Receiver<Answer>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let message = Message::Query { file: Arc::clone(file), statement, length, reply };
        self.queue.send(message).map_err(|_| StoreError::Closed)?;
        Ok(answer)
    }

    /// Runs a short statement on this thread; none when it has to be submitted.
    pub(super) fn query_here(&self, file: &Arc<DatabaseFile>, statement: &Statement) -> Option<Answer> {
        self.near.query(file, statement)
    }

    /// Makes every thread close its connections to a dropped file before its next statement.
    pub(super) fn forget_dropped(&self, file: &DatabaseFile) {
        self.drops.fetch_add(1, Ordering::Release);
        self.near.forget(file);
    }

    /// Ends the threads after the statements that wait; blocks until they have ended.
    pub(crate) fn stop(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for _ in &threads {
            // Fails only when every thread has ended.
            let _ = self.queue.send(Message::Stop);
        }
        self.near.close();
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a reader thread panicked");
            }
        }
    }
}

/// One thread's state.
struct Reader {
    jobs: Receiver<Message>,
    drops: Arc<AtomicU64>,
    drops_seen: u64,
    near: Arc<NearReaders>,
    open: LruCache<u64, (Arc<DatabaseFile>, SqliteSession)>,
}

impl Reader {
    fn new(jobs: Receiver<Message>, drops: Arc<AtomicU64>, near: Arc<NearReaders>) -> Self {
        Self { jobs, drops, drops_seen: 0, near, open: LruCache::new(OPEN_DATABASES) }
    }

    fn run(mut self) {
        while let Ok(Message::Query { file, statement, length, reply }) = self.jobs.recv() {
            self.close_dropped();
            // Nobody waits any more: the statement has not begun, so it need not.
            if !reply.is_closed() {
                let _ = reply.send(self.query(&file, &statement));
            }
            if length == Length::Short {
                self.near.open_one(&file);
            }
        }
    }

    fn close_dropped(&mut self) {
        let drops = self.drops.load(Ordering::Acquire);
        if drops != self.drops_seen {
            self.drops_seen = drops;
            self.open.retain(|_, (file, _)| !file.is_dropped());
        }
    }

    fn query(&mut self, file: &Arc<DatabaseFile>, statement: &Statement) -> Answer {
        if let Some((_, session)) = self.open.get(&file.number) {
            session.allow(READ_LIMIT);
            return session.query(statement);
        }
        if file.is_dropped() {
            return Err(StoreError::Closed);
        }
        let session = SqliteSession::open_reader(&file.path)?;
        session.allow(READ_LIMIT);
        let answer = session.query(statement);
        self.open.insert(file.number, (Arc::clone(file), session));
        answer
    }
}
