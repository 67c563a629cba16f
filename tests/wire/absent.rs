//! What the schema promises and a stage or locale does not have (content-api-read.md §7.1): null and an error, and what must
//! not be null passes it on.

use serde_json::{Value, json};
use wire_tests::{TestServer, on_both};

use crate::blog::{Blog, component, kind, relation, simple};

/// A published page whose required image, and one whose required teaser in German, is not there.
async fn gallery(server: &TestServer) -> Blog {
    let mut image =
        relation("Page", "image", false, json!({ "modelApiId": "Asset", "apiId": "pages", "isList": true }));
    image["createRelationalField"]["isRequired"] = json!(true);
    let mut teaser = component("Page", "teaser", "Teaser", false);
    teaser["createComponentField"]["isRequired"] = json!(true);
    let changes = json!([
        { "createLocale": { "apiId": "de", "displayName": "German" } },
        kind("createComponent", "Teaser"),
        kind("createModel", "Page"),
        kind("createModel", "Site"),
        simple("Teaser", "text", "STRING", json!({ "isLocalized": true })),
        simple("Page", "slug", "STRING", json!({ "isUnique": true })),
        simple("Page", "extra", "JSON", json!({})),
        image,
        teaser,
        relation("Site", "home", false, json!({ "modelApiId": "Page", "apiId": "homeOf", "isList": true })),
        relation("Site", "pages", true, json!({ "modelApiId": "Page", "apiId": "site", "isList": false })),
    ]);
    let gallery = Blog::with(server, changes).await;
    gallery.asset("photo").await;
    let create = "mutation { createSite(data: {home: {create: {slug: \"p\", extra: {}, image: {connect: {id: \"photo\"}}, \
                  teaser: {create: {text: \"t\"}}}}}) { id } \
                  createPage(data: {slug: \"q\", extra: [{}], image: {connect: {id: \"photo\"}}, teaser: {create: {text: \"u\"}}}) { id } \
                  publishManySites(where: {}) { count } publishManyPages(where: {}) { count } }";
    gallery.ok(create, json!({})).await;
    gallery
}

async fn told(gallery: &Blog, query: &str) -> (Value, Vec<(String, Value)>) {
    let answer = gallery.send(query, json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let errors = answer.at("/errors").as_array().cloned().unwrap_or_default();
    let errors =
        errors.iter().map(|error| (error["message"].as_str().expect("text").to_owned(), error["path"].clone()));
    (answer.at("/data").clone(), errors.collect())
}

const IMAGE: &str = "Cannot return null for required field \"image\": what it refers to is not in this stage, or in none of the locales.";

#[tokio::test(flavor = "multi_thread")]
async fn a_required_asset_that_is_not_published_takes_its_entry_with_it() {
    on_both(async |server| {
        let gallery = gallery(&server).await;
        let drafts = "{ pages(stage: DRAFT, orderBy: slug_ASC) { slug image { fileName } teaser { text } } }";
        assert_eq!(gallery.ok(drafts, json!({})).await["pages"][0]["image"], json!({ "fileName": "photo.png" }));

        // Up to the first that may be null: the root field, a relation to one.
        let (data, errors) = told(&gallery, "{ page(where: {slug: \"p\"}, stage: PUBLISHED) { slug picture: image { fileName } } }").await;
        assert_eq!((data, errors), (json!({ "page": null }), vec![(IMAGE.to_owned(), json!(["page", "picture"]))]));
        let (data, errors) = told(&gallery, "{ sites(stage: PUBLISHED) { stage home { ... on Page { ...Shown } } } } fragment Shown on Page { image { id } }").await;
        assert_eq!(data, json!({ "sites": [{ "stage": "PUBLISHED", "home": null }] }));
        assert_eq!(errors, [(IMAGE.to_owned(), json!(["sites", 0, "home", "image"]))]);

        // Neither a list nor its items may be null, so all the data is: one error for each.
        let (data, errors) = told(&gallery, "{ pages(stage: PUBLISHED, orderBy: slug_ASC) { slug image { id } } }").await;
        assert_eq!(data, Value::Null);
        let paths: Vec<Value> = errors.into_iter().map(|(_, path)| path).collect();
        assert_eq!(paths, [json!(["pages", 0, "image"]), json!(["pages", 1, "image"])]);
        let (data, _) = told(&gallery, "{ pagesConnection(stage: PUBLISHED) { edges { node { image { id } } } } }").await;
        assert_eq!(data, Value::Null);

        // What does not ask for it gets all; a document that looks like anything is not taken for it.
        let (data, errors) = told(&gallery, "{ pages(stage: PUBLISHED, orderBy: slug_ASC) { slug extra } }").await;
        assert_eq!(data["pages"][1], json!({ "slug": "q", "extra": [{}] }));
        assert!(errors.is_empty());
        let extra = "mutation { updatePage(where: {slug: \"p\"}, data: {extra: \"{\\\"\\\":0}\"}) { id } }";
        gallery.ok(extra, json!({})).await;
        let update = "mutation($e: Json) { updatePage(where: {slug: \"q\"}, data: {extra: $e}) { id } }";
        gallery.ok(update, json!({ "e": { "": 0 } })).await;
        let (data, errors) = told(&gallery, "{ page(where: {slug: \"q\"}, stage: DRAFT) { extra image { id } } }").await;
        assert_eq!(data, json!({ "page": { "extra": { "": 0 }, "image": { "id": "photo" } } }));
        assert!(errors.is_empty());
        gallery.ok("mutation { publishAsset(where: {id: \"photo\"}) { id } }", json!({})).await;
        let (data, errors) = told(&gallery, "{ page(where: {slug: \"p\"}, stage: PUBLISHED) { image { id } } }").await;
        assert_eq!((data, errors.len()), (json!({ "page": { "image": { "id": "photo" } } }), 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_required_component_that_lacks_the_locale_is_told_too() {
    on_both(async |server| {
        let gallery = gallery(&server).await;
        let query = "{ page(where: {slug: \"p\"}, stage: DRAFT) { slug teaser(locales: [de]) { text } } }";
        let (data, errors) = told(&gallery, query).await;
        assert_eq!(data, json!({ "page": null }));
        let text = IMAGE.replace("image", "teaser");
        assert_eq!(errors, [(text, json!(["page", "teaser"]))]);
    })
    .await;
}

/// The entry is written all the same: what cannot be shown of it is null and told, as in the answer to a query.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_mutation_wrote_is_told_where_it_lacks_something_promised() {
    on_both(async |server| {
        let gallery = gallery(&server).await;
        let (data, errors) =
            told(&gallery, "mutation { done: publishPage(where: {slug: \"p\"}) { slug image { id } } other: publishPage(where: {slug: \"q\"}) { slug } }").await;
        assert_eq!(data, json!({ "done": null, "other": { "slug": "q" } }));
        assert_eq!(errors, [(IMAGE.to_owned(), json!(["done", "image"]))]);
        let count = gallery.ok("{ page(where: {slug: \"p\"}, stage: PUBLISHED) { history { revision } } }", json!({})).await;
        assert_eq!(count["page"]["history"].as_array().map(Vec::len), Some(2), "it was published");

        // A connection must not be null, nor any of its edges.
        let many = |teaser: &str| format!("mutation {{ updateManyPagesConnection(where: {{slug: \"p\"}}, data: {{extra: 1}}) {{ edges {{ node {{ slug {teaser} {{ text }} }} }} }} }}");
        let shown = gallery.ok(&many("teaser"), json!({})).await;
        assert_eq!(shown["updateManyPagesConnection"]["edges"][0]["node"], json!({ "slug": "p", "teaser": { "text": "t" } }));
        let (data, errors) = told(&gallery, &many("teaser(locales: [de])")).await;
        assert_eq!(data, Value::Null);
        let (teaser, path) = (IMAGE.replace("image", "teaser"), json!(["updateManyPagesConnection", "edges", 0, "node", "teaser"]));
        assert_eq!(errors, [(teaser.clone(), path)]);
        let update = "mutation { updatePage(where: {slug: \"p\"}, data: {extra: 2}) { extra teaser(locales: [de]) { text } } }";
        assert_eq!(told(&gallery, update).await, (json!({ "updatePage": null }), vec![(teaser, json!(["updatePage", "teaser"]))]));
        let extra = gallery.ok("{ page(where: {slug: \"p\"}, stage: DRAFT) { extra } }", json!({})).await;
        assert_eq!(extra["page"]["extra"], 2, "it was written");
    })
    .await;
}
