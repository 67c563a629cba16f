//! The bulk path: operations line by line, a result line for each (docs/bulk.md).
//!
//! [`lines`] reads the body, [`portion`] gathers and plans lines, [`write`](mod@write) runs a portion in one transaction,
//! [`known`] finds what was done under the same key before. Two tasks work at once, one portion ahead of each other: one reads and
//! plans, one writes and answers. Neither holds more than a portion, so a slow sender, a slow database and a slow receiver each make
//! the others wait.

mod known;
mod lines;
mod operation;
mod portion;
mod write;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use access::Actor;
use bytes::Bytes;
use futures_util::Stream;
use futures_util::future::BoxFuture;
use serde_json::json;
use tokio::sync::mpsc;

use crate::environment::Environment;
use crate::request::Content;
use known::Known;
use lines::Lines;
use portion::{Gatherer, Message};
use write::PortionWriter;

/// How long the receiver may take nothing.
const OUTPUT_PAUSE: Duration = Duration::from_secs(60);

/// A body as it comes; an error when the sender is gone before its end.
pub type Input = Pin<Box<dyn Stream<Item = Result<Bytes, InputLost>> + Send>>;

/// Why the rest of a body does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputLost {
    /// The sender went away before its end.
    Gone,
    /// The sender paused for longer than it may.
    TooSlow,
}

/// Says who the sender is now: a token may be revoked while its import runs. The error is for the sender.
pub type Authorise = Box<dyn Fn() -> BoxFuture<'static, Result<Arc<Actor>, String>> + Send + Sync>;

/// An import in front of its first line.
pub struct Import {
    /// The Content API.
    pub content: Content,
    /// Where entries are written.
    pub environment: Environment,
    /// Who the sender is.
    pub actor: Arc<Actor>,
    /// Asked again for each portion.
    pub authorise: Authorise,
    /// The sender's key. Under the same one, lines that are done are not done again.
    pub key: Option<String>,
    /// Joins what the sender is told with the log.
    pub request_id: String,
}

/// Why an import ends before its last line. Lines whose results were given are done.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ended(String);

impl Ended {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Begins an import; gives its result lines, some at a time. It goes on while they are taken.
pub fn start(import: Import, input: Input) -> mpsc::Receiver<Bytes> {
    let (results, taken) = mpsc::channel(1);
    let (portions, waiting) = mpsc::channel(1);
    let import = Arc::new(import);
    let known = import.key.as_deref().map(|key| Known::new(&import.actor, key));
    let gatherer = Gatherer { import: import.clone(), lines: Lines::new(input), known: known.clone(), portions };
    tokio::spawn(gatherer.run());
    tokio::spawn(answer(PortionWriter::new(import, known), waiting, results));
    taken
}

/// Writes portions and gives their results, in order.
async fn answer(mut writer: PortionWriter, mut portions: mpsc::Receiver<Message>, results: mpsc::Sender<Bytes>) {
    let mut sum = Sum::default();
    let last = loop {
        let done = match portions.recv().await {
            None => break Err(Ended::new("the import was interrupted")),
            Some(Message::End(ended)) => break ended,
            Some(Message::Known(done)) => Ok(done),
            Some(Message::Portion(portion)) => writer.write(portion).await,
        };
        match done {
            Ok(done) => {
                sum.lines += done.lines;
                sum.failed += done.failed;
                if !give(&results, done.results).await {
                    return;
                }
            }
            Err(ended) => break Err(ended),
        }
    };
    let line = match last {
        Ok(()) => json!({ "done": { "lines": sum.lines, "failed": sum.failed } }),
        Err(Ended(message)) => {
            json!({ "error": { "message": message, "extensions": { "requestId": writer.request_id() } } })
        }
    };
    give(&results, format!("{line}\n")).await;
}

/// Whether somebody took the lines.
async fn give(results: &mpsc::Sender<Bytes>, lines: String) -> bool {
    if lines.is_empty() {
        return true;
    }
    matches!(tokio::time::timeout(OUTPUT_PAUSE, results.send(lines.into())).await, Ok(Ok(())))
}

/// Lines that are done: of a portion, or of the whole import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    lines: i64,
    failed: i64,
}

/// A portion that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Done {
    lines: i64,
    failed: i64,
    /// Result lines, each with its line feed.
    results: String,
}
