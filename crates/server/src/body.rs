//! Bodies of requests, read whole under limits of size and time (security cases 53 and 54).

use std::time::Duration;

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

/// Why a body was not read. The text is for the person who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// It is larger than its reader takes, or its sender has gone.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
}

/// What is said to who sends too slowly.
pub(crate) const TOO_SLOW: &str = "The request did not arrive in time.";

/// The whole body of at most so many bytes, which must have arrived within the limit.
pub(crate) async fn read(body: Body, largest: usize, limit: Duration) -> Result<Bytes, BodyError> {
    match tokio::time::timeout(limit, to_bytes(body, largest)).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(_)) => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::TooSlow),
    }
}

/// The pieces of a body as they come, the next one within the limit from when it is asked for. An error is the last.
pub(crate) fn pieces(body: Body, limit: Duration) -> impl Stream<Item = Result<Bytes, BodyError>> {
    stream::unfold(Some(body.into_data_stream()), move |pieces| async move {
        let mut pieces = pieces?;
        match tokio::time::timeout(limit, pieces.next()).await {
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(pieces))),
            Ok(Some(Err(_))) => Some((Err(BodyError::TooLarge), None)),
            Ok(None) => None,
            Err(_) => Some((Err(BodyError::TooSlow), None)),
        }
    })
}
