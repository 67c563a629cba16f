//! What leads to entries that are not there, and what a condition itself may look at.

use serde_json::{Value, json};
use wire_tests::on_both;

use super::{Rule, filled, read, token};

#[tokio::test(flavor = "multi_thread")]
async fn case_05_relations_and_unions_lead_to_nothing_that_a_condition_hides() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let rules = [
            Rule::on("READ", "Author").under(r#"{"name":"Ada"}"#),
            Rule::on("READ", "Post"),
            Rule::on("READ", "Tag"),
        ];
        let client = token(&blog, &rules).await;
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug author { name } quote { speaker { name } } \
                     mentions { __typename ... on Author { name } } } \
                     none: posts(stage: DRAFT, first: 100, where: {author: null}) { slug } \
                     some: posts(stage: DRAFT, first: 100, where: {author: {}}) { slug } }";
        let whole = blog.ok(query, json!({})).await;
        let seen = read(&blog, &client, query).await.ok();
        let mut without = whole["posts"].clone();
        for post in without.as_array_mut().unwrap() {
            if post["author"]["name"] == "Bo" {
                post["author"] = Value::Null;
            }
            if post["quote"]["speaker"]["name"] == "Bo" {
                post["quote"]["speaker"] = Value::Null;
            }
            post["mentions"].as_array_mut().unwrap().retain(|one| one["name"] != "Bo");
        }
        assert_eq!(seen.at("/data/posts"), &without);
        let count = |of_ada: bool| {
            without.as_array().unwrap().iter().filter(|post| (post["author"]["name"] == "Ada") == of_ada).count()
        };
        assert_eq!(seen.at("/data/some").as_array().unwrap().len(), count(true), "who is not there is nobody's author");
        assert_eq!(seen.at("/data/none").as_array().unwrap().len(), count(false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_condition_looks_at_what_the_actor_may_not_read_and_at_entries_that_are_not_there_for_it() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let by_ada = r#"{"author":{"name":"Ada"}}"#;
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug } }";
        let expected = blog.ok(&query.replace("first", "where: {author: {name: \"Ada\"}}, first"), json!({})).await;
        assert!(!expected["posts"].as_array().unwrap().is_empty());

        let blind = token(&blog, &[Rule::on("READ", "Post").under(by_ada)]).await;
        assert_eq!(read(&blog, &blind, query).await.ok().at("/data"), &expected);
        assert_eq!(read(&blog, &blind, "{ authors(stage: DRAFT) { name } }").await.status, 403);
        let by_author = "{ posts(stage: DRAFT, where: {author: {name: \"Ada\"}}) { slug } }";
        assert_eq!(read(&blog, &blind, by_author).await.status, 403, "the actor's own filter has the actor's rights");

        // Two conditions that look at each other.
        let with_posts = r#"{"posts_some":{"progress":"ready"}}"#;
        let rules = [Rule::on("READ", "Post").under(by_ada), Rule::on("READ", "Author").under(with_posts)];
        let both = token(&blog, &rules).await;
        assert_eq!(read(&blog, &both, query).await.ok().at("/data"), &expected);
        let named = read(&blog, &both, "{ authors(stage: DRAFT, orderBy: name_ASC) { name } }").await.ok();
        let wanted = blog
            .ok(
                "{ authors(stage: DRAFT, orderBy: name_ASC, where: {posts_some: {progress: ready}}) { name } }",
                json!({}),
            )
            .await;
        assert_eq!(named.at("/data"), &wanted);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_05_a_component_instance_is_there_with_the_entry_that_holds_it() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let client = token(&blog, &[Rule::on("READ", "Post").under(r#"{"slug_in":["p0","p1"]}"#)]).await;
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug facts { id } quote { id } } }";
        let posts = blog.ok(query, json!({})).await;
        for (number, post) in posts["posts"].as_array().unwrap().iter().enumerate() {
            for (kind, id) in [("Fact", &post["facts"][0]["id"]), ("Quote", &post["quote"]["id"])] {
                let query = format!(
                    "{{ entities(where: [{{ typename: {kind}, id: {id}, stage: DRAFT, locale: en }}]) {{ id }} }}"
                );
                let whole = blog.ok(&query, json!({})).await;
                assert_eq!(whole["entities"][0]["id"], *id, "{kind}");
                let seen = read(&blog, &client, &query).await.ok();
                let expected = if number < 2 { whole["entities"].clone() } else { json!([]) };
                assert_eq!(seen.at("/data/entities"), &expected, "{kind} of p{number}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_conditions_on_one_model_let_through_what_any_of_them_does() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let conditions: Vec<String> = (0..1_500).map(|number| format!(r#"{{"slug":"p{}"}}"#, number * 3)).collect();
        let rules: Vec<Rule<'_>> = conditions.iter().map(|one| Rule::on("READ", "Post").under(one)).collect();
        let client = token(&blog, &rules).await;
        let query = "{ posts(stage: DRAFT, first: 100, orderBy: slug_ASC) { slug } postsConnection(stage: DRAFT) { aggregate { count } } }";
        let seen = read(&blog, &client, query).await.ok();
        assert_eq!(seen.at("/data/posts"), &json!([{ "slug": "p0" }, { "slug": "p3" }, { "slug": "p6" }]));
        assert_eq!(seen.at("/data/postsConnection/aggregate/count"), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn case_01_a_refused_read_answers_alike_whatever_is_there() {
    on_both(async |server| {
        let blog = filled(&server).await;
        let client = token(&blog, &[Rule::on("READ", "Author").under(r#"{"name":"Ada"}"#)]).await;
        for query in [
            "{ posts(stage: DRAFT) { slug } }",
            "{ postsConnection(stage: DRAFT) { aggregate { count } } }",
            "{ post(where: {slug: \"p0\"}, stage: DRAFT) { slug } }",
            "{ post(where: {slug: \"nothing\"}, stage: DRAFT) { slug } }",
            "{ authors(stage: DRAFT) { posts { slug } } }",
            "{ authors(stage: DRAFT, where: {posts_some: {slug: \"p0\"}}) { name } }",
            "{ authorsConnection(stage: DRAFT, where: {posts_some: {slug: \"nothing\"}}) { aggregate { count } } }",
        ] {
            let answer = read(&blog, &client, query).await;
            assert_eq!((answer.status, answer.error()), (403, "not allowed"), "{query}");
            assert_eq!(answer.at("/data"), &Value::Null);
        }
        let stage = read(&blog, &client, "{ authors(stage: PUBLISHED, orderBy: name_ASC) { name } }").await.ok();
        assert_eq!(stage.at("/data/authors"), &json!([{ "name": "Ada" }]));
    })
    .await;
}
