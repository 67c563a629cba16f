//! A data folder with SQLite files: `platform.db` and `environments/<id>.db`.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::ids::EnvironmentId;
use sql::{Engine, session};

use super::{newer_platform, refuse_newer};
use crate::migrations::{Purpose, Standing, standing};
use crate::sqlite::{Readers, SqliteDatabase, SqliteSession};
use crate::{Database, OpenError, StoreError};

/// The folder and the threads that read its files.
pub(super) struct Folder {
    root: PathBuf,
    readers: Arc<Readers>,
}

impl Folder {
    pub(super) async fn open(root: &Path) -> Result<Self, OpenError> {
        let path = root.to_owned();
        let opened = on_blocking_thread(move || -> io::Result<Self> {
            fs::create_dir_all(path.join("environments"))?;
            Ok(Self { root: path, readers: Arc::new(Readers::start()?) })
        });
        opened.await.unwrap_or_else(Err).map_err(|error| unusable(root, error.to_string()))
    }

    /// Opens `platform.db`, making or migrating it.
    pub(super) async fn platform(&self) -> Result<Database, OpenError> {
        let (root, path) = (self.root.clone(), self.root.join("platform.db"));
        let migrated = on_blocking_thread(move || {
            let lock = lock(&root).map_err(|error| unusable(&root, error.to_string()))?;
            let standing = SqliteSession::create(&path).and_then(|session| migrate(&session, Purpose::Platform));
            drop(lock);
            match standing {
                Ok(Standing::Current | Standing::Older(_)) => Ok(path),
                Ok(Standing::Newer(found)) => Err(newer_platform(found)),
                Err(StoreError::ReadOnly) => Err(unusable(&root, "a file in it can only be read".to_owned())),
                Err(StoreError::Full) => Err(unusable(&root, "the disk is full".to_owned())),
                Err(error) => Err(OpenError::Database(error)),
            }
        });
        let path = migrated.await.unwrap_or_else(|error| Err(unusable(&self.root, error.to_string())))?;
        Ok(self.database(path))
    }

    pub(super) async fn environment(&self, id: &EnvironmentId) -> Result<Option<Database>, StoreError> {
        let (root, path) = (self.root.clone(), self.environment_path(id));
        let found = on_blocking_thread(move || {
            if !path.try_exists()? {
                return Ok(None);
            }
            let _lock = lock(&root)?;
            let standing = migrate(&SqliteSession::open_writer(&path)?, Purpose::Environment)?;
            refuse_newer(standing)?;
            Ok::<_, Trouble>(Some(path))
        });
        Ok(found.await.map_err(Trouble::from).flatten()?.map(|path| self.database(path)))
    }

    /// Makes the file under another name, gives it its tables, and renames it: nobody sees it half made.
    pub(super) async fn create_environment(&self, id: &EnvironmentId) -> Result<Database, StoreError> {
        let (root, path) = (self.root.clone(), self.environment_path(id));
        let made = on_blocking_thread(move || {
            let _lock = lock(&root)?;
            if path.try_exists()? {
                return Err(StoreError::Other("the environment has a database already".to_owned()).into());
            }
            let unfinished = path.with_extension("new");
            remove_files(&unfinished)?;
            let session = SqliteSession::create(&unfinished)?;
            migrate(&session, Purpose::Environment)?;
            session.query(&sql::Statement::new(session::SQLITE_CHECKPOINT, Vec::new()))?;
            drop(session);
            fs::rename(&unfinished, &path)?;
            sync_folder(&path)?;
            Ok::<_, Trouble>(path)
        });
        Ok(self.database(made.await.map_err(Trouble::from).flatten()?))
    }

    pub(super) async fn drop_environment(&self, id: &EnvironmentId, database: &Database) -> Result<(), StoreError> {
        database.forget();
        let path = self.environment_path(id);
        let dropped = on_blocking_thread(move || {
            remove_files(&path)?;
            sync_folder(&path)
        });
        Ok(dropped.await.flatten().map_err(Trouble::from)?)
    }

    pub(super) async fn close(&self) {
        let readers = Arc::clone(&self.readers);
        if let Err(error) = on_blocking_thread(move || readers.stop()).await {
            tracing::error!(%error, "the reader threads could not be ended");
        }
    }

    fn database(&self, path: PathBuf) -> Database {
        Database::sqlite(SqliteDatabase::new(path, Arc::clone(&self.readers)))
    }

    fn environment_path(&self, id: &EnvironmentId) -> PathBuf {
        self.root.join("environments").join(format!("{id}.db"))
    }
}

/// Brings a file to the newest version and says how it stood before. A newer file is left as it is.
fn migrate(session: &SqliteSession, purpose: Purpose) -> Result<Standing, StoreError> {
    let standing = standing(purpose, session.query(&session::internal_version()))?;
    if let Standing::Older(found) = standing {
        session.control(session::SQLITE_BEGIN)?;
        // An error drops the connection, which undoes the transaction.
        session.batch(session::CREATE_INTERNAL_MIGRATION)?;
        for (version, migration) in purpose.steps(found) {
            session.batch(&migration.batch(Engine::Sqlite))?;
            if let Some(question) = migration.question() {
                for statement in migration.statements(Engine::Sqlite, &session.query(&question)?)? {
                    session.execute(&statement)?;
                }
            }
            session.execute(&session::record_internal_version(version))?;
        }
        session.control(session::COMMIT)?;
    }
    Ok(standing)
}

/// Keeps other processes from making or migrating files until the lock is dropped.
fn lock(root: &Path) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(root.join("migration.lock"))?;
    file.lock()?;
    Ok(file)
}

/// Removes a database's files, those that are there.
fn remove_files(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Makes a new, renamed or removed name in the file's folder survive a loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

async fn on_blocking_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)
}

fn unusable(root: &Path, reason: String) -> OpenError {
    OpenError::DataFolder { path: root.to_owned(), reason }
}

/// What can go wrong with a file: the system or the database.
struct Trouble(StoreError);

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self(match error.kind() {
            io::ErrorKind::StorageFull => StoreError::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
            _ => StoreError::Other(error.to_string()),
        })
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl From<Trouble> for StoreError {
    fn from(trouble: Trouble) -> Self {
        trouble.0
    }
}
