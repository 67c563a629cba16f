//! Rules that differ from stage to stage and from locale to locale.

use serde_json::{Value, json};
use wire_tests::on_both;

use super::{Rule, everything, filled, read, token};

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_for_a_locale_lets_its_entries_through_in_that_locale_only() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on("READ", "Post").in_locales(&["en"]).under(r#"{"progress":"idea"}"#),
            Rule::on("READ", "Post").in_locales(&["de"]).under(r#"{"author":{"name":"Ada"}}"#),
        ];
        let client = token(&blog, &rules).await;
        let posts = everything(&blog, "DRAFT").await;
        let in_en = |post: &Value| post["progress"] == "idea";
        let in_de = |post: &Value| post["author"]["name"] == "Ada";
        let has_de = |post: &Value| post["slug"].as_str().unwrap().ends_with(['0', '2', '4', '6']);
        let slugs = |holds: &dyn Fn(&Value) -> bool| -> Vec<Value> {
            posts.iter().filter(|post| holds(post)).map(|post| post["slug"].clone()).collect()
        };
        for (locales, expected) in [
            ("[en]", slugs(&|post| in_en(post))),
            ("[de]", slugs(&|post| has_de(post) && in_de(post))),
            ("[de, en]", slugs(&|post| if has_de(post) { in_de(post) } else { in_en(post) })),
        ] {
            let query = format!(
                "{{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC, locales: {locales}) {{ slug }} \
                 postsConnection(stage: DRAFT, locales: {locales}) {{ aggregate {{ count }} }} }}"
            );
            let answer = read(&blog, &client, &query).await.ok();
            let found: Vec<Value> =
                answer.at("/data/posts").as_array().unwrap().iter().map(|post| post["slug"].clone()).collect();
            assert_eq!(found, expected, "{locales}");
            assert_eq!(answer.at("/data/postsConnection/aggregate/count"), expected.len(), "{locales}");
        }
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug localizations(includeCurrent: true) { locale title \
                     } facts(locales: [de]) { value } } }";
        let answer = read(&blog, &client, query).await.ok();
        for post in answer.at("/data/posts").as_array().unwrap() {
            let whole = posts.iter().find(|one| one["slug"] == post["slug"]).unwrap();
            let locales: Vec<&Value> =
                post["localizations"].as_array().unwrap().iter().map(|one| &one["locale"]).collect();
            let expected = if has_de(whole) && in_de(whole) { 2 } else { 1 };
            assert_eq!(locales.len(), expected, "{post}");
            assert_eq!(locales[0], "en");
        }
        assert_eq!(read(&blog, &client, "{ posts(stage: DRAFT, where: {title_contains: \"T\"}) { title } }").await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn component_instances_are_read_in_a_locale_by_the_rule_for_it() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let facts = blog.ok("{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug facts { id } } }", json!({})).await;
        let update = "mutation($s: String!, $f: ID!) { updatePost(where: {slug: $s}, data: {facts: {update: [{where: {id: $f}, \
                      data: {localizations: {create: [{locale: de, data: {label: \"Tatsache\"}}]}}}]}}) { id } }";
        for post in facts["posts"].as_array().unwrap() {
            blog.ok(update, json!({ "s": post["slug"], "f": post["facts"][0]["id"] })).await;
        }
        let rules = [
            Rule::on("READ", "Post").in_locales(&["en"]),
            Rule::on("READ", "Post").in_locales(&["de"]).under(r#"{"progress":"ready"}"#),
        ];
        let client = token(&blog, &rules).await;
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug progress facts(locales: [de]) { label } } }";
        let whole = blog.ok(query, json!({})).await;
        let seen = read(&blog, &client, query).await.ok();
        let mut expected = whole["posts"].clone();
        for post in expected.as_array_mut().unwrap() {
            assert_eq!(post["facts"][0]["label"], "Tatsache");
            if post["progress"] != "ready" {
                post["facts"] = json!([]);
            }
        }
        assert_eq!(seen.at("/data/posts"), &expected);
        for post in facts["posts"].as_array().unwrap() {
            let id = &post["facts"][0]["id"];
            let query = format!(
                "{{ entities(where: [{{ typename: Fact, id: {id}, stage: DRAFT, locale: de }}]) {{ ... on Fact {{ label }} }} }}"
            );
            let seen = read(&blog, &client, &query).await.ok();
            let post = expected.as_array().unwrap().iter().find(|one| one["slug"] == post["slug"]).unwrap();
            assert_eq!(seen.at("/data/entities"), &post["facts"], "{post}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_13_a_rule_for_a_stage_lets_copies_in_it_through_by_its_condition() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on("READ", "Post").in_stages(&["PUBLISHED"]),
            Rule::on("READ", "Post").in_stages(&["DRAFT"]).under(r#"{"progress":"ready"}"#),
        ];
        let client = token(&blog, &rules).await;
        let query = "{ posts(stage: PUBLISHED, first: 100, orderBy: slug_ASC) { slug documentInStages { stage progress } } }";
        let seen = read(&blog, &client, query).await.ok();
        let mut expected = blog.ok(query, json!({})).await;
        let mut hidden = 0;
        for post in expected["posts"].as_array_mut().unwrap() {
            let copies = post["documentInStages"].as_array_mut().unwrap();
            let before = copies.len();
            copies.retain(|copy| copy["progress"] == "ready");
            hidden += before - copies.len();
        }
        assert!(hidden > 0);
        assert_eq!(seen.at("/data"), &expected);

        // Filters about copies look at those alone that are there.
        let some = "{ posts(stage: PUBLISHED, first: 100, orderBy: slug_ASC, where: {documentInStages_some: {stage: DRAFT}}) { slug } }";
        let with_draft: Vec<Value> = expected["posts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|post| !post["documentInStages"].as_array().unwrap().is_empty())
            .map(|post| json!({ "slug": post["slug"] }))
            .collect();
        assert_eq!(read(&blog, &client, some).await.ok().at("/data/posts"), &json!(with_draft));
        let every = "{ posts(stage: PUBLISHED, first: 100, orderBy: slug_ASC, where: {documentInStages_every: {stage: PUBLISHED}}) { slug } }";
        let others = read(&blog, &client, every).await.ok();
        assert_eq!(
            others.at("/data/posts").as_array().unwrap().len(),
            expected["posts"].as_array().unwrap().len() - with_draft.len()
        );
    })
    .await;
}
