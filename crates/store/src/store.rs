//! The store of an installation: its platform database and its environments' databases.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use model::ids::EnvironmentId;
use sql::Engine;

mod folder;
mod schemas;

use folder::Folder;
use schemas::Schemas;

use crate::migrations::{Purpose, Standing};
use crate::{Database, OpenError, StoreError};

/// Where the store is.
#[derive(Clone)]
pub struct StoreConfig {
    /// The data folder; holds the SQLite files, and what is kept beside the databases.
    pub data_dir: PathBuf,
    /// A PostgreSQL URL (`postgres://…`): the databases are schemas there instead of files in the data folder.
    pub database_url: Option<String>,
}

/// The open store; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    data_dir: PathBuf,
    place: Place,
    platform: Database,
    environments: RwLock<HashMap<EnvironmentId, Database>>,
    /// Held while an environment is opened, made or dropped, so that there is one handle for each.
    changing: tokio::sync::Mutex<()>,
}

/// Where databases are.
enum Place {
    Folder(Folder),
    Schemas(Schemas),
}

impl Store {
    /// Opens the store, making or migrating the platform database. Several processes may do so at once.
    ///
    /// The error's text is one line that says what to do. It never contains the database URL.
    pub async fn open(config: &StoreConfig) -> Result<Self, OpenError> {
        let (place, platform) = match &config.database_url {
            None => {
                let folder = Folder::open(&config.data_dir).await?;
                let platform = folder.platform().await?;
                (Place::Folder(folder), platform)
            }
            Some(url) => {
                let schemas = Schemas::open(url).await?;
                let platform = schemas.platform().await?;
                (Place::Schemas(schemas), platform)
            }
        };
        Ok(Self(Arc::new(Shared {
            data_dir: config.data_dir.clone(),
            place,
            platform,
            environments: RwLock::default(),
            changing: tokio::sync::Mutex::default(),
        })))
    }

    /// The data folder: for what is kept beside the databases.
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// The engine of all this store's databases.
    pub fn engine(&self) -> Engine {
        self.0.platform.engine()
    }

    /// The platform database.
    pub fn platform(&self) -> &Database {
        &self.0.platform
    }

    /// Makes the database of a new environment: whole or not at all. Fails if there is one already, or if the id is not
    /// made of lower-case letters and digits.
    pub async fn create_environment(&self, id: &EnvironmentId) -> Result<Database, StoreError> {
        if !is_plain(id) {
            return Err(StoreError::Other("an environment's id is made of lower-case letters and digits".to_owned()));
        }
        let _changing = self.0.changing.lock().await;
        let database = match &self.0.place {
            Place::Folder(folder) => folder.create_environment(id).await?,
            Place::Schemas(schemas) => schemas.create_environment(id).await?,
        };
        self.remember(id, &database);
        Ok(database)
    }

    /// The database of an environment, migrated if it is older than this binary; `None` when there is none.
    pub async fn environment(&self, id: &EnvironmentId) -> Result<Option<Database>, StoreError> {
        if let Some(database) = self.known(id) {
            return Ok(Some(database));
        }
        if !is_plain(id) {
            return Ok(None);
        }
        // On the heap: it seldom happens and is large.
        Box::pin(self.open_environment(id)).await
    }

    async fn open_environment(&self, id: &EnvironmentId) -> Result<Option<Database>, StoreError> {
        let _changing = self.0.changing.lock().await;
        if let Some(database) = self.known(id) {
            return Ok(Some(database));
        }
        let found = match &self.0.place {
            Place::Folder(folder) => folder.environment(id).await?,
            Place::Schemas(schemas) => schemas.environment(id).await?,
        };
        if let Some(database) = &found {
            self.remember(id, database);
        }
        Ok(found)
    }

    /// Drops an environment's database with everything in it. Handles to it answer [`StoreError::Closed`] then. There
    /// may be none.
    pub async fn drop_environment(&self, id: &EnvironmentId) -> Result<(), StoreError> {
        let Some(database) = self.environment(id).await? else { return Ok(()) };
        let _changing = self.0.changing.lock().await;
        self.0.environments.write().unwrap_or_else(PoisonError::into_inner).remove(id);
        database.close().await;
        match &self.0.place {
            Place::Folder(folder) => folder.drop_environment(id, &database).await,
            Place::Schemas(schemas) => schemas.drop_environment(id).await,
        }
    }

    /// Refuses new writes, waits for those that are queued, and closes every connection.
    pub async fn close(&self) {
        let _changing = self.0.changing.lock().await;
        let environments = std::mem::take(&mut *self.0.environments.write().unwrap_or_else(PoisonError::into_inner));
        for database in environments.values() {
            database.close().await;
        }
        self.0.platform.close().await;
        match &self.0.place {
            Place::Folder(folder) => folder.close().await,
            Place::Schemas(schemas) => schemas.close().await,
        }
    }

    fn known(&self, id: &EnvironmentId) -> Option<Database> {
        self.0.environments.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn remember(&self, id: &EnvironmentId, database: &Database) {
        self.0.environments.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), database.clone());
    }
}

/// Whether an id can name a file or a schema: what a client sends never picks a path.
fn is_plain(id: &EnvironmentId) -> bool {
    let id = id.as_str();
    (1..=48).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// The platform database is of a newer version: nothing of it is touched.
fn newer_platform(found: i64) -> OpenError {
    OpenError::Newer { found, known: Purpose::Platform.newest() }
}

/// An environment's database is current now, or too new.
fn refuse_newer(standing: Standing) -> Result<(), StoreError> {
    match standing {
        Standing::Current | Standing::Older(_) => Ok(()),
        Standing::Newer(found) => Err(StoreError::Other(format!(
            "the environment's database has version {found}, but this Epigraph knows only versions up to {}: start a \
             newer Epigraph",
            Purpose::Environment.newest()
        ))),
    }
}
