//! The Content API: entries are created, read, changed, published and deleted.

use serde_json::{Value, json};
use wire_tests::{Client, ProjectHandle, TestServer, on_both};

use crate::setup::{article_changes, installed_app};

struct Articles {
    client: Client,
    project: ProjectHandle,
}

impl Articles {
    async fn on(server: &TestServer) -> Self {
        let app = installed_app(server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        Self { client: app.client, project: app.project }
    }

    async fn send(&self, query: &str, variables: Value) -> wire_tests::Answer {
        self.client.content(&self.project, query, variables).await
    }
}

const FULL: &str = "stage locale title slug tags category views rating featured meta day moment \
    place { latitude longitude } tint { hex css rgba { r g b a } } body { html markdown text raw }";

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_comes_back_as_it_was_sent() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let data = json!({
            "title": "Hällo \"world\" 🎉", "slug": "hello", "tags": ["a", "b\\c", ""], "category": "Guide", "views": -42,
            "rating": 0.1, "featured": false, "meta": { "z": [1, 2.5, null, true], "a": { "deep": "x" } },
            "day": "2024-02-29", "moment": "2024-02-29T12:00:00.120+02:00",
            "place": { "latitude": 52.5, "longitude": 13 }, "tint": { "hex": "#ff8000" },
            "body": { "children": [{ "type": "paragraph", "children": [{ "text": "Rich ", "bold": true }, { "text": "text" }] }] },
        });
        let create = format!("mutation($data: ArticleCreateInput!) {{ createArticle(data: $data) {{ id {FULL} }} }}");
        let made = articles.send(&create, json!({ "data": data })).await.ok();
        let entry = made.at("/data/createArticle");
        for key in ["title", "slug", "tags", "category", "views", "rating", "featured", "meta", "day"] {
            assert_eq!(entry[key], data[key], "{key}");
        }
        assert_eq!(entry["moment"], "2024-02-29T10:00:00.12+00:00");
        assert_eq!(entry["tint"]["css"], "rgb(255,128,0)");
        assert_eq!(entry["body"]["html"], "<p><strong>Rich </strong>text</p>");
        assert_eq!((&entry["stage"], &entry["locale"]), (&json!("DRAFT"), &json!("en")));
        let read = format!("{{ article(where: {{slug: \"hello\"}}, stage: DRAFT) {{ {FULL} }} }}");
        let read = articles.send(&read, json!({})).await.ok();
        assert_eq!(read.at("/data/article/meta"), &data["meta"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_listed_filtered_ordered_and_paged() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let create = "mutation($data: ArticleCreateInput!) { createArticle(data: $data) { id } }";
        for number in 0..12 {
            let data = json!({ "title": format!("Title {number:02}"), "slug": format!("s{number}"), "views": number % 5,
                "rating": f64::from(number) / 4.0, "tags": if number % 2 == 0 { json!(["even"]) } else { json!([]) } });
            articles.send(create, json!({ "data": data })).await.ok();
        }
        for query in [
            "{ articles(stage: DRAFT) { slug } }",
            "{ articles(stage: DRAFT, orderBy: views_DESC, first: 3) { slug views } }",
            "{ articles(stage: DRAFT, where: {title_contains: \"TITLE 1\"}) { title } }",
            "{ articles(stage: DRAFT, where: {OR: [{views_gt: 3}, {slug_in: [\"s0\"]}], NOT: [{tags_contains_some: [\"even\"]}]}) { slug } }",
            "{ articles(stage: DRAFT, orderBy: rating_ASC, skip: 10, first: 5) { rating } }",
            "{ articles(stage: DRAFT, where: {_search: \"title 07\"}) { slug } }",
            "{ articlesConnection(stage: DRAFT, first: 2, orderBy: slug_ASC) { aggregate { count } pageInfo { hasNextPage hasPreviousPage pageSize } edges { node { slug } } } }",
            "{ a: articles(stage: DRAFT, first: 1, orderBy: slug_DESC) { ...F } b: articles(stage: PUBLISHED) { ...F } } fragment F on Article { __typename slug ... on Node { stage } }",
            "{ users { kind name } }",
        ] {
            articles.send(query, json!({})).await.ok();
        }
        let page = articles.send("{ articlesConnection(stage: DRAFT, first: 5, orderBy: slug_ASC) { pageInfo { endCursor } edges { cursor node { slug } } } }", json!({})).await.ok();
        let after = page.text("/data/articlesConnection/pageInfo/endCursor");
        let next = "query($after: String!) { articlesConnection(stage: DRAFT, first: 5, after: $after, orderBy: slug_ASC) { pageInfo { hasPreviousPage } edges { node { slug } } } }";
        let next = articles.send(next, json!({ "after": after })).await.ok();
        assert_eq!(next.at("/data/articlesConnection/edges/0/node/slug"), "s3");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn locales_and_stages() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let create = "mutation { createArticle(data: {title: \"Hello\", slug: \"hello\", localizations: {create: [{locale: de, data: {title: \"Hallo\"}}]}}) \
                      { id localizations(includeCurrent: true) { locale title } } }";
        let made = articles.send(create, json!({})).await.ok();
        let id = made.text("/data/createArticle/id");
        let read = "query($locales: [Locale!]!) { articles(stage: DRAFT, locales: $locales) { locale title } }";
        let german = articles.send(read, json!({ "locales": ["de", "en"] })).await.ok();
        assert_eq!(german.at("/data/articles/0/title"), "Hallo");
        let publish = "mutation($id: ID!) { publishArticle(where: {id: $id}, locales: [de], publishBase: true, withDefaultLocale: true, to: [PUBLISHED]) \
                       { stage title documentInStages(includeCurrent: true) { stage } } }";
        articles.send(publish, json!({ "id": id })).await.ok();
        let published = "{ articles(stage: PUBLISHED) { stage title localizations { title } } }";
        let seen = articles.send(published, json!({})).await.ok();
        assert_eq!(seen.at("/data/articles/0/stage"), "PUBLISHED");
        let update = "mutation($id: ID!) { updateArticle(where: {id: $id}, data: {title: \"Changed\", localizations: {delete: [de]}}) { title localizations { locale } } }";
        articles.send(update, json!({ "id": id })).await.ok();
        let outdated = "{ articles(stage: DRAFT, where: {documentInStages_some: {stage: PUBLISHED, compareWithParent: {outdated_to: true}}}) { title } }";
        let seen = articles.send(outdated, json!({})).await.ok();
        assert_eq!(seen.at("/data/articles/0/title"), "Changed");
        assert_eq!(articles.send(published, json!({})).await.ok().at("/data/articles/0/title"), "Hello");
        let unpublish = "mutation($id: ID!) { unpublishArticle(where: {id: $id}) { stage } }";
        articles.send(unpublish, json!({ "id": id })).await.ok();
        let seen = articles.send(published, json!({})).await.ok();
        assert_eq!(seen.at("/data/articles"), &json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_writes_leave_nothing() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let create = "mutation($data: ArticleCreateInput!) { createArticle(data: $data) { id } }";
        articles.send(create, json!({ "data": { "title": "A", "slug": "a" } })).await.ok();
        for (data, message) in [
            (json!({ "title": "B", "slug": "a" }), "value is not unique for the field \"slug\""),
            (json!({ "title": "B", "slug": "x".repeat(21) }), "Expected value to have between 1 and 20 characters."),
            (json!({ "title": "", "slug": "b" }), "value for required field \"title\" must not be empty"),
            (json!({ "title": "B", "slug": "b", "day": "tomorrow" }), "value of the field \"day\" must be a day such as 2026-01-31"),
            (
                json!({ "title": "B\u{0}", "slug": "b" }),
                "The request has a text with the NUL character (U+0000), which cannot be stored.",
            ),
            (json!({ "title": "B", "slug": "b", "body": "text" }), "rich text of the field \"body\": the root: a node has to be an object"),
        ] {
            let refused = articles.send(create, json!({ "data": data })).await;
            assert_eq!((refused.status, refused.error()), (400, message));
            assert!(refused.at("/data").is_null());
            assert!(refused.at("/extensions/requestId").is_string());
        }
        // All root fields of a request stand or fall together.
        let two = "mutation { a: createArticle(data: {title: \"B\", slug: \"b\"}) { id } c: createArticle(data: {title: \"C\", slug: \"a\"}) { id } }";
        assert_eq!(articles.send(two, json!({})).await.status, 400);
        let count = articles.send("{ articlesConnection(stage: DRAFT) { aggregate { count } } }", json!({})).await.ok();
        assert_eq!(count.at("/data/articlesConnection/aggregate/count"), 1);
        let missing = "mutation { updateArticle(where: {slug: \"none\"}, data: {views: 1}) { id } }";
        assert!(articles.send(missing, json!({})).await.ok().at("/data/updateArticle").is_null());
        let nothing = articles.send("mutation { deleteArticle(where: {}) { id } }", json!({})).await;
        assert_eq!((nothing.status, nothing.error()), (400, "at least one unique field has to be provided"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn upsert_and_delete() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let upsert = "mutation($where: ArticleWhereUniqueInput!) { upsertArticle(where: $where, upsert: {create: {title: \"New\", slug: \"u\"}, update: {title: \"Old\"}}) { id title } }";
        let made = articles.send(upsert, json!({ "where": { "id": "my-own_id" } })).await.ok();
        assert_eq!((made.at("/data/upsertArticle/id"), made.at("/data/upsertArticle/title")), (&json!("my-own_id"), &json!("New")));
        let again = articles.send(upsert, json!({ "where": { "slug": "u" } })).await.ok();
        assert_eq!(again.at("/data/upsertArticle/title"), "Old");
        let bad = articles.send(upsert, json!({ "where": { "id": "no spaces" } })).await;
        assert_eq!(bad.status, 400);
        let delete = "mutation { deleteArticle(where: {slug: \"u\"}) { id title } }";
        assert_eq!(articles.send(delete, json!({})).await.ok().at("/data/deleteArticle/title"), "Old");
        assert!(articles.send(delete, json!({})).await.ok().at("/data/deleteArticle").is_null());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_may_read_nothing_until_it_is_granted() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let public = articles.client.public();
        let refused = public.content(&articles.project, "{ articles { id } }", json!({})).await;
        assert_eq!((refused.status, refused.error()), (403, "not allowed"));
        let not_a_token =
            public.with_token("nonsense").content(&articles.project, "{ articles { id } }", json!({})).await;
        assert_eq!(not_a_token.status, 400);
        let wrong = articles.send("{ articles { nothing } }", json!({})).await;
        assert_eq!(wrong.status, 400);
        assert!(
            wrong.error().starts_with("input:1: Cannot query field \"nothing\" on type \"Article\"."),
            "{}",
            wrong.body
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_field_keeps_its_values_and_answers_at_once() {
    on_both(async |server| {
        let app = installed_app(&server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        let create = "mutation { createArticle(data: {title: \"T\", slug: \"s\", category: News}) { id } }";
        app.client.content(&app.project, create, json!({})).await.ok();
        app.owner
            .changes(
                &app.project,
                json!([
                    { "updateSimpleField": { "parentApiId": "Article", "apiId": "slug", "newApiId": "path" } },
                    { "updateEnumeration": { "apiId": "Category", "valuesToUpdate": [{ "apiId": "News", "newApiId": "Latest" }] } },
                    { "updateModel": { "apiId": "Article", "newApiId": "Story", "apiIdPlural": "Stories" } },
                ]),
            )
            .await;
        let read = app.client.content(&app.project, "{ stories(stage: DRAFT) { path category } }", json!({})).await.ok();
        assert_eq!(read.at("/data/stories/0"), &json!({ "path": "s", "category": "Latest" }));
    })
    .await;
}

/// Headers steer what is read back, never what is written (content-api-write.md §3.1).
#[tokio::test(flavor = "multi_thread")]
async fn headers_steer_what_is_read_back() {
    on_both(async |server| {
        let app = installed_app(&server, json!({ "CONTENT": "READ_WRITE", "SCHEMA": "READ_WRITE" })).await;
        app.owner.changes(&app.project, article_changes()).await;
        let send = async |query: &str, stage: &str| {
            let request = app.client.request(reqwest::Method::POST, &app.project.path()).header("gcms-stage", stage);
            app.client.send(request.json(&json!({ "query": query }))).await
        };
        let create = "mutation { done: createArticle(data: {title: \"one\", slug: \"a\"}) { stage title } }";
        // It is not in that stage yet, but written it is.
        assert_eq!(send(create, "PUBLISHED").await.ok().at("/data/done"), &json!(null));
        let publish = "mutation { done: publishArticle(where: {slug: \"a\"}) { stage title } }";
        assert_eq!(
            send(publish, "DRAFT").await.ok().at("/data/done"),
            &json!({ "stage": "PUBLISHED", "title": "one" })
        );
        let update = "mutation { done: updateArticle(where: {slug: \"a\"}, data: {title: \"two\"}) { stage title } }";
        assert_eq!(
            send(update, "PUBLISHED").await.ok().at("/data/done"),
            &json!({ "stage": "PUBLISHED", "title": "one" })
        );
        assert_eq!(send(update, "").await.ok().at("/data/done"), &json!({ "stage": "DRAFT", "title": "two" }));
        let gone =
            send("mutation { done: deleteArticle(where: {slug: \"a\"}) { stage title } }", "PUBLISHED").await.ok();
        assert_eq!(gone.at("/data/done"), &json!({ "stage": "DRAFT", "title": "two" }));
        let refused = send(create, "NOWHERE").await;
        assert_eq!((refused.status, refused.error()), (400, "Value \"NOWHERE\" does not exist in \"Stage\" enum."));
        assert!(
            send("{ articles(stage: DRAFT) { id } }", "")
                .await
                .ok()
                .at("/data/articles")
                .as_array()
                .is_some_and(Vec::is_empty)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_entries_are_written_page_by_page_or_all_at_once() {
    on_both(async |server| {
        let articles = Articles::on(&server).await;
        let create = "mutation($data: ArticleCreateInput!) { createArticle(data: $data) { id } }";
        for number in 0..12 {
            let german = if number == 3 { json!({ "create": [{ "locale": "de", "data": { "title": "Drei" } }] }) } else { Value::Null };
            let data = json!({ "title": format!("T{number:02}"), "slug": format!("s{number:02}"), "views": number, "localizations": german });
            articles.send(create, json!({ "data": data })).await.ok();
        }
        let update = "mutation { updateManyArticlesConnection(where: {views_lt: 6}, first: 4, data: {featured: true, localizations: {update: [{locale: de, data: {title: \"Neu\"}}]}}) \
            { __typename pageInfo { hasNextPage pageSize } edges { node { slug featured localizations { title } } } aggregate { count } } }";
        let updated = articles.send(update, json!({})).await.ok();
        let page = updated.at("/data/updateManyArticlesConnection");
        assert_eq!(page["aggregate"]["count"], 6);
        assert_eq!(page["pageInfo"], json!({ "hasNextPage": true, "pageSize": 4 }));
        assert_eq!(page["edges"][3]["node"], json!({ "slug": "s03", "featured": true, "localizations": [{ "title": "Neu" }] }));
        let publish = "mutation { publishManyArticlesConnection(where: {featured: true}, to: [PUBLISHED]) { edges { node { slug stage documentInStages { stage } } } } }";
        let published = articles.send(publish, json!({})).await.ok();
        assert_eq!(published.at("/data/publishManyArticlesConnection/edges/0/node/documentInStages/0/stage"), "PUBLISHED");
        let count = "{ articlesConnection(stage: PUBLISHED) { aggregate { count } } }";
        assert_eq!(articles.send(count, json!({})).await.ok().at("/data/articlesConnection/aggregate/count"), 4);
        let unpublish = "mutation { unpublishManyArticles(where: {slug: \"s00\"}) { count __typename } }";
        assert_eq!(articles.send(unpublish, json!({})).await.ok().at("/data/unpublishManyArticles/count"), 1);
        let delete = "mutation { deleteManyArticlesConnection(where: {views_gte: 10}) { edges { node { slug } } } }";
        let deleted = articles.send(delete, json!({})).await.ok();
        assert_eq!(deleted.at("/data/deleteManyArticlesConnection/edges"), &json!([{ "node": { "slug": "s10" } }, { "node": { "slug": "s11" } }]));
        // The deprecated form has no page: it takes all ten that are left.
        let all = articles.send("mutation { updateManyArticles(data: {views: 1}) { count } }", json!({})).await.ok();
        assert_eq!(all.at("/data/updateManyArticles/count"), 10);
        let nothing = articles.send("mutation { deleteManyArticles(where: {views: 9}) { count } }", json!({})).await.ok();
        assert_eq!(nothing.at("/data/deleteManyArticles/count"), 0);
    })
    .await;
}
