//! Why a request to the Content API is refused or fails, and what the wire says about it (content-api-read.md §11, §12;
//! content-api-write.md §5; platform.md §1.8).

use access::{ContentAction, Denied};
use graphql::{Flavor, GraphqlError};
use serde_json::{Map, Value as Json, json};
use store::StoreError;

use crate::environment::EnvironmentError;
use crate::request::Answer;
use crate::schema::SchemaError;
use crate::write::{FailedAction, WriteError};

/// A refusal that the sender can do something about.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ContentError {
    /// The actor may not read what the document touches; the whole request is refused (content-api-read.md §12).
    #[error("not allowed")]
    NotAllowed,
    /// Arguments that the schema cannot judge: `cannot combine "first" with "before"`.
    #[error("{0}")]
    Input(String),
    /// The document, operation or variables do not fit the schema.
    #[error("{}", .0.first().map_or("the document is not valid", |error| error.message.as_str()))]
    Graphql(Vec<GraphqlError>),
}

impl ContentError {
    /// An argument that breaks a rule.
    pub(crate) fn input(text: impl Into<String>) -> Self {
        ContentError::Input(text.into())
    }
}

impl From<Denied> for ContentError {
    fn from(_: Denied) -> Self {
        ContentError::NotAllowed
    }
}

impl From<GraphqlError> for ContentError {
    fn from(error: GraphqlError) -> Self {
        ContentError::Graphql(vec![error])
    }
}

/// Why a request has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A query, or the reading back of a mutation.
    Content(ContentError),
    /// A mutation.
    Write(WriteError),
    /// A mutation by GET.
    Method(String),
    /// It may work in a moment.
    Busy(&'static str),
    /// A defect or trouble of ours; the text is for the log.
    Unknown(String),
}

impl From<ContentError> for Failure {
    fn from(error: ContentError) -> Self {
        Failure::Content(error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Read(error) => Failure::Content(error),
            WriteError::Store(error) => error.into(),
            other => Failure::Write(other),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Serialization => Failure::Busy("another change was in the way, please retry"),
            StoreError::Timeout => Failure::Busy("the database took too long, please retry"),
            StoreError::Closed => Failure::Busy("the environment is not available, please retry"),
            StoreError::Full => Failure::Busy("the server's disk is full"),
            StoreError::ReadOnly => Failure::Busy("the server can only read its database"),
            StoreError::Unreachable(_) => Failure::Busy("the database cannot be reached, please retry"),
            StoreError::SchemaChanged => Failure::Busy("schema migration in progress, please retry"),
            StoreError::Unique { .. } | StoreError::Other(_) => Failure::Unknown(error.to_string()),
        }
    }
}

impl From<EnvironmentError> for Failure {
    fn from(error: EnvironmentError) -> Self {
        match error {
            EnvironmentError::Store(error) => error.into(),
            // The default stage of the credential is gone; nothing else is granted to it there.
            EnvironmentError::Schema(SchemaError::UnknownStage(_)) => Failure::Content(ContentError::NotAllowed),
            EnvironmentError::NoSchemaVersion | EnvironmentError::ContentModel(_) | EnvironmentError::Schema(_) => {
                Failure::Unknown(error.to_string())
            }
        }
    }
}

/// The answer to a request whose environment is not to be had.
pub fn unavailable(error: EnvironmentError, request_id: &str) -> Answer {
    tracing::error!(%error, "request failed");
    Failure::from(error).answer(request_id)
}

impl Failure {
    /// Whether another version of the schema could have made it a success.
    pub(crate) fn depends_on_schema(&self) -> bool {
        match self {
            Failure::Content(_) | Failure::Write(_) => true,
            Failure::Method(_) | Failure::Busy(_) | Failure::Unknown(_) => false,
        }
    }

    /// Whether the sender could do nothing about it.
    pub(crate) fn is_ours(&self) -> bool {
        match self {
            Failure::Busy(_) | Failure::Unknown(_) => true,
            Failure::Content(_) | Failure::Write(_) | Failure::Method(_) => false,
        }
    }

    /// Status and body.
    pub(crate) fn answer(self, request_id: &str) -> Answer {
        match self {
            Failure::Content(ContentError::NotAllowed) => refusal(403, "not allowed", None, request_id),
            Failure::Content(ContentError::Input(text)) => refusal(400, &text, None, request_id),
            Failure::Content(ContentError::Graphql(errors)) => {
                let errors = errors.iter().map(|error| error.to_json(Flavor::Content)).collect();
                body(400, errors, Json::Null, request_id)
            }
            Failure::Write(error) => write_answer(&error, request_id),
            Failure::Method(text) => refusal(405, &text, None, request_id),
            Failure::Busy(text) => refusal(503, text, None, request_id),
            Failure::Unknown(cause) => {
                tracing::error!(request_id, cause, "request failed");
                refusal(500, "internal error", None, request_id)
            }
        }
    }
}

/// content-api-write.md §5, rows 1 to 3, and the texts proposed there.
fn write_answer(error: &WriteError, request_id: &str) -> Answer {
    let text = error.to_string();
    match error {
        WriteError::Permission(_) => refusal(403, &text, extensions(error), request_id),
        WriteError::NotAllowed { response_key } => {
            let errors = json!([{ "message": text, "extensions": { "code": "403", "path": [response_key] } }]);
            let data = Map::from_iter([(response_key.clone(), Json::Null)]);
            body(200, errors, Json::Object(data), request_id)
        }
        WriteError::NotUnique(_) => refusal(400, &text, None, request_id),
        WriteError::Outdated(_) => refusal(412, &text, extensions(error), request_id),
        WriteError::Input(_) => refusal(400, &text, extensions(error), request_id),
        WriteError::SchemaChanged => refusal(503, "schema migration in progress, please retry", None, request_id),
        // `Failure::from` has taken these two out.
        WriteError::Read(_) | WriteError::Store(_) => refusal(500, "internal error", None, request_id),
    }
}

/// The error of one operation of the bulk path: what a mutation's error would say of it.
pub(crate) fn operation_error(error: &WriteError) -> Json {
    let mut told = json!({ "message": error.to_string() });
    if let Some(extensions) = extensions(error) {
        told["extensions"] = extensions;
    }
    told
}

/// What the wire tells beside the message.
fn extensions(error: &WriteError) -> Option<Json> {
    match error {
        WriteError::Permission(failed) => {
            let failed: Vec<Json> = failed.iter().map(failed_action).collect();
            Some(json!({ "code": "403", "failedActions": failed }))
        }
        WriteError::NotAllowed { .. } => Some(json!({ "code": "403" })),
        WriteError::Outdated(_) => Some(json!({ "code": "412" })),
        WriteError::Input(_) => Some(json!({ "code": "400" })),
        WriteError::NotUnique(_) | WriteError::SchemaChanged | WriteError::Read(_) | WriteError::Store(_) => None,
    }
}

fn failed_action(failed: &FailedAction) -> Json {
    let action = match failed.action {
        ContentAction::Read => "read",
        ContentAction::ReadVersion => "readVersion",
        ContentAction::Create => "create",
        ContentAction::Update => "update",
        ContentAction::Delete => "delete",
        ContentAction::Publish => "publish",
        ContentAction::Unpublish => "unpublish",
    };
    let mut told = json!({ "action": action, "model": failed.model, "stage": failed.stage });
    if let Some(locale) = &failed.locale {
        told["locale"] = Json::from(locale.as_str());
    }
    told
}

/// An answer of one error and no data.
fn refusal(status: u16, message: &str, extensions: Option<Json>, request_id: &str) -> Answer {
    let mut error = Map::from_iter([("message".to_owned(), Json::from(message))]);
    if let Some(extensions) = extensions {
        error.insert("extensions".to_owned(), extensions);
    }
    body(status, Json::Array(vec![Json::Object(error)]), Json::Null, request_id)
}

fn body(status: u16, errors: Json, data: Json, request_id: &str) -> Answer {
    let body = json!({ "errors": errors, "data": data, "extensions": { "requestId": request_id } });
    Answer::of_errors(status, body.to_string().into_bytes())
}
