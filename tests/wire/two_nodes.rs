//! Two processes on one database: what one is told about rights holds at the other within a second (issue 6).

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, Owner, ProjectHandle, TestServer, on_both};

use crate::binary::{Binary, Running};
use crate::setup::{InstalledApp, installed_app, uninstall};

const SECOND: Duration = Duration::from_secs(1);

const NOTES: &str = "{ notes(stage: DRAFT) { id } }";

/// One server in this process, another one in a process of its own, and a project with a model.
struct Nodes {
    one: TestServer,
    other: Running,
    app: InstalledApp,
    model: String,
}

impl Nodes {
    async fn on(one: TestServer) -> Option<Nodes> {
        let other = Binary::find()?.serve(&one.database).await;
        let app = installed_app(&one, json!({ "CONTENT": "READ_WRITE" })).await;
        let note = json!({ "createModel": { "apiId": "Note", "apiIdPlural": "Notes", "displayName": "Note" } });
        app.owner.changes(&app.project, json!([note])).await;
        let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { contentModel { model(apiId: \"Note\") { id } } } } } }";
        let seen = app.owner.client.management(query, json!({ "p": app.project.id })).await.ok();
        let model = seen.text("/data/viewer/project/environment/contentModel/model/id");
        Some(Nodes { one, other, app, model })
    }

    fn owner(&self) -> &Owner {
        &self.app.owner
    }

    fn project(&self) -> &ProjectHandle {
        &self.app.project
    }

    /// The status of a read of content as that actor, at the other node.
    async fn reads(&self, client: &Client) -> u16 {
        let client = client.at(&self.other.base);
        let request = client.request(Method::POST, &self.project().path()).json(&json!({ "query": NOTES }));
        Client::send_quietly(request).await.status
    }

    /// What that actor may not do of this, at the other node; null when it is nobody any more.
    async fn lacks(&self, client: &Client, actions: &Value) -> Value {
        let query = "query($p: ID!, $a: [PermissionAction!]!) { viewer { project(id: $p) { viewerAsMember { \
                     hasPermissions(actions: $a) { notAllowedActions } } } } }";
        let variables = json!({ "p": self.project().id, "a": actions });
        let request = client.at(&self.other.base).request(Method::POST, "/graphql");
        let answer = Client::send_quietly(request.json(&json!({ "query": query, "variables": variables }))).await;
        answer.at("/data/viewer/project/viewerAsMember/hasPermissions/notAllowedActions").clone()
    }

    /// Whether that actor is somebody, at the other node.
    async fn knows(&self, client: &Client) -> u16 {
        let request = client.at(&self.other.base).request(Method::POST, "/graphql");
        Client::send_quietly(request.json(&json!({ "query": "{ viewer { id } }" }))).await.status
    }

    /// Runs a mutation with one `data` argument at the first node, as the owner.
    async fn change(&self, name: &str, selection: &str, data: Value) -> Answer {
        let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let query = format!("mutation($data: {input}!) {{ {name}(data: $data) {{ {selection} }} }}");
        self.owner().client.management(&query, json!({ "data": data })).await.ok()
    }

    /// Grants reading notes at the first node; the row's id.
    async fn grant(&self, target: Value) -> String {
        let data = json!({ "target": target, "model": { "id": self.model } });
        let made = self.change("createReadContentPermission", "permission { id }", data).await;
        made.text("/data/createReadContentPermission/permission/id")
    }

    async fn revoke(&self, row: &str) {
        self.change("deleteContentPermission", "deletedPermissionId", json!({ "permissionId": row })).await;
    }

    async fn enable(&self, row: &str, enabled: bool) {
        let data = json!({ "permissionId": row, "enabled": enabled });
        self.change("updateContentPermissionEnabled", "permission { id }", data).await;
    }

    /// A grant, its being switched off and on, and its end, each seen by the other node.
    async fn follows_rows(&self, client: &Client, target: Value) {
        becomes(403, async || self.reads(client).await).await;
        let row = self.grant(target).await;
        becomes(200, async || self.reads(client).await).await;
        self.enable(&row, false).await;
        becomes(403, async || self.reads(client).await).await;
        self.enable(&row, true).await;
        becomes(200, async || self.reads(client).await).await;
        self.revoke(&row).await;
        becomes(403, async || self.reads(client).await).await;
    }

    /// A session's cookie of the owner, made at the first node.
    async fn sign_in(&self) -> Client {
        let public = self.one.public();
        let request = public.request(Method::POST, "/studio-api/session").header("x-epigraph-studio", "1");
        let body = json!({ "email": "owner@example.org", "password": "correct horse battery" });
        let answer = Client::send_quietly(request.json(&body)).await;
        public.with_cookie(answer.header("set-cookie").split(['=', ';']).nth(1).expect("a cookie"))
    }
}

/// Waits until that is the answer, for a second at most, and looks whether it stays so.
#[track_caller]
fn becomes<T: PartialEq + std::fmt::Debug>(wanted: T, ask: impl AsyncFn() -> T) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    async move {
        let begin = Instant::now();
        loop {
            // The answer must hold of a question that was put within the second.
            let asked = begin.elapsed();
            let seen = ask().await;
            if seen == wanted {
                break;
            }
            assert!(asked < SECOND, "{caller}: {seen:?} after a second, not {wanted:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            assert_eq!(ask().await, wanted, "{caller}: it went back");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_a_tokens_rows_and_its_end_reach_the_other_node_within_a_second() {
    on_both(async |server| {
        let Some(nodes) = Nodes::on(server).await else { return };
        let data =
            json!({ "environmentId": nodes.project().environment, "name": "site", "managementPermissionIds": [] });
        let made = nodes.change("createPermanentAuthToken", "createdPermanentAuthToken { id token }", data).await;
        let made = made.at("/data/createPermanentAuthToken/createdPermanentAuthToken").clone();
        let site = nodes.one.public().with_token(made["token"].as_str().unwrap());
        let target = json!({ "kind": "PAT", "patId": made["id"] });
        nodes.follows_rows(&site, target.clone()).await;
        nodes.grant(target).await;
        becomes(200, async || nodes.reads(&site).await).await;
        nodes.change("deletePermanentAuthToken", "deletedPermanentAuthTokenId", json!({ "id": made["id"] })).await;
        becomes(401, async || nodes.reads(&site).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_08_the_publics_rows_reach_the_other_node_within_a_second() {
    on_both(async |server| {
        let Some(nodes) = Nodes::on(server).await else { return };
        let target = json!({ "kind": "PUBLIC", "environmentId": nodes.project().environment });
        nodes.follows_rows(&nodes.one.public(), target).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_another_role_and_removal_reach_the_other_node_within_a_second() {
    on_both(async |server| {
        let Some(nodes) = Nodes::on(server).await else { return };
        let member = nodes.one.member(nodes.project(), "Contributor").await;
        let query =
            "query($p: ID!) { viewer { project(id: $p) { members { id isOwner } existingRoles { id name } } } }";
        let seen = nodes.owner().client.management(query, json!({ "p": nodes.project().id })).await.ok();
        let list = |name: &str| seen.at(&format!("/data/viewer/project/{name}")).as_array().unwrap().clone();
        let id = list("members").into_iter().find(|one| one["isOwner"] == false).unwrap()["id"].clone();
        let developer = list("existingRoles").into_iter().find(|one| one["name"] == "Developer").unwrap()["id"].clone();
        let asked = json!(["MODEL_CREATE", "PROJECT_DELETE"]);
        assert_eq!(nodes.lacks(&member, &asked).await, asked);
        let given = json!({ "memberId": id, "roleIds": [developer] });
        nodes.change("updateMemberRoles", "id", given).await;
        becomes(401, async || nodes.knows(&member).await).await;
        let member = nodes.one.again("contributor@example.org").await;
        becomes(json!(["PROJECT_DELETE"]), async || nodes.lacks(&member, &asked).await).await;

        let role =
            json!({ "projectId": nodes.project().id, "name": "Reader", "managementPermissionIds": ["MODEL_CREATE"] });
        let role = nodes.change("createRole", "id", role).await.text("/data/createRole/id");
        nodes.change("updateMemberRoles", "id", json!({ "memberId": id, "roleIds": [role] })).await;
        becomes(401, async || nodes.knows(&member).await).await;
        let member = nodes.one.again("contributor@example.org").await;
        let target = json!({ "kind": "ROLE", "roleId": role, "environmentId": nodes.project().environment });
        nodes.follows_rows(&member, target).await;
        // A role changes under those who have it.
        assert_eq!(nodes.lacks(&member, &asked).await, json!(["PROJECT_DELETE"]));
        nodes.change("updateRole", "id", json!({ "id": role, "managementPermissionIds": [] })).await;
        becomes(asked.clone(), async || nodes.lacks(&member, &asked).await).await;

        nodes.change("removeMember", "removedMemberId", json!({ "memberId": id })).await;
        becomes(401, async || nodes.knows(&member).await).await;
        let member = nodes.one.again("contributor@example.org").await;
        assert_eq!(nodes.lacks(&member, &asked).await, Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_signing_out_reaches_the_other_node_within_a_second() {
    on_both(async |server| {
        let Some(nodes) = Nodes::on(server).await else { return };
        let (first, second) = (nodes.sign_in().await, nodes.sign_in().await);
        let query = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { authToken } } } }";
        let token = second.management(query, json!({ "p": nodes.project().id })).await.ok();
        let token = nodes.one.public().with_token(&token.text("/data/viewer/project/environment/authToken"));
        for client in [&first, &second, &token] {
            assert_eq!(nodes.knows(client).await, 200);
        }
        assert_eq!(nodes.reads(&token).await, 200);
        let out = first.send(first.request(Method::DELETE, "/studio-api/session")).await;
        assert_eq!(out.status, 204);
        becomes(401, async || nodes.knows(&first).await).await;
        assert_eq!(nodes.knows(&second).await, 200, "the other session goes on");
        // Signing out at the other node holds here as well.
        let second_there = second.at(&nodes.other.base);
        let out = second_there.send(second_there.request(Method::DELETE, "/studio-api/sessions")).await;
        assert_eq!(out.status, 204);
        let here = async |client: &Client| {
            let request = client.request(Method::POST, "/graphql").json(&json!({ "query": "{ viewer { id } }" }));
            Client::send_quietly(request).await.status
        };
        becomes(401, async || here(&second).await).await;
        becomes(401, async || here(&token).await).await;
        becomes(401, async || nodes.reads(&token).await).await;
        becomes(401, async || here(&nodes.owner().client).await).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_20_an_uninstallation_reaches_the_other_node_within_a_second() {
    on_both(async |server| {
        let Some(nodes) = Nodes::on(server).await else { return };
        becomes(200, async || nodes.reads(&nodes.app.client).await).await;
        assert_eq!(nodes.knows(&nodes.app.client).await, 200);
        uninstall(&nodes.owner().client, &nodes.app.installation).await.ok();
        becomes(401, async || nodes.reads(&nodes.app.client).await).await;
        becomes(401, async || nodes.knows(&nodes.app.client).await).await;
    })
    .await;
}
