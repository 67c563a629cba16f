//! A project with every kind of field that holds other things: the worked example of content-api-write.md §9 and more.

use serde_json::{Value, json};
use sql::Statement;
use wire_tests::{Answer, Client, Owner, ProjectHandle, TestServer};

use crate::setup::installed_app;

/// A client that may do everything to the content of a blog.
pub struct Blog {
    pub client: Client,
    pub owner: Owner,
    pub project: ProjectHandle,
    database: store::Database,
    told: std::sync::Mutex<std::collections::HashSet<String>>,
}

impl Blog {
    /// With the models, and no entries.
    pub async fn empty(server: &TestServer) -> Self {
        Blog::with(server, changes()).await
    }

    /// With these models instead, and no entries.
    pub async fn with(server: &TestServer, changes: Value) -> Self {
        let app = installed_app(server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, changes).await;
        let environment = model::ids::EnvironmentId::new(app.project.environment.as_str());
        let database = server.services.store.environment(&environment).await.expect("the store").expect("the database");
        Blog { client: app.client, owner: app.owner, project: app.project, database, told: Default::default() }
    }

    /// With the models, and the authors Ada and Bo, the tags sea and moon.
    pub async fn on(server: &TestServer) -> Self {
        let blog = Blog::empty(server).await;
        for name in ["Ada", "Bo"] {
            blog.ok("mutation($n: String!) { createAuthor(data: {name: $n}) { id } }", json!({ "n": name })).await;
        }
        for name in ["sea", "moon"] {
            blog.ok("mutation($n: String!) { createTag(data: {name: $n}) { id } }", json!({ "n": name })).await;
        }
        blog
    }

    /// The same, at another server on the same database.
    pub fn at(self, base: &str) -> Self {
        Self { client: self.client.at(base), ..self }
    }

    pub async fn send(&self, query: &str, variables: Value) -> Answer {
        self.client.content(&self.project, query, variables).await
    }

    /// The data of an answer without errors.
    #[track_caller]
    pub fn ok<'f>(&'f self, query: &'f str, variables: Value) -> impl Future<Output = Value> + 'f {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.send(query, variables).await;
            assert!(answer.status == 200 && answer.body.get("errors").is_none(), "{caller}: {}", answer.body);
            answer.at("/data").clone()
        }
    }

    /// The message of a refusal with status 400.
    #[track_caller]
    pub fn refused<'f>(&'f self, query: &'f str) -> impl Future<Output = String> + 'f {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.send(query, json!({})).await;
            assert_eq!(answer.status, 400, "{caller}: {}", answer.body);
            assert!(answer.at("/data").is_null());
            answer.error().to_owned()
        }
    }

    /// The first column of what a statement gives, as texts.
    pub async fn texts(&self, text: String) -> Vec<String> {
        let rows = self.database.query(Statement::new(text, Vec::new())).await.expect("the statement is right");
        rows.iter().map(|row| row.opt_text(0).expect("a text").unwrap_or("NULL").to_owned()).collect()
    }

    /// The rows that a statement gives.
    pub async fn rows_of(&self, statement: Statement) -> Vec<store::Row> {
        self.database.query(statement).await.expect("the statement is right")
    }

    /// Which engine holds the content.
    pub fn engine(&self) -> sql::Engine {
        self.database.engine()
    }

    /// Runs a statement beside the wire.
    pub async fn execute(&self, statement: Statement) {
        let job = self.database.write(move |tx| Box::pin(async move { tx.execute(statement).await }));
        job.await.expect("the statement is right");
    }

    /// A client with a permanent token that may do only this to content: actions, each on all models or on one, in all
    /// locales or in one.
    pub async fn limited(&self, rules: &[(&str, Option<&str>, Option<&str>)]) -> Client {
        let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) \
                      { createdPermanentAuthToken { id token } } }";
        let data =
            json!({ "environmentId": self.project.environment, "name": "limited", "managementPermissionIds": [] });
        let made = self.owner.client.management(create, json!({ "data": data })).await.ok();
        let token = made.text("/data/createPermanentAuthToken/createdPermanentAuthToken/id");
        for (action, model, locale) in rules {
            let model = match model {
                None => None,
                Some(name) => Some(self.id_of("model", name).await),
            };
            let locales = match locale {
                None => None,
                Some(name) => Some(json!([self.id_of("locale", name).await]).to_string()),
            };
            let row = sql::environment::content_permissions::Row {
                id: &cuid::cuid1(),
                owner_kind: "PAT",
                owner_id: &token,
                action,
                model: model.as_deref(),
                locales,
                stages: None,
                from_stages: None,
                condition: None,
                enabled: true,
            };
            self.execute(sql::environment::content_permissions::insert(row, &accounts::clock::now())).await;
        }
        self.client.with_token(&made.text("/data/createPermanentAuthToken/createdPermanentAuthToken/token"))
    }

    async fn objects(&self, kind: &str) -> Vec<Value> {
        let bodies = self.texts(format!("SELECT body FROM content_object WHERE kind = '{kind}'")).await;
        bodies.iter().map(|body| serde_json::from_str(body).expect("JSON")).collect()
    }

    pub async fn id_of(&self, kind: &str, api_id: &str) -> String {
        let objects = self.objects(kind).await;
        let object = objects.iter().find(|object| object["api_id"] == api_id).expect("it is there");
        object["id"].as_str().expect("text").to_owned()
    }

    /// Puts an asset into DRAFT beside the wire, without a file.
    pub async fn asset(&self, id: &str) {
        let models = self.objects("model").await;
        let asset = models.iter().find(|model| model["api_id"] == "Asset").expect("the model of files");
        let fields = asset["fields"].as_array().expect("fields").iter();
        let named = |name: &str| {
            fields
                .clone()
                .find(|field| field["api_id"] == name)
                .and_then(|field| field["id"].as_str())
                .expect("a field")
        };
        let (model, handle, file) = (asset["id"].as_str().expect("text"), named("handle"), named("fileName"));
        let now = "2026-01-01T00:00:00+00:00";
        let base = format!("INSERT INTO \"m_{model}\" (id, stage, created_at, updated_at) VALUES ($1, 1, $2, $2)");
        self.execute(Statement::new(base, vec![sql::Value::from(id), sql::Value::from(now)])).await;
        let localized = format!(
            "INSERT INTO \"l_{model}\" (id, stage, locale, created_at, updated_at, \"f_{handle}\", \"f_{file}\") \
             VALUES ($1, 1, 1, $2, $2, $1, $3)"
        );
        let values = vec![sql::Value::from(id), sql::Value::from(now), sql::Value::from(format!("{id}.png"))];
        self.execute(Statement::new(localized, values)).await;
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(format!("SELECT COUNT(*) FROM \"{table}\"")).await
    }

    /// The number that a statement gives.
    pub async fn number(&self, text: String) -> i64 {
        let statement = Statement::new(text, Vec::new());
        let row = self.database.query_opt(statement).await.expect("the statement is right").expect("one row");
        row.int(0).expect("a number")
    }

    /// The quoted table of a relation.
    pub async fn relation_table(&self, model: &str, field: &str) -> String {
        let models = self.objects("model").await;
        let model = models.iter().find(|found| found["api_id"] == model).expect("the model");
        let fields = model["fields"].as_array().expect("fields").iter();
        let field = fields.clone().find(|found| found["api_id"] == field).expect("the field");
        format!("\"r_{}\"", field["id"].as_str().expect("text"))
    }

    /// Numbers of rows by table, of all tables that hold content.
    pub async fn rows(&self) -> Vec<(String, i64)> {
        let tables = match self.database.engine() {
            sql::Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
            sql::Engine::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()",
        };
        let mut counts = Vec::new();
        for table in self.texts(tables.to_owned()).await {
            if ["m_", "l_", "c_", "cl_", "r_"].iter().any(|prefix| table.starts_with(prefix)) || table == "outbox" {
                let count = self.count(&table).await;
                counts.push((table, count));
            }
        }
        counts.sort();
        counts
    }

    /// Every row of every table that holds content or tells of it, as text: for tests that nothing has changed.
    pub async fn contents(&self) -> Vec<String> {
        let mut contents = Vec::new();
        for table in self.content_tables().await {
            let rows = match self.database.engine() {
                sql::Engine::Sqlite => {
                    let columns =
                        self.texts(format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name")).await;
                    let columns: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
                    format!("SELECT json_array({}) FROM \"{table}\" ORDER BY 1", columns.join(", "))
                }
                sql::Engine::Postgres => {
                    format!("SELECT CAST(row_to_json(rows) AS TEXT) FROM \"{table}\" AS rows ORDER BY 1")
                }
            };
            contents.extend(self.texts(rows).await.into_iter().map(|row| format!("{table}: {row}")));
        }
        contents
    }

    /// The tables of models, components and relations, and those that tell of writes.
    pub async fn content_tables(&self) -> Vec<String> {
        let tables = match self.database.engine() {
            sql::Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
            sql::Engine::Postgres => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
            }
        };
        let holds_content = |table: &String| {
            ["m_", "l_", "c_", "cl_", "r_"].iter().any(|prefix| table.starts_with(prefix))
                || ["outbox", "audit", "version"].contains(&table.as_str())
        };
        self.texts(tables.to_owned()).await.into_iter().filter(holds_content).collect()
    }

    /// `action model stage` of the events since the last call, in their order.
    pub async fn events(&self) -> Vec<String> {
        let models = self.objects("model").await;
        let statement = Statement::new("SELECT id, event FROM outbox ORDER BY id", Vec::new());
        let rows = self.database.query(statement).await.expect("the statement is right");
        let mut told = self.told.lock().expect("no test panics here");
        let new = rows.iter().filter(|row| told.insert(row.text(0).expect("a text").to_owned()));
        let events = new.map(|row| serde_json::from_str::<Value>(row.text(1).expect("a text")).expect("JSON"));
        let of_entries = events.filter(|event| event.get("entry").is_some());
        let lines = of_entries.map(|event| {
            let model = models.iter().find(|model| model["id"] == event["model"]).expect("the model");
            let text = |value: &Value| value.as_str().expect("text").to_owned();
            format!("{} {} {}", text(&event["action"]), text(&model["api_id"]), event["stage"])
        });
        lines.collect()
    }
}

pub fn simple(parent: &str, api_id: &str, kind: &str, more: Value) -> Value {
    let mut field = json!({ "parentApiId": parent, "apiId": api_id, "displayName": api_id, "type": kind });
    field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    json!({ "createSimpleField": field })
}

pub fn relation(parent: &str, api_id: &str, is_list: bool, reverse: Value) -> Value {
    let mut reverse = reverse;
    reverse["displayName"] = reverse["apiId"].clone();
    let kind = if reverse["modelApiId"] == "Asset" { "ASSET" } else { "RELATION" };
    json!({ "createRelationalField": { "parentApiId": parent, "apiId": api_id, "displayName": api_id, "type": kind,
        "isList": is_list, "reverseField": reverse } })
}

pub fn component(parent: &str, api_id: &str, component: &str, is_list: bool) -> Value {
    json!({ "createComponentField": { "parentApiId": parent, "apiId": api_id, "displayName": api_id,
        "componentApiId": component, "isList": is_list } })
}

pub fn kind(change: &str, api_id: &str) -> Value {
    json!({ change: { "apiId": api_id, "apiIdPlural": format!("{api_id}s"), "displayName": api_id } })
}

fn changes() -> Value {
    let required = json!({ "isRequired": true });
    let name = json!({ "isRequired": true, "isUnique": true });
    let localized = json!({ "isRequired": true, "isLocalized": true });
    json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        { "createEnumeration": { "apiId": "PostStatus", "displayName": "Status", "values": [
            { "apiId": "idea", "displayName": "Idea" }, { "apiId": "review", "displayName": "Review" },
            { "apiId": "ready", "displayName": "Ready" }] } },
        kind("createComponent", "Fact"), kind("createComponent", "Quote"),
        kind("createModel", "Post"), kind("createModel", "Author"), kind("createModel", "Tag"), kind("createModel", "Profile"),
        simple("Fact", "label", "STRING", localized.clone()),
        simple("Fact", "value", "INT", json!({})),
        simple("Quote", "text", "STRING", required),
        component("Quote", "sources", "Fact", true),
        simple("Author", "name", "STRING", name.clone()),
        simple("Tag", "name", "STRING", name.clone()),
        simple("Profile", "nick", "STRING", name.clone()),
        simple("Post", "title", "STRING", localized),
        simple("Post", "slug", "STRING", name),
        { "createEnumerableField": { "parentApiId": "Post", "apiId": "progress", "displayName": "Progress",
            "enumerationApiId": "PostStatus" } },
        simple("Post", "keywords", "STRING", json!({ "isList": true })),
        relation("Post", "cover", false, json!({ "modelApiId": "Asset", "apiId": "coverPost", "isList": true })),
        relation("Post", "author", false, json!({ "modelApiId": "Author", "apiId": "posts", "isList": true })),
        component("Post", "facts", "Fact", true),
        { "createUnionField": { "parentApiId": "Post", "apiId": "mentions", "displayName": "Mentions", "isList": true,
            "reverseField": { "apiId": "mentionedIn", "displayName": "Mentioned in", "isList": true,
                "modelApiIds": ["Author", "Tag"] } } },
        relation("Post", "tags", true, json!({ "modelApiId": "Tag", "apiId": "taggedPosts", "isList": true })),
        relation("Post", "hero", false, json!({ "modelApiId": "Author", "apiId": "heroOf", "isList": true, "isUnidirectional": true })),
        relation("Author", "profile", false, json!({ "modelApiId": "Profile", "apiId": "author", "isList": false })),
        component("Post", "quote", "Quote", false),
        { "createComponentUnionField": { "parentApiId": "Post", "apiId": "blocks", "displayName": "Blocks", "isList": true,
            "componentApiIds": ["Quote", "Fact"] } },
        relation("Quote", "speaker", false, json!({ "modelApiId": "Author", "apiId": "quotes", "isList": true, "isUnidirectional": true })),
    ])
}
