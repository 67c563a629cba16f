//! Permissions with conditions (platform.md §1.3): what they let through is what a filter of everything lets through.

mod figures;
mod kept;
mod locales;
mod reads;
mod shown;
mod versions;
mod writes;

use serde_json::{Value, json};
use sql::environment::content_permissions;
use wire_tests::{Answer, Client};

use crate::blog::Blog;

/// One row of a permission.
#[derive(Clone, Copy)]
pub struct Rule<'r> {
    action: &'r str,
    model: Option<&'r str>,
    locales: Option<&'r [&'r str]>,
    stages: Option<&'r [&'r str]>,
    condition: Option<&'r str>,
}

impl<'r> Rule<'r> {
    pub const fn on(action: &'r str, model: &'r str) -> Rule<'r> {
        Rule { action, model: Some(model), locales: None, stages: None, condition: None }
    }

    pub const fn on_all(action: &'r str) -> Rule<'r> {
        Rule { action, model: None, locales: None, stages: None, condition: None }
    }

    pub const fn under(self, condition: &'r str) -> Rule<'r> {
        Rule { condition: Some(condition), ..self }
    }

    const fn in_locales(self, locales: &'r [&'r str]) -> Rule<'r> {
        Rule { locales: Some(locales), ..self }
    }

    pub const fn in_stages(self, stages: &'r [&'r str]) -> Rule<'r> {
        Rule { stages: Some(stages), ..self }
    }
}

/// A permanent token with these rules and no others.
pub async fn token(blog: &Blog, rules: &[Rule<'_>]) -> Client {
    let create = "mutation($data: CreatePermanentAuthTokenInput!) { createPermanentAuthToken(data: $data) \
                  { createdPermanentAuthToken { id token } } }";
    let data = json!({ "environmentId": blog.project.environment, "name": "bound", "managementPermissionIds": [] });
    let made = blog.owner.client.management(create, json!({ "data": data })).await.ok();
    let owner_id = made.text("/data/createPermanentAuthToken/createdPermanentAuthToken/id");
    for rule in rules {
        let model = match rule.model {
            Some(name) => Some(blog.id_of("model", name).await),
            None => None,
        };
        let (locales, stages) = (ids(blog, "locale", rule.locales).await, ids(blog, "stage", rule.stages).await);
        let row = content_permissions::Row {
            id: &cuid::cuid1(),
            owner_kind: "PAT",
            owner_id: &owner_id,
            action: rule.action,
            model: model.as_deref(),
            locales,
            stages,
            from_stages: None,
            condition: rule.condition,
            enabled: true,
        };
        blog.execute(content_permissions::insert(row, &accounts::clock::now())).await;
    }
    blog.client.with_token(&made.text("/data/createPermanentAuthToken/createdPermanentAuthToken/token"))
}

async fn ids(blog: &Blog, kind: &str, names: Option<&[&str]>) -> Option<String> {
    let names = names?;
    let mut ids = Vec::new();
    for name in names {
        ids.push(blog.id_of(kind, name).await);
    }
    Some(json!(ids).to_string())
}

/// Entries of the blog with something of everything: eight posts, some of them published, some of these changed since.
pub async fn filled(server: &wire_tests::TestServer) -> Blog {
    let blog = Blog::on(server).await;
    let query = "mutation($data: PostCreateInput!) { createPost(data: $data) { id } }";
    for number in 0..8 {
        let (author, speaker) = (["Ada", "Bo"][number % 2], ["Bo", "Ada"][number / 4]);
        let progress = ["idea", "review", "ready"][number % 3];
        let mut data = json!({
            "slug": format!("p{number}"), "title": format!("Title {}", 9 - number),
            "progress": progress,
            "keywords": if number % 4 == 1 { json!(["k", "l"]) } else { json!(["l"]) },
            "tags": { "connect": if number % 3 == 0 { json!([{ "name": "sea" }]) } else { json!([{ "name": "moon" }]) } },
            "mentions": { "connect": [{ "Tag": { "name": "sea" } }, { "Author": { "name": author } }] },
            "facts": { "create": [{ "label": format!("fact {number}"), "value": number }] },
            "quote": { "create": { "text": "said", "speaker": { "connect": { "name": speaker } } } },
        });
        if number != 6 {
            data["author"] = json!({ "connect": { "name": author } });
        }
        if number % 2 == 0 {
            data["localizations"] =
                json!({ "create": [{ "locale": "de", "data": { "title": format!("Titel {number}") } }] });
        }
        blog.ok(query, json!({ "data": data })).await;
    }
    for name in ["Author", "Tag"] {
        let many = format!("mutation {{ publishMany{name}sConnection(first: 100) {{ aggregate {{ count }} }} }}");
        blog.ok(&many, json!({})).await;
    }
    for number in [0, 1, 2, 3, 5] {
        let publish = format!("mutation {{ publishPost(where: {{slug: \"p{number}\"}}) {{ id }} }}");
        blog.ok(&publish, json!({})).await;
    }
    // The draft goes on: progress and author are others than in the published copy.
    let update = "mutation($s: String!, $d: PostUpdateInput!) { updatePost(where: {slug: $s}, data: $d) { id } }";
    blog.ok(update, json!({ "s": "p1", "d": { "progress": "idea", "author": { "connect": { "name": "Ada" } } } }))
        .await;
    blog.ok(update, json!({ "s": "p3", "d": { "progress": "ready", "tags": { "set": [{ "name": "moon" }] } } })).await;
    blog
}

async fn read(blog: &Blog, client: &Client, query: &str) -> Answer {
    client.content(&blog.project, query, json!({})).await
}

/// All posts of a stage, with all that conditions of these tests look at.
async fn everything(blog: &Blog, stage: &str) -> Vec<Value> {
    let query = format!(
        "{{ posts(stage: {stage}, first: 100, orderBy: slug_ASC, locales: [en, de]) {{ __typename id stage slug title progress \
         keywords author {{ name }} tags {{ name }} quote {{ speaker {{ name }} }} \
         documentInStages(includeCurrent: true) {{ stage }} }} }}"
    );
    blog.ok(&query, json!({})).await["posts"].as_array().cloned().expect("a list")
}
