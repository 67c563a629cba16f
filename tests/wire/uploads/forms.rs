//! A client sends the file with the form that the asset's upload tells.

use std::time::Duration;

use assets::Settings as Files;
use content::limits::Settings;
use serde_json::{Value, json};
use wire_tests::{on_both, on_both_with};

use super::site::{FORM, PNG, Site, fields};

const FACTS: &str =
    "fileName mimeType size width height url handle upload { status expiresAt error { code } requestPostData { url } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_with_its_form_becomes_the_assets() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        let before = site.asset(&id, FACTS).await;
        assert_eq!(before["upload"]["status"], "ASSET_CREATE_PENDING");
        assert!(before["upload"]["expiresAt"].is_string() && before["mimeType"].is_null(), "{before}");
        assert_eq!((&form["url"], &form["algorithm"]), (&json!(site.media()), &json!("AWS4-HMAC-SHA256")));
        let url = before["url"].as_str().unwrap().to_owned();
        assert_eq!(site.get(&url).await.0, 404);
        site.upload(&form, "photo.jpg", PNG).await;
        let after = site.asset(&id, FACTS).await;
        let upload = json!({ "status": "ASSET_UPLOAD_COMPLETE", "expiresAt": null, "error": null, "requestPostData": null });
        let handle = url.rsplit('/').next().unwrap();
        assert_eq!(
            after,
            json!({
                "fileName": "photo.jpg", "mimeType": "image/png", "size": PNG.len(), "width": 2, "height": 3, "url": url, "handle": handle,
                "upload": upload,
            })
        );
        assert_eq!(site.get(&url).await.2, PNG);
        let events = [("create".to_owned(), id.clone(), 1), ("update".to_owned(), id.clone(), 1)];
        assert_eq!(site.events().await, events);
        let told = format!("SELECT action FROM audit WHERE entity_id = '{id}' ORDER BY created_at");
        assert_eq!(site.blog.texts(told).await, ["CREATE", "UPDATE"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passed_name_wins_and_case_57_a_sent_one_is_no_path() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        for (data, sent, name) in [
            ("fileName: \"Hero\"", "photo.png", "Hero"),
            ("fileName: null", "photo.png", "photo.png"),
            ("", "../../../etc/passwd", "passwd"),
            ("", "C:\\\\x\\\\a.png", "a.png"),
            ("", "", "file"),
        ] {
            let (id, form) = site.create(data).await;
            site.upload(&form, sent, PNG).await;
            assert_eq!(site.asset(&id, "fileName").await["fileName"], name, "{sent}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_58_forms_are_for_one_file_once_and_unchanged() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("fileName: \"one.png\"").await;
        let (_, other) = site.create("").await;
        let rows = site.blog.rows().await;
        let changed = |name: &str, value: &Value| {
            let mut form = form.clone();
            form[name] = value.clone();
            form
        };
        for (what, wrong) in [
            ("another file's key", changed("key", &other["key"])),
            ("another file's signature", changed("signature", &other["signature"])),
            ("another file's policy", changed("policy", &other["policy"])),
            ("no signature", changed("signature", &json!(""))),
            ("another time", changed("date", &json!("20200101T000000Z"))),
            ("another algorithm", changed("algorithm", &json!("none"))),
            ("a key that leads elsewhere", changed("key", &json!(format!("../{}", form["key"].as_str().unwrap())))),
        ] {
            let (status, text) = site.send(&wrong, "evil.png", PNG).await;
            assert_eq!(status, 403, "{what}: {text}");
        }
        let project = site.blog.owner.project("Other").await;
        let elsewhere = form["url"].as_str().unwrap().replace(&site.blog.project.environment, &project.environment);
        assert_eq!(site.send_to(&elsewhere, &fields(&form), "evil.png", PNG).await.0, 403);
        let nowhere = form["url"].as_str().unwrap().replace(&site.blog.project.environment, "nowhere");
        assert_eq!(site.send_to(&nowhere, &fields(&form), "evil.png", PNG).await.0, 404);
        let nul = form["url"].as_str().unwrap().replace(&site.blog.project.environment, "%00");
        assert_eq!(site.send_to(&nul, &fields(&form), "evil.png", PNG).await.0, 404);
        assert_eq!(site.blog.rows().await, rows);
        site.upload(&form, "one.png", PNG).await;
        let (status, text) = site.send(&form, "two.png", b"another").await;
        assert_eq!(status, 400, "{text}");
        assert_eq!(site.asset(&id, "size").await["size"], PNG.len());
        let objects = server.database.folder().join("media").join(&site.blog.project.environment);
        assert_eq!(std::fs::read_dir(objects).unwrap().count(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_form_is_refused() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        let url = form["url"].as_str().unwrap();
        let http = reqwest::Client::new();
        for (kind, body, status) in [
            ("application/json", "{}", 415),
            ("multipart/form-data", "x", 415),
            ("multipart/form-data; boundary=b", "", 400),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nx\r\n--b--\r\n",
                400,
            ),
            (
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n",
                403,
            ),
        ] {
            let answer = http.post(url).header("content-type", kind).body(body).send().await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{kind} {body:?}");
        }
        let long = vec![("key", "x".repeat(20_000))];
        assert_eq!(site.send_to(url, &long, "a.png", PNG).await.0, 400);
        assert_eq!(site.asset(&id, "upload { status }").await["upload"]["status"], "ASSET_CREATE_PENDING");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_too_late_is_refused() {
    let files = Files { largest: 1000, patience: Duration::from_secs(3), ..Files::default() };
    on_both_with(&Settings { files, ..Settings::default() }, async |server| {
        let site = Site::on(&server).await;
        let (_, form) = site.create("").await;
        assert_eq!(site.send(&form, "a.bin", &[7; 1001]).await.0, 413);
        site.upload(&form, "a.bin", &[7; 1000]).await;
        let (late, form) = site.create("").await;
        tokio::time::sleep(Duration::from_millis(3100)).await;
        assert_eq!(site.send(&form, "a.bin", &[7; 10]).await.0, 403);
        assert_eq!(site.settled(&late).await, "ASSET_ERROR_UPLOAD");
        let told = site.asset(&late, "upload { error { code message } requestPostData { key } }").await;
        let error = json!({ "code": "EXPIRED", "message": "the file did not come in time" });
        assert_eq!(told["upload"], json!({ "error": error, "requestPostData": null }));
        let again = format!("mutation {{ updateAsset(where: {{id: \"{late}\"}}, data: {{reUpload: true}}) {{ upload {{ status requestPostData {{ {FORM} }} }} }} }}");
        let again = &site.quiet(&again).await["updateAsset"]["upload"];
        assert_eq!(again["status"], "ASSET_UPDATE_PENDING");
        site.upload(&again["requestPostData"], "late.bin", b"here").await;
        assert_eq!(site.asset(&late, "fileName size").await, json!({ "fileName": "late.bin", "size": 4 }));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_58_a_form_is_told_to_who_may_send_the_file() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let blog = &site.blog;
        let reader = blog.limited(&[("READ", None, None)]).await;
        let creator = blog.limited(&[("READ", None, None), ("CREATE", Some("Asset"), None)]).await;
        let form = "upload { status requestPostData { signature key } }";
        let made = site.ask_as(&creator, &format!("mutation {{ createAsset(data: {{}}) {{ id {form} }} }}")).await.ok();
        assert!(made.at("/data/createAsset/upload/requestPostData/signature").is_string(), "{}", made.body);
        let id = made.text("/data/createAsset/id");
        let read = format!("{{ asset(where: {{id: \"{id}\"}}, stage: DRAFT) {{ {form} }} }}");
        for (client, sees) in [(&reader, false), (&creator, false), (&blog.client, true)] {
            let answer = site.ask_as(client, &read).await.ok();
            assert_eq!(answer.at("/data/asset/upload/status"), "ASSET_CREATE_PENDING");
            assert_eq!(answer.at("/data/asset/upload/requestPostData").is_object(), sees, "{}", answer.body);
        }
        // Who asked for the form has lost the right to act: the form is worth nothing any more.
        let query = format!("mutation {{ createAsset(data: {{}}) {{ upload {{ requestPostData {{ {FORM} }} }} }} }}");
        let made = site.ask_as(&creator, &query).await.ok();
        blog.execute(sql::Statement::new("DELETE FROM permanent_token WHERE name = 'limited'", Vec::new())).await;
        let (status, text) = site.send(made.at("/data/createAsset/upload/requestPostData"), "a.png", PNG).await;
        assert_eq!(status, 403, "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_found_by_how_far_their_files_are() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (_, form) = site.create("fileName: \"here\"").await;
        site.create("fileName: \"awaited\"").await;
        site.blog.asset("ancient").await;
        site.upload(&form, "x.png", PNG).await;
        for (filter, names) in [
            ("upload: {status: ASSET_UPLOAD_COMPLETE}", json!(["here"])),
            ("upload: {status_not: ASSET_UPLOAD_COMPLETE}", json!(["awaited"])),
            ("upload: {status_in: [ASSET_CREATE_PENDING, ASSET_ERROR_UPLOAD]}", json!(["awaited"])),
            ("upload: {expiresAt_gt: \"2020-01-01T00:00:00Z\"}", json!(["awaited"])),
            (
                "upload: {OR: [{status: ASSET_UPLOAD_COMPLETE}, {status: ASSET_CREATE_PENDING}]}",
                json!(["awaited", "here"]),
            ),
            ("upload: {NOT: [{status: ASSET_UPLOAD_COMPLETE}]}", json!(["awaited"])),
            ("upload: null", json!(["ancient.png"])),
            ("upload: {}", json!(["awaited", "here"])),
            ("NOT: [{upload: {status: ASSET_UPLOAD_COMPLETE}}]", json!(["ancient.png", "awaited"])),
        ] {
            let query =
                format!("{{ assets(where: {{{filter}}}, stage: DRAFT, orderBy: fileName_ASC) {{ fileName }} }}");
            let found = site.blog.ok(&query, json!({})).await;
            let found: Vec<&Value> =
                found["assets"].as_array().unwrap().iter().map(|asset| &asset["fileName"]).collect();
            assert_eq!(json!(found), names, "{filter}");
        }
    })
    .await;
}
