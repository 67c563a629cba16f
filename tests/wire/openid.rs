//! Signing in through an identity provider: whom it lets in, and what it cannot be tricked into.

mod browser;
mod provider;

use accounts::secret::Secret;
use accounts::{OpenIdSettings, Outside};
use browser::Browser;
use provider::{CLIENT_ID, CLIENT_SECRET, Key, Provider, forged, seconds, signed_with_secret};
use reqwest::Method;
use serde_json::{Value, json};
use wire_tests::{Client, Owner, ProjectHandle, TestDatabase, TestEngine, TestServer};

use crate::binary::Binary;
use crate::post_office::PostOffice;

const PASSWORD: &str = "tr0ub4dor and three";

/// A server with this provider.
async fn server(engine: TestEngine, provider: &Provider) -> TestServer {
    let settings = OpenIdSettings::new(&provider.issuer, CLIENT_ID, Secret::new(CLIENT_SECRET), "Company");
    let openid = Some(settings.expect("sound settings"));
    TestServer::start_outside(engine, |base| Outside { base: base.to_owned(), openid, mail: None }).await
}

/// Runs a test on every engine, each with a provider of its own.
async fn with_provider<T: Future<Output = ()>>(test: impl Fn(TestServer, Provider) -> T) {
    for engine in TestEngine::available() {
        let provider = Provider::start().await;
        test(server(engine, &provider).await, provider).await;
    }
}

/// Invites an address as an editor; gives the code.
async fn invite(owner: &Owner, project: &ProjectHandle, email: &str) -> String {
    let roles = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name } } } }";
    let seen = owner.client.management(roles, json!({ "p": project.id })).await.ok();
    let roles = seen.at("/data/viewer/project/existingRoles").as_array().expect("a list").clone();
    let editor = roles.iter().find(|role| role["name"] == "Editor").expect("the role")["id"].clone();
    let send = "mutation($data: SendInviteInput!) { sendInvite(data: $data) { invite { code } } }";
    let data = json!({ "projectId": project.id, "email": email, "roleIds": [editor] });
    owner.client.management(send, json!({ "data": data })).await.ok().text("/data/sendInvite/invite/code")
}

async fn post(server: &TestServer, path: &str, body: Value) -> wire_tests::Answer {
    let request = server.public().request(Method::POST, path).header("x-epigraph-studio", "1");
    Client::send_quietly(request.json(&body)).await
}

async fn password_status(server: &TestServer, email: &str) -> u16 {
    post(server, "/studio-api/session", json!({ "email": email, "password": PASSWORD })).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_gets_an_account_and_keeps_it_under_another_address() {
    with_provider(async |server, provider| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        let mut eve = Browser::default();
        assert_eq!(eve.sign_in(&server).await, "/sign-in?problem=no-account");
        assert_eq!((eve.attempt.as_str(), eve.session.as_str()), ("", ""));

        invite(&owner, &project, "eve@example.org").await;
        assert_eq!(eve.sign_in(&server).await, "/");
        assert_eq!(eve.who(&server).await.as_deref(), Some("eve@example.org"));
        let query = "query($p: ID!) { viewer { project(id: $p) { viewerAsMember { roles { name } } } } }";
        let client = server.public().with_cookie(&eve.session);
        let seen = client.management(query, json!({ "p": project.id })).await.ok();
        assert_eq!(seen.at("/data/viewer/project/viewerAsMember/roles"), &json!([{ "name": "Editor" }]));
        let body = json!({ "currentPassword": "", "newPassword": PASSWORD });
        let changed = Client::send_quietly(client.request(Method::PUT, "/studio-api/password").json(&body)).await;
        assert_eq!((changed.status, changed.text("/message").contains("has no password")), (409, true));

        // The provider's name for her counts, and not her address.
        provider.now().person = json!({ "sub": "eve-1", "email": "eve@elsewhere.example", "email_verified": false });
        let mut again = Browser::default();
        assert_eq!(again.sign_in(&server).await, "/");
        assert_eq!(again.who(&server).await.as_deref(), Some("eve@example.org"));
        // Whoever has her address there now is somebody else.
        provider.now().person = json!({ "sub": "mallory", "email": "eve@example.org", "email_verified": false });
        assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=unverified");
        assert_eq!(password_status(&server, "eve@example.org").await, 401, "there is no password");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_comes_back_to_where_they_were_going() {
    with_provider(async |server, provider| {
        server.owner().await;
        let session = server.public().send(server.public().request(Method::GET, "/studio-api/session")).await;
        assert_eq!((session.at("/openId"), session.at("/sendsMail")), (&json!("Company"), &json!(false)));
        provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
        for (wanted, led) in [
            ("/p/master/apps?x=1#y", "/p/master/apps?x=1#y"),
            // Case 34: no other place.
            ("https://evil.example/", "/"),
            ("//evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("/.//evil.example", "/"),
            ("/studio-api/openid/start", "/"),
        ] {
            let mut browser = Browser::default();
            let address = browser.start(&server, wanted).await;
            assert!(!address.contains("evil"), "{address}");
            let back = browser.at_provider(&server, &address).await;
            assert_eq!(browser.come_back(&server, &back).await, led, "{wanted}");
            assert_eq!(browser.who(&server).await.as_deref(), Some("owner@example.org"));
        }
        // Case 26: nor does the request say where the server is.
        let request = server.public().request(Method::GET, "/studio-api/openid/start").header("host", "evil.example");
        let answer = Client::send_quietly(request.header("x-forwarded-host", "evil.example")).await;
        assert!(!browser::location(&answer).contains("evil"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_33_an_address_that_nobody_has_verified_takes_over_nothing() {
    with_provider(async |server, provider| {
        server.owner().await;
        for verified in [json!(false), json!("false"), json!(1), Value::Null] {
            provider.now().person = json!({ "sub": "x", "email": "owner@example.org", "email_verified": verified });
            assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=unverified", "{verified}");
        }
        provider.now().person = json!({ "sub": "x", "email": "owner@example.org" });
        assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=unverified");
        for alike in ["ownér@example.org", "owner+x@example.org", "owner@example.org.", "\u{ff4f}wner@example.org"] {
            provider.now().person = json!({ "sub": "x", "email": alike, "email_verified": true });
            assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=no-account", "case 28: {alike}");
        }
        // The owner's address is known to be theirs: their password stays.
        provider.now().person = json!({ "sub": "o", "email": "OWNER@example.org", "email_verified": "true" });
        assert_eq!(Browser::default().sign_in(&server).await, "/");
        let body = json!({ "email": "owner@example.org", "password": "correct horse battery" });
        assert_eq!(post(&server, "/studio-api/session", body).await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_33_an_account_that_somebody_made_in_anothers_name_is_that_persons_alone() {
    with_provider(async |server, provider| {
        let owner = server.owner().await;
        let project = owner.project("Shop").await;
        // Somebody who may invite takes the link themselves.
        let code = invite(&owner, &project, "eve@example.org").await;
        let body = json!({ "code": code, "name": "Not Eve", "password": PASSWORD });
        let joined = post(&server, "/studio-api/invited-person", body).await;
        assert_eq!(joined.status, 201, "{}", joined.body);
        let session = joined.header("set-cookie").split(['=', ';']).nth(1).expect("a cookie").to_owned();
        let mallory = Browser { session, ..Browser::default() };
        assert_eq!(mallory.who(&server).await.as_deref(), Some("eve@example.org"));
        let token = server.again("eve@example.org").await;

        let mut eve = Browser::default();
        assert_eq!(eve.sign_in(&server).await, "/");
        assert_eq!(provider.now().exchanges, 1);
        assert_eq!(eve.who(&server).await.as_deref(), Some("eve@example.org"));
        assert_eq!(mallory.who(&server).await, None);
        assert_eq!(token.management("{ viewer { id } }", json!({})).await.status, 401);
        assert_eq!(password_status(&server, "eve@example.org").await, 401);
        // From then on the address is known to be hers, and what she sets stays.
        let person =
            server.services.accounts.person_by_email("eve@example.org").await.expect("an answer").expect("Eve");
        let link = server.services.accounts.password_reset_address(&person, "").await.expect("a link");
        let reset = json!({ "token": link.split_once('#').expect("a token").1, "password": PASSWORD });
        assert_eq!(post(&server, "/studio-api/password-reset", reset).await.status, 204);
        assert_eq!(Browser::default().sign_in(&server).await, "/");
        assert_eq!(password_status(&server, "eve@example.org").await, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_belongs_to_the_browser_that_asked_once() {
    with_provider(async |server, provider| {
        server.owner().await;
        provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
        let stale = "/sign-in?problem=stale";
        let mut browser = Browser::default();
        let address = browser.start(&server, "/").await;
        let back = browser.at_provider(&server, &address).await;
        let state = back.split_once("state=").expect("a state").1;
        let code = back.split_once("code=").expect("a code").1.split('&').next().expect("a code");

        let mut other = Browser::default();
        assert_eq!(other.come_back(&server, &back).await, stale, "no cookie");
        other.start(&server, "/").await;
        assert_eq!(other.clone().come_back(&server, &back).await, stale, "the cookie of another try");
        for query in [
            String::new(),
            format!("code={code}"),
            format!("code={code}&state="),
            format!("code={code}&state={}x", &state[1..]),
            format!("state={state}"),
            format!("code=&state={state}"),
            format!("code={code}&code=x&state={state}"),
        ] {
            let path = format!("/studio-api/openid/callback?{query}");
            assert_eq!(browser.clone().come_back(&server, &path).await, stale, "{query}");
        }
        let forged = Browser { attempt: format!("{}x", &browser.attempt[1..]), ..Browser::default() };
        assert_eq!(forged.clone().come_back(&server, &back).await, stale);
        assert_eq!(provider.now().exchanges, 0, "nothing of that was worth a question");

        let kept = browser.clone();
        assert_eq!(browser.come_back(&server, &back).await, "/");
        assert_eq!(kept.clone().come_back(&server, &back).await, stale, "the code is used");
        let declined =
            format!("/studio-api/openid/callback?error=access_denied&error_description=%3Cb%3E&state={state}");
        assert_eq!(kept.clone().come_back(&server, &declined).await, "/sign-in?problem=declined");
        let broken = format!("/studio-api/openid/callback?error=https://evil.example&state={state}");
        assert_eq!(kept.clone().come_back(&server, &broken).await, "/sign-in?problem=provider");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_23_an_id_token_is_believed_only_whole() {
    for engine in TestEngine::available() {
        let provider = Provider::start().await;
        provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
        type Lie = (&'static str, Box<dyn Fn(&Key, Value) -> String + Send>);
        let with = |what: &'static str, claim: &'static str, value: Value| -> Lie {
            let mint = move |key: &Key, mut claims: Value| {
                claims[claim] = value.clone();
                key.sign(&claims)
            };
            (what, Box::new(mint))
        };
        let without = |claim: &'static str| -> Lie {
            let mint = move |key: &Key, mut claims: Value| {
                claims.as_object_mut().expect("an object").remove(claim);
                key.sign(&claims)
            };
            (claim, Box::new(mint))
        };
        let mut lies: Vec<Lie> = vec![
            with("wrong nonce", "nonce", json!("another")),
            with("wrong audience", "aud", json!("another")),
            with("no audience", "aud", json!([])),
            with("several audiences", "aud", json!([CLIENT_ID, "another"])),
            with("made for another", "azp", json!("another")),
            with("foreign issuer", "iss", json!("https://accounts.example.org")),
            with("several issuers", "iss", json!(["https://accounts.example.org", provider.issuer])),
            with("expired", "exp", json!(seconds() - 120)),
            with("from the future", "iat", json!(seconds() + 3600)),
            with("not yet good", "nbf", json!(seconds() + 3600)),
            with("nobody", "sub", json!("")),
            with("a name that no database keeps", "sub", json!("a\u{0}b")),
            with("an endless name", "sub", json!("x".repeat(256))),
            ("unsigned", Box::new(|key, claims| forged(&json!({ "alg": "EdDSA", "kid": key.name }), &claims, ""))),
            ("another key of that name", Box::new(|key, claims| Key::fresh(&key.name).sign(&claims))),
            ("a key that nobody knows", Box::new(|_, claims| Key::fresh("unknown").sign(&claims))),
            (
                "the published secret",
                Box::new(|_, claims| signed_with_secret(b"a published secret", "shared", &claims)),
            ),
            (
                "our own secret",
                Box::new(|key, claims| signed_with_secret(CLIENT_SECRET.as_bytes(), &key.name, &claims)),
            ),
            (
                "a huge one",
                Box::new(|key, mut claims| {
                    claims["x"] = json!("x".repeat(20_000));
                    key.sign(&claims)
                }),
            ),
            ("no token", Box::new(|_, _| "a.b".to_owned())),
        ];
        lies.extend(["nonce", "aud", "iss", "exp", "iat", "sub"].map(without));
        for algorithm in ["none", "None", "NONE", ""] {
            let mint =
                move |key: &Key, claims: Value| forged(&json!({ "alg": algorithm, "kid": key.name }), &claims, "");
            lies.push(("alg none", Box::new(mint)));
        }
        // HS256 with what everybody knows of the key (RS/HS confusion).
        for form in ["x", "whole"] {
            let mint = move |key: &Key, claims: Value| {
                let public = key.public();
                let text =
                    if form == "x" { public["x"].as_str().expect("text").to_owned() } else { public.to_string() };
                signed_with_secret(text.as_bytes(), &key.name, &claims)
            };
            lies.push(("HS256 with the public key", Box::new(mint)));
        }
        while !lies.is_empty() {
            // Tries are counted: each server takes some.
            let server = server(engine, &provider).await;
            server.owner().await;
            for (what, mint) in lies.split_off(lies.len().saturating_sub(20)) {
                provider.now().mint = mint;
                let mut browser = Browser::default();
                assert_eq!(browser.sign_in(&server).await, "/sign-in?problem=untrusted", "{what}");
                assert_eq!(browser.session, "", "{what}");
            }
        }
        let server = server(engine, &provider).await;
        server.owner().await;
        for (what, mint) in [
            with("one audience in a list", "aud", json!([CLIENT_ID])),
            with("made for us", "azp", json!(CLIENT_ID)),
            with("a clock that is a little behind", "exp", json!(seconds() - 5)),
        ] {
            provider.now().mint = mint;
            assert_eq!(Browser::default().sign_in(&server).await, "/", "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_lies_about_itself_is_not_asked() {
    for (configuration, problem) in [
        (json!({ "issuer": "https://accounts.example.org" }), "provider"),
        (json!({ "token_endpoint": "http://accounts.example.org/token" }), "provider"),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), "provider"),
        (json!({ "jwks_uri": 7 }), "provider"),
    ] {
        let provider = Provider::start().await;
        provider.now().configuration = configuration.clone();
        let server = server(TestEngine::Sqlite, &provider).await;
        let request = server.public().request(Method::GET, "/studio-api/openid/start?return=/p/master");
        let answer = Client::send_quietly(request).await;
        let expected = format!("{}/sign-in?problem={problem}&return=%2Fp%2Fmaster", server.base);
        assert_eq!(browser::location(&answer), expected, "{configuration}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_providers_do_differently_is_understood() {
    with_provider(async |server, provider| {
        server.owner().await;
        provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
        // The address only from UserInfo, and only if that speaks of the same person.
        provider.now().profile_apart = true;
        provider.now().user_info_subject = Some("somebody else".to_owned());
        assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=unverified");
        provider.now().user_info_subject = None;
        assert_eq!(Browser::default().sign_in(&server).await, "/");
        // It says who it is (RFC 9207).
        provider.now().callback = vec![("iss", provider.issuer.clone())];
        assert_eq!(Browser::default().sign_in(&server).await, "/");
        provider.now().callback = vec![("iss", "https://accounts.example.org".to_owned())];
        assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=untrusted");
    })
    .await;
    // The secret in the body, for who does not take it in a header; and no name on the only key that fits.
    let provider = Provider::start().await;
    provider.now().configuration = json!({ "token_endpoint_auth_methods_supported": ["client_secret_post"] });
    provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
    let server = server(TestEngine::Sqlite, &provider).await;
    server.owner().await;
    assert_eq!(Browser::default().sign_in(&server).await, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_may_change_its_keys_at_any_time() {
    let provider = Provider::start().await;
    provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
    let server = server(TestEngine::Sqlite, &provider).await;
    server.owner().await;
    assert_eq!(Browser::default().sign_in(&server).await, "/");
    let old = std::mem::replace(&mut provider.now().key, Key::fresh("second"));
    // It is asked again, but not with every token that names an unknown key.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(Browser::default().sign_in(&server).await, "/");
    provider.now().mint = Box::new(move |_, claims| old.sign(&claims));
    assert_eq!(Browser::default().sign_in(&server).await, "/sign-in?problem=untrusted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_gone_is_told_and_passwords_still_work() {
    let provider = Provider::start().await;
    let server = server(TestEngine::Sqlite, &provider).await;
    server.owner().await;
    let mut browser = Browser::default();
    let address = browser.start(&server, "/").await;
    let back = browser.at_provider(&server, &address).await;
    drop(provider);
    assert_eq!(browser.come_back(&server, &back).await, "/sign-in?problem=provider");
    let body = json!({ "email": "owner@example.org", "password": "correct horse battery" });
    assert_eq!(post(&server, "/studio-api/session", body).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_nothing_is_offered() {
    for engine in TestEngine::available() {
        let server = TestServer::start(engine).await;
        let session = Client::send_quietly(server.public().request(Method::GET, "/studio-api/session")).await;
        assert_eq!((session.at("/openId"), session.at("/sendsMail")), (&Value::Null, &json!(false)));
        for path in ["/studio-api/openid/start", "/studio-api/openid/callback?code=x&state=y"] {
            let answer = Client::send_quietly(server.public().request(Method::GET, path)).await;
            assert_eq!(browser::location(&answer), format!("{}/sign-in?problem=not-configured", server.base));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_29_tries_are_counted_here_too() {
    let provider = Provider::start().await;
    let server = server(TestEngine::Sqlite, &provider).await;
    let mut limited = false;
    for number in 0..200 {
        let request = server.public().request(Method::GET, "/studio-api/openid/callback?code=x&state=y");
        let answer = Client::send_quietly(request.header("x-forwarded-for", format!("203.0.113.{number}"))).await;
        limited = browser::location(&answer).ends_with("problem=too-many");
        if limited {
            break;
        }
    }
    assert!(limited);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_36_no_log_has_a_code_a_token_a_link_or_a_secret() {
    let Some(binary) = Binary::find() else { return };
    for engine in TestEngine::available() {
        let (provider, office) = (Provider::start().await, PostOffice::open().await);
        provider.now().person = json!({ "sub": "o", "email": "owner@example.org", "email_verified": true });
        let database = TestDatabase::create(engine).await;
        assert!(binary.create_owner(&database).await.status.success());
        let flags = [
            ["--public-url", "http://cms.example.org"],
            ["--openid-issuer", &provider.issuer],
            ["--openid-client-id", CLIENT_ID],
            ["--openid-client-secret", CLIENT_SECRET],
            ["--smtp-url", &office.url],
            ["--mail-from", "cms@example.org"],
        ];
        let server = binary.serve_with(&database, &flags.concat(), "trace").await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let header = |answer: &reqwest::Response, name: &str| answer.headers()[name].to_str().expect("text").to_owned();

        let started = http.get(format!("{}/studio-api/openid/start", server.base)).send().await.expect("an answer");
        let attempt = header(&started, "set-cookie").split(';').next().expect("a cookie").to_owned();
        let back = http.get(header(&started, "location")).send().await.expect("the provider answers");
        let back = header(&back, "location").replace("http://cms.example.org", &server.base);
        let done = http.get(&back).header("cookie", &attempt).send().await.expect("an answer");
        assert_eq!(header(&done, "location"), "http://cms.example.org/");
        let session = header(&done, "set-cookie").split(['=', ';']).nth(1).expect("a cookie").to_owned();
        // Once more, which fails and is told in the log.
        let again = http.get(&back).header("cookie", &attempt).send().await.expect("an answer");
        assert!(header(&again, "location").ends_with("problem=stale"));

        let ask = server.request(Method::POST, "/studio-api/password-reset/mail").header("x-epigraph-studio", "1");
        ask.json(&json!({ "email": "owner@example.org" })).send().await.expect("an answer");
        let link = office.letter(0).await.address("http");
        let link = link.split_once('#').expect("a token").1.to_owned();
        let reset = server.request(Method::POST, "/studio-api/password-reset").header("x-epigraph-studio", "1");
        let reset = reset.json(&json!({ "token": link, "password": PASSWORD })).send().await.expect("an answer");
        assert_eq!(reset.status().as_u16(), 204);

        // The link of an invitation, as its page is asked for.
        let code = "0123456789abcdef0123456789abcdefAbCdEf";
        server.request(Method::GET, &format!("/invite/{code}")).send().await.expect("an answer");

        let log = server.logged();
        assert!(!log.contains(code), "{log}");
        assert!(log.contains("nobody was signed in") && log.contains("a password was set through a link"), "{log}");
        let code = back.split_once("code=").expect("a code").1.split('&').next().expect("a code");
        let attempt = attempt.split_once('=').expect("a value").1;
        let basic = "open+sesame";
        for secret in [CLIENT_SECRET, basic, "sesame@", "access-1", code, attempt, &session, &link, PASSWORD] {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}
