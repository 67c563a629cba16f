//! Every root field, asked by every kind of actor.
//!
//! Nothing is found by what is asked: an allowed request finds nothing or breaks a rule of its input, and a refused one is
//! told apart from both.

use serde_json::{Value, json};
use wire_tests::{Client, TestServer, on_both};

use super::schema::{Types, list, text};
use super::{RIGHTS, app, whoever_may_everything, with_rights};
use crate::blog::Blog;

/// What a root field takes: the rights, and whether only rights to all models and all their entries will do.
struct Needs {
    rights: &'static [&'static str],
    whole: bool,
}

/// platform.md §1.3, "dependencies between actions", by the beginning of a mutation's name; the first that fits.
const MUTATIONS: [(&str, &[&str]); 16] = [
    ("createScheduledRelease", &["READ", "CREATE"]),
    ("updateScheduledRelease", &["READ", "UPDATE"]),
    ("deleteScheduledRelease", &["READ", "DELETE"]),
    ("deleteScheduledOperation", &["READ", "DELETE"]),
    ("schedulePublish", &["READ", "PUBLISH"]),
    ("scheduleUnpublish", &["READ", "UNPUBLISH"]),
    ("updateMany", &["READ", "UPDATE"]),
    ("deleteMany", &["READ", "DELETE", "UNPUBLISH"]),
    ("publishMany", &["READ", "PUBLISH"]),
    ("unpublishMany", &["READ", "UNPUBLISH"]),
    ("create", &["READ", "CREATE"]),
    ("update", &["READ", "UPDATE"]),
    ("upsert", &["READ", "CREATE", "UPDATE"]),
    ("delete", &["READ", "DELETE", "UNPUBLISH"]),
    ("publish", &["READ", "PUBLISH"]),
    ("unpublish", &["READ", "UNPUBLISH"]),
];

fn needs(operation: &str, name: &str) -> Needs {
    let whole = name.contains("cheduledRelease") || name.contains("cheduledOperation");
    if operation == "mutation" {
        let (_, rights) =
            MUTATIONS.iter().find(|(begin, _)| name.starts_with(begin)).expect("the table has every mutation");
        return Needs { rights, whole };
    }
    // Whoever may read anything may see users; `node` finds whatever may be read.
    let rights: &[&str] = if name.ends_with("Version") { &["READ", "READ_VERSION"] } else { &["READ"] };
    Needs { rights, whole }
}

/// Somebody, with the rights that the specification gives them.
struct Asker {
    name: String,
    client: Client,
    rights: Vec<&'static str>,
    /// The rights are to some entries only.
    bound: bool,
}

/// A root field that is given as little as it takes.
fn document(types: &Types, operation: &str, field: &Value) -> String {
    let name = text(&field["name"]);
    let is_scheduled = name.starts_with("schedule");
    let mut arguments: Vec<String> = Vec::new();
    for argument in list(&field["args"]) {
        let needed = argument["type"]["kind"] == "NON_NULL" && argument["defaultValue"].is_null();
        let argument_name = text(&argument["name"]);
        if argument_name == "stage" && operation == "query" {
            arguments.push("stage: DRAFT".to_owned());
        } else if needed || (is_scheduled && argument_name == "releaseAt") {
            arguments.push(format!("{argument_name}: {}", types.literal(&argument["type"])));
        } else if argument_name == "where" && name.contains("Many") {
            arguments.push("where: {id: \"nobody\"}".to_owned());
        }
    }
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    format!("{operation} {{ {name}{arguments} {{ __typename }} }}")
}

impl Asker {
    fn may(&self, needs: &Needs) -> bool {
        needs.rights.iter().all(|right| self.rights.contains(right)) && !(needs.whole && self.bound)
    }

    /// How the answer is another one than the table says.
    async fn differs(&self, blog: &Blog, document: &str, is_allowed: bool) -> Option<String> {
        let request = self.client.request(reqwest::Method::POST, &blog.project.path());
        // Most allowed writes say that nothing is there; some write. Ids differ, so answers are not compared.
        let answer = Client::send_quietly(request.json(&json!({ "query": document }))).await;
        let code = answer.at("/errors/0/extensions/code");
        let refused = answer.status == 403 || (answer.error() == "not allowed" && code == "403");
        let understood = answer.status == 200 || answer.status == 403 || answer.status == 400;
        let is_valid = !answer.error().starts_with("input:");
        let as_said = refused != is_allowed && understood && is_valid;
        (!as_said).then(|| format!("{}: {document} → {} {}", self.name, answer.status, answer.body))
    }
}

async fn askers(server: &TestServer, blog: &Blog) -> Vec<Asker> {
    let mut askers = Vec::new();
    let mut add = |name: String, client: Client, rights: &[&'static str], bound: bool| {
        askers.push(Asker { name, client, rights: rights.to_vec(), bound });
    };
    add("the public without rules".to_owned(), server.public(), &[], false);
    for (name, client) in whoever_may_everything(server, blog).await {
        add(name, client, &RIGHTS, false);
    }
    add(
        "a token under a condition".to_owned(),
        with_rights(blog, &RIGHTS, Some(r#"{"id_not":"somebody"}"#)).await,
        &RIGHTS,
        true,
    );
    for missing in RIGHTS {
        let rights: Vec<&str> = RIGHTS.into_iter().filter(|right| *right != missing).collect();
        add(format!("a token without {missing}"), with_rights(blog, &rights, None).await, &rights, false);
    }
    let (owner, project) = (&blog.owner, &blog.project);
    add("an app that reads".to_owned(), app(server, owner, project, "READ").await, &["READ", "READ_VERSION"], false);
    add("an app without content".to_owned(), app(server, owner, project, "NONE").await, &[], false);
    let contributor = server.member(project, "Contributor").await;
    add("Contributor".to_owned(), contributor, &["READ", "READ_VERSION", "CREATE", "UPDATE"], false);
    askers
}

#[tokio::test(flavor = "multi_thread")]
async fn case_09_every_root_field_is_allowed_or_refused_as_the_table_says_and_denied_is_unchanged() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let (types, schema) = Types::of(&blog).await;
        let mut roots = Vec::new();
        for (operation, ty) in [("query", "queryType"), ("mutation", "mutationType")] {
            for field in schema[ty]["fields"].as_array().unwrap() {
                let name = field["name"].as_str().unwrap();
                roots.push((document(&types, operation, field), needs(operation, name)));
            }
        }
        assert!(roots.len() > 100, "{} root fields", roots.len());
        let mut wrong = Vec::new();
        for asker in askers(&server, &blog).await {
            // Denied is unchanged (security case 9): first everything that is refused, then what is not.
            let before = blog.contents().await;
            let (open, closed): (Vec<_>, Vec<_>) = roots.iter().partition(|(_, needs)| asker.may(needs));
            for (document, _) in &closed {
                wrong.extend(asker.differs(&blog, document, false).await);
            }
            assert_eq!(blog.contents().await, before, "{} was refused, and something has changed", asker.name);
            for (document, _) in &open {
                wrong.extend(asker.differs(&blog, document, true).await);
            }
        }
        assert!(wrong.is_empty(), "{} differ from the table:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}
