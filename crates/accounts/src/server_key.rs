//! The server's key, from which every token's signature comes.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sql::platform::settings;
use store::StoreError;

use crate::accounts::Accounts;
use crate::secret::{self, fresh_id, random_bytes};
use crate::writing::execute_all;

/// 32 random bytes that only the server knows. Whoever has them can make every token.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

/// Why there is no key: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The environment variable holds no key.
    #[error("EPIGRAPH_SERVER_KEY is not 32 bytes in base64: make one with `head -c 32 /dev/urandom | base64`.")]
    Variable,
    /// The file holds no key.
    #[error(
        "{} does not hold a key of 32 bytes in base64: restore it from a backup, or set EPIGRAPH_SERVER_KEY. Without the \
         old key every token must be made anew.", .0.display()
    )]
    Content(PathBuf),
    /// The database was made with another key.
    #[error(
        "This server key is not the one that the database was made with: give every server of one database the same \
         key, by EPIGRAPH_SERVER_KEY or a copy of server.key."
    )]
    Other,
    /// The database could not be asked.
    #[error("The server key cannot be compared with the database's ({0}): see the log and start again.")]
    Unconfirmed(#[from] StoreError),
    /// The file cannot be read or made.
    #[error("The server key {} cannot be read or made ({cause}): give this user the right to it.", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl ServerKey {
    /// Takes the key from the value of `EPIGRAPH_SERVER_KEY` when there is one, else from `server.key` in the data
    /// folder, which is made at the first start with mode 0600.
    ///
    /// # Errors
    /// [`KeyError`], whose text says what to do.
    pub fn load(data_dir: &Path, from_env: Option<&str>) -> Result<ServerKey, KeyError> {
        if let Some(text) = from_env {
            return decode(text).ok_or(KeyError::Variable);
        }
        let path = data_dir.join("server.key");
        let failed = |cause| KeyError::File { path: path.clone(), cause };
        match std::fs::read_to_string(&path) {
            Ok(text) => decode(&text).ok_or_else(|| KeyError::Content(path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(data_dir, &path).map_err(failed)?;
                // What is there now counts: another process may have been first.
                let text = std::fs::read_to_string(&path).map_err(failed)?;
                decode(&text).ok_or_else(|| KeyError::Content(path.clone()))
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// A server key for one purpose, from which keys for single things come.
    pub(crate) fn child(&self, purpose: &str) -> ServerKey {
        ServerKey(self.derive(purpose))
    }

    /// A key for one purpose: HMAC-SHA256 of the purpose's name under the server's key.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        secret::hmac(&self.0, purpose)
    }
}

/// The setting that tells the database's key from others, without telling the key.
const FINGERPRINT: &str = "server_key_fingerprint";

impl Accounts {
    /// Makes sure that the server's key is the one that the database was made with: under another key every token that
    /// was given out would be refused without a word. The first server to start writes its key's fingerprint down.
    ///
    /// # Errors
    /// [`KeyError::Other`], whose text says what to do.
    pub async fn confirm_key(&self) -> Result<(), KeyError> {
        let ours = self.inner().key_fingerprint.as_str();
        execute_all(self.platform(), vec![settings::set_once(FINGERPRINT, ours)]).await?;
        let kept = self.platform().query_opt(settings::get(FINGERPRINT)).await?;
        match kept {
            Some(row) if row.text(0)? == ours => Ok(()),
            Some(_) | None => Err(KeyError::Other),
        }
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ServerKey(…)")
    }
}

fn decode(text: &str) -> Option<ServerKey> {
    STANDARD.decode(text.trim()).ok()?.try_into().ok().map(ServerKey)
}

/// Makes the file whole or not at all: written beside its place, then linked to it unless there is one already.
fn create(data_dir: &Path, path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(data_dir)?;
    let draft = data_dir.join(format!("server.key.{}", fresh_id()));
    let written = write_private(&draft).and_then(|()| match std::fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = std::fs::remove_file(&draft);
    written.and(removed)?;
    File::open(data_dir)?.sync_all()
}

fn write_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{}", STANDARD.encode(random_bytes::<32>()))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let first = ServerKey::load(&data, None).unwrap();
        let second = ServerKey::load(&data, None).unwrap();
        assert_eq!(first.0, second.0);
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 1, "no draft is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(data.join("server.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(!format!("{first:?}").contains(&STANDARD.encode(first.0)));
    }

    #[test]
    fn the_variable_comes_first_and_bad_keys_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let key = ServerKey::load(dir.path(), Some(&STANDARD.encode([7; 32]))).unwrap();
        assert_eq!(key.0, [7; 32]);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(matches!(ServerKey::load(dir.path(), Some("short")), Err(KeyError::Variable)));
        std::fs::write(dir.path().join("server.key"), "damaged").unwrap();
        assert!(matches!(ServerKey::load(dir.path(), None), Err(KeyError::Content(_))));
    }

    #[tokio::test]
    async fn a_database_belongs_to_one_key() {
        crate::places::on_each_engine(async |place| {
            let accounts = |byte| Accounts::new(place.store.clone(), ServerKey([byte; 32]));
            accounts(1).confirm_key().await.unwrap();
            accounts(1).confirm_key().await.unwrap();
            assert!(matches!(accounts(2).confirm_key().await, Err(KeyError::Other)));
        })
        .await;
    }

    #[test]
    fn keys_of_two_purposes_differ() {
        let key = ServerKey([1; 32]);
        assert_eq!(key.derive("a"), key.derive("a"));
        assert_ne!(key.derive("a"), key.derive("b"));
    }
}
