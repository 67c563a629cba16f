//! Invitations by mail: sent when there is a mail server, and never in the way of the invitation itself.

use accounts::Outside;
use outbound::Mailer;
use serde_json::json;
use wire_tests::{Answer, Owner, ProjectHandle, TestEngine, TestServer};

use crate::binary::Binary;
use crate::post_office::PostOffice;

/// A server that sends its mail to this address.
pub async fn server(engine: TestEngine, mail_server: &str) -> TestServer {
    let mail = Mailer::new(mail_server, "Epigraph <cms@example.org>").expect("sound settings");
    TestServer::start_outside(engine, |base| Outside { base: base.to_owned(), openid: None, mail: Some(mail) }).await
}

async fn invite(owner: &Owner, project: &ProjectHandle, email: &str) -> Answer {
    let roles = "query($p: ID!) { viewer { project(id: $p) { existingRoles { id name } } } }";
    let seen = owner.client.management(roles, json!({ "p": project.id })).await.ok();
    let roles = seen.at("/data/viewer/project/existingRoles").as_array().expect("a list").clone();
    let editor = roles.iter().find(|role| role["name"] == "Editor").expect("the role")["id"].clone();
    let send = "mutation($data: SendInviteInput!) { sendInvite(data: $data) { invite { code email } } }";
    let data = json!({ "projectId": project.id, "email": email, "roleIds": [editor] });
    owner.client.management(send, json!({ "data": data })).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_mailed_with_the_link_that_can_be_copied() {
    for engine in TestEngine::available() {
        let office = PostOffice::open().await;
        let server = server(engine, &office.url).await;
        let owner = server.owner().await;
        // A name cannot become a header, however long and strange it is.
        let project =
            owner.project("Größter Shop: Bcc=all@example.org, and a name that has to be folded somewhere").await;
        let sent = invite(&owner, &project, "Eve@Example.org").await;
        let letter = office.letter(0).await;
        assert_eq!(letter.to, "eve@example.org");
        let code = sent.text("/data/sendInvite/invite/code");
        assert_eq!(letter.address("http"), format!("{}/invite/{code}", server.base), "case 26: the public URL");
        for expected in ["From: Epigraph <cms@example.org>", "To: eve@example.org", "Olive Owner", "owner@example.org"]
        {
            assert!(letter.text.contains(expected), "{expected}: {}", letter.text);
        }
        let headers = letter.text.split("\n\n").next().expect("headers");
        assert!(headers.lines().all(|line| !line.to_lowercase().starts_with("bcc")), "{headers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_made_whatever_becomes_of_its_letter() {
    for engine in TestEngine::available() {
        let office = PostOffice::open().await;
        let there = server(engine, &office.url).await;
        let owner = there.owner().await;
        let project = owner.project("Shop").await;
        let sent = invite(&owner, &project, "refused@example.org").await;
        assert_eq!(sent.text("/data/sendInvite/invite/email"), "refused@example.org");
        invite(&owner, &project, "eve@example.org").await;
        assert_eq!(office.letter(0).await.to, "eve@example.org");
        drop(office);
        let begin = std::time::Instant::now();
        let sent = invite(&owner, &project, "bob@example.org").await;
        assert!(!sent.text("/data/sendInvite/invite/code").is_empty());
        assert!(begin.elapsed() < std::time::Duration::from_secs(5), "nobody waits for a mail server");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_36_settings_of_mail_and_provider_are_told_in_one_line_and_secrets_not_at_all() {
    let Some(binary) = Binary::find() else { return };
    let database = wire_tests::TestDatabase::create(TestEngine::Sqlite).await;
    let listen = format!("127.0.0.1:{}", crate::binary::free_port());
    let public = ["--public-url", "https://cms.example.org"];
    let mail = ["--mail-from", "cms@example.org", "--smtp-url"];
    let openid = ["--openid-issuer", "https://id.example.org", "--openid-client-id", "epigraph"];
    let secret = ["--openid-client-secret", "sesame"];
    let plain = "smtp://post:sesame@mail.example.org";
    let encrypted = "smtps://post:sesame@mail.example.org";
    for (flags, word) in [
        ([&public[..], &mail[..], &[plain]].concat(), "smtps://"),
        ([&public[..], &mail[..], &["post:sesame@mail"]].concat(), "mail server"),
        ([&public[..], &["--mail-from", "nobody", "--smtp-url", encrypted]].concat(), "sender"),
        ([&mail[..], &[encrypted]].concat(), "--public-url"),
        ([&openid[..], &secret[..]].concat(), "--public-url"),
        ([&public[..], &openid[..]].concat(), "EPIGRAPH_OPENID_CLIENT_SECRET"),
        ([&public[..], &openid[..], &["--openid-client-secret-file", "/nowhere"]].concat(), "/nowhere"),
        ([&public[..], &["--openid-issuer", "http://id.example.org"], &openid[2..], &secret[..]].concat(), "https"),
    ] {
        let output = binary.run(&[&["serve", "--listen", &listen][..], &flags[..]].concat(), &database).await;
        let line = String::from_utf8(output.stderr.clone()).expect("text");
        assert!(!output.status.success() && line.trim_end().lines().count() == 1, "{flags:?}: {output:?}");
        assert!(line.contains(word) && !line.contains("sesame"), "{flags:?}: {line}");
    }
}
