//! Members, invitations, ownership, the end of sessions, and what the audit log says of it.

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, Owner, ProjectHandle, on_both};

async fn role_id(owner: &Owner, project: &ProjectHandle, name: &str) -> String {
    let query = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name } } } }";
    let seen = owner.client.management(query, json!({ "p": project.id })).await.ok();
    let roles = seen.at("/data/viewer/project/existingRoles").as_array().expect("a list").clone();
    let role = roles.iter().find(|role| role["name"] == name).expect("the role");
    role["id"].as_str().expect("an id").to_owned()
}

async fn invite(owner: &Owner, project: &ProjectHandle, email: &str) -> Answer {
    let query = "mutation($data: SendInviteInput!) { sendInvite(data: $data) { invite { id code email roles { name } acceptedAt } } }";
    let roles = [role_id(owner, project, "Editor").await];
    let data = json!({ "projectId": project.id, "email": email, "roleIds": roles });
    owner.client.management(query, json!({ "data": data })).await
}

async fn join(client: &Client, code: &str, password: &str) -> Answer {
    let body = json!({ "code": code, "name": "Eve", "password": password });
    let request = client.request(Method::POST, "/studio-api/invited-person").header("x-epigraph-studio", "1");
    client.send(request.json(&body)).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(['=', ';']).nth(1).expect("a cookie").to_owned()
}

const PASSWORD: &str = "tr0ub4dor and three";

#[tokio::test(flavor = "multi_thread")]
async fn case_27_an_invitation_makes_one_member_once() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let sent = invite(&owner, &project, "Eve@Example.org").await.ok();
        assert_eq!(sent.at("/data/sendInvite/invite/email"), "eve@example.org");
        let code = sent.text("/data/sendInvite/invite/code");
        let stranger = server.stranger().await;
        let accept = "mutation($c: String!) { acceptInvite(data: {code: $c}) { invite { id } } }";
        let other = stranger.management(accept, json!({ "c": code })).await;
        assert_eq!(other.at("/errors/0/extensions/code"), "FORBIDDEN", "{}", other.body);
        let forged = stranger.management(accept, json!({ "c": format!("{}{}", &code[..32], "A".repeat(43)) })).await;
        assert!(forged.error().contains("not valid any more"), "{}", forged.body);
        let pending =
            stranger.management("{ viewer { ... on UserViewer { pendingInvites { id } } } }", json!({})).await.ok();
        assert_eq!(pending.at("/data/viewer/pendingInvites"), &json!([]));

        let joined = join(&server.public(), &code, PASSWORD).await;
        assert_eq!(joined.status, 201, "{}", joined.body);
        let eve = server.public().with_cookie(&cookie(&joined));
        let query = "query($p: ID!) { viewer { project(id: $p) { name viewerAsMember { isOwner roles { name } \
                     hasPermissions(actions: [MODEL_READ, MODEL_CREATE, PROJECT_DELETE]) { notAllowedActions } } } } }";
        let seen = eve.management(query, json!({ "p": project.id })).await.ok();
        let member = seen.at("/data/viewer/project/viewerAsMember");
        assert_eq!(member["roles"], json!([{ "name": "Editor" }]));
        assert_eq!(member["hasPermissions"]["notAllowedActions"], json!(["MODEL_CREATE", "PROJECT_DELETE"]));
        assert_ne!(join(&server.public(), &code, PASSWORD).await.status, 201, "used");
        assert_eq!(invite(&owner, &project, "eve@example.org").await.at("/errors/0/extensions/code"), "CONFLICT");
        let invites = "query($p: ID!) { viewer { project(id: $p) { invites { email } } } }";
        let refused = eve.management(invites, json!({ "p": project.id })).await;
        assert_eq!(refused.error(), "missing permission for action: USER_INVITE", "a code lets somebody in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_a_new_password_removal_and_signing_out_everywhere_end_sessions() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let code = invite(&owner, &project, "eve@example.org").await.ok().text("/data/sendInvite/invite/code");
        let first = server.public().with_cookie(&cookie(&join(&server.public(), &code, PASSWORD).await));
        let sign_in = async |password: &str| {
            let public = server.public();
            let request = public.request(Method::POST, "/studio-api/session").header("x-epigraph-studio", "1");
            public.send(request.json(&json!({ "email": "eve@example.org", "password": password }))).await
        };
        let second = server.public().with_cookie(&cookie(&sign_in(PASSWORD).await));
        let auth = "query($p: ID!) { viewer { project(id: $p) { environment(name: \"master\") { authToken } } } }";
        let token = second.management(auth, json!({ "p": project.id })).await.ok();
        let token = server.public().with_token(&token.text("/data/viewer/project/environment/authToken"));
        let alive = async |client: &Client| client.management("{ viewer { id } }", json!({})).await.status == 200;
        assert!(alive(&first).await && alive(&second).await && alive(&token).await);

        let change = async |client: &Client, current: &str| {
            let request = client.request(Method::PUT, "/studio-api/password");
            client
                .send(request.json(&json!({ "currentPassword": current, "newPassword": "another long password" })))
                .await
        };
        let wrong = change(&first, "not the password").await;
        assert_eq!(wrong.status, 403, "{}", wrong.body);
        assert!(alive(&second).await, "denied is unchanged");
        let changed = change(&first, PASSWORD).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert!(!alive(&first).await && !alive(&second).await && !alive(&token).await);
        let third = server.public().with_cookie(&cookie(&changed));
        assert!(alive(&third).await);
        assert_eq!(sign_in(PASSWORD).await.status, 401);

        let everywhere = third.send(third.request(Method::DELETE, "/studio-api/sessions")).await;
        assert_eq!(everywhere.status, 204);
        assert!(!alive(&third).await);

        let fourth = server.public().with_cookie(&cookie(&sign_in("another long password").await));
        let members = "query($p: ID!) { viewer { project(id: $p) { viewerAsMember { id } } } }";
        let member = fourth.management(members, json!({ "p": project.id })).await.ok();
        let member = member.text("/data/viewer/project/viewerAsMember/id");
        let remove = "mutation($m: ID!) { removeMember(data: {memberId: $m}) { removedMemberId } }";
        let refused = fourth.management(remove, json!({ "m": member })).await;
        assert_eq!(refused.error(), "missing permission for action: USER_REMOVE");
        owner.client.management(remove, json!({ "m": member })).await.ok();
        assert!(!alive(&fourth).await);
        let fifth = server.public().with_cookie(&cookie(&sign_in("another long password").await));
        let gone = fifth
            .management("query($p: ID!) { viewer { project(id: $p) { id } } }", json!({ "p": project.id }))
            .await
            .ok();
        assert_eq!(gone.at("/data/viewer/project"), &Value::Null);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_tells_who_changed_what() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        owner.changes(&project, json!([{ "createModel": { "apiId": "Post", "apiIdPlural": "Posts", "displayName": "Post" } }])).await;
        let field = json!({ "parentApiId": "Post", "apiId": "title", "displayName": "Title", "type": "STRING" });
        owner.changes(&project, json!([{ "createSimpleField": field }])).await;
        owner.changes(&project, json!([{ "updateModel": { "apiId": "Post", "displayName": "Article" } }])).await;
        invite(&owner, &project, "eve@example.org").await.ok();
        let query = "query($p: ID!, $w: AuditLogWhereInput, $s: Int, $l: Int) { viewer { project(id: $p) { auditLogs(where: $w, skip: $s, limit: $l, \
            orderBy: timestamp_ASC) { total logs { resource action environmentName triggerType payload triggeredBy { \
            ... on Member { profile { email } } } } } } } }";
        let logs = async |filter: Value, skip: i64| {
            let variables = json!({ "p": project.id, "w": filter, "s": skip, "l": 50 });
            owner.client.management(query, variables).await.ok().at("/data/viewer/project/auditLogs").clone()
        };
        let all = logs(json!({}), 0).await;
        let told: Vec<String> = all["logs"].as_array().unwrap().iter()
            .map(|log| format!("{} {}", log["action"].as_str().unwrap(), log["resource"].as_str().unwrap())).collect();
        assert_eq!(told, ["CREATE PROJECT", "CREATE MODEL", "CREATE FIELD", "UPDATE MODEL", "CREATE INVITE"]);
        assert_eq!(all["total"], 5.0);
        assert_eq!(all["logs"][1]["environmentName"], "master");
        assert_eq!(all["logs"][1]["triggeredBy"]["profile"]["email"], "owner@example.org");
        assert_eq!(all["logs"][3]["payload"]["display_name"], json!({ "from": "Post", "to": "Article" }));
        assert_eq!(logs(json!({ "resource": "FIELD" }), 0).await["total"], 1.0);
        assert_eq!(logs(json!({ "environmentName": "master" }), 2).await["logs"].as_array().unwrap().len(), 1);
        assert_eq!(logs(json!({ "triggerType": "PAT" }), 0).await["logs"], json!([]));
        let editor = server.member(&project, "Editor").await;
        let refused = editor.management(query, json!({ "p": project.id })).await;
        assert_eq!(refused.error(), "missing permission for action: AUDIT_LOGS_READ");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_handed_over_by_its_owner_alone() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let admin = server.member(&project, "Admin").await;
        let query = "query($p: ID!) { viewer { project(id: $p) { owner { profile { email } } members { id isOwner roles { name } } } } }";
        let seen = admin.management(query, json!({ "p": project.id })).await.ok();
        let members = seen.at("/data/viewer/project/members").as_array().unwrap().clone();
        let heir = members.iter().find(|member| member["isOwner"] == false).unwrap()["id"].clone();
        let give = "mutation($data: TransferProjectOwnershipInput!) { transferProjectOwnership(data: $data) { id owner { id roles { name } } } }";
        let data = json!({ "data": { "projectId": project.id, "memberId": heir } });
        let stolen = admin.management(give, data.clone()).await;
        assert_eq!(stolen.error(), "missing permission for action: PROJECT_DELETE");
        let leave = "mutation($p: ID!) { leaveProject(data: {id: $p}) { leftProjectId } }";
        let left = owner.client.management(leave, json!({ "p": project.id })).await;
        assert!(left.error().contains("owner cannot"), "{}", left.body);
        let given = owner.client.management(give, data).await.ok();
        assert_eq!(given.at("/data/transferProjectOwnership/owner/id"), &heir);
        assert_eq!(given.at("/data/transferProjectOwnership/owner/roles/0/name"), "Owner");
    })
    .await;
}
