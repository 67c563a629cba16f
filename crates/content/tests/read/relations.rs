//! Relations and assets (content-api-read.md §3.3, §6, §7).

use content::request::RequestHeaders;
use serde_json::json;

use crate::blog::{content_model, with_blog};
use crate::world::{everything, on_each_engine_with};

/// Queries with their answers' data.
async fn check(cases: &'static [(&'static str, &'static str)]) {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        for (query, data) in cases {
            world.expect(query, &format!(r#"{{"data":{data}}}"#)).await;
        }
        world
    })
    .await;
}

#[tokio::test]
async fn to_one_and_to_many_from_both_sides() {
    check(&[
        (
            r#"{ post(where: { slug: "p1" }) { title author { __typename id name stage } tags { id name } cover { fileName width } } }"#,
            concat!(
                r#"{"post":{"title":"One","author":{"__typename":"Author","id":"ada","name":"Ada","stage":"DRAFT"},"#,
                r#""tags":[{"id":"z","name":"Z"},{"id":"x","name":"X"},{"id":"y","name":"Y"}],"cover":{"fileName":"h1.png","width":720}}}"#
            ),
        ),
        // The reverse sides, by their own places; p3 has no English localisation.
        (
            r#"{ authors { id posts { id title author { id } } } tag(where: { id: "x" }) { posts { id } } assets { coverPost { id } } }"#,
            concat!(
                r#"{"authors":[{"id":"ada","posts":[{"id":"p2","title":"Two","author":{"id":"ada"}},{"id":"p1","title":"One","author":{"id":"ada"}}]},"#,
                r#"{"id":"bob","posts":[]}],"tag":{"posts":[{"id":"p1"},{"id":"p2"}]},"assets":[{"coverPost":[{"id":"p1"}]}]}"#
            ),
        ),
        // A target that is gone is as if it were not linked.
        (
            r#"{ post(where: { slug: "p4" }) { author { name } tags { id } seo { id } } }"#,
            r#"{"post":{"author":null,"tags":[],"seo":null}}"#,
        ),
        // In the stage of the root: neither the tag nor the asset is published.
        (
            r#"{ posts(stage: PUBLISHED) { title author { name posts { id stage } } tags { id } cover { id } } }"#,
            r#"{"posts":[{"title":"Published one","author":{"name":"Ada!","posts":[{"id":"p1","stage":"PUBLISHED"}]},"tags":[],"cover":null}]}"#,
        ),
    ])
    .await;
}

#[tokio::test]
async fn nested_lists_are_filtered_ordered_and_paged() {
    check(&[
        (
            r#"{ post(where: { slug: "p1" }) {
                ordered: tags(orderBy: name_DESC) { id }
                some: tags(where: { name_in: ["X", "Y"] }) { id }
                first: tags(first: 2) { id }
                skipped: tags(first: 2, skip: 1) { id }
                after: tags(after: "z") { id }
                ordered_after: tags(after: "y", orderBy: name_ASC) { id }
                before: tags(before: "y") { id }
                last: tags(last: 2) { id }
                lastOfFirst: tags(first: 2, last: 1) { id }
                unknown: tags(after: "p1") { id }
                elsewhere: tags(where: { posts_some: { slug: "p2" } }) { id }
            } }"#,
            concat!(
                r#"{"post":{"ordered":[{"id":"z"},{"id":"y"},{"id":"x"}],"some":[{"id":"x"},{"id":"y"}],"first":[{"id":"z"},{"id":"x"}],"#,
                r#""skipped":[{"id":"x"},{"id":"y"}],"after":[{"id":"x"},{"id":"y"}],"ordered_after":[{"id":"z"}],"before":[{"id":"z"},{"id":"x"}],"#,
                r#""last":[{"id":"x"},{"id":"y"}],"lastOfFirst":[{"id":"x"}],"unknown":[],"elsewhere":[{"id":"x"}]}}"#
            ),
        ),
        (
            r#"{ author(where: { id: "ada" }) { posts(locales: [de, en], where: { title_contains: "e" }, orderBy: title_ASC) { title locale } } }"#,
            r#"{"author":{"posts":[{"title":"Drei","locale":"de"},{"title":"Eins","locale":"de"}]}}"#,
        ),
    ])
    .await;
}

#[tokio::test]
async fn locales_go_down_and_a_field_changes_them() {
    check(&[
        (
            r#"{ posts(locales: [de, en]) { id locale author { posts { id locale } } } }"#,
            concat!(
                r#"{"posts":[{"id":"p1","locale":"de","author":{"posts":[{"id":"p3","locale":"de"},{"id":"p2","locale":"en"},{"id":"p1","locale":"de"}]}},"#,
                r#"{"id":"p2","locale":"en","author":{"posts":[{"id":"p3","locale":"de"},{"id":"p2","locale":"en"},{"id":"p1","locale":"de"}]}},"#,
                r#"{"id":"p3","locale":"de","author":{"posts":[{"id":"p3","locale":"de"},{"id":"p2","locale":"en"},{"id":"p1","locale":"de"}]}},"#,
                r#"{"id":"p4","locale":"en","author":null}]}"#
            ),
        ),
        // The parent's locale becomes the only one below a target that has none itself.
        (
            r#"{ posts(locales: [de, en], first: 2) { id author(forceParentLocale: true) { posts { id locale } } } }"#,
            concat!(
                r#"{"posts":[{"id":"p1","author":{"posts":[{"id":"p3","locale":"de"},{"id":"p1","locale":"de"}]}},"#,
                r#"{"id":"p2","author":{"posts":[{"id":"p2","locale":"en"},{"id":"p1","locale":"en"}]}}]}"#
            ),
        ),
        // So for conditions below it, too.
        (
            r#"{ posts(locales: [de, en], first: 2) { id author(forceParentLocale: true) { posts(where: { seo: { metaTitle_contains: "eins" } }) { id locale } } } }"#,
            r#"{"posts":[{"id":"p1","author":{"posts":[{"id":"p1","locale":"de"}]}},{"id":"p2","author":{"posts":[]}}]}"#,
        ),
        // And the first one of a target that has some.
        (
            r#"{ posts(locales: [de, en], first: 2) { id cover(forceParentLocale: true, locales: [en]) { handle locale } plain: cover(locales: [en]) { handle } fr: cover(locales: [fr]) { id } } }"#,
            concat!(
                r#"{"posts":[{"id":"p1","cover":{"handle":"h1-de","locale":"de"},"plain":{"handle":"h1"},"fr":null},"#,
                r#"{"id":"p2","cover":null,"plain":null,"fr":null}]}"#
            ),
        ),
        (
            r#"{ post(where: { slug: "p1" }) { localizations(includeCurrent: true) { locale title seo(forceParentLocale: true) { metaTitle } } } }"#,
            concat!(
                r#"{"post":{"localizations":[{"locale":"en","title":"One","seo":{"metaTitle":"Meta one"}},"#,
                r#"{"locale":"de","title":"Eins","seo":{"metaTitle":"Meta eins"}}]}}"#
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn copies_in_other_stages_lead_to_rows_of_theirs() {
    check(&[(
        r#"{ post(where: { slug: "p1" }) { documentInStages(includeCurrent: true) {
            stage title author { name stage createdBy { stage } posts { id stage author { name } } } tags { id }
            tagged: author { posts(where: { author: { name_contains: "!" } }) { id } }
        } } }"#,
        concat!(
            r#"{"post":{"documentInStages":[{"stage":"DRAFT","title":"One","author":{"name":"Ada","stage":"DRAFT","createdBy":null,"#,
            r#""posts":[{"id":"p2","stage":"DRAFT","author":{"name":"Ada"}},{"id":"p1","stage":"DRAFT","author":{"name":"Ada"}}]},"#,
            r#""tags":[{"id":"z"},{"id":"x"},{"id":"y"}],"tagged":{"posts":[]}},"#,
            r#"{"stage":"PUBLISHED","title":"Published one","author":{"name":"Ada!","stage":"PUBLISHED","createdBy":null,"#,
            r#""posts":[{"id":"p1","stage":"PUBLISHED","author":{"name":"Ada!"}}]},"tags":[],"tagged":{"posts":[{"id":"p1"}]}}]}}"#
        ),
    )])
    .await;
}

#[tokio::test]
async fn addresses_of_assets() {
    on_each_engine_with(content_model, |world| async move {
        with_blog(&world).await;
        let headers =
            || RequestHeaders { asset_base: "https://cms.example/assets/e1".to_owned(), ..RequestHeaders::default() };
        let ask = async |query: &str| world.ask_as(everything(&world.model), headers(), query, json!({})).await.1;
        let answer = ask(
            r#"{ assets { url small: url(transformation: { image: { resize: { width: 59, height: 59, fit: crop } }, document: { output: { format: jpg } } })
                 upload { status } localizations { url } } }"#,
        );
        let expected = concat!(
            r#"{"data":{"assets":[{"url":"https://cms.example/assets/e1/h1","#,
            r#""small":"https://cms.example/assets/e1/output=format:jpg/resize=width:59,height:59,fit:crop/h1","#,
            r#""upload":null,"localizations":[{"url":"https://cms.example/assets/e1/h1-de"}]}]}}"#
        );
        assert_eq!(answer.await, expected);
        let answer =
            ask("{ assets { url(transformation: { image: { blur: { amount: 99 } }, validateOptions: true }) } }").await;
        assert!(answer.contains("blur.amount must be between 1 and 20"), "{answer}");
        let answer = ask(
            "{ posts { cover(where: { upload: { status: ASSET_UPLOAD_COMPLETE } }) { id } } all: assets(where: { upload: null }) { id } }",
        );
        let expected =
            r#"{"data":{"posts":[{"cover":null},{"cover":null},{"cover":null}],"all":[{"id":"a1"}]}}"#;
        assert_eq!(answer.await, expected);
        world
    })
    .await;
}

#[tokio::test]
async fn entries_that_a_rich_text_names() {
    check(&[
        (
            r#"{ post(where: { slug: "p1" }) { body { text references { __typename ... on Author { name } ... on Asset { handle } ... on Post { title } ... on Node { id } } } } }"#,
            concat!(
                r#"{"post":{"body":{"text":"","references":[{"__typename":"Author","name":"Bob","id":"bob"},"#,
                r#"{"__typename":"Asset","handle":"h1","id":"a1"},{"__typename":"Post","title":"Two","id":"p2"}]}}}"#
            ),
        ),
        (
            r#"{ posts(locales: [de, en]) { body { references(first: 2, after: "bob") { ... on Node { id } } last: references(last: 1) { __typename } } } }"#,
            concat!(
                r#"{"posts":[{"body":{"references":[{"id":"p3"},{"id":"a1"}],"last":[{"__typename":"Post"}]}},"#,
                r#"{"body":null},{"body":null},{"body":null}]}"#
            ),
        ),
    ])
    .await;
}
