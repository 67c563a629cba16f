//! A server with an owner and a project.

use ::access::{Actor, ContentAction, ContentGrants, Identity, gate};
use ::apps::{Apps, StudioOrigin};
use ::content::environment::Environments;
use accounts::{Accounts, Credential, EnvironmentRow, NewPerson, Person, ServerKey, Viewer};
use content::request::Method;
use graphql::Request;
use model::ids::{EntryId, ModelId, StageId};
use model::{Component, ContentModel, Field, FieldRef, Model, ParentId};
use serde_json::{Value, json};
use sql::dml::{Assignment, SystemColumn, insert_base, insert_localization};
use sql::{Statement, names};
use store::{Database, StoreError};

use super::places::Place;
use crate::{Answer, Management};

pub(super) const BASE: &str = "http://localhost:4000";

/// One server, its owner, the owner's project and its environment.
pub(super) struct Bench {
    pub(super) accounts: Accounts,
    pub(super) management: Management,
    pub(super) owner: Person,
    pub(super) environment: EnvironmentRow,
    pub(super) database: Database,
    environments: Environments,
    _place: Place,
}

impl Bench {
    pub(super) async fn new(place: Place) -> Bench {
        let key = ServerKey::load(place.folder.path(), None).unwrap();
        let accounts = Accounts::new(place.store.clone(), key);
        let apps = Apps::new(place.store.clone(), accounts.clone());
        let environments = Environments::new();
        let studio = StudioOrigin::of(BASE).unwrap();
        let management = Management::new(accounts.clone(), apps, environments.clone(), studio);
        let new = NewPerson { email: "ada@example.com".into(), name: "Ada".into(), password: "0123456789".into() };
        let owner = accounts.create_owner(new).await.unwrap();
        let project = accounts.create_project(&owner, "Shop", None).await.unwrap();
        let environment = accounts.environments(&project.id).await.unwrap().remove(0);
        let database = place.store.environment(&environment.id).await.unwrap().unwrap();
        Bench { accounts, management, owner, environment, database, environments, _place: place }
    }

    pub(super) fn id(&self) -> &str {
        self.environment.id.as_str()
    }

    pub(super) async fn send(&self, viewer: Viewer, query: &str, variables: Value) -> (u16, Value) {
        let Value::Object(variables) = variables else { panic!("variables are an object") };
        let request = Request { query: query.to_owned(), variables, operation_name: None };
        let Answer { status, body } = self.management.handle(viewer, BASE, request, Method::Post).await;
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// As the owner; the whole answer.
    pub(super) async fn ask(&self, query: &str, variables: Value) -> Value {
        self.send(Viewer::User(self.owner.clone()), query, variables).await.1
    }

    /// As the owner; the data, which must be without errors.
    pub(super) async fn data(&self, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// The master environment as the owner sees it, with this selection.
    pub(super) async fn master(&self, selection: &str) -> Value {
        let query = format!("{{ viewer {{ project {{ environment(name: \"master\") {{ {selection} }} }} }} }}");
        self.data(&query, json!({})).await["viewer"]["project"]["environment"].take()
    }

    /// Sends a batch; the migration, or the error.
    pub(super) async fn batch(&self, changes: Value) -> Value {
        self.batch_as(Viewer::User(self.owner.clone()), changes).await
    }

    pub(super) async fn batch_as(&self, viewer: Viewer, changes: Value) -> Value {
        let query = "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration \
                     { id name status errors finishedAt operationType resourceId triggeredBy { isOwner } } } }";
        let data = json!({ "data": { "environmentId": self.id(), "changes": changes } });
        let (_, mut answer) = self.send(viewer, query, data).await;
        match answer.pointer("/errors/0") {
            None => answer["data"]["submitBatchChanges"]["migration"].take(),
            Some(error) => error.clone(),
        }
    }

    /// Sends a batch that must succeed.
    pub(super) async fn done(&self, changes: Value) {
        let migration = self.batch(changes.clone()).await;
        assert_eq!(migration["status"], "SUCCESS", "{changes}: {migration}");
    }

    /// Sends a batch that must fail on the content; why it did.
    pub(super) async fn failed(&self, changes: Value) -> String {
        let migration = self.batch(changes.clone()).await;
        assert_eq!(migration["status"], "FAILED", "{changes}: {migration}");
        migration["errors"].as_str().unwrap().to_owned()
    }

    /// Sends a batch that must be refused; code and message.
    pub(super) async fn refused(&self, changes: Value) -> (String, String) {
        let error = self.batch(changes.clone()).await;
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{changes}: {error}")).to_owned();
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }

    pub(super) async fn content(&self) -> ContentModel {
        let content = self.environments.content_model(&self.database, &self.environment.id).await.unwrap();
        ContentModel::clone(&content)
    }

    pub(super) async fn model(&self) -> Model {
        self.content().await.model("Post").unwrap().clone()
    }

    /// Writes an entry of `Post` with values of base fields in their row form.
    pub(super) async fn entry(&self, id: &str, stage: i64, values: &[(&str, sql::Value)]) {
        self.try_entry(id, stage, values).await.unwrap();
    }

    pub(super) async fn try_entry(
        &self,
        id: &str,
        stage: i64,
        values: &[(&str, sql::Value)],
    ) -> Result<u64, StoreError> {
        let model = self.model().await;
        let assignments = self.assignments(&model, values);
        self.write(insert_base(&model.id, &EntryId::new(id), stage, assignments).statement()).await
    }

    /// Writes a localisation of an entry of `Post`.
    pub(super) async fn localization(&self, id: &str, locale: i64, values: &[(&str, sql::Value)]) {
        let model = self.model().await;
        let assignments = self.assignments(&model, values);
        let parent = ParentId::Model(model.id);
        self.write(insert_localization(&parent, id, 1, locale, assignments).statement()).await.unwrap();
    }

    /// Links an entry or instance to an entry, in DRAFT, in the relation of a field.
    pub(super) async fn link(&self, field: &Field, src: &str, dst: (&ModelId, &str)) {
        let table = names::quote(&names::relation_table(&field.id));
        let text = format!("INSERT INTO {table} (stage, src, dst, dst_model, pos, rpos) VALUES (1, $1, $2, $3, 1, 1)");
        let params = vec![src.into(), dst.1.into(), dst.0.as_str().into()];
        self.write(Statement::new(text, params)).await.unwrap();
    }

    /// Writes an instance of a component in DRAFT, held by `parent` in `field`.
    pub(super) async fn instance(&self, component: &Component, id: &str, parent: &str, field: &Field) {
        let table = names::quote(&names::component_table(&component.id));
        let text =
            format!("INSERT INTO {table} (id, stage, parent, field, pos, updated_at) VALUES ($1, 1, $2, $3, 1, $4)");
        let params = vec![id.into(), parent.into(), field.id.as_str().into(), "2026-01-01T00:00:00+00:00".into()];
        self.write(Statement::new(text, params)).await.unwrap();
    }

    /// How many rows a table has; none when it is not there.
    pub(super) async fn rows(&self, table: &str) -> Option<i64> {
        let text = format!("SELECT COUNT(*) FROM {}", names::quote(table));
        let rows = self.database.query(Statement::new(text, Vec::new())).await.ok()?;
        Some(rows[0].int(0).unwrap())
    }

    /// Runs a single mutation as the owner; status and operation type of its migration.
    pub(super) async fn single(&self, mutation: &str, input_type: &str, data: Value) -> (String, String) {
        let query = format!(
            "mutation($data: {input_type}!) {{ {mutation}(data: $data) {{ migration {{ status operationType errors }} }} }}"
        );
        let answer = self.data(&query, json!({ "data": data })).await;
        let migration = &answer[mutation]["migration"];
        let text = |key: &str| migration[key].as_str().unwrap_or_else(|| panic!("{migration}")).to_owned();
        (text("status"), text("operationType"))
    }

    fn assignments(&self, model: &Model, values: &[(&str, sql::Value)]) -> Vec<Assignment> {
        let time = || sql::Value::from("2026-01-01T00:00:00+00:00");
        let system = [SystemColumn::CreatedAt, SystemColumn::UpdatedAt];
        let mut all: Vec<Assignment> = system.map(|column| Assignment::system(column, time())).into();
        for (api_id, value) in values {
            let field = FieldRef::Own(model.field(api_id).unwrap().id.clone());
            let everything = ContentGrants::on_everything(&ContentAction::ALL);
            let stage = StageId::new("any");
            let actor =
                Actor { identity: Identity::System { job: "test" }, content: everything, default_stage: stage.clone() };
            let granted = gate(&actor, ContentAction::Update, &model.id, &stage, field).unwrap();
            all.extend(Assignment::field(&granted, vec![value.clone()]));
        }
        all
    }

    pub(super) async fn write(&self, statement: Statement) -> Result<u64, StoreError> {
        self.database.write(move |tx| Box::pin(async move { tx.execute(statement).await })).await
    }

    /// One integer that a statement gives.
    pub(super) async fn number(&self, statement: Statement) -> i64 {
        self.database.query(statement).await.unwrap()[0].int(0).unwrap()
    }

    /// How many rows of a field of `Post` have no value.
    pub(super) async fn nulls(&self, api_id: &str) -> i64 {
        let model = self.model().await;
        let field = model.field(api_id).unwrap();
        let table = if field.is_localized { names::localized_table(&model.id) } else { names::base_table(&model.id) };
        self.number(sql::ddl::count_nulls(&table, &names::column(&field.id))).await
    }

    /// Whether a table or column is there.
    pub(super) async fn has_column(&self, table: &str, column: &str) -> bool {
        self.database.query(sql::ddl::count_nulls(table, column)).await.is_ok()
    }

    /// A token with exactly these actions as a viewer.
    pub(super) async fn token(&self, actions: &[&str]) -> Viewer {
        let query = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { \
                     createdPermanentAuthToken { token managementPermissions { action } } } }";
        let data = json!({ "environmentId": self.id(), "name": "t", "managementPermissionIds": actions });
        let made = self.data(query, json!({ "data": data })).await;
        let token = &made["createPermanentAuthToken"]["createdPermanentAuthToken"]["token"];
        self.viewer(token.as_str().unwrap()).await
    }

    pub(super) async fn viewer(&self, token: &str) -> Viewer {
        self.accounts.viewer(&Credential::Bearer(token.to_owned())).await.unwrap()
    }
}

pub(super) fn post() -> Value {
    json!({ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } })
}

/// A change that adds a field to `Post`.
pub(super) fn field(api_id: &str, simple_type: &str, more: Value) -> Value {
    let mut field = json!({ "parentApiId": "Post", "apiId": api_id, "displayName": api_id, "type": simple_type });
    merge(&mut field, more);
    json!({ "createSimpleField": field })
}

/// A change of a field of `Post`.
pub(super) fn update(api_id: &str, more: Value) -> Value {
    let mut field = json!({ "parentApiId": "Post", "apiId": api_id });
    merge(&mut field, more);
    json!({ "updateSimpleField": field })
}

fn merge(into: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("an object") };
    into.as_object_mut().unwrap().extend(more);
}
