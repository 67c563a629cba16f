//! One request: from a document to the bytes of its answer.

mod cached;
mod call;
mod plans;

use std::sync::Arc;
use std::time::Duration;

use access::Actor;
use assets::Assets;
use bytes::Bytes;
use graphql::{DocumentCache, Flavor};
use model::ids::EnvironmentId;

use crate::background::Wake;
use crate::cache::AnswerCache;
use crate::environment::{Environment, Environments};
use crate::errors::Failure;
use crate::limits::{HistoryRetention, Settings};
use call::{Answered, Call};
use plans::PlanCache;

/// Memory for checked documents of all environments, in bytes.
const DOCUMENT_MEMORY: u64 = 32 << 20;

/// Memory for plans of queries of all environments, in bytes.
const PLAN_MEMORY: u64 = 32 << 20;

/// The Content API of all environments. Cheap to clone.
#[derive(Clone)]
pub struct Content {
    /// Content models and schemas.
    pub environments: Environments,
    documents: Arc<DocumentCache>,
    plans: Arc<PlanCache>,
    answers: AnswerCache,
    wake: Wake,
    assets: Assets,
    files_wanted: Wake,
    history: HistoryRetention,
}

impl Content {
    /// With empty caches, and files there.
    pub fn new(settings: &Settings, assets: Assets) -> Content {
        let documents = DocumentCache::new(settings.document.clone(), Flavor::Content, DOCUMENT_MEMORY);
        Content {
            environments: Environments::with_settings(settings, assets.forms.clone()),
            documents: Arc::new(documents),
            plans: Arc::new(PlanCache::new(PLAN_MEMORY)),
            answers: AnswerCache::new(settings.answer_memory),
            wake: Wake::default(),
            assets,
            files_wanted: Wake::default(),
            history: settings.history,
        }
    }

    /// How long events and the audit log are kept.
    pub fn history(&self) -> HistoryRetention {
        self.history
    }

    /// Notes that this process wrote content of an environment.
    pub(crate) fn wrote(&self, environment: &EnvironmentId) {
        self.answers.wrote(environment);
    }

    /// Tells the job of schedules that something was scheduled.
    pub(crate) fn wake(&self) -> &Wake {
        &self.wake
    }

    /// The files of assets.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Tells the job that fetches files that one was asked for.
    pub(crate) fn files_wanted(&self) -> &Wake {
        &self.files_wanted
    }

    /// Notes that schemas or content may have changed in this process by other ways than a request to this API.
    pub fn may_have_changed(&self) {
        self.answers.wrote_somewhere();
    }
}

/// The headers that steer a request (content-api-read.md §7), as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHeaders {
    /// `gcms-stage`: read where the document names no stage.
    pub stage: Option<String>,
    /// `gcms-locales`: comma-separated, read where the document names no locales.
    pub locales: Option<String>,
    /// `If-Match`: a mutation of one document is refused unless that has this version.
    pub if_match: Option<String>,
    /// The address below which the environment's assets are, without a slash at its end.
    pub asset_base: String,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// May only read.
    Get,
    /// May also write.
    Post,
}

/// Whether an answer may be given that was read for an earlier request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// It is read now.
    Off,
    /// Only while it is right; longer where the caller allows that.
    On(Tolerance),
}

/// How long an outdated answer may be given (platform.md §11.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// While it is read anew: `hyg-stale-while-revalidate`.
    pub while_revalidating: Duration,
    /// When reading it fails for a reason of ours: `hyg-stale-if-error`.
    pub if_error: Duration,
}

/// What goes with an answer's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extensions {
    /// Nothing.
    None,
    /// `extensions.complexity` (platform.md §11.1). Such an answer is always read now.
    Complexity,
}

/// What is asked, by whom.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who asks.
    pub actor: Arc<Actor>,
    /// Document, variables, operation.
    pub request: graphql::Request,
    /// Stage and locales where the document names none.
    pub headers: RequestHeaders,
    /// How it came.
    pub method: Method,
    /// Whether an earlier answer will do.
    pub caching: Caching,
    /// What else is wanted.
    pub extensions: Extensions,
}

/// Whom an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever has the same rights: it tells published content, or the schema.
    Equals,
    /// Who asked, once: drafts, what a mutation did, errors, complexities.
    Caller,
}

/// Where an answer's data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Read for this request.
    Database,
    /// Read for an earlier one, and still right.
    Cache,
    /// Read for an earlier one, and not right any more, or not known to be.
    Outdated,
}

/// How long the steps of a request took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Reading and checking document and variables.
    pub parse: Duration,
    /// From the document to statements.
    pub plan: Duration,
    /// In the database; of mutations with the planning that is done there.
    pub database: Duration,
    /// Statements that read content. None of a mutation's are counted.
    pub statements: u32,
}

/// What goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status (platform.md §1.8).
    pub status: u16,
    /// JSON text.
    pub body: Bytes,
    /// Whom it is for.
    pub audience: Audience,
    /// Where it comes from.
    pub source: Source,
    /// How long it took.
    pub timing: Timing,
}

impl Answer {
    /// An answer of errors: a status other than 200, and the JSON text.
    pub fn of_errors(status: u16, body: Vec<u8>) -> Answer {
        let timing = Timing::default();
        Answer { status, body: body.into(), audience: Audience::Caller, source: Source::Database, timing }
    }

    fn kept(body: Bytes, source: Source) -> Answer {
        Answer { status: 200, body, audience: Audience::Equals, source, timing: Timing::default() }
    }
}

impl From<Answered> for Answer {
    fn from(answered: Answered) -> Answer {
        let Answered { body, timing, touched, .. } = answered;
        let audience = match touched {
            Some(touched) if !touched.drafts => Audience::Equals,
            Some(_) | None => Audience::Caller,
        };
        Answer { status: 200, body, audience, source: Source::Database, timing }
    }
}

/// Answers a request. Errors carry `request_id` and, where the cause is ours, nothing else: that is for the log.
pub async fn answer(content: &Content, environment: &Environment, question: Question, request_id: &str) -> Answer {
    let call = Call { content, environment, question: &question };
    let answered = match (question.caching, question.extensions) {
        (Caching::On(tolerance), Extensions::None) => Box::pin(cached::answer(&call, tolerance)).await,
        (Caching::On(_) | Caching::Off, _) => call.answer_now().await,
    };
    answered.unwrap_or_else(|failure: Failure| failure.answer(request_id))
}
