//! A PostgreSQL server with schemas: `platform` and `env_<id>`.

use std::sync::Arc;

use model::ids::EnvironmentId;
use sql::{Engine, session};

use super::{newer_platform, refuse_newer};
use crate::migrations::{Purpose, Standing, standing};
use crate::postgres::{PostgresDatabase, PostgresSession, Server};
use crate::{Database, OpenError, StoreError};

const PLATFORM: &str = "platform";

/// The server's schemas.
pub(super) struct Schemas {
    server: Server,
}

impl Schemas {
    pub(super) async fn open(url: &str) -> Result<Self, OpenError> {
        Ok(Self { server: Server::connect(url).await? })
    }

    /// Opens the schema `platform`, making or migrating it.
    pub(super) async fn platform(&self) -> Result<Database, OpenError> {
        match self.migrate(PLATFORM, Purpose::Platform).await {
            Ok(Standing::Current | Standing::Older(_)) => Ok(self.database(PLATFORM)),
            Ok(Standing::Newer(found)) => Err(newer_platform(found)),
            Err(error) => Err(OpenError::Database(error)),
        }
    }

    pub(super) async fn environment(&self, id: &EnvironmentId) -> Result<Option<Database>, StoreError> {
        let schema = schema_name(id);
        let mut session = self.server.session(schema.as_str().into()).await?;
        if session.read(&session::find_schema(&schema)).await?.is_empty() {
            return Ok(None);
        }
        drop(session);
        refuse_newer(self.migrate(&schema, Purpose::Environment).await?)?;
        Ok(Some(self.database(&schema)))
    }

    pub(super) async fn create_environment(&self, id: &EnvironmentId) -> Result<Database, StoreError> {
        let schema = schema_name(id);
        let mut session = self.server.session(schema.as_str().into()).await?;
        if !session.read(&session::find_schema(&schema)).await?.is_empty() {
            return Err(StoreError::Other("the environment has a database already".to_owned()));
        }
        drop(session);
        self.migrate(&schema, Purpose::Environment).await?;
        Ok(self.database(&schema))
    }

    pub(super) async fn drop_environment(&self, id: &EnvironmentId) -> Result<(), StoreError> {
        let schema = schema_name(id);
        let mut session = self.server.session(schema.as_str().into()).await?;
        session.begin();
        let dropped = session.batch(&session::drop_schema(&schema)).await;
        end(&mut session, dropped).await
    }

    pub(super) async fn close(&self) {
        self.server.close().await;
    }

    fn database(&self, schema: &str) -> Database {
        Database::postgres(PostgresDatabase::new(self.server.clone(), schema))
    }

    /// Brings a schema to the newest version, making it if it is not there, and says how it stood before. A newer one
    /// is left as it is.
    async fn migrate(&self, schema: &str, purpose: Purpose) -> Result<Standing, StoreError> {
        let mut session = self.server.session(Arc::from(schema)).await?;
        let before = standing(purpose, session.read(&session::internal_version()).await)?;
        if !matches!(before, Standing::Older(_)) {
            return Ok(before);
        }
        session.begin();
        let migrated = apply(&mut session, schema, purpose).await;
        end(&mut session, migrated).await?;
        Ok(before)
    }
}

/// The steps of a migration, one process at a time: what another process did meanwhile is not done again.
async fn apply(session: &mut PostgresSession, schema: &str, purpose: Purpose) -> Result<(), StoreError> {
    session.batch(session::POSTGRES_MIGRATION_LOCK).await?;
    if session.query(&session::find_schema(schema)).await?.is_empty() {
        session.batch(&session::create_schema(schema)).await?;
    }
    session.batch(session::CREATE_INTERNAL_MIGRATION).await?;
    let version = session.query(&session::internal_version()).await;
    if let Standing::Older(found) = standing(purpose, version)? {
        for (version, migration) in purpose.steps(found) {
            session.batch(&migration.batch(Engine::Postgres)).await?;
            if let Some(question) = migration.question() {
                let rows = session.query(&question).await?;
                for statement in migration.statements(Engine::Postgres, &rows)? {
                    session.execute(&statement).await?;
                }
            }
            session.execute(&session::record_internal_version(version)).await?;
        }
    }
    Ok(())
}

/// Ends the session's transaction as the result says.
async fn end(session: &mut PostgresSession, result: Result<(), StoreError>) -> Result<(), StoreError> {
    match result {
        Ok(()) => session.commit().await,
        Err(error) => {
            session.rollback().await;
            Err(error)
        }
    }
}

fn schema_name(id: &EnvironmentId) -> String {
    format!("env_{id}")
}
