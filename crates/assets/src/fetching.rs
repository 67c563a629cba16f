//! Files that the server fetches from an address that a client gave (platform.md §3.2).

use futures_util::StreamExt;
use model::ids::EnvironmentId;
use outbound::{GetError, Got};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::receiving::{ReceiveError, Received, without_path};
use crate::{Assets, StorageError};

/// The longest address.
const LONGEST: usize = 2048;

/// Why an address cannot be fetched from, whatever is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"uploadUrl\" must be an http or https address without user and password, of at most {LONGEST} characters")]
pub struct SourceError;

/// Why a file was not fetched. The texts are for whoever asked for it.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address, or what is there.
    #[error("{0}")]
    Get(#[from] GetError),
    /// The answer is not a file.
    #[error("the address answered with status {0}")]
    Status(u16),
    /// It took too long.
    #[error("the file did not come within {0} seconds")]
    TooSlow(u64),
    /// It is too large, or broke off.
    #[error("{0}")]
    Broken(String),
    /// It cannot be kept here: a matter of ours, and one that may pass.
    #[error(transparent)]
    Storage(StorageError),
}

impl FetchError {
    /// `code` of the upload's error.
    pub fn code(&self) -> &'static str {
        match self {
            FetchError::Get(GetError::Forbidden | GetError::NotHttp) => "ADDRESS_NOT_ALLOWED",
            FetchError::Get(GetError::Unreachable(_) | GetError::TooManyRedirects) => "UNREACHABLE",
            FetchError::Status(_) => "BAD_RESPONSE",
            FetchError::TooSlow(_) => "TIMEOUT",
            FetchError::Broken(_) => "BAD_FILE",
            FetchError::Storage(_) => "NOT_STORED",
        }
    }

    /// Whether another try may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, FetchError::Storage(_))
    }
}

/// Reads an address that a client gave.
///
/// # Errors
/// [`SourceError`]; whether the address may be called is asked when it is.
pub fn source(text: &str) -> Result<Url, SourceError> {
    let url: Url = text.parse().map_err(|_| SourceError)?;
    let is_bare = url.username().is_empty() && url.password().is_none();
    let is_right = ["http", "https"].contains(&url.scheme()) && url.has_host() && is_bare && text.len() <= LONGEST;
    if is_right { Ok(url) } else { Err(SourceError) }
}

/// The name of the file at an address: the last part of its path.
pub fn file_name_of(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    without_path(&percent_decode_str(last).decode_utf8_lossy())
}

impl Assets {
    /// Fetches a file.
    ///
    /// # Errors
    /// [`FetchError`]; nothing is left then.
    pub async fn fetch(&self, environment: &EnvironmentId, source: &Url) -> Result<Received, FetchError> {
        let limit = self.settings.fetch_time;
        let fetched = tokio::time::timeout(limit, self.fetch_patiently(environment, source)).await;
        fetched.unwrap_or(Err(FetchError::TooSlow(limit.as_secs())))
    }

    async fn fetch_patiently(&self, environment: &EnvironmentId, source: &Url) -> Result<Received, FetchError> {
        let Got { status, length, pieces, .. } = self.fetcher.get(source).await?;
        if !status.is_success() {
            return Err(FetchError::Status(status.as_u16()));
        }
        let largest = self.settings.largest;
        if length.is_some_and(|length| length > largest) {
            return Err(FetchError::Broken(ReceiveError::TooLarge(largest).to_string()));
        }
        let pieces = pieces.map(|piece| piece.map_err(|error| ReceiveError::Interrupted(error.to_string())));
        let received = self.receive(environment, &file_name_of(source), largest, pieces).await;
        received.map_err(|error| match error {
            ReceiveError::Storage(error) => FetchError::Storage(error),
            ReceiveError::TooLarge(_) | ReceiveError::Interrupted(_) => FetchError::Broken(error.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_plain_addresses() {
        for right in ["https://example.org/t.jpg", "http://127.0.0.1:1/x?y=1"] {
            assert!(source(right).is_ok(), "{right}");
        }
        for wrong in ["", "t.jpg", "file:///etc/passwd", "gopher://x/", "https://u:p@x/", "https://u@x/", "data:,x"] {
            assert_eq!(source(wrong), Err(SourceError), "{wrong}");
        }
        assert!(source(&format!("https://x/{}", "y".repeat(3000))).is_err());
    }

    #[test]
    fn names_are_those_of_the_address() {
        for (url, name) in [
            ("https://example.org/a/t.jpg?x=1", "t.jpg"),
            ("https://example.org/gr%C3%BC%C3%9Fe+1.png", "grüße+1.png"),
            ("https://example.org/", "file"),
            ("https://example.org/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ] {
            assert_eq!(file_name_of(&source(url).unwrap()), name);
        }
    }
}
