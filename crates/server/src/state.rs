//! What every route has at hand.

use std::sync::Arc;
use std::time::Duration;

use accounts::secret::random_bytes;
use accounts::{Accounts, EnvironmentRow, Outside, ServerKey};
use apps::{AppError, Apps, StudioOrigin};
use assets::{Assets, Storage};
use axum::extract::FromRef;
use content::environment::{Environment, EnvironmentError};
use content::limits::Settings;
use content::request::Content;
use http::HeaderMap;
use management::Management;
use model::ContentModel;
use model::ids::ProjectId;
use store::{Store, StoreError};

use crate::base_url::PublicUrl;
use crate::metrics::Metrics;

/// The services behind the routes. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The databases.
    pub store: Store,
    /// People, projects, tokens.
    pub accounts: Accounts,
    /// The app platform.
    pub apps: Apps,
    /// The Content API.
    pub content: Content,
    /// The Management API.
    pub management: Arc<Management>,
    /// Where people reach this server.
    pub public_url: Arc<PublicUrl>,
    /// How slowly requests may come.
    pub patience: Patience,
    /// What is counted.
    pub metrics: Metrics,
}

/// How slowly requests may come (security case 54).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Within which a connection must have sent the head of a request, counted from when it could: so long, too, a
    /// connection without requests stays open.
    pub head: Duration,
    /// Within which the body must have come after it.
    pub body: Duration,
}

impl Default for Patience {
    /// Longer than proxies keep a connection to use it again (usually a minute), so that they and not we end it.
    fn default() -> Self {
        Self { head: Duration::from_secs(75), body: Duration::from_secs(30) }
    }
}

/// The router holds the services once: a request takes one count of them instead of one of each.
impl FromRef<Arc<Services>> for Services {
    fn from_ref(services: &Arc<Services>) -> Self {
        Services::clone(services)
    }
}

impl Services {
    /// Everything on one store, and nothing outside. `settings` are the Content API's.
    pub fn new(store: Store, key: ServerKey, public_url: PublicUrl, settings: &Settings) -> Self {
        Self::with(store, key, public_url, settings, Outside::default())
    }

    /// The same with an identity provider and a mail server.
    pub fn with(store: Store, key: ServerKey, public_url: PublicUrl, settings: &Settings, outside: Outside) -> Self {
        let storage = Storage::new(store.data_dir().join("media"));
        let assets = Assets::new(settings.files, storage, key.derive("asset forms"));
        let accounts = Accounts::with(store.clone(), key, outside);
        let apps = Apps::new(store.clone(), accounts.clone());
        let content = Content::new(settings, assets);
        let studio = StudioOrigin::of(public_url.base_at_start()).expect("a public URL is an http or https origin");
        let management =
            Arc::new(Management::new(accounts.clone(), apps.clone(), content.environments.clone(), studio));
        let (public_url, patience, metrics) = (Arc::new(public_url), Patience::default(), Metrics::new());
        Self { store, accounts, apps, content, management, public_url, patience, metrics }
    }

    /// The base of addresses in an answer to this request.
    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        self.public_url.base(headers)
    }

    /// 128 random bits that no page could guess.
    pub(crate) fn nonce(&self) -> String {
        random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The environment that a path names.
    pub(crate) async fn environment(
        &self,
        project: &ProjectId,
        name: &str,
    ) -> Result<Option<(Arc<EnvironmentRow>, Environment)>, StoreError> {
        let Some(row) = self.accounts.environment_by_name(project, name).await? else { return Ok(None) };
        let Some(database) = self.store.environment(&row.id).await? else { return Ok(None) };
        let (project, id, name) = (row.project.clone(), row.id.clone(), row.name.clone());
        Ok(Some((row, Environment { project, id, name, database })))
    }

    /// The environment's content model as it is now.
    pub(crate) async fn content_model(&self, environment: &Environment) -> Result<Arc<ContentModel>, EnvironmentError> {
        self.content.environments.cached(&environment.database, &environment.id).await
    }

    /// Origins that Studio's page may frame for the person behind a session cookie.
    pub(crate) async fn frame_origins(&self, cookie: &str, project: &str, environment: &str) -> Vec<String> {
        let project = ProjectId::new(project);
        let origins = async {
            let Some(person) = self.accounts.session(cookie).await? else { return Ok(Vec::new()) };
            if self.accounts.member(&project, &person.id).await?.is_none() {
                return Ok(Vec::new());
            }
            let Some(row) = self.accounts.environment_by_name(&project, environment).await? else {
                return Ok(Vec::new());
            };
            self.apps.frame_origins(&row.id).await
        };
        // Without the origins Studio's page still opens; a frame in it then says why it cannot.
        origins.await.unwrap_or_else(|error: AppError| {
            tracing::error!(%error, "frame origins not known");
            Vec::new()
        })
    }

    /// Whether the platform database answers.
    pub(crate) async fn database_answers(&self) -> bool {
        self.accounts.owner_exists().await.is_ok()
    }
}
