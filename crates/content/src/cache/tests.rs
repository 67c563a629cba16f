use access::{Actor, ContentGrants, Identity};
use model::ids::{ModelId, ProjectId, StageId};
use model::{SchemaVersion, Stage};
use serde_json::{Map, json};
use sql::Statement;
use sql::environment::{content_objects, outbox};
use store::{Database, Store, StoreConfig, StoreError};
use tempfile::TempDir;

use super::*;
use crate::request::{Caching, Extensions, Method, RequestHeaders};

const VERSION: SchemaVersion = SchemaVersion(1);

struct Scene {
    cache: AnswerCache,
    environment: Environment,
    store: Store,
    _folder: TempDir,
}

impl Scene {
    async fn set(database_url: Option<String>) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let config = StoreConfig { data_dir: folder.path().to_owned(), database_url };
        let store = Store::open(&config).await.unwrap();
        let id = EnvironmentId::new(cuid::cuid1());
        let database = store.create_environment(&id).await.unwrap();
        let environment = Environment { project: ProjectId::new("p"), id, name: "master".to_owned(), database };
        write(&environment.database, vec![content_objects::set_version(VERSION)]).await;
        Scene { cache: AnswerCache::new(1 << 20), environment, store, _folder: folder }
    }

    async fn standing(&self) -> Standing {
        self.cache.standing(&self.environment).await.unwrap()
    }

    fn place(&self, query: &str, standing: Standing) -> Place<'_> {
        let question = Question {
            actor: Arc::new(Actor {
                identity: Identity::Public,
                content: ContentGrants::none(),
                default_stage: StageId::new("published"),
            }),
            request: graphql::Request { query: query.to_owned(), variables: Map::new(), operation_name: None },
            headers: RequestHeaders::default(),
            method: Method::Get,
            caching: Caching::Off,
            extensions: Extensions::None,
        };
        self.cache.place(&self.environment.id, VERSION, &question, Some(standing))
    }

    /// What is found for a query now.
    async fn found(&self, query: &str) -> Option<Found> {
        let standing = self.standing().await;
        self.place(query, standing).find()
    }

    /// A write of this process.
    async fn publish(&self, id: &str, model: &str) {
        write(&self.environment.database, vec![event(&self.environment.database, id, model)]).await;
        self.cache.wrote(&self.environment.id);
    }

    async fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Scene) -> F) {
        test(Scene::set(None).await).await;
        if let Ok(server) = std::env::var("EPIGRAPH_TEST_POSTGRES") {
            let scene = Scene::set(Some(server)).await;
            let (store, id) = (scene.store.clone(), scene.environment.id.clone());
            test(scene).await;
            store.drop_environment(&id).await.unwrap();
        }
    }
}

fn event(database: &Database, id: &str, model: &str) -> Statement {
    let event = json!({ "action": "publish", "model": model, "entry": "e", "stage": Stage::PUBLISHED });
    outbox::insert(database.engine(), id, &event, "2026-01-01T00:00:00+00:00")
}

async fn write(database: &Database, statements: Vec<Statement>) {
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

fn published(model: &str) -> Touched {
    Touched { models: [(ModelId::new(model), Some(Stage::PUBLISHED))].into(), ..Touched::default() }
}

fn right(body: &'static str) -> Option<Found> {
    Some(Found::Right(Bytes::from(body)))
}

#[tokio::test]
async fn case_75_a_change_that_overtakes_a_slow_read_leaves_nothing_outdated() {
    Scene::on_each_engine(async |scene| {
        for (round, changed) in ["post", "author"].into_iter().enumerate() {
            let query = format!("{{ query{round} }}");
            let standing = scene.standing().await;
            // The read has begun and sees the old rows. Before it ends, a change is made and seen.
            let place = scene.place(&query, standing);
            scene.publish(&format!("id-{round}"), changed).await;
            scene.standing().await;
            place.keep(&Bytes::from("old"), published("post"), VERSION);
            let found = scene.found(&query).await;
            match changed {
                "post" => assert!(matches!(found, Some(Found::Outdated(..))), "{found:?}"),
                _ => assert_eq!(found, right("old")),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn case_75_a_transaction_that_commits_late_is_not_missed() {
    Scene::on_each_engine(async |scene| {
        let (first, query) = (scene.standing().await, "{ query }");
        scene.place(query, first).keep(&Bytes::from("old"), published("post"), VERSION);
        let database = scene.environment.database.clone();
        let slow = match database.engine() {
            // There writers wait for each other.
            sql::Engine::Sqlite => vec![event(&database, "2", "post")],
            sql::Engine::Postgres => {
                vec![event(&database, "2", "post"), Statement::new("SELECT pg_sleep(0.4)", Vec::new())]
            }
        };
        let slow = tokio::spawn(async move { write(&database, slow).await });
        // Others commit meanwhile, with later ids, and are seen.
        for id in 3..6 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            scene.publish(&id.to_string(), "author").await;
            scene.standing().await;
        }
        slow.await.unwrap();
        tokio::time::sleep(feed::LIFE).await;
        assert!(matches!(scene.found(query).await, Some(Found::Outdated(..))));
        // It is seen once, and not again while other transactions keep the position where it is.
        let standing = scene.standing().await;
        scene.place(query, standing).keep(&Bytes::from("new"), published("post"), VERSION);
        tokio::time::sleep(feed::LIFE).await;
        assert_eq!(scene.found(query).await, right("new"));
    })
    .await;
}

#[tokio::test]
async fn more_news_than_can_be_told_apart_empty_the_cache() {
    Scene::on_each_engine(async |scene| {
        let (standing, query) = (scene.standing().await, "{ query }");
        scene.place(query, standing).keep(&Bytes::from("old"), published("post"), VERSION);
        let events = (0..1_200).map(|number| event(&scene.environment.database, &format!("{number:05}"), "author"));
        write(&scene.environment.database, events.collect()).await;
        scene.cache.wrote_somewhere();
        assert!(matches!(scene.found(query).await, Some(Found::Outdated(..))));
        let standing = scene.standing().await;
        scene.place(query, standing).keep(&Bytes::from("new"), published("post"), VERSION);
        assert_eq!(scene.found(query).await, right("new"));
    })
    .await;
}

#[tokio::test]
async fn memory_is_bounded_and_drafts_and_other_schemas_are_not_kept() {
    let scene = Scene::set(None).await;
    let standing = scene.standing().await;
    let body = Bytes::from(vec![b' '; 10_000]);
    for number in 0..1_000 {
        scene.place(&format!("{{ q{number} }}"), standing).keep(&body, published("post"), VERSION);
    }
    let weight = scene.cache.0.answers.as_ref().map(Cache::weight);
    assert!(weight.is_some_and(|weight| weight > 500_000 && weight <= 1 << 20), "{weight:?}");
    let drafts = Touched { drafts: true, ..published("post") };
    scene.place("{ drafts }", standing).keep(&body, drafts, VERSION);
    scene.place("{ newer }", standing).keep(&body, published("post"), SchemaVersion(2));
    assert_eq!(scene.found("{ drafts }").await, None);
    assert_eq!(scene.found("{ newer }").await, None);
}

#[tokio::test]
async fn an_outdated_answer_is_renewed_by_one() {
    let scene = Scene::set(None).await;
    let standing = scene.standing().await;
    let (one, other) = (scene.place("{ a }", standing), scene.place("{ b }", standing));
    let renewal = one.renewal();
    assert!(renewal.is_some() && one.renewal().is_none() && other.renewal().is_some());
    drop(renewal);
    assert!(one.renewal().is_some());
}
