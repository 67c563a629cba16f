//! `POST /media/<environment>`: a file with the form that `requestPostData` told (platform.md §3.2). As Amazon's S3, it takes a
//! multipart form whose last field is the file, and answers 204.

use std::io;
use std::sync::Arc;

use assets::{ReceiveError, SentForm};
use axum::Extension;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use content::upload::{ArriveError, arrive, check_form};
use futures_util::{StreamExt, stream};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use multer::{Constraints, Field, Multipart, SizeLimit};

use crate::body::{self, BodyError};
use crate::media_endpoint::Media;
use crate::reply;
use crate::request_id::RequestId;
use crate::state::{Patience, Services};

/// The most bytes of a field that is no file. A policy has a few hundred.
const LARGEST_FIELD: u64 = 16 * 1024;

/// How many fields come before the file at most.
const MOST_FIELDS: usize = 50;

/// Why a form is refused. The texts are for who sent it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("Send the fields of requestPostData and the file as multipart/form-data.")]
    NoForm,
    #[error("The form cannot be read: {0}.")]
    Unreadable(String),
    #[error("The form has no file: its last field is \"file\".")]
    NoFile,
    #[error("{}", body::TOO_SLOW)]
    TooSlow,
    #[error("There is no such environment.")]
    NoEnvironment,
    #[error(transparent)]
    Arrive(#[from] ArriveError),
}

/// Takes a file.
pub(crate) async fn post(
    State(services): State<Arc<Services>>,
    Extension(id): Extension<RequestId>,
    environment: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // On the heap, as in `content_endpoint`.
    match Box::pin(take(&services, environment, &headers, body)).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => reply::message(status(&refusal), &text(&refusal, &id)),
    }
}

async fn take(
    services: &Services,
    environment: Result<Path<String>, PathRejection>,
    headers: &HeaderMap,
    body: Body,
) -> Result<(), Refusal> {
    let Path(environment) = environment.map_err(|_| Refusal::NoEnvironment)?;
    let found = services.environment_by_id(&environment).await;
    let Media { row, environment } = found.map_err(ArriveError::from)?.ok_or(Refusal::NoEnvironment)?;
    let mut form = open(headers, body, services.patience)?;
    let limit = services.patience.body;
    let fields = tokio::time::timeout(limit, fields(&mut form)).await;
    let (sent, file) = fields.map_err(|_| Refusal::TooSlow)??;
    let upload = check_form(&services.content, &environment, &sent).await?;
    let file_name = file.file_name().unwrap_or_default().to_owned();
    let place = (&row, &environment);
    let arriving = arrive(&services.content, &services.accounts, place, upload, &file_name, pieces_of(file));
    // A form is not for ever, and neither is what began before its end.
    let patience = services.content.assets().settings.patience;
    tokio::time::timeout(patience, arriving).await.map_err(|_| Refusal::TooSlow)??;
    Ok(())
}

/// The fields before the file, and the file's own.
async fn fields(form: &mut Multipart<'static>) -> Result<(SentForm, Field<'static>), Refusal> {
    let mut sent = SentForm::default();
    for _ in 0..MOST_FIELDS {
        let field = form.next_field().await.map_err(unreadable)?.ok_or(Refusal::NoFile)?;
        let name = field.name().unwrap_or_default().to_ascii_lowercase();
        if name == "file" {
            return Ok((sent, field));
        }
        let value = field.text().await.map_err(unreadable)?;
        match name.as_str() {
            "key" => sent.key = value,
            "policy" => sent.policy = value,
            "x-amz-date" => sent.date = value,
            "x-amz-signature" => sent.signature = value,
            "x-amz-algorithm" => sent.algorithm = value,
            "x-amz-credential" => sent.credential = value,
            // Other fields of S3's say nothing here: what a file is, it says itself.
            _ => {}
        }
    }
    Err(Refusal::NoFile)
}

/// A form, to be read field by field.
pub(crate) fn open(headers: &HeaderMap, body: Body, patience: Patience) -> Result<Multipart<'static>, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| Refusal::NoForm)?;
    let pieces = body::pieces(body, patience.body).map(|piece| piece.map_err(lost));
    // The file has a limit of its own, which its form names.
    let limits =
        SizeLimit::new().per_field(LARGEST_FIELD).for_field("file", u64::MAX).for_field("fileUpload", u64::MAX);
    Ok(Multipart::with_constraints(pieces, boundary, Constraints::new().size_limit(limits)))
}

/// The field of a form with that name, in upper or lower case. Those before it say nothing.
pub(crate) async fn field(form: &mut Multipart<'static>, name: &str) -> Result<Field<'static>, Refusal> {
    for _ in 0..MOST_FIELDS {
        let field = form.next_field().await.map_err(unreadable)?.ok_or(Refusal::NoFile)?;
        if field.name().unwrap_or_default().eq_ignore_ascii_case(name) {
            return Ok(field);
        }
    }
    Err(Refusal::NoFile)
}

/// The bytes of a field as they come.
pub(crate) fn pieces_of(field: Field<'_>) -> impl futures_util::Stream<Item = Result<bytes::Bytes, ReceiveError>> {
    stream::unfold(Some(field), |field| async move {
        let mut field = field?;
        match field.chunk().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(field))),
            Ok(None) => None,
            Err(error) => Some((Err(ReceiveError::Interrupted(unreadable(error).to_string())), None)),
        }
    })
}

fn lost(error: BodyError) -> io::Error {
    match error {
        BodyError::TooLarge => io::Error::new(io::ErrorKind::UnexpectedEof, "its end did not come"),
        BodyError::TooSlow => io::Error::new(io::ErrorKind::TimedOut, body::TOO_SLOW),
    }
}

fn unreadable(error: multer::Error) -> Refusal {
    if let multer::Error::StreamReadFailed(cause) = &error
        && let Some(cause) = cause.downcast_ref::<io::Error>()
        && cause.kind() == io::ErrorKind::TimedOut
    {
        return Refusal::TooSlow;
    }
    Refusal::Unreadable(error.to_string())
}

/// S3's statuses where it has them.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refusal::NoEnvironment => StatusCode::NOT_FOUND,
        Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Refusal::Unreadable(_) | Refusal::NoFile => StatusCode::BAD_REQUEST,
        Refusal::Arrive(error) => match error {
            ArriveError::Form(_) | ArriveError::Revoked => StatusCode::FORBIDDEN,
            // content-api-write.md §4
            ArriveError::NotExpected | ArriveError::Fetched => StatusCode::BAD_REQUEST,
            ArriveError::File(ReceiveError::TooLarge(_)) => StatusCode::PAYLOAD_TOO_LARGE,
            ArriveError::File(ReceiveError::Interrupted(text)) if text == body::TOO_SLOW => StatusCode::REQUEST_TIMEOUT,
            ArriveError::File(ReceiveError::Interrupted(_)) => StatusCode::BAD_REQUEST,
            ArriveError::File(ReceiveError::Storage(_)) => StatusCode::SERVICE_UNAVAILABLE,
            ArriveError::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}

/// What is told; of a matter of ours no more than that.
pub(crate) fn text(refusal: &Refusal, id: &RequestId) -> String {
    match refusal {
        Refusal::Arrive(ArriveError::Failed(cause)) => {
            tracing::error!(request = %id.0, %cause, "a file was not taken");
            "Something went wrong. The log has the details under this request's id.".to_owned()
        }
        Refusal::Arrive(ArriveError::File(ReceiveError::Storage(error))) => {
            tracing::error!(request = %id.0, %error, "a file was not taken");
            "The file cannot be kept at the moment: try again later.".to_owned()
        }
        refusal => refusal.to_string(),
    }
}
