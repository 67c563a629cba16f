//! Where the bytes of files are: a folder, with a folder for each environment. Several servers on one database share it.

use std::io::{self, ErrorKind, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use accounts::secret::random_bytes;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use model::ids::EnvironmentId;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// Files that hold what has not wholly come end so.
const PART: &str = ".part";

/// How many of the first bytes are looked at to see what a file is. Photographs may say so much of themselves before their size.
const HEAD: usize = 1 << 20;

/// How many bytes are read at once.
const PIECE: usize = 64 * 1024;

/// A folder of files. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage(Arc<PathBuf>);

/// Why bytes are not written or read. The texts of [`StorageError::Io`] are for the log.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such object.
    #[error("there is no such file")]
    Missing,
    /// The disk is full.
    #[error("there is no room for the file")]
    Full,
    /// Anything else.
    #[error("the file cannot be written or read: {0}")]
    Io(io::Error),
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => StorageError::Missing,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StorageError::Full,
            _ => StorageError::Io(error),
        }
    }
}

/// An object that was written.
#[derive(Debug)]
pub struct Object {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// Its first bytes.
    pub head: Vec<u8>,
}

/// An object that is read.
pub struct Reading {
    /// Of the whole object, in bytes.
    pub size: u64,
    file: File,
}

impl Storage {
    /// In a folder, which is made with the first object.
    pub fn new(folder: PathBuf) -> Self {
        Self(Arc::new(folder))
    }

    /// Writes a new object; it is there wholly and for good, or not at all. What is dropped before the end leaves nothing.
    ///
    /// # Errors
    /// The stream's, or one made of [`StorageError`].
    pub async fn write<E: From<StorageError>>(
        &self,
        environment: &EnvironmentId,
        pieces: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Object, E> {
        let name = hex::encode(random_bytes::<16>());
        let folder = self.folder(environment)?;
        fs::create_dir_all(&folder).await.map_err(StorageError::from)?;
        let part = Part(folder.join(format!("{name}{PART}")));
        let file = OpenOptions::new().write(true).create_new(true).open(&part.0).await;
        let mut file = file.map_err(StorageError::from)?;
        let (mut size, mut head) = (0, Vec::new());
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            size += piece.len() as u64;
            head.extend_from_slice(&piece[..piece.len().min(HEAD - head.len())]);
            file.write_all(&piece).await.map_err(StorageError::from)?;
        }
        keep(file, &part.0, &folder, &name).await?;
        Ok(Object { name, size, head })
    }

    /// Opens an object.
    ///
    /// # Errors
    /// [`StorageError::Missing`] when there is none, or what the system says.
    pub async fn read(&self, environment: &EnvironmentId, object: &str) -> Result<Reading, StorageError> {
        let file = File::open(self.path(environment, object)?).await?;
        let size = file.metadata().await?.len();
        Ok(Reading { size, file })
    }

    /// Removes an object; one that is not there is no mistake.
    ///
    /// # Errors
    /// What the system says.
    pub async fn remove(&self, environment: &EnvironmentId, object: &str) -> Result<(), StorageError> {
        match fs::remove_file(self.path(environment, object)?).await {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => Ok(done?),
        }
    }

    /// Names of objects of an environment that were written longer ago than `age`. What was begun then and never ended is
    /// removed.
    ///
    /// # Errors
    /// What the system says.
    pub async fn strays(&self, environment: &EnvironmentId, age: Duration) -> Result<Vec<String>, StorageError> {
        let mut entries = match fs::read_dir(self.folder(environment)?).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let before = SystemTime::now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            let written = entry.metadata().await.and_then(|metadata| metadata.modified());
            let Ok(name) = entry.file_name().into_string() else { continue };
            match (written, name.ends_with(PART)) {
                (Ok(written), _) if written >= before => {}
                (Ok(_), true) => fs::remove_file(entry.path()).await?,
                (Ok(_), false) => names.push(name),
                // Somebody else has removed it.
                (Err(_), _) => {}
            }
        }
        Ok(names)
    }

    fn folder(&self, environment: &EnvironmentId) -> Result<PathBuf, StorageError> {
        Ok(self.0.join(plain(environment.as_str())?))
    }

    fn path(&self, environment: &EnvironmentId, object: &str) -> Result<PathBuf, StorageError> {
        Ok(self.folder(environment)?.join(plain(object)?))
    }
}

impl Reading {
    /// The bytes of a range, which must be inside the object, as they are read.
    pub fn pieces(self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let begin = async move {
            let mut file = self.file;
            file.seek(SeekFrom::Start(range.start)).await?;
            Ok(file.take(range.end.saturating_sub(range.start)))
        };
        stream::once(begin).flat_map(|begun: io::Result<_>| {
            stream::unfold(Some(begun), |state| async move {
                let mut file = match state? {
                    Ok(file) => file,
                    Err(error) => return Some((Err(error), None)),
                };
                let mut piece = bytes::BytesMut::with_capacity(PIECE);
                match file.read_buf(&mut piece).await {
                    Ok(0) => None,
                    Ok(_) => Some((Ok(piece.freeze()), Some(Ok(file)))),
                    Err(error) => Some((Err(error), None)),
                }
            })
        })
    }
}

/// A file that has not wholly come. It is removed unless it gets its name.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Where it has its name, or cannot be removed, there is nothing to do: what is left is removed by `strays`.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Gives a written file its name. Content, name and folder are on the disk when this has returned.
async fn keep(file: File, part: &Path, folder: &Path, name: &str) -> Result<(), StorageError> {
    file.sync_all().await?;
    drop(file);
    fs::rename(part, folder.join(name)).await?;
    File::open(folder).await?.sync_all().await?;
    // The environment's own folder may be new.
    if let Some(parent) = folder.parent() {
        File::open(parent).await?.sync_all().await?;
    }
    Ok(())
}

/// Names are digits and small letters, made here. Whatever else comes is no name of ours and never becomes part of a path.
fn plain(name: &str) -> Result<&str, StorageError> {
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if is_plain { Ok(name) } else { Err(StorageError::Missing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pieces = Vec<Result<Bytes, StorageError>>;

    fn environment() -> EnvironmentId {
        EnvironmentId::new("e".repeat(32))
    }

    async fn bytes(storage: &Storage, object: &str, range: Range<u64>) -> Vec<u8> {
        let reading = storage.read(&environment(), object).await.unwrap();
        let pieces: Vec<_> = reading.pieces(range).collect().await;
        pieces.into_iter().flat_map(|piece| piece.unwrap().to_vec()).collect()
    }

    #[tokio::test]
    async fn what_is_written_is_read_in_parts_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::new(folder.path().join("media"));
        let pieces: Pieces = vec![Ok(Bytes::from_static(b"hello ")), Ok(Bytes::from(vec![b'x'; 2 << 20]))];
        let object = storage.write(&environment(), stream::iter(pieces)).await.unwrap();
        assert_eq!((object.size, object.head.len()), (6 + (2 << 20), HEAD));
        assert_eq!(bytes(&storage, &object.name, 0..6).await, b"hello ");
        assert_eq!(bytes(&storage, &object.name, 4..8).await, b"o xx");
        assert_eq!(bytes(&storage, &object.name, 0..object.size).await.len() as u64, object.size);
        storage.remove(&environment(), &object.name).await.unwrap();
        storage.remove(&environment(), &object.name).await.unwrap();
        assert!(matches!(storage.read(&environment(), &object.name).await, Err(StorageError::Missing)));
    }

    #[tokio::test]
    async fn what_breaks_off_leaves_nothing_and_strays_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::new(folder.path().to_owned());
        let pieces: Pieces = vec![Ok(Bytes::from_static(b"half")), Err(StorageError::Full)];
        assert!(matches!(storage.write(&environment(), stream::iter(pieces)).await, Err(StorageError::Full)));
        let of_environment = folder.path().join(environment().as_str());
        assert_eq!(std::fs::read_dir(&of_environment).unwrap().count(), 0);
        let kept: Pieces = vec![Ok(Bytes::from_static(b"whole"))];
        let object = storage.write(&environment(), stream::iter(kept)).await.unwrap();
        std::fs::write(of_environment.join("dead.part"), b"half").unwrap();
        assert!(storage.strays(&environment(), Duration::from_secs(3600)).await.unwrap().is_empty());
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(storage.strays(&environment(), Duration::ZERO).await.unwrap(), [object.name]);
        assert!(!of_environment.join("dead.part").exists());
    }

    #[tokio::test]
    async fn case_57_no_name_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::new(folder.path().to_owned());
        std::fs::write(folder.path().join("secret"), b"s").unwrap();
        for (environment, object) in
            [("e", "../secret"), ("..", "secret"), ("", "secret"), ("e", "/etc/passwd"), ("e", "a\0b")]
        {
            let read = storage.read(&EnvironmentId::new(environment), object).await;
            assert!(matches!(read, Err(StorageError::Missing)), "{environment} {object}");
        }
    }
}
