//! What is kept in memory per environment: its content model and the schemas made from it.

use std::sync::Arc;

use assets::Forms;
use model::ids::{EnvironmentId, ProjectId, StageId};
use model::{ContentModel, ObjectError, PageSizes, SchemaVersion};
use quick_cache::Equivalent;
use quick_cache::sync::Cache;
use sql::environment::content_model as statements;
use sql::environment::content_objects;
use store::{Database, Row, StoreError};

use crate::limits::{ReadLimits, Settings, VersionRetention};
use crate::schema::{EnvironmentSchema, SchemaError};
use crate::upload::Expecting;

/// An environment in front of a request.
#[derive(Clone)]
pub struct Environment {
    /// Its project.
    pub project: ProjectId,
    /// Its id.
    pub id: EnvironmentId,
    /// Its name in addresses, such as `master`.
    pub name: String,
    /// Where its content model and content are.
    pub database: Database,
}

/// Why an environment's content model or schema is not to be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database has no schema version that could be read: it was not made by this program.
    #[error("the environment's database has no schema version")]
    NoSchemaVersion,
    /// The rows do not make a content model.
    #[error("{0}")]
    ContentModel(Arc<ObjectError>),
    /// The content model does not make a schema.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// How many content models are kept.
const CONTENT_MODELS: usize = 256;

/// How many schemas are kept. A schema of thirty models takes several megabytes.
const SCHEMAS: usize = 32;

/// What a schema depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct SchemaKey {
    environment: EnvironmentId,
    version: SchemaVersion,
    default_stage: StageId,
}

/// The key of a look-up, which copies nothing.
#[derive(Clone, Copy, Hash)]
struct AskedSchema<'a> {
    environment: &'a EnvironmentId,
    version: SchemaVersion,
    default_stage: &'a StageId,
}

impl Equivalent<SchemaKey> for AskedSchema<'_> {
    fn equivalent(&self, key: &SchemaKey) -> bool {
        let SchemaKey { environment, version, default_stage } = key;
        self.environment == environment && self.version == *version && self.default_stage == default_stage
    }
}

/// The content models and schemas of all environments, as far as they fit. Cheap to clone.
#[derive(Clone)]
pub struct Environments(Arc<Caches>);

struct Caches {
    limits: ReadLimits,
    retention: VersionRetention,
    forms: Arc<Forms>,
    content_models: Cache<EnvironmentId, Arc<ContentModel>>,
    schemas: Cache<SchemaKey, Arc<EnvironmentSchema>>,
}

impl Default for Environments {
    fn default() -> Self {
        Self::new()
    }
}

impl Environments {
    /// Nothing cached; pages and limits as they are unless set.
    pub fn new() -> Self {
        Self::with_settings(&Settings::default(), Arc::new(Forms::of_nobody()))
    }

    /// Nothing cached; queries on these environments read within the limits, versions are kept as they are set to be, and files come
    /// with these forms.
    pub fn with_settings(settings: &Settings, forms: Arc<Forms>) -> Self {
        let (limits, retention) = (settings.read, settings.versions);
        let (content_models, schemas) = (Cache::new(CONTENT_MODELS), Cache::new(SCHEMAS));
        Self(Arc::new(Caches { limits, retention, forms, content_models, schemas }))
    }

    /// How much a query on an environment with this content model reads.
    pub fn read_limits(&self, content_model: &ContentModel) -> ReadLimits {
        self.0.limits.with_pages_of(content_model)
    }

    /// How long versions are kept of what is written.
    pub fn retention(&self) -> VersionRetention {
        self.0.retention
    }

    /// The content model as it is now: asks the database for the version and loads the rest only when that has moved on.
    ///
    /// # Errors
    /// [`EnvironmentError::Store`], or that the database was not made by this program.
    pub async fn content_model(
        &self,
        database: &Database,
        environment: &EnvironmentId,
    ) -> Result<Arc<ContentModel>, EnvironmentError> {
        let row = database.query_opt(statements::schema_version()).await?;
        let row = row.ok_or(EnvironmentError::NoSchemaVersion)?;
        let version = parse_version(row.text(0)?)?;
        match self.0.content_models.get(environment) {
            Some(cached) if cached.version == version => Ok(cached),
            Some(_) | None => self.reload(database, environment).await,
        }
    }

    /// The content model as it was last seen, without asking the database: for whoever learns from the answer of its own statement
    /// whether that was too old.
    ///
    /// # Errors
    /// As [`Environments::content_model`].
    pub async fn cached(
        &self,
        database: &Database,
        environment: &EnvironmentId,
    ) -> Result<Arc<ContentModel>, EnvironmentError> {
        match self.0.content_models.get(environment) {
            Some(cached) => Ok(cached),
            // On the heap, as below: it seldom happens, and would make every request's future larger.
            None => Box::pin(self.reload(database, environment)).await,
        }
    }

    /// Loads the content model whatever is cached: for whoever learns from a failed statement that its plan is older than the database.
    ///
    /// # Errors
    /// As [`Environments::content_model`].
    pub async fn reload(
        &self,
        database: &Database,
        environment: &EnvironmentId,
    ) -> Result<Arc<ContentModel>, EnvironmentError> {
        let loaded = Arc::new(load(database).await?);
        self.0.content_models.insert(environment.clone(), loaded.clone());
        Ok(loaded)
    }

    /// Forgets an environment: it is gone, or was replaced by another under the same id.
    pub fn invalidate(&self, environment: &EnvironmentId) {
        self.0.content_models.remove(environment);
        self.0.schemas.retain(|key, _| &key.environment != environment);
    }

    /// The schema of a content model for callers with that default stage. Made once, whoever else asks meanwhile waits for it.
    ///
    /// # Errors
    /// [`EnvironmentError::Schema`]
    pub async fn schema(
        &self,
        content_model: &Arc<ContentModel>,
        default_stage: &StageId,
        environment: &EnvironmentId,
    ) -> Result<Arc<EnvironmentSchema>, EnvironmentError> {
        let asked = AskedSchema { environment, version: content_model.version, default_stage };
        match self.0.schemas.get(&asked) {
            Some(schema) => Ok(schema),
            None => Box::pin(self.make_schema(content_model, asked)).await,
        }
    }

    async fn make_schema(
        &self,
        content_model: &Arc<ContentModel>,
        AskedSchema { environment, version, default_stage }: AskedSchema<'_>,
    ) -> Result<Arc<EnvironmentSchema>, EnvironmentError> {
        let key = SchemaKey { environment: environment.clone(), version, default_stage: default_stage.clone() };
        let make = async {
            let schema = EnvironmentSchema::generate(content_model.clone(), default_stage.clone())?;
            let files = Expecting::new(environment.clone(), self.0.forms.clone());
            Ok::<_, EnvironmentError>(Arc::new(schema.within(self.0.limits).keeping(self.0.retention).expecting(files)))
        };
        self.0.schemas.get_or_insert_async(&key, make).await
    }
}

pub(crate) fn parse_version(text: &str) -> Result<SchemaVersion, EnvironmentError> {
    text.parse().map(SchemaVersion).map_err(|_| EnvironmentError::NoSchemaVersion)
}

/// Version and rows in one statement, so that both are of one moment.
async fn load(database: &Database) -> Result<ContentModel, EnvironmentError> {
    content_model_of(&database.query(statements::objects()).await?)
}

/// The content model of the rows that [`sql::environment::content_model::objects`] gives.
///
/// # Errors
/// That the rows were not written by this program.
pub fn content_model_of(rows: &[Row]) -> Result<ContentModel, EnvironmentError> {
    let version = parse_version(rows.first().ok_or(EnvironmentError::NoSchemaVersion)?.text(0)?)?;
    let objects = store::content_objects(rows)?;
    ContentModel::from_objects(version, objects).map_err(|error| EnvironmentError::ContentModel(Arc::new(error)))
}

/// Sets how many rows the environment's pages have; none makes them those of the server. The schema gets a new version, by
/// which every process learns of it with its next statement.
///
/// # Errors
/// As [`Environments::content_model`].
pub async fn set_page_sizes(database: &Database, sizes: Option<PageSizes>) -> Result<(), EnvironmentError> {
    let job = database.write(move |tx| {
        Box::pin(async move {
            // A statement of its own: on PostgreSQL the next one sees what the holder of the lock committed.
            tx.query_opt(content_objects::lock_version(tx.engine())).await?;
            let before = content_model_of(&tx.query(statements::objects()).await?)?;
            let version = SchemaVersion(before.version.0 + 1);
            let after = ContentModel { page_sizes: sizes, version, ..before.clone() };
            let changes = before.object_changes(&after);
            let written = changes.delete.iter().map(|id| content_objects::delete(id));
            for statement in written.chain(changes.upsert.iter().map(content_objects::upsert)) {
                tx.execute(statement).await?;
            }
            tx.execute(content_objects::set_version(version)).await?;
            Ok::<_, EnvironmentError>(())
        })
    });
    job.await
}

#[cfg(test)]
mod tests {
    use model::Fresh;
    use sql::environment::content_objects;
    use store::{Store, StoreConfig};

    use super::*;

    /// An environment's database with the content model of a new environment in it.
    async fn database(folder: &std::path::Path, environment: &EnvironmentId) -> (Database, ContentModel) {
        let config = StoreConfig { data_dir: folder.to_owned(), database_url: None };
        let database = Store::open(&config).await.unwrap().create_environment(environment).await.unwrap();
        let mut next = 0;
        let mut id = || {
            next += 1;
            format!("{next:032x}")
        };
        let now = "2026-11-25T14:00:14.290877+00:00";
        let content_model = ContentModel::blank(&mut Fresh { id: &mut id, now, by: None });
        keep(&database, &content_model).await;
        (database, content_model)
    }

    async fn keep(database: &Database, content_model: &ContentModel) {
        let mut statements = vec![content_objects::set_version(content_model.version)];
        statements.extend(content_model.to_objects().iter().map(content_objects::upsert));
        let write = database.write(move |tx| {
            Box::pin(async move {
                for statement in statements {
                    tx.execute(statement).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        write.await.unwrap();
    }

    #[tokio::test]
    async fn a_content_model_is_loaded_again_when_its_version_moves_on() {
        let folder = tempfile::tempdir().unwrap();
        let id = EnvironmentId::new("e".repeat(32));
        let (database, mut written) = database(folder.path(), &id).await;
        let environments = Environments::new();
        let first = environments.content_model(&database, &id).await.unwrap();
        assert_eq!(*first, written);
        assert!(Arc::ptr_eq(&first, &environments.content_model(&database, &id).await.unwrap()));

        written.version = SchemaVersion(2);
        written.locales[0].display_name = "Anglais".to_owned();
        keep(&database, &written).await;
        assert_eq!(*environments.content_model(&database, &id).await.unwrap(), written);

        environments.invalidate(&id);
        assert!(!environments.0.content_models.contains_key(&id));
    }

    #[tokio::test]
    async fn a_schema_is_made_once_per_version_and_default_stage() {
        let folder = tempfile::tempdir().unwrap();
        let id = EnvironmentId::new("e".repeat(32));
        let (database, written) = database(folder.path(), &id).await;
        let environments = Environments::new();
        let content_model = environments.content_model(&database, &id).await.unwrap();
        let [draft, published] = [0, 1].map(|index| written.stages[index].id.clone());
        let schema = environments.schema(&content_model, &draft, &id).await.unwrap();
        assert!(Arc::ptr_eq(&schema, &environments.schema(&content_model, &draft, &id).await.unwrap()));
        let other = environments.schema(&content_model, &published, &id).await.unwrap();
        assert_eq!(other.default_stage, published);
        assert_ne!(schema.graphql.id(), other.graphql.id());
        environments.invalidate(&id);
        assert!(environments.0.schemas.is_empty());
    }
}
