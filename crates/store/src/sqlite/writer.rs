//! The writer thread of a database, with group commit.
//!
//! One `fdatasync` costs more than most writes, so the thread takes what waits (up to 256 jobs), runs each under its
//! own savepoint and commits once. A job is acknowledged after that commit, never before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use sql::session::{COMMIT, RELEASE, ROLLBACK, ROLLBACK_TO, SAVEPOINT, SQLITE_BEGIN};
use tokio::sync::oneshot;

use super::connection::{DatabaseFile, SqliteSession};
use super::statistics::Statistics;
use crate::transaction::Session;
use crate::{StoreError, Transaction};

/// How many jobs share a commit at most.
const GROUP: usize = 256;

/// How long a job may run.
const JOB_LIMIT: Duration = Duration::from_secs(60);

/// How long a thread waits for another job before it ends and closes its connection.
const IDLE: Duration = Duration::from_secs(60);

/// A write that waits: called with the transaction it runs in, or with why it cannot run.
pub(super) type Job = Box<dyn FnOnce(Result<&mut Transaction, StoreError>) -> Finished + Send>;

/// A job that has run, not yet acknowledged.
pub(super) struct Finished {
    /// Whether what it did shall stay.
    pub(super) keep: bool,
    /// Tells the caller, given how the commit went.
    pub(super) acknowledge: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

enum Message {
    Write(Job),
    Close(oneshot::Sender<()>),
}

enum Thread {
    /// Started by the next job.
    Asleep,
    Awake(Sender<Message>),
    Closed,
}

/// The way to a database's writer thread.
pub(super) struct Writer {
    file: Arc<DatabaseFile>,
    thread: Arc<Mutex<Thread>>,
}

impl Writer {
    pub(super) fn new(file: Arc<DatabaseFile>) -> Self {
        Self { file, thread: Arc::new(Mutex::new(Thread::Asleep)) }
    }

    /// Queues a job; a closed writer refuses it.
    pub(super) fn submit(&self, job: Job) {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*thread, Thread::Asleep) {
            match self.wake() {
                Ok(queue) => *thread = Thread::Awake(queue),
                Err(error) => {
                    drop(thread);
                    return refuse(job, StoreError::Other(format!("no thread for writing: {error}")));
                }
            }
        }
        let Thread::Awake(queue) = &*thread else {
            drop(thread);
            return refuse(job, StoreError::Closed);
        };
        // Under the lock the thread cannot fall asleep, so somebody receives this.
        if let Err(unsent) = queue.send(Message::Write(job)) {
            drop(thread);
            if let Message::Write(job) = unsent.into_inner() {
                refuse(job, StoreError::Closed);
            }
        }
    }

    fn wake(&self) -> std::io::Result<Sender<Message>> {
        let (queue, jobs) = crossbeam_channel::unbounded();
        let (file, state) = (Arc::clone(&self.file), Arc::clone(&self.thread));
        std::thread::Builder::new().name("write".to_owned()).spawn(move || run(&file, &jobs, &state))?;
        Ok(queue)
    }

    /// Refuses new jobs, waits for those that are queued, and closes the connection.
    pub(super) async fn close(&self) {
        let before = {
            let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *thread, Thread::Closed)
        };
        if let Thread::Awake(queue) = before {
            let (reply, closed) = oneshot::channel();
            if queue.send(Message::Close(reply)).is_ok() {
                let _ = closed.await;
            }
        }
    }
}

fn refuse(job: Job, error: StoreError) {
    (job(Err(error)).acknowledge)(Ok(()));
}

/// The thread: takes jobs until it is closed or idle for long.
fn run(file: &DatabaseFile, jobs: &Receiver<Message>, state: &Mutex<Thread>) {
    let mut opened = None;
    let mut closing = None;
    while closing.is_none() {
        let Some(first) = next(jobs, state) else { return };
        let mut group = VecDeque::new();
        let mut message = Some(first);
        while let Some(received) = message.take() {
            match received {
                Message::Write(job) => group.push_back(job),
                Message::Close(reply) => closing = Some(reply),
            }
            if group.len() < GROUP && closing.is_none() {
                message = jobs.try_recv().ok();
            }
        }
        if group.is_empty() {
            continue;
        }
        if opened.is_none() {
            match SqliteSession::open_writer(&file.path) {
                Ok(session) => opened = Some((Transaction::new(Session::Sqlite(session)), Statistics::new())),
                Err(error) => group.drain(..).for_each(|job| refuse(job, error.clone())),
            }
        }
        let Some((transaction, statistics)) = &mut opened else { continue };
        if commit_together(transaction, group).is_err() {
            // A new connection sees the file as it is then: writable again, with room again.
            opened = None;
        } else if let Ok(session) = session(transaction) {
            statistics.gather_if_due(session);
        }
    }
    // The connection is closed before the caller of `close` goes on: the last one to close tidies the log away.
    drop(opened);
    if let Some(reply) = closing {
        let _ = reply.send(());
    }
}

/// The next message; `None` when none came for long and the thread is marked asleep.
fn next(jobs: &Receiver<Message>, state: &Mutex<Thread>) -> Option<Message> {
    if let Ok(message) = jobs.recv_timeout(IDLE) {
        return Some(message);
    }
    let mut thread = state.lock().unwrap_or_else(PoisonError::into_inner);
    // A message may have come between the time-out and the lock.
    if let Ok(message) = jobs.try_recv() {
        return Some(message);
    }
    match *thread {
        Thread::Awake(_) | Thread::Asleep => {
            *thread = Thread::Asleep;
            None
        }
        Thread::Closed => {
            // Whoever closed it is about to say so.
            drop(thread);
            jobs.recv().ok()
        }
    }
}

/// Runs the jobs of a group and commits them; more than once only when SQLite gives a transaction up. Fails with the last
/// transaction's error, of which the jobs were told.
fn commit_together(transaction: &mut Transaction, mut waiting: VecDeque<Job>) -> Result<(), StoreError> {
    let mut last = Ok(());
    while !waiting.is_empty() {
        if let Err(error) = session(transaction).and_then(|session| session.control(SQLITE_BEGIN)) {
            waiting.drain(..).for_each(|job| refuse(job, error.clone()));
            return Err(error);
        }
        let mut finished = Vec::with_capacity(waiting.len());
        let mut given_up = None;
        while let Some(job) = waiting.pop_front() {
            finished.push(run_under_savepoint(transaction, job, &mut given_up));
            if given_up.is_some() {
                break;
            }
        }
        let outcome = match given_up {
            None => commit(transaction),
            Some(error) => Err(error),
        };
        for job in finished {
            (job.acknowledge)(outcome.clone());
        }
        last = outcome;
    }
    last
}

/// Runs one job so that it leaves all or nothing. `given_up` is set when the whole transaction is lost with it.
fn run_under_savepoint(transaction: &mut Transaction, job: Job, given_up: &mut Option<StoreError>) -> Finished {
    if let Err(error) = session(transaction).and_then(|session| session.control(SAVEPOINT)) {
        return job(Err(error));
    }
    if let Ok(session) = session(transaction) {
        session.allow(JOB_LIMIT);
    }
    let finished = job(Ok(transaction));
    let end = |session: &SqliteSession| {
        session.allow_any();
        if session.is_idle() {
            // A full disk, an I/O error or an interruption made SQLite roll everything back.
            return Err(StoreError::Serialization);
        }
        if !finished.keep {
            session.control(ROLLBACK_TO)?;
        }
        session.control(RELEASE)
    };
    if let Err(error) = session(transaction).and_then(end) {
        abandon(transaction);
        *given_up = Some(error);
    }
    finished
}

fn commit(transaction: &mut Transaction) -> Result<(), StoreError> {
    let committed = session(transaction).and_then(|session| session.control(COMMIT));
    if let Err(error) = &committed {
        tracing::error!(%error, "a group of writes could not be committed");
        abandon(transaction);
    }
    committed
}

/// Rolls back what is still open.
fn abandon(transaction: &mut Transaction) {
    let rolled_back = session(transaction).and_then(|session| match session.is_idle() {
        true => Ok(()),
        false => session.control(ROLLBACK),
    });
    if let Err(error) = rolled_back {
        tracing::error!(%error, "a transaction could not be rolled back");
    }
}

fn session(transaction: &mut Transaction) -> Result<&SqliteSession, StoreError> {
    match &transaction.session {
        Session::Sqlite(session) => Ok(session),
        Session::Postgres(_) => Err(StoreError::Other("not a SQLite transaction".to_owned())),
    }
}
