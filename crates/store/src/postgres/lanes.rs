//! Connections that short reads share.
//!
//! A pooled connection has one statement under way: each costs a send, a receive and a change of process on both sides.
//! On a shared connection the statements of many callers go out together and their answers come in together. What is long
//! would hold up all behind it, so only statements come here whose caller knows that they read few rows by unique keys,
//! and PostgreSQL stops them after [`LIMIT`]; such a one begins anew on a connection of the pool, as a read may.
//!
//! A statement means the tables of the connection's `search_path`, and others' statements may come between, so each of
//! these connections belongs to one schema. They are opened behind the back of the first callers, who use the pool.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hashlink::LruCache;
use sql::{Statement, session};
use tokio_postgres::{Client, Config, NoTls, Statement as Prepared};

use super::connection::rows;
use super::{binding, failure};
use crate::{Row, StoreError};

/// How long a statement may hold up those behind it.
const LIMIT: Duration = Duration::from_millis(200);

/// How many schemas have connections of their own at once.
const SCHEMAS: usize = 4;

/// How long a schema's connections must have been idle for another schema to take their place.
const IDLE: Duration = Duration::from_secs(10);

/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 256;

/// The shared connections of the process, by schema.
pub(super) struct Lanes {
    config: Config,
    /// How many a schema has: each is one process at PostgreSQL, which should have a core to itself.
    each: usize,
    /// None once they are closed.
    schemas: Mutex<Option<HashMap<Arc<str>, OfSchema>>>,
}

struct OfSchema {
    /// Empty while they are being opened.
    lanes: Vec<Arc<Lane>>,
    /// Counts statements.
    turn: usize,
    used: Instant,
}

/// One connection.
pub(super) struct Lane {
    client: Client,
    prepared: Mutex<LruCache<Cow<'static, str>, Prepared>>,
}

impl Lanes {
    /// None are open yet.
    pub(super) fn new(config: &Config) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { config: config.clone(), each: cores.clamp(2, 4), schemas: Mutex::new(Some(HashMap::new())) }
    }

    /// A connection for a statement in a schema; none while there are none.
    pub(super) fn pick(&self, schema: &Arc<str>) -> Option<Arc<Lane>> {
        let mut schemas = self.lock();
        let of = schemas.as_mut()?.get_mut(schema)?;
        of.used = Instant::now();
        of.turn = of.turn.wrapping_add(1);
        let lane = of.lanes.get(of.turn % of.lanes.len().max(1))?;
        if !lane.is_lost() {
            return Some(Arc::clone(lane));
        }
        // All are opened anew: the server may have been started again.
        schemas.as_mut()?.remove(schema);
        None
    }

    /// Opens connections for a schema, for which the caller has reserved the room.
    pub(super) async fn open(&self, schema: &Arc<str>) {
        let mut lanes = Vec::new();
        for _ in 0..self.each {
            match Lane::open(&self.config, schema).await {
                Ok(lane) => lanes.push(Arc::new(lane)),
                Err(error) => {
                    tracing::debug!(%error, "no connection for short reads");
                    break;
                }
            }
        }
        let mut schemas = self.lock();
        let Some(schemas) = schemas.as_mut() else { return };
        if lanes.is_empty() {
            schemas.remove(schema);
        } else if let Some(of) = schemas.get_mut(schema) {
            of.lanes = lanes;
        }
    }

    /// Closes a schema's connections.
    pub(super) fn forget(&self, schema: &str) {
        if let Some(schemas) = self.lock().as_mut() {
            schemas.remove(schema);
        }
    }

    /// Closes all; none are opened after.
    pub(super) fn close(&self) {
        *self.lock() = None;
    }

    /// Whether there is room for a schema's connections and the caller shall open them; somebody else may be about to.
    pub(super) fn reserve(&self, schema: &Arc<str>) -> bool {
        let mut schemas = self.lock();
        let Some(schemas) = schemas.as_mut() else { return false };
        if schemas.contains_key(schema) {
            return false;
        }
        if schemas.len() >= SCHEMAS {
            let idle = schemas.iter().filter(|(_, of)| of.used.elapsed() > IDLE).min_by_key(|(_, of)| of.used);
            let Some(longest_idle) = idle.map(|(schema, _)| Arc::clone(schema)) else { return false };
            schemas.remove(&longest_idle);
        }
        schemas.insert(Arc::clone(schema), OfSchema { lanes: Vec::new(), turn: 0, used: Instant::now() });
        true
    }

    fn lock(&self) -> MutexGuard<'_, Option<HashMap<Arc<str>, OfSchema>>> {
        self.schemas.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    async fn open(config: &Config, schema: &str) -> Result<Self, tokio_postgres::Error> {
        let mut config = config.clone();
        let ours = session::postgres_options(LIMIT.as_millis());
        // The last one of an option counts.
        let options = config.get_options().map_or_else(|| ours.clone(), |given| format!("{given} {ours}"));
        config.options(options);
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "a connection to PostgreSQL was lost");
            }
        });
        client.batch_execute(&session::set_search_path(schema)).await?;
        Ok(Self { client, prepared: Mutex::new(LruCache::new(STATEMENTS)) })
    }

    /// Runs a short statement beside those of others. A caller that goes away leaves its answer to the driver.
    pub(super) async fn read(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        match self.read_once(statement).await {
            // Perhaps only the prepared form was old, and it is forgotten now.
            Err(StoreError::SchemaChanged) => self.read_once(statement).await,
            answer => answer,
        }
    }

    /// Whether the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    async fn read_once(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        let ready = self.ready(statement).await?;
        let answer = rows(&self.client, &ready, &statement.params).await;
        if matches!(answer, Err(StoreError::SchemaChanged)) {
            self.prepared().remove(statement.text.as_ref());
        }
        answer
    }

    /// The prepared form. Two callers may prepare the same text at once; one of the two is kept.
    async fn ready(&self, statement: &Statement) -> Result<Prepared, StoreError> {
        let known = self.prepared().get(statement.text.as_ref()).cloned();
        if let Some(known) = known.filter(|known| binding::fits(known, &statement.params)) {
            return Ok(known);
        }
        let ready = self.client.prepare(&statement.text).await.map_err(|error| failure::map(&error))?;
        self.prepared().insert(statement.text.clone(), ready.clone());
        Ok(ready)
    }

    fn prepared(&self) -> MutexGuard<'_, LruCache<Cow<'static, str>, Prepared>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
