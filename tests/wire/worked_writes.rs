//! The worked example of content-api-write.md §9: its mutations, and the JSON that they are answered with, exactly.
//!
//! The specification calls a field of Post `status`, which is no name for a field (management-api.md §5): it is called `progress`
//! here and selected as `status`. That the cover is a file to be uploaded is tested where files are.

use serde_json::{Value, json};
use wire_tests::on_both;

use crate::blog::{Blog, simple};

/// Author Bo and the tags sea and moon.
pub async fn before(server: &wire_tests::TestServer) -> Blog {
    let blog = Blog::empty(server).await;
    blog.owner
        .changes(&blog.project, json!([simple("Post", "body", "RICHTEXT", json!({ "isLocalized": true }))]))
        .await;
    blog.ok("mutation { createAuthor(data: {name: \"Bo\"}) { id } a: createTag(data: {name: \"sea\"}) { id } b: createTag(data: {name: \"moon\"}) { id } }", json!({})).await;
    blog
}

/// §9.3, with the cover or without.
pub fn create(cover: &str) -> String {
    format!(
        r#"mutation {{ createPost(data: {{
    title: "Tides", slug: "tides", progress: idea, keywords: ["sea", "moon"]
    body: {{ children: [{{ type: "paragraph", children: [{{ text: "Hi" }}] }}] }}
    author: {{ create: {{ name: "Ada" }} }}
    facts: {{ create: [
      {{ label: "Height", value: 3, localizations: {{ create: [{{ locale: de, data: {{ label: "Höhe" }} }}] }} }}
      {{ label: "Period", value: 12 }} ] }}
    mentions: {{ connect: [{{ Tag: {{ name: "sea" }} }}, {{ Author: {{ name: "Bo" }} }}] }}
    {cover}
    localizations: {{ create: [{{ locale: de, data: {{ title: "Gezeiten" }} }}] }}
  }}) {{
    id stage locale title slug status: progress keywords author {{ name }} facts {{ id label value }}
    mentions {{ __typename ... on Tag {{ name }} ... on Author {{ name }} }}
    localizations {{ locale title }} }} }}"#
    )
}

/// Names of the example for what a server chooses.
struct Named(Vec<(String, &'static str)>);

impl Named {
    fn of(&mut self, id: &Value, name: &'static str) -> String {
        let id = id.as_str().expect("an id").to_owned();
        assert!(id.len() == 25 && id.starts_with('c'), "{id}");
        self.0.push((id.clone(), name));
        id
    }

    fn told(&self, data: &Value) -> String {
        self.0.iter().fold(data.to_string(), |text, (id, name)| text.replace(id, name))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn create_update_and_publish() {
    on_both(async |server| {
        let blog = before(&server).await;
        blog.events().await;
        let mut named = Named(Vec::new());
        let made = blog.ok(&create(""), json!({})).await;
        let post = &made["createPost"];
        named.of(&post["id"], "cpost0000000000000000001");
        let height = named.of(&post["facts"][0]["id"], "cfact0000000000000000001");
        let period = named.of(&post["facts"][1]["id"], "cfact0000000000000000002");
        assert_eq!(
            named.told(&made),
            r#"{"createPost":{"id":"cpost0000000000000000001","stage":"DRAFT","locale":"en","title":"Tides","slug":"tides","status":"idea","keywords":["sea","moon"],"author":{"name":"Ada"},"facts":[{"id":"cfact0000000000000000001","label":"Height","value":3},{"id":"cfact0000000000000000002","label":"Period","value":12}],"mentions":[{"__typename":"Tag","name":"sea"},{"__typename":"Author","name":"Bo"}],"localizations":[{"locale":"de","title":"Gezeiten"}]}}"#
        );
        assert_eq!(blog.events().await, ["create Post 1", "create Author 1", "update Tag 1", "update Author 1"]);

        // §9.4
        let update = format!(
            r#"mutation {{ updatePost(where: {{ slug: "tides" }}, data: {{
            progress: ready, keywords: []
            facts: {{
              create: [{{ data: {{ label: "Speed" }}, position: {{ start: true }} }}]
              update: [{{ where: {{ id: "{height}" }}, position: {{ end: true }}, data: {{ value: 4 }} }}]
              delete: [{{ id: "{period}" }}] }}
            mentions: {{ disconnect: [{{ Author: {{ name: "Bo" }} }}], connect: [{{ Tag: {{ where: {{ name: "moon" }}, position: {{ start: true }} }} }}] }}
            author: {{ connect: {{ name: "Bo" }} }}
            localizations: {{ upsert: [{{ locale: de, update: {{ title: "Die Gezeiten" }}, create: {{ title: "Die Gezeiten" }} }}] }}
          }}) {{ status: progress keywords author {{ name }} facts {{ id label value }} mentions {{ __typename ... on Tag {{ name }} }} localizations {{ locale title }} }} }}"#
        );
        let updated = blog.ok(&update, json!({})).await;
        named.of(&updated["updatePost"]["facts"][0]["id"], "cfact0000000000000000003");
        assert_eq!(
            named.told(&updated),
            r#"{"updatePost":{"status":"ready","keywords":[],"author":{"name":"Bo"},"facts":[{"id":"cfact0000000000000000003","label":"Speed","value":null},{"id":"cfact0000000000000000001","label":"Height","value":4}],"mentions":[{"__typename":"Tag","name":"moon"},{"__typename":"Tag","name":"sea"}],"localizations":[{"locale":"de","title":"Die Gezeiten"}]}}"#
        );
        let ada = blog.ok("{ author(where: {name: \"Ada\"}, stage: DRAFT) { name posts { id } } }", json!({})).await;
        assert_eq!(ada["author"], json!({ "name": "Ada", "posts": [] }), "Ada stays, without posts");

        // §9.5
        blog.events().await;
        let publish = r#"mutation { publishPost(where: { slug: "tides" }, locales: [de], to: [PUBLISHED]) {
    id documentInStages(stages: [PUBLISHED], includeCurrent: true) { stage localizations(includeCurrent: true) { locale } } } }"#;
        assert_eq!(
            named.told(&blog.ok(publish, json!({})).await),
            r#"{"publishPost":{"id":"cpost0000000000000000001","documentInStages":[{"stage":"PUBLISHED","localizations":[{"locale":"en"},{"locale":"de"}]}]}}"#
        );
        assert_eq!(blog.events().await, ["publish Post 2"]);
        let versions = "SELECT CAST(stage AS TEXT) || ' ' || CAST(revision AS TEXT) FROM version";
        assert_eq!(blog.texts(versions.to_owned()).await, ["2 1"]);
        let read = "{ post(where: {slug: \"tides\"}, stage: PUBLISHED) { author { name } cover { id } mentions { __typename } facts { label } } }";
        let seen = blog.ok(read, json!({})).await;
        let facts = json!([{ "label": "Speed" }, { "label": "Height" }]);
        assert_eq!(seen["post"], json!({ "author": null, "cover": null, "mentions": [], "facts": facts }));
    })
    .await;
}

/// §9.6
#[tokio::test(flavor = "multi_thread")]
async fn two_failures() {
    on_both(async |server| {
        let blog = before(&server).await;
        let told = |answer: &wire_tests::Answer| {
            let mut body = answer.body.clone();
            let id = body["extensions"]["requestId"].take();
            assert!(id.as_str().is_some_and(|id| id.len() == 25 && id.starts_with('c')), "{id}");
            body["extensions"]["requestId"] = json!("ckff8k1tc0nsg0150cssdkzxm");
            (answer.status, body.to_string())
        };
        let limited = blog.limited(&[("READ", None, None), ("CREATE", Some("Post"), None), ("CREATE", Some("Author"), None)]).await;
        let before = blog.contents().await;
        let with_cover = create("cover: { create: { uploadUrl: \"https://example.org/t.jpg\" } }");
        let refused = limited.content(&blog.project, &with_cover, json!({})).await;
        let expected = r#"{"errors":[{"message":"Mutation failed due to permission errors","extensions":{"code":"403","failedActions":[{"action":"update","model":"Tag","stage":"DRAFT"},{"action":"update","model":"Author","stage":"DRAFT"},{"action":"create","model":"Asset","stage":"DRAFT"}]}}],"data":null,"extensions":{"requestId":"ckff8k1tc0nsg0150cssdkzxm"}}"#;
        assert_eq!(told(&refused), (403, expected.to_owned()));
        assert_eq!(blog.contents().await, before);

        blog.ok(&create(""), json!({})).await;
        let before = blog.contents().await;
        let again = "mutation { createPost(data: { title: \"Again\", slug: \"tides\", progress: idea }) { id } }";
        let refused = blog.send(again, json!({})).await;
        let expected = r#"{"errors":[{"message":"value is not unique for the field \"slug\""}],"data":null,"extensions":{"requestId":"ckff8k1tc0nsg0150cssdkzxm"}}"#;
        assert_eq!(told(&refused), (400, expected.to_owned()));
        assert_eq!(blog.contents().await, before);
    })
    .await;
}
