//! The entry point.

use std::sync::Arc;
use std::time::Duration;

use accounts::Accounts;
use accounts::limits::Limit;
use model::ids::{AppId, EnvironmentId, UserId};
use sql::platform::apps::{self, Key};
use store::{Database, Row, Store};

use crate::app::App;
use crate::element::AppElement;
use crate::error::AppError;

/// The apps of one server. Cheap to clone.
#[derive(Clone)]
pub struct Apps(Arc<Inner>);

struct Inner {
    store: Store,
    accounts: Accounts,
    tries_of_address: Limit,
    failures_of_client: Limit,
}

/// Exchanges that one address may try at once, and how often it may then.
const ADDRESS_TRIES: (u32, Duration) = (150, Duration::from_millis(500));
/// Exchanges with one client id that may fail at once, and how often they may then. Only failures count: otherwise
/// anybody who knows a client id could keep its app from exchanging.
const CLIENT_FAILURES: (u32, Duration) = (30, Duration::from_secs(2));

impl Apps {
    /// The apps kept in `store`.
    pub fn new(store: Store, accounts: Accounts) -> Apps {
        Apps(Arc::new(Inner {
            store,
            accounts,
            tries_of_address: Limit::new(ADDRESS_TRIES.0, ADDRESS_TRIES.1),
            failures_of_client: Limit::new(CLIENT_FAILURES.0, CLIENT_FAILURES.1),
        }))
    }

    /// The app with that API ID.
    pub async fn app(&self, api_id: &str) -> Result<Option<App>, AppError> {
        self.app_by(Key::ApiId, api_id).await
    }

    /// The app with that id.
    pub async fn app_by_id(&self, id: &AppId) -> Result<Option<App>, AppError> {
        self.app_by(Key::Id, id.as_str()).await
    }

    /// The apps that a person has registered, oldest first.
    pub async fn apps_of(&self, author: &UserId) -> Result<Vec<App>, AppError> {
        let rows = self.platform().query(apps::of_author(author.as_str())).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            found.push(self.with_elements(row).await?);
        }
        Ok(found)
    }

    /// The person's app with that API ID: apps of others are as if they were not there.
    pub(crate) async fn own_app(&self, author: &UserId, api_id: &str) -> Result<App, AppError> {
        let app = self.app(api_id).await?.filter(|app| &app.author == author);
        app.ok_or_else(|| AppError::no_app(api_id))
    }

    pub(crate) async fn app_by(&self, key: Key, value: &str) -> Result<Option<App>, AppError> {
        match self.platform().query_opt(apps::by(key, value)).await? {
            Some(row) => self.with_elements(&row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn with_elements(&self, row: &Row) -> Result<App, AppError> {
        let elements = self.platform().query(apps::elements(row.text(0)?)).await?;
        let elements = elements.iter().map(AppElement::read).collect::<Result<_, _>>()?;
        Ok(App::read(row, elements)?)
    }

    pub(crate) fn platform(&self) -> &Database {
        self.0.store.platform()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    pub(crate) fn tries_of_address(&self) -> &Limit {
        &self.0.tries_of_address
    }

    pub(crate) fn failures_of_client(&self) -> &Limit {
        &self.0.failures_of_client
    }

    /// The environment's database.
    pub(crate) async fn database(&self, environment: &EnvironmentId) -> Result<Database, AppError> {
        let database = self.0.store.environment(environment).await?;
        database.ok_or_else(|| AppError::NotFound("There is no such environment.".to_owned()))
    }
}
