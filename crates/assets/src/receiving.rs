//! A file comes: it is written as it comes, under a limit, and looked at.

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use model::ids::EnvironmentId;

use crate::storage::StorageError;
use crate::{Assets, kind};

/// A file that has come. It is nobody's until a row says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Its object.
    pub object: String,
    /// The name that it came with; without path, never empty.
    pub file_name: String,
    /// What it is, by its content.
    pub mime_type: String,
    /// In bytes.
    pub size: u64,
    /// Width and height of an image, in pixels.
    pub sides: Option<(u64, u64)>,
}

/// Why a file has not come.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// It has too many bytes.
    #[error("The file is larger than {0} bytes.")]
    TooLarge(u64),
    /// Its sender has gone, or sends what cannot be read.
    #[error("{0}")]
    Interrupted(String),
    /// It cannot be kept.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Assets {
    /// Takes a file of at most so many bytes.
    ///
    /// # Errors
    /// [`ReceiveError`]; nothing is left then.
    pub async fn receive(
        &self,
        environment: &EnvironmentId,
        file_name: &str,
        largest: u64,
        pieces: impl Stream<Item = Result<Bytes, ReceiveError>>,
    ) -> Result<Received, ReceiveError> {
        let mut left = largest;
        let pieces = pieces.map(move |piece| {
            let piece = piece?;
            left = left.checked_sub(piece.len() as u64).ok_or(ReceiveError::TooLarge(largest))?;
            Ok::<_, ReceiveError>(piece)
        });
        let object = self.storage.write(environment, pieces).await?;
        let file_name = without_path(file_name);
        let mime_type = kind::recognise(&object.head, &file_name);
        let sides = kind::sides(&object.head);
        Ok(Received { object: object.name, file_name, mime_type, size: object.size, sides })
    }
}

/// The longest name that file systems take.
const LONGEST_NAME: usize = 255;

/// The last part of a path, without what nothing can show; "file" when nothing is left (security case 57).
pub(crate) fn without_path(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|char| !char.is_control()).collect();
    let mut name = shown.trim().trim_matches('.').to_owned();
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    if name.is_empty() { "file".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_57_names_are_no_paths() {
        for (name, kept) in [
            ("photo.png", "photo.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.png", "a.png"),
            ("/abs/x", "x"),
            ("..", "file"),
            ("a\0b\n.png", "ab.png"),
            ("", "file"),
            ("Grüße.pdf", "Grüße.pdf"),
        ] {
            assert_eq!(without_path(name), kept, "{name:?}");
        }
        assert_eq!(without_path(&"ü".repeat(300)).len(), 254);
    }
}
