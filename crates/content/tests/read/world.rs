//! An environment with entries on each engine, and somebody who asks.

use std::future::Future;

use access::{Actor, ContentAction, ContentGrants, Identity, gate};
use content::environment::Environment;
use content::limits::Settings;
use content::request::{Answer, Caching, Content, Extensions, Method, Question, RequestHeaders, answer};
use model::ids::{EntryId, EnvironmentId, ModelId, ProjectId, StageId};
use model::{ContentModel, Field, FieldKind, FieldRef, ParentId, RelationSide, Stage};
use serde_json::{Map, Value as Json, json};
use sql::ddl::{
    TableKind, add_column, create_component_tables, create_model_tables, create_relation_table, create_unique_index,
};
use sql::dml::{self, Assignment, SystemColumn};
use sql::environment::{content_actors, content_objects};
use sql::{Statement, Value, names, search};
use store::{Store, StoreConfig, StoreError, Transaction};
use tempfile::TempDir;

use crate::models::content_model;

pub struct World {
    pub content: Content,
    pub environment: Environment,
    pub model: ContentModel,
    store: Store,
    _folder: TempDir,
}

/// Runs a test on each engine that is there.
pub async fn on_each_engine<F: Future<Output = World>>(test: impl Fn(World) -> F) {
    on_each_engine_with(content_model, test).await;
}

/// The same with another content model.
pub async fn on_each_engine_with<F: Future<Output = World>>(model: fn() -> ContentModel, test: impl Fn(World) -> F) {
    test(World::new(None, model()).await).await;
    match std::env::var("EPIGRAPH_TEST_POSTGRES") {
        Ok(server) => {
            let world = test(World::new(Some(server), model()).await).await;
            world.store.drop_environment(&world.environment.id).await.unwrap();
        }
        Err(_) => {
            eprintln!(
                "PostgreSQL is skipped: EPIGRAPH_TEST_POSTGRES names no server (postgres://user@host:port/postgres)"
            );
        }
    }
}

/// One entry's row in a stage, or one of its localisations.
pub struct Row<'a> {
    pub model: &'a str,
    pub id: &'a str,
    pub stage: i64,
    pub locale: Option<i64>,
    /// Minute of creation; updated and published are given by the fields `updatedAt`, `publishedAt`, `createdBy`.
    pub minute: u32,
    pub fields: Json,
}

impl World {
    pub async fn new(database_url: Option<String>, model: ContentModel) -> World {
        let folder = TempDir::new().unwrap();
        let config = StoreConfig { data_dir: folder.path().to_owned(), database_url };
        let store = Store::open(&config).await.unwrap();
        let id = EnvironmentId::new(cuid::cuid1().to_string());
        let database = store.create_environment(&id).await.unwrap();
        let environment = Environment { project: ProjectId::new("project"), id, name: "master".to_owned(), database };
        let settings = Settings::default();
        let storage = assets::Storage::new(folder.path().join("media"));
        let content = Content::new(&settings, assets::Assets::new(settings.files, storage, [0; 32]));
        let world = World { content, environment, model, store, _folder: folder };
        world.prepare().await;
        world
    }

    async fn prepare(&self) {
        let engine = self.environment.database.engine();
        let mut statements = vec![content_objects::set_version(self.model.version)];
        statements.extend(self.model.to_objects().iter().map(content_objects::upsert));
        for model in &self.model.models {
            statements.extend(create_model_tables(engine, &model.id));
        }
        for component in &self.model.components {
            statements.extend(create_component_tables(engine, &component.id));
        }
        for parent in self.model.parents() {
            for field in parent.fields() {
                statements.extend(self.prepare_field(&parent.id(), field));
            }
        }
        statements.extend(search::create_all(engine, &self.model));
        statements.push(content_actors::add("u1", "MEMBER", "Ada", "2024-01-01T00:00:00+00:00"));
        statements.push(content_actors::add("u2", "PAT", "Robot", "2024-01-02T00:00:00+00:00"));
        self.run(statements).await;
    }

    /// The field's column, or the table of a relation or union that it is the source of.
    fn prepare_field(&self, parent: &ParentId, field: &Field) -> Vec<Statement> {
        let engine = self.environment.database.engine();
        match &field.kind {
            FieldKind::Relational { side: RelationSide::Source, .. } | FieldKind::Union { .. } => {
                return create_relation_table(engine, &field.id);
            }
            _ => {}
        }
        let Some(storage) = field.storage() else { return Vec::new() };
        let (table, kind) = match field.is_localized {
            true => (names::parent_localized_table(parent), TableKind::Localized),
            false => (names::parent_table(parent), TableKind::Base),
        };
        let column = names::column(&field.id);
        let mut statements = add_column(engine, &table, &column, storage);
        if field.is_unique {
            statements.push(create_unique_index(engine, &table, &column, kind));
        }
        statements
    }

    /// Puts rows into tables, each as the table's bare name and its columns with their values.
    pub async fn put_raw(&self, rows: Vec<(String, Json)>) {
        let statements = rows.iter().map(|(table, row)| {
            let row = row.as_object().unwrap();
            let columns: Vec<_> = row.keys().map(|column| names::quote(column)).collect();
            let places: Vec<_> = (1..=row.len()).map(|place| format!("${place}")).collect();
            let text =
                format!("INSERT INTO {} ({}) VALUES ({})", names::quote(table), columns.join(", "), places.join(", "));
            let values = row.values().map(|value| match value {
                Json::Null => Value::Null,
                Json::Bool(truth) => Value::Bool(*truth),
                Json::String(text) => Value::from(text),
                Json::Number(number) => {
                    number.as_i64().map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::Int)
                }
                Json::Array(_) | Json::Object(_) => Value::from(value),
            });
            Statement::new(text, values.collect())
        });
        let statements = statements.collect();
        self.run(statements).await;
    }

    pub async fn run(&self, statements: Vec<Statement>) {
        let job = self.environment.database.write(move |tx: &mut Transaction| {
            Box::pin(async move {
                for statement in statements {
                    tx.execute(statement).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        job.await.unwrap();
    }

    /// Puts rows into the tables by hand.
    pub async fn put(&self, rows: Vec<Row<'_>>) {
        let statements = rows.iter().map(|row| self.insert(row)).collect();
        self.run(statements).await;
    }

    fn insert(&self, row: &Row<'_>) -> Statement {
        let model = self.model.model(row.model).unwrap();
        let created = format!("2026-01-01T00:{:02}:00+00:00", row.minute);
        let text = |name: &str, otherwise: Value| row.fields[name].as_str().map_or(otherwise, Value::from);
        let mut assignments = vec![
            Assignment::system(SystemColumn::CreatedAt, Value::from(created.as_str())),
            Assignment::system(SystemColumn::UpdatedAt, text("updatedAt", Value::from(created.as_str()))),
            Assignment::system(SystemColumn::PublishedAt, text("publishedAt", Value::Null)),
            Assignment::system(SystemColumn::CreatedBy, text("createdBy", Value::Null)),
        ];
        for field in model.fields.iter().filter(|field| field.is_localized == row.locale.is_some()) {
            if let Some(value) = row.fields.get(&field.api_id) {
                let everybody = everything(&self.model);
                let reference = FieldRef::Own(field.id.clone());
                let granted =
                    gate(&everybody, ContentAction::Read, &model.id, &self.model.stages[0].id, reference).unwrap();
                assignments.extend(Assignment::field(&granted, column_values(field.storage().unwrap(), value)));
            }
        }
        let id = EntryId::new(row.id);
        match row.locale {
            None => dml::insert_base(&model.id, &id, row.stage, assignments).statement(),
            Some(locale) => {
                let parent = ParentId::Model(model.id.clone());
                dml::insert_localization(&parent, id.as_str(), row.stage, locale, assignments).statement()
            }
        }
    }

    /// Asks as somebody who may do everything and reads DRAFT; gives the answer's JSON in compact form.
    pub async fn ask(&self, query: &str) -> String {
        self.ask_as(everything(&self.model), RequestHeaders::default(), query, json!({})).await.1
    }

    /// Asks as somebody; status and body in compact form.
    pub async fn ask_as(&self, actor: Actor, headers: RequestHeaders, query: &str, variables: Json) -> (u16, String) {
        let (status, body) = self.bytes(actor, headers, query, variables).await;
        let json: Json = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
        (status, json.to_string())
    }

    /// The same with the body as it came.
    pub async fn bytes(&self, actor: Actor, headers: RequestHeaders, query: &str, variables: Json) -> (u16, String) {
        let variables = match variables {
            Json::Object(variables) => variables,
            _ => Map::new(),
        };
        let request = graphql::Request { query: query.to_owned(), variables, operation_name: None };
        let question = Question {
            actor: std::sync::Arc::new(actor),
            request,
            headers,
            method: Method::Post,
            caching: Caching::Off,
            extensions: Extensions::None,
        };
        let Answer { status, body, .. } = answer(&self.content, &self.environment, question, "id").await;
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// The answer to a query, held against the expected text.
    pub async fn expect(&self, query: &str, expected: &str) {
        let answer = self.ask(query).await;
        assert_eq!(answer, expected, "{query}\non {}", self.environment.database.engine().name());
    }

    /// Ids of the things that a condition lets through, in order of creation.
    pub async fn things(&self, condition: &str) -> String {
        let answer = self.ask(&format!("{{ things(first: 100, where: {{ {condition} }}) {{ id }} }}")).await;
        let json: Json = serde_json::from_str(&answer).unwrap();
        let Some(things) = json["data"]["things"].as_array() else { return answer };
        things.iter().map(|thing| thing["id"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
    }
}

/// Somebody who may do everything.
pub fn everything(model: &ContentModel) -> Actor {
    actor(model, ContentGrants::on_everything(&ContentAction::ALL), Stage::DRAFT)
}

pub fn actor(model: &ContentModel, content: ContentGrants, default_stage: i64) -> Actor {
    Actor { identity: Identity::Public, content, default_stage: stage_id(model, default_stage) }
}

pub fn stage_id(model: &ContentModel, key: i64) -> StageId {
    model.stage_by_key(key).unwrap().id.clone()
}

pub fn model_id(name: &str) -> ModelId {
    ModelId::new(name.to_ascii_lowercase())
}

/// A JSON value as a column holds it; a rich text is given as its four texts.
fn column_values(storage: model::Storage, value: &Json) -> Vec<Value> {
    match (storage, value) {
        (model::Storage::RichText, Json::Array(four)) => {
            four.iter().map(|text| text.as_str().map_or_else(|| Value::from(text), Value::from)).collect()
        }
        (_, Json::Null) => vec![Value::Null],
        (model::Storage::Int, value) => vec![Value::Int(value.as_i64().unwrap())],
        (model::Storage::Float, value) => vec![Value::Float(value.as_f64().unwrap())],
        (model::Storage::Bool, value) => vec![Value::Bool(value.as_bool().unwrap())],
        (_, Json::String(text)) => vec![Value::from(text)],
        (_, value) => vec![Value::from(value)],
    }
}

/// Things a to d: two full ones, an empty one, an odd one.
pub async fn with_things(world: &World) {
    let thing = |id, minute, fields| Row { model: "Thing", id, stage: Stage::DRAFT, locale: None, minute, fields };
    world
        .put(vec![
            thing("a", 1, json!({
                "text": "Alpha", "count": 1, "price": 1.5, "active": true, "slug": "alpha", "material": 3,
                "extra": { "a": [1, { "b": "deep" }], "n": null, "t": true },
                "startsAt": "2026-01-01T00:00:00+00:00", "day": "2026-01-01", "createdBy": "u1",
                "place": { "latitude": 52.5, "longitude": 13.0 }, "tint": { "r": 255, "g": 0, "b": 10, "a": 1.0 },
                "story": [{ "children": [{ "type": "paragraph", "children": [{ "text": "Once" }] }] }, "<p>Once</p>", "Once\n", "Once"],
                "tags": ["x", "y"], "numbers": [1, 2], "prices": [1.0, 2.5], "days": ["2026-01-01"], "flags": [true, false],
                "materials": [3, 1], "tints": [{ "r": 1, "g": 2, "b": 3, "a": 0.5 }],
            })),
            thing("b", 2, json!({
                "text": "beta 100%_\\ 'x'", "count": 2, "price": 2.0, "active": false, "slug": "beta", "material": 1,
                "extra": [1, "two", 2.5], "startsAt": "2026-01-01T00:00:00.5+00:00", "day": "2026-02-01", "createdBy": "u2",
                "tint": { "r": 0, "g": 128, "b": 255, "a": 0.25 }, "tags": ["y", "x"], "numbers": [2], "prices": [2.5],
                "materials": [], "flags": [],
            })),
            thing("c", 3, json!({})),
            thing("d", 4, json!({
                "text": "ÄRGER", "count": -5, "price": 1e21, "slug": "d", "material": 2, "extra": { "a": 7 }, "createdBy": "gone",
                "tags": [], "numbers": [1, 2, 3], "prices": [0.1, 100000.0],
            })),
        ])
        .await;
}
