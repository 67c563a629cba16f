//! A server on a free port of this machine, in the test's own process.

use std::sync::Arc;

use access::ContentGrants;
use accounts::writing::execute_all;
use accounts::{ContentPermissionRow, NewPerson, Outside, PermissionOwner, ServerKey, clock};
use content::limits::Settings;
use model::ids::EnvironmentId;
use serde_json::json;
use server::{PublicUrl, Services};
use sql::environment::content_permissions;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::client::{Answer, Client};
use crate::engine::{TestDatabase, TestEngine};
use crate::transcript::Transcript;

/// A running server. It stops when this is dropped.
pub struct TestServer {
    /// Base address.
    pub base: String,
    /// The services behind it, for what a test must do beside the wire.
    pub services: Services,
    /// Its database.
    pub database: Arc<TestDatabase>,
    transcript: Transcript,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
}

/// A project, as a client addresses it.
#[derive(Clone, Debug)]
pub struct ProjectHandle {
    /// Project id.
    pub id: String,
    /// Id of the environment `master`.
    pub environment: String,
}

impl ProjectHandle {
    /// Path of the Content API of `master`.
    pub fn path(&self) -> String {
        format!("/v2/{}/master", self.id)
    }

    /// The high-performance path.
    pub fn fast_path(&self) -> String {
        format!("/content/{}/master", self.id)
    }
}

/// The owner, with a client that acts as them.
pub struct Owner {
    /// A client with a session.
    pub client: Client,
}

impl TestServer {
    /// Starts one on a fresh database.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn start(engine: TestEngine) -> Self {
        let database = TestDatabase::create(engine).await;
        Self::start_on(database).await
    }

    /// Starts one on a fresh database, with these settings.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn start_set(engine: TestEngine, settings: &Settings) -> Self {
        let database = TestDatabase::create(engine).await;
        Self::start_with(Arc::new(database), settings, |_| Outside::default()).await
    }

    /// Starts one on a database that may have been used before.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn start_on(database: TestDatabase) -> Self {
        Self::start_with(Arc::new(database), &Settings::default(), |_| Outside::default()).await
    }

    /// Starts one on a fresh database, with what `outside` says of it: an identity provider, a mail server. What it is given
    /// is the server's address, which is then its public URL.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn start_outside(engine: TestEngine, outside: impl FnOnce(&str) -> Outside) -> Self {
        let database = TestDatabase::create(engine).await;
        Self::start_with(Arc::new(database), &Settings::default(), outside).await
    }

    /// Another server on the same database, as another process would be.
    ///
    /// # Panics
    /// When it cannot start.
    pub async fn beside(&self, settings: &Settings) -> Self {
        Self::start_with(self.database.clone(), settings, |_| Outside::default()).await
    }

    async fn start_with(
        database: Arc<TestDatabase>,
        settings: &Settings,
        outside: impl FnOnce(&str) -> Outside,
    ) -> Self {
        let store = Store::open(&database.config()).await.expect("the store opens");
        let key = ServerKey::load(database.folder(), None).expect("a server key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        let outside = outside(&base);
        let public_url = match outside.base.as_str() {
            "" => PublicUrl::FromRequest { fallback: base.clone() },
            configured => PublicUrl::configured(configured).expect("the server's own address"),
        };
        let services = Services::with(store, key, public_url, settings, outside);
        let (stop, stopped) = oneshot::channel();
        let running = services.clone();
        tokio::spawn(async move {
            let stop = async move {
                let _ = stopped.await;
            };
            server::serve(listener, running, stop).await;
        });
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { base, services, database, transcript: Transcript::default(), http, stop: Some(stop) }
    }

    /// Gives the public these rights on a project's content.
    ///
    /// # Panics
    /// When the database does not take them.
    pub async fn grant_public(&self, project: &ProjectHandle, grants: &ContentGrants) {
        let environment = self.services.store.environment(&EnvironmentId::new(project.environment.as_str())).await;
        let database = environment.expect("the store answers").expect("the environment has a database");
        let mut statements = vec![content_permissions::delete_of_owner("PUBLIC", "")];
        statements.extend(
            grants
                .rules()
                .iter()
                .map(|rule| ContentPermissionRow::new(PermissionOwner::Public, rule.clone(), &clock::now()).insert()),
        );
        execute_all(&database, statements).await.expect("the rules are written");
    }

    /// What clients of this server were answered so far.
    pub fn transcript(&self) -> Transcript {
        self.transcript.clone()
    }

    /// A client without credential.
    pub fn public(&self) -> Client {
        Client {
            http: self.http.clone(),
            base: self.base.clone(),
            token: None,
            cookie: None,
            transcript: self.transcript.clone(),
        }
    }

    /// Creates the owner and signs in.
    ///
    /// # Panics
    /// When that fails.
    pub async fn owner(&self) -> Owner {
        let new = NewPerson {
            email: "owner@example.org".to_owned(),
            name: "Olive Owner".to_owned(),
            password: "correct horse battery".to_owned(),
        };
        self.services.accounts.create_owner(new).await.expect("the first owner");
        let body = json!({ "email": "owner@example.org", "password": "correct horse battery" });
        let public = self.public();
        let request = public.request(reqwest::Method::POST, "/studio-api/session").header("x-epigraph-studio", "1");
        let response = request.json(&body).send().await.expect("the server answers");
        let cookie = response.headers().get("set-cookie").expect("a cookie").to_str().expect("text").to_owned();
        let value = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
        Owner { client: public.with_cookie(&value) }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl Owner {
    /// Creates a project.
    ///
    /// # Panics
    /// When that fails.
    pub async fn project(&self, name: &str) -> ProjectHandle {
        let query = "mutation($name: String!) { createProject(data: {region: \"local\", name: $name}) { id environments { id name } } }";
        let answer = self.client.management(query, json!({ "name": name })).await.ok();
        ProjectHandle {
            id: answer.text("/data/createProject/id"),
            environment: answer.text("/data/createProject/environments/0/id"),
        }
    }

    /// A permanent token with every management permission, and a client that acts with it.
    pub async fn token_client(&self, project: &ProjectHandle) -> Client {
        let actions = "query($id: ID!) { viewer { project(id: $id) { availableManagementPermissions { id } } } }";
        let answer = self.client.management(actions, json!({ "id": project.id })).await.ok();
        let all = answer.at("/data/viewer/project/availableManagementPermissions").as_array().cloned();
        let ids: Vec<_> = all.unwrap_or_default().iter().map(|permission| permission["id"].clone()).collect();
        let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) \
                      { createdPermanentAuthToken { token } } }";
        let data = json!({ "environmentId": project.environment, "name": "all", "managementPermissionIds": ids });
        let answer = self.client.management(create, json!({ "data": data })).await.ok();
        self.client.with_token(&answer.text("/data/createPermanentAuthToken/createdPermanentAuthToken/token"))
    }

    /// Applies batch changes and expects success.
    ///
    /// # Panics
    /// When the migration fails.
    pub async fn changes(&self, project: &ProjectHandle, changes: serde_json::Value) -> Answer {
        let query = "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { id status errors } } }";
        let data = json!({ "environmentId": project.environment, "changes": changes });
        let answer = self.client.management(query, json!({ "data": data })).await.ok();
        assert_eq!(answer.at("/data/submitBatchChanges/migration/status"), "SUCCESS", "{}", answer.body);
        answer
    }
}
