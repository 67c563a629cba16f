//! Cases 12, 22, 23, 24, 28, 31 and 34 of the security list: what is sent beside what was asked for, forged tokens, addresses and
//! passwords that are nearly right, and ways to send a browser elsewhere.

use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Answer, Client, TestServer, on_both};

use crate::blog::Blog;

const PASSWORD: &str = "correct horse battery";

async fn call(client: &Client, method: Method, path: &str, body: Value) -> Answer {
    let mut request = client.request(method, path);
    // A client with a session sends the header itself.
    if client.request(Method::GET, "/").build().is_ok_and(|built| !built.headers().contains_key("x-epigraph-studio")) {
        request = request.header("x-epigraph-studio", "1");
    }
    Client::send_quietly(request.json(&body)).await
}

async fn sign_in(server: &TestServer, email: &str, password: &str) -> Answer {
    let body = json!({ "email": email, "password": password });
    call(&server.public(), Method::POST, "/studio-api/session", body).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(['=', ';']).nth(1).expect("a cookie").to_owned()
}

/// Base64 with the alphabet of JWTs.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn case_12_what_the_server_sets_itself_is_no_input() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        blog.ok("mutation { createPost(data: {slug: \"a\", title: \"A\"}) { id } }", json!({})).await;
        let before = blog.contents().await;
        let fields = [
            ("id", "\"cjld2cjxh0000qzrmn831i7rn\""),
            ("stage", "PUBLISHED"),
            ("documentInStages", "{create: [{stage: PUBLISHED}]}"),
            ("locale", "de"),
            ("createdBy", "{connect: {id: \"x\"}}"),
            ("updatedBy", "{connect: {id: \"x\"}}"),
            ("publishedBy", "{connect: {id: \"x\"}}"),
            ("publishedAt", "\"2020-01-01T00:00:00Z\""),
            ("scheduledIn", "{connect: []}"),
            ("history", "[]"),
            ("role", "\"Admin\""),
            ("environment", "\"other\""),
            ("__typename", "\"Author\""),
        ];
        for (name, value) in fields {
            for mutation in [
                format!("createPost(data: {{slug: \"b\", title: \"B\", {name}: {value}}}) {{ id }}"),
                format!("createPost(data: {{slug: \"b\", title: \"B\", author: {{create: {{name: \"C\", {name}: {value}}}}}}}) {{ id }}"),
                format!("updatePost(where: {{slug: \"a\"}}, data: {{title: \"B\", {name}: {value}}}) {{ id }}"),
                format!("updateManyPostsConnection(data: {{progress: idea, {name}: {value}}}) {{ aggregate {{ count }} }}"),
                format!("upsertPost(where: {{slug: \"a\"}}, upsert: {{create: {{slug: \"b\", title: \"B\"}}, update: {{title: \"B\", {name}: {value}}}}}) {{ id }}"),
            ] {
                let refused = blog.refused(&format!("mutation {{ {mutation} }}")).await;
                assert!(refused.contains(name), "{mutation}: {refused}");
            }
            // The same by a variable, whose fields no document shows.
            let data = json!({ "slug": "b", "title": "B", name: "x" });
            let query = "mutation($data: PostCreateInput!) { createPost(data: $data) { id } }";
            let answer = blog.send(query, json!({ "data": data })).await;
            assert_eq!((answer.status, answer.at("/data")), (400, &Value::Null), "{name} {}", answer.body);
        }
        assert_eq!(blog.contents().await, before);

        let owner = &blog.owner.client;
        let (project, environment) = (&blog.project.id, &blog.project.environment);
        for (input, name, data) in [
            ("CreateRoleInput", "createRole", json!({ "projectId": project, "name": "Mine", "isDefault": true })),
            ("CreateRoleInput", "createRole", json!({ "projectId": project, "name": "Mine", "members": ["x"] })),
            ("UpdateMemberRolesInput", "updateMemberRoles", json!({ "memberId": "x", "roleIds": [], "isOwner": true })),
            ("UpdateProjectInput", "updateProject", json!({ "id": project, "name": "Mine", "owner": "x" })),
        ] {
            let query = format!("mutation($data: {input}!) {{ {name}(data: $data) {{ __typename }} }}");
            let answer = owner.management(&query, json!({ "data": data })).await;
            assert_eq!(answer.at("/data"), &Value::Null, "{data} {}", answer.body);
            assert_eq!(answer.status, 400, "{data} {}", answer.body);
        }
        let token = json!({ "environmentId": environment, "name": "t", "managementPermissionIds": [], "token": "chosen" });
        let query = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { __typename } }";
        assert_eq!(owner.management(query, json!({ "data": token })).await.status, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_23_alg_none_and_other_forged_tokens_are_nobody_at_both_apis() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let good = owner.token_client(&project).await;
        let person = server.member(&project, "Admin").await;
        let token = async |client: &Client| {
            let built = client.request(Method::GET, "/").build().unwrap();
            built.headers()["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap().to_owned()
        };
        for text in [token(&good).await, token(&person).await] {
            let parts: Vec<&str> = text.split('.').collect();
            let header = |value: Value| base64url(value.to_string().as_bytes());
            let (plain, claims, signature) = (parts[0], parts[1], parts[2]);
            let forged = json!({ "kind": "user", "id": "x", "iat": 1, "exp": 99_999_999_999_i64, "generation": 0 });
            let mut tokens = vec![
                format!("{plain}.{claims}."),
                format!("{plain}.{}.{signature}", header(forged.clone())),
                format!("{plain}.{claims}.{}", base64url(&[0; 32])),
                format!("{plain}.{claims}.{signature}{signature}"),
                format!(
                    "{}.{claims}.{signature}",
                    header(json!({ "alg": "HS256", "typ": "JWT", "kid": "../../dev/null" }))
                ),
                format!("{}.{claims}.{signature}", header(json!({ "alg": "HS256", "typ": "JWT" }))),
                format!("{plain}.{}.{signature}", base64url(&vec![b' '; 9_000])),
            ];
            for algorithm in ["none", "None", "NONE", "", "HS512", "RS256", "ES256", "EdDSA"] {
                let head = header(json!({ "alg": algorithm, "typ": "JWT", "kid": "0" }));
                tokens.push(format!("{head}.{claims}."));
                tokens.push(format!("{head}.{claims}.{signature}"));
                tokens.push(format!("{head}.{}.", header(forged.clone())));
            }
            for token in tokens {
                let client = server.public().with_token(&token);
                let management = client.management("{ viewer { id } }", json!({})).await;
                let content = client.content(&project, "{ __typename }", json!({})).await;
                let session = client.send(client.request(Method::GET, "/studio-api/session")).await;
                assert_eq!((management.status, content.status), (401, 401), "{token}");
                assert_eq!(session.at("/user"), &Value::Null);
                for answer in [management, content] {
                    let told = answer.body.to_string().to_lowercase();
                    for word in ["alg", "kid", "signature", "expired", "base64", "json"] {
                        assert!(!told.contains(word), "{word}: {told}");
                    }
                }
            }
        }
        assert_eq!(good.management("{ viewer { id } }", json!({})).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_24_fields_that_nobody_asked_for_make_nobody_more() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let roles = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name } } } }";
        let roles = owner.client.management(roles, json!({ "p": project.id })).await.ok();
        let roles = roles.at("/data/viewer/project/existingRoles").as_array().unwrap().clone();
        let id = |name: &str| roles.iter().find(|role| role["name"] == name).unwrap()["id"].clone();
        let send = "mutation($data: SendInviteInput!) { sendInvite(data: $data) { invite { code } } }";
        let data = json!({ "projectId": project.id, "email": "eve@example.org", "roleIds": [id("Editor")] });
        let code = owner.client.management(send, json!({ "data": data })).await.ok().text("/data/sendInvite/invite/code");
        let body = json!({
            "code": code, "name": "Eve", "password": PASSWORD, "email": "owner@example.org", "id": "x", "isOwner": true,
            "is_owner": true, "roleIds": [id("Admin")], "generation": 99, "kind": "permanent", "project": "other",
        });
        let joined = call(&server.public(), Method::POST, "/studio-api/invited-person", body).await;
        assert_eq!((joined.status, joined.at("/user/email")), (201, &json!("eve@example.org")), "{}", joined.body);
        let body = json!({ "email": "eve@example.org", "password": PASSWORD, "isOwner": true, "userId": "x" });
        let signed = call(&server.public(), Method::POST, "/studio-api/session", body).await;
        assert_eq!((signed.status, signed.at("/user/id")), (200, joined.at("/user/id")));
        let eve = server.public().with_cookie(&cookie(&signed));
        let query = "query($p: ID!) { viewer { project(id: $p) { viewerAsMember { isOwner roles { name } } } } }";
        let seen = eve.management(query, json!({ "p": project.id })).await.ok();
        let expected = json!({ "isOwner": false, "roles": [{ "name": "Editor" }] });
        assert_eq!(seen.at("/data/viewer/project/viewerAsMember"), &expected);
        // A name that looks like something is a name.
        let name = "\",\"isOwner\":true,\"x\":\"";
        let token = json!({ "environmentId": project.environment, "name": name, "description": "kind: user",
            "managementPermissionIds": [] });
        let query = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { createdPermanentAuthToken { token name } } }";
        let made = owner.client.management(query, json!({ "data": token })).await.ok();
        let made = made.at("/data/createPermanentAuthToken/createdPermanentAuthToken");
        assert_eq!(made["name"], name);
        let bot = server.public().with_token(made["token"].as_str().unwrap());
        let seen = bot.management("{ viewer { __typename } }", json!({})).await.ok();
        assert_eq!(seen.at("/data/viewer/__typename"), "TokenViewer");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_28_an_address_that_looks_like_anothers_is_not_it() {
    on_both(async |server| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        for email in ["owner@example.org", "OWNER@Example.Org", "  owner@example.org "] {
            assert_eq!(sign_in(&server, email, PASSWORD).await.status, 200, "{email:?}");
        }
        let alike = [
            "ownér@example.org",
            "\u{43e}wner@example.org",
            "\u{ff4f}wner@example.org",
            "owner+x@example.org",
            "o.wner@example.org",
            "owner\u{200b}@example.org",
            "owner@ex\u{e4}mple.org",
            "owner@example.org.",
        ];
        for email in alike {
            assert_eq!(sign_in(&server, email, PASSWORD).await.status, 401, "{email:?}");
        }
        // Invited, such an address is an account of its own.
        let roles = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name } } } }";
        let roles = owner.client.management(roles, json!({ "p": project.id })).await.ok();
        let roles = roles.at("/data/viewer/project/existingRoles").as_array().unwrap().clone();
        let editor = roles.iter().find(|role| role["name"] == "Editor").unwrap()["id"].clone();
        let send = "mutation($data: SendInviteInput!) { sendInvite(data: $data) { invite { code } } }";
        for email in &alike[..4] {
            let data = json!({ "projectId": project.id, "email": email, "roleIds": [editor] });
            let sent = owner.client.management(send, json!({ "data": data })).await.ok();
            let code = json!({ "code": sent.at("/data/sendInvite/invite/code") });
            let shown = call(&server.public(), Method::POST, "/studio-api/invite", code).await;
            assert_eq!((shown.at("/email"), shown.at("/hasAccount")), (&json!(email), &json!(false)), "{}", shown.body);
        }
        let data = json!({ "projectId": project.id, "email": "Owner@EXAMPLE.org", "roleIds": [editor] });
        let member = owner.client.management(send, json!({ "data": data })).await;
        assert_eq!(member.at("/errors/0/extensions/code"), "CONFLICT", "{}", member.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_31_every_byte_of_a_long_password_counts() {
    on_both(async |server| {
        let owner = server.owner().await;
        let long = format!("{}{}", "x".repeat(72), "y".repeat(1024 - 72));
        let change = async |new: &str| {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
            call(&owner.client, Method::PUT, "/studio-api/password", body).await
        };
        let refused = change(&format!("{long}z")).await;
        assert_eq!((refused.status, refused.at("/field").is_string()), (400, true), "{}", refused.body);
        assert_eq!(sign_in(&server, "owner@example.org", PASSWORD).await.status, 200, "denied is unchanged");
        let changed = change(&long).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        let email = "owner@example.org";
        for wrong in [&long[..72], &long[..1023], &format!("{}z", &long[..1023]), PASSWORD] {
            assert_eq!(sign_in(&server, email, wrong).await.status, 401);
        }
        assert_eq!(sign_in(&server, email, &long).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_34_nothing_sends_a_browser_to_an_address_of_the_requests() {
    on_both(async |server| {
        let owner = server.owner().await;
        let session = sign_in(&server, "owner@example.org", PASSWORD).await;
        let signed_in = server.public().with_cookie(&cookie(&session));
        for path in [
            "//evil.example",
            "//evil.example/%2f..",
            "/%5cevil.example",
            "/%2f%2fevil.example",
            "/sign-in?next=https://evil.example",
            "/login?redirect_uri=//evil.example&returnTo=https://evil.example",
            "/logout?next=https://evil.example",
            "/setup?token=x&next=https://evil.example",
            "/invite?code=x&redirect=https://evil.example",
            "/studio-api/session?redirect=https://evil.example",
            "/app-exchange-token?redirect=https://evil.example",
            "/healthz?url=https://evil.example",
            "/graphql?redirect=https://evil.example",
        ] {
            for client in [&server.public(), &signed_in] {
                for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE] {
                    // Signing out would end the session that the next request needs.
                    if method == Method::DELETE && path.starts_with("/studio-api/session") {
                        continue;
                    }
                    let answer = Client::send_quietly(client.request(method.clone(), path)).await;
                    assert!(!(300..400).contains(&answer.status), "{method} {path}: {}", answer.status);
                    for name in ["location", "refresh", "content-location"] {
                        assert_eq!(answer.header(name), "", "{method} {path}");
                    }
                    assert!(!answer.body.to_string().contains("evil.example"), "{method} {path}");
                }
            }
        }
        let query = "mutation($data: CreateAppInput!) { createApp(data: $data) { createdApp { apiId } } }";
        for url in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd", "https://", "x"]
        {
            let data = json!({ "name": "App", "apiId": "app", "setupUrl": url, "description": "",
                "avatarUrl": "https://app.example/a.png", "permissions": {} });
            let refused = owner.client.management(query, json!({ "data": data })).await;
            assert_eq!(refused.at("/errors/0/extensions/code"), "BAD_USER_INPUT", "{url} {}", refused.body);
        }
    })
    .await;
}

/// Every row of every table of a database, as text.
async fn rows(database: &store::Database) -> String {
    let engine = database.engine();
    let texts = async |text: String| {
        let rows = database.query(sql::Statement::new(text, Vec::new())).await.expect("a sound statement");
        rows.iter().map(|row| row.opt_text(0).expect("a text").unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let tables = match engine {
        sql::Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        sql::Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') \
             AND schemaname = current_schema()"
        }
    };
    let mut all = String::new();
    for table in texts(tables.to_owned()).await {
        let query = match engine {
            sql::Engine::Sqlite => {
                let columns = texts(format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let columns: Vec<String> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
                format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "))
            }
            sql::Engine::Postgres => format!("SELECT CAST(row_to_json(rows) AS TEXT) FROM \"{table}\" AS rows"),
        };
        all.push_str(&texts(query).await.join("\n"));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn case_22_no_row_of_any_table_holds_a_secret() {
    on_both(async |server| {
        let app = crate::setup::installed_app(&server, json!({ "CONTENT": "READ_WRITE" })).await;
        let second = crate::setup::register_app(&app.owner, "second", json!({})).await;
        crate::setup::install(&app.owner, &app.project, &second).await;
        let code = crate::setup::setup_code(&app.owner, &app.project, &second).await;
        let session = cookie(&sign_in(&server, "owner@example.org", PASSWORD).await);
        let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) { createdPermanentAuthToken { token } } }";
        let data = json!({ "environmentId": app.project.environment, "name": "all of it", "managementPermissionIds": [] });
        let permanent = app.owner.client.management(create, json!({ "data": data })).await.ok();
        let permanent = permanent.text("/data/createPermanentAuthToken/createdPermanentAuthToken/token");
        let environment = model::ids::EnvironmentId::new(app.project.environment.as_str());
        let environment = server.services.store.environment(&environment).await.unwrap().unwrap();
        let kept = format!("{}\n{}", rows(server.services.store.platform()).await, rows(&environment).await);
        assert!(kept.contains("owner@example.org") && kept.contains("$argon2id$") && kept.contains("all of it"));
        for (name, secret) in [
            ("password", PASSWORD),
            ("session", &session),
            ("permanent token", &permanent),
            ("app token", &app.token),
            ("client secret", &second.client_secret),
            ("setup code", &code),
        ] {
            // A token's first half is the same for all; its end is what counts.
            let end = &secret[secret.len() / 2..];
            let bytes: String = end.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!kept.contains(end) && !kept.to_lowercase().contains(&bytes), "the {name} is in a table");
        }
    })
    .await;
}
