//! Another file in the place of one, files of localisations, and files that nothing has any more.

use std::time::{Duration, SystemTime};

use content::upload::clean_all;
use serde_json::{Value, json};
use wire_tests::on_both;

use super::site::{FORM, PNG, Site};

/// Another file for an asset: the form.
async fn replacement(site: &Site, id: &str, data: &str) -> Value {
    let query = format!(
        "mutation {{ updateAsset(where: {{id: \"{id}\"}}, data: {{{data}}}) {{ upload {{ requestPostData {{ {FORM} }} }} }} }}"
    );
    site.quiet(&query).await["updateAsset"]["upload"]["requestPostData"].clone()
}

async fn url(site: &Site, stage: &str, id: &str) -> String {
    site.asset_in(stage, id, "url").await["url"].as_str().expect("an address").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_gets_another_address_and_published_ones_stay() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        site.upload(&form, "old.png", PNG).await;
        let publish = format!("mutation {{ publishAsset(where: {{id: \"{id}\"}}) {{ id }} }}");
        site.quiet(&publish).await;
        let old = url(&site, "PUBLISHED", &id).await;
        let form = replacement(&site, &id, "reUpload: true").await;
        let new = url(&site, "DRAFT", &id).await;
        assert_ne!(old, new);
        // Until it has come, the old one is shown, and not kept for ever under the new address.
        let (status, headers, body) = site.get(&new).await;
        assert_eq!((status, headers["cache-control"].to_str().unwrap(), body.as_slice()), (200, "no-cache", PNG));
        assert_eq!(site.asset(&id, "upload { status }").await["upload"]["status"], "ASSET_UPDATE_PENDING");
        assert_eq!(
            site.asset_in("PUBLISHED", &id, "upload { status }").await["upload"]["status"],
            "ASSET_UPLOAD_COMPLETE"
        );
        site.upload(&form, "new.txt", b"new").await;
        let facts = "fileName mimeType size width";
        assert_eq!(
            site.asset(&id, facts).await,
            json!({ "fileName": "new.txt", "mimeType": "text/plain", "size": 3, "width": null })
        );
        assert_eq!(
            site.asset_in("PUBLISHED", &id, facts).await,
            json!({ "fileName": "old.png", "mimeType": "image/png", "size": PNG.len(), "width": 2 })
        );
        assert_eq!((site.get(&old).await.2.as_slice(), site.get(&new).await.2.as_slice()), (PNG, b"new".as_slice()));
        site.quiet(&publish).await;
        assert_eq!(url(&site, "PUBLISHED", &id).await, new);
        // The first version still has the old one.
        age_everything(&site).await;
        clean_all(&server.services.accounts, &server.services.content).await.unwrap();
        assert_eq!(site.get(&old).await.0, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_published_before_the_file_came_gets_it_too() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        site.quiet(&format!("mutation {{ publishAsset(where: {{id: \"{id}\"}}) {{ id }} }}")).await;
        site.upload(&form, "a.png", PNG).await;
        let selection = "fileName width upload { status } documentInStages(includeCurrent: true) { stage width }";
        for stage in ["DRAFT", "PUBLISHED"] {
            let told = site.asset_in(stage, &id, selection).await;
            assert_eq!((&told["fileName"], &told["width"]), (&json!("a.png"), &json!(2)), "{stage}");
            assert_eq!(told["upload"]["status"], "ASSET_UPLOAD_COMPLETE");
        }
        let stages: Vec<i64> =
            site.events().await.iter().filter(|event| event.0 == "update").map(|event| event.2).collect();
        assert_eq!(stages, [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_localisation_has_a_file_of_its_own_or_the_default_one() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("localizations: {create: [{locale: de, data: {fileName: \"Bild\"}}]}").await;
        let select = |locale: &str| format!("localizations(locales: [{locale}], includeCurrent: true) {{ fileName url size upload {{ status }} }}");
        let of = async |locale: &str| site.asset(&id, &select(locale)).await["localizations"][0].clone();
        assert_eq!(of("de").await["url"], of("en").await["url"]);
        site.upload(&form, "a.png", PNG).await;
        assert_eq!((&of("en").await["fileName"], &of("de").await["fileName"]), (&json!("a.png"), &json!("Bild")));
        assert_eq!(of("de").await["size"], PNG.len());
        // Another default file is the localisation's, too.
        let form = replacement(&site, &id, "reUpload: true, fileName: \"b\"").await;
        site.upload(&form, "b.txt", b"bb").await;
        assert_eq!((of("en").await["size"].clone(), of("de").await["size"].clone()), (json!(2), json!(2)));
        assert_eq!((&of("en").await["fileName"], &of("de").await["fileName"]), (&json!("b"), &json!("Bild")));
        // One of its own is not the default's.
        let own = format!(
            "mutation {{ updateAsset(where: {{id: \"{id}\"}}, data: {{localizations: {{update: [{{locale: de, data: {{reUpload: true}}}}]}}}}) \
             {{ localizations(locales: [de]) {{ upload {{ status requestPostData {{ {FORM} }} }} }} }} }}"
        );
        let upload = site.quiet(&own).await["updateAsset"]["localizations"][0]["upload"].clone();
        assert_eq!(upload["status"], "ASSET_UPDATE_PENDING");
        assert_eq!(of("en").await["upload"]["status"], "ASSET_UPLOAD_COMPLETE");
        site.upload(&upload["requestPostData"], "eigen.txt", b"eigen").await;
        assert_eq!((of("en").await["size"].clone(), of("de").await["size"].clone()), (json!(2), json!(5)));
        assert_eq!(of("de").await["fileName"], "eigen.txt");
        let form = replacement(&site, &id, "reUpload: true").await;
        site.upload(&form, "c.txt", b"c").await;
        assert_eq!((of("en").await["size"].clone(), of("de").await["size"].clone()), (json!(1), json!(5)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_deleted_asset_goes() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        site.upload(&form, "a.png", PNG).await;
        let (other, _) = site.create("").await;
        let address = url(&site, "DRAFT", &id).await;
        let (_, awaited) = site.create("").await;
        site.quiet(&format!("mutation {{ deleteAsset(where: {{id: \"{id}\"}}) {{ id }} }}")).await;
        assert_eq!(site.get(&address).await.0, 404);
        let objects = server.database.folder().join("media").join(&site.blog.project.environment);
        let begun = SystemTime::now();
        while std::fs::read_dir(&objects).unwrap().count() > 0 {
            assert!(begun.elapsed().unwrap() < Duration::from_secs(30), "the bytes stay");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // Others are not touched; the form of one that is gone is worth nothing.
        assert_eq!(site.asset(&other, "upload { status }").await["upload"]["status"], "ASSET_CREATE_PENDING");
        site.upload(&awaited, "b.png", PNG).await;
        let (gone, form) = site.create("").await;
        site.quiet(&format!("mutation {{ deleteAsset(where: {{id: \"{gone}\"}}) {{ id }} }}")).await;
        assert_eq!(site.send(&form, "c.png", PNG).await.0, 400);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_62_objects_without_rows_are_removed_and_those_with_rows_stay() {
    on_both(async |server| {
        let site = Site::on(&server).await;
        let (id, form) = site.create("").await;
        site.upload(&form, "a.png", PNG).await;
        let old = url(&site, "DRAFT", &id).await;
        let form = replacement(&site, &id, "reUpload: true").await;
        site.upload(&form, "b.txt", b"b").await;
        let folder = server.database.folder().join("media").join(&site.blog.project.environment);
        for (name, days) in [("0123456789abcdef", 2), ("fedcba9876543210", 0), ("begun.part", 2)] {
            std::fs::write(folder.join(name), b"x").unwrap();
            let time = SystemTime::now() - Duration::from_secs(days * 86_400);
            std::fs::File::options().write(true).open(folder.join(name)).unwrap().set_modified(time).unwrap();
        }
        age_everything(&site).await;
        clean_all(&server.services.accounts, &server.services.content).await.unwrap();
        let there = |name: &str| folder.join(name).exists();
        assert_eq!((there("0123456789abcdef"), there("fedcba9876543210"), there("begun.part")), (false, true, false));
        assert_eq!(site.get(&url(&site, "DRAFT", &id).await).await.2, b"b");
        // No row and no version had the first file any more.
        assert_eq!(site.get(&old).await.0, 404);
    })
    .await;
}

/// As if everything had been asked for two days ago.
async fn age_everything(site: &Site) {
    let text = "UPDATE asset_file SET created_at = '2020-01-01T00:00:00+00:00'";
    site.blog.execute(sql::Statement::new(text, Vec::new())).await;
}
