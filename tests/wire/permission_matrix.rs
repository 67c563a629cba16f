//! Every root field of a schema with every kind of field, asked by every kind of actor: allowed or refused as the table
//! below says (platform.md §1.1 to §1.3, management-api.md §1.7).
//!
//! Nothing is found by what is asked: an allowed request finds nothing or breaks a rule of its input, and a refused one is
//! told apart from both.

use serde_json::{Map, Value, json};
use wire_tests::{Client, Owner, ProjectHandle, TestServer, on_both};

use crate::blog::Blog;
use crate::setup::{exchange, install, register_app, set_status, setup_code};

/// The rights that there are, under the names that rows have.
const RIGHTS: [&str; 7] = ["READ", "READ_VERSION", "CREATE", "UPDATE", "DELETE", "PUBLISH", "UNPUBLISH"];

/// What a root field takes: the rights, and whether only rights to all models and all their entries will do.
struct Needs {
    rights: &'static [&'static str],
    whole: bool,
}

const MODELS: [&str; 5] = ["Post", "Author", "Tag", "Profile", "Asset"];

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

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// What is known of types, by name.
struct Types(Map<String, Value>);

impl Types {
    async fn of(blog: &Blog) -> (Types, Value) {
        let ty = "name kind ofType { name kind ofType { name kind ofType { name kind } } }";
        let query = format!(
            "{{ __schema {{ queryType {{ fields(includeDeprecated: true) {{ name args {{ name defaultValue type {{ {ty} }} }} type {{ {ty} }} }} }} \
             mutationType {{ fields(includeDeprecated: true) {{ name args {{ name defaultValue type {{ {ty} }} }} type {{ {ty} }} }} }} \
             types {{ name kind possibleTypes {{ name }} inputFields {{ name defaultValue type {{ {ty} }} }} enumValues {{ name }} \
             fields(includeDeprecated: true) {{ name args {{ name }} type {{ {ty} }} }} }} }} }}"
        );
        let schema = blog.ok(&query, json!({})).await["__schema"].clone();
        let types = list(&schema["types"]).iter();
        let types = types.map(|ty| (text(&ty["name"]).to_owned(), ty.clone())).collect();
        (Types(types), schema)
    }

    /// A value of a type, as a literal: as little as there can be, and nothing that there is.
    fn literal(&self, ty: &Value) -> String {
        match text(&ty["kind"]) {
            "NON_NULL" => self.literal(&ty["ofType"]),
            "LIST" => format!("[{}]", self.literal(&ty["ofType"])),
            "ENUM" => {
                let values = list(&self.0[text(&ty["name"])]["enumValues"]);
                text(&values.last().expect("an enum has values")["name"]).to_owned()
            }
            "INPUT_OBJECT" => self.object(text(&ty["name"])),
            _ => match text(&ty["name"]) {
                "Int" | "Float" => "1".to_owned(),
                "Boolean" => "true".to_owned(),
                "DateTime" => "\"2099-01-01T00:00:00Z\"".to_owned(),
                _ => "\"nobody\"".to_owned(),
            },
        }
    }

    /// The types of entries that a type is, or whose entries a filter of that type is about.
    fn about(&self, ty: &Value) -> Vec<String> {
        if !ty["ofType"].is_null() {
            return self.about(&ty["ofType"]);
        }
        let name = text(&ty["name"]);
        let filtered =
            ["SingleRelationWhereInput", "ManyWhereInput", "WhereInput"].iter().find_map(|end| name.strip_suffix(end));
        let known = &self.0[filtered.filter(|name| self.0.contains_key(*name)).unwrap_or(name)];
        match known["possibleTypes"].as_array() {
            Some(types) => types.iter().map(|ty| text(&ty["name"]).to_owned()).collect(),
            None => vec![text(&known["name"]).to_owned()],
        }
    }

    fn object(&self, name: &str) -> String {
        if name == "EntityWhereInput" {
            return "{typename: Post, id: \"nobody\", stage: DRAFT, locale: en}".to_owned();
        }
        let fields = list(&self.0[name]["inputFields"]);
        let is_needed = |field: &&Value| {
            field["type"]["kind"] == "NON_NULL" || (name.ends_with("WhereUniqueInput") && field["name"] == "id")
        };
        let members: Vec<String> = fields
            .iter()
            .filter(is_needed)
            .map(|field| format!("{}: {}", text(&field["name"]), self.literal(&field["type"])))
            .collect();
        format!("{{{}}}", members.join(", "))
    }

    fn document(&self, operation: &str, field: &Value) -> String {
        let name = text(&field["name"]);
        let is_scheduled = name.starts_with("schedule");
        let mut arguments: Vec<String> = Vec::new();
        for argument in list(&field["args"]) {
            let needed = argument["type"]["kind"] == "NON_NULL" && argument["defaultValue"].is_null();
            let argument_name = text(&argument["name"]);
            if argument_name == "stage" && operation == "query" {
                arguments.push("stage: DRAFT".to_owned());
            } else if needed || (is_scheduled && argument_name == "releaseAt") {
                arguments.push(format!("{argument_name}: {}", self.literal(&argument["type"])));
            } else if argument_name == "where" && name.contains("Many") {
                arguments.push("where: {id: \"nobody\"}".to_owned());
            }
        }
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!("{operation} {{ {name}{arguments} {{ __typename }} }}")
    }
}

async fn app(server: &TestServer, owner: &Owner, project: &ProjectHandle, scope: &str) -> Client {
    let api_id = format!("app-{}", scope.to_lowercase().replace('_', "-"));
    let registered = register_app(owner, &api_id, json!({ "CONTENT": scope, "SCHEMA": "READ" })).await;
    let installation = install(owner, project, &registered).await;
    let code = setup_code(owner, project, &registered).await;
    let exchanged = exchange(&server.public(), &registered.client_id, &registered.client_secret, &code).await;
    let token = exchanged.text("/appToken");
    set_status(&owner.client, &installation, "COMPLETED").await.ok();
    server.public().with_token(&token)
}

async fn token(blog: &Blog, rights: &[&'static str], condition: Option<&str>) -> Client {
    use crate::conditions::{Rule, token};
    let mut rules = Vec::new();
    for right in rights {
        match condition {
            // Older states are there or not, whatever the entry (platform.md §1.3).
            Some(condition) if *right != "READ_VERSION" => {
                rules.extend(MODELS.iter().map(|model| Rule::on(right, model).under(condition)));
            }
            Some(_) | None => rules.push(Rule::on_all(right)),
        }
    }
    token(blog, &rules).await
}

async fn askers(server: &TestServer, blog: &Blog) -> Vec<Asker> {
    let mut askers = Vec::new();
    let mut add = |name: String, client: Client, rights: &[&'static str], bound: bool| {
        askers.push(Asker { name, client, rights: rights.to_vec(), bound });
    };
    add("the public without rules".to_owned(), server.public(), &[], false);
    add("a token with everything".to_owned(), token(blog, &RIGHTS, None).await, &RIGHTS, false);
    add(
        "a token under a condition".to_owned(),
        token(blog, &RIGHTS, Some(r#"{"id_not":"somebody"}"#)).await,
        &RIGHTS,
        true,
    );
    for missing in RIGHTS {
        let rights: Vec<&str> = RIGHTS.into_iter().filter(|right| *right != missing).collect();
        add(format!("a token without {missing}"), token(blog, &rights, None).await, &rights, false);
    }
    let (owner, project) = (&blog.owner, &blog.project);
    add("an app that reads".to_owned(), app(server, owner, project, "READ").await, &["READ", "READ_VERSION"], false);
    add("an app that writes".to_owned(), app(server, owner, project, "READ_WRITE").await, &RIGHTS, false);
    add("an app without content".to_owned(), app(server, owner, project, "NONE").await, &[], false);
    for role in ["Admin", "Developer", "Editor"] {
        add(role.to_owned(), server.member(project, role).await, &RIGHTS, false);
    }
    let contributor = server.member(project, "Contributor").await;
    add("Contributor".to_owned(), contributor, &["READ", "READ_VERSION", "CREATE", "UPDATE"], false);
    askers
}

#[tokio::test(flavor = "multi_thread")]
async fn every_root_field_is_allowed_or_refused_as_the_table_says() {
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let (types, schema) = Types::of(&blog).await;
        let mut roots = Vec::new();
        for (operation, ty) in [("query", "queryType"), ("mutation", "mutationType")] {
            for field in schema[ty]["fields"].as_array().unwrap() {
                let name = field["name"].as_str().unwrap();
                roots.push((types.document(operation, field), needs(operation, name)));
            }
        }
        assert!(roots.len() > 100, "{} root fields", roots.len());
        let mut wrong = Vec::new();
        for asker in askers(&server, &blog).await {
            for (document, needs) in &roots {
                let expected =
                    needs.rights.iter().all(|right| asker.rights.contains(right)) && !(needs.whole && asker.bound);
                let request = asker.client.request(reqwest::Method::POST, &blog.project.path());
                // Most allowed writes say that nothing is there; some write. Ids differ, so answers are not compared.
                let answer = Client::send_quietly(request.json(&json!({ "query": document }))).await;
                let code = answer.at("/errors/0/extensions/code");
                let refused = answer.status == 403 || (answer.error() == "not allowed" && code == "403");
                let understood = answer.status == 200 || answer.status == 403 || answer.status == 400;
                let is_valid = !answer.error().starts_with("input:");
                if refused == expected || !understood || !is_valid {
                    wrong.push(format!("{}: {document} → {} {}", asker.name, answer.status, answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "{} differ from the table:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}

/// What of a model the right to read it alone does not open: other models, what is scheduled, older states.
fn is_closed(types: &Types, field: &Value) -> bool {
    let closed = ["Author", "Tag", "Profile", "Asset", "ScheduledOperation", "Version"];
    types.about(&field["type"]).iter().any(|ty| closed.contains(&ty.as_str()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_filter_and_order_of_a_readable_model_is_open_as_far_as_what_it_leads_to() {
    use crate::conditions::{Rule, token};
    on_both(async |server| {
        let blog = Blog::on(&server).await;
        let (types, _) = Types::of(&blog).await;
        let mut documents = Vec::new();
        for field in list(&types.0["Post"]["fields"]) {
            let composite = !list(&json!(types.about(&field["type"]))).iter().any(|ty| types.0[text(ty)]["kind"] != "OBJECT");
            let below = if composite { " { __typename }" } else { "" };
            let name = text(&field["name"]);
            documents.push((format!("{{ posts(stage: DRAFT) {{ {name}{below} }} }}"), is_closed(&types, field)));
        }
        for field in list(&types.0["PostWhereInput"]["inputFields"]) {
            let (name, value) = (text(&field["name"]), types.literal(&field["type"]));
            let value = if name.ends_with("_json_path_exists") { "\"$.a\"".to_owned() } else { value };
            // What a filter finds is counted and ordered as it is listed.
            let where_ = format!("where: {{{name}: {value}}}");
            let closed = is_closed(&types, field) || name.starts_with("mentions") || name.starts_with("scheduledIn");
            documents.push((format!("{{ posts(stage: DRAFT, {where_}) {{ id }} }}"), closed));
            documents.push((format!("{{ postsConnection(stage: DRAFT, {where_}, first: 1, after: \"nobody\") {{ aggregate {{ count }} }} }}"), closed));
        }
        for order in list(&types.0["PostOrderByInput"]["enumValues"]) {
            documents.push((format!("{{ posts(stage: DRAFT, orderBy: {}) {{ id }} }}", text(&order["name"])), false));
        }
        assert!(documents.len() > 150 && documents.iter().filter(|(_, closed)| *closed).count() > 20, "{}", documents.len());

        let all = token(&blog, &RIGHTS.map(Rule::on_all)).await;
        let whole = token(&blog, &[Rule::on("READ", "Post")]).await;
        let bound = token(&blog, &[Rule::on("READ", "Post").under(r#"{"slug":"nothing"}"#)]).await;
        let stranger = token(&blog, &[Rule::on("READ", "Tag")]).await;
        let mut wrong = Vec::new();
        for (document, closed) in &documents {
            for (name, client, open) in [("all", &all, true), ("Post", &whole, !closed), ("some posts", &bound, !closed), ("Tag", &stranger, false)] {
                let answer = client.content(&blog.project, document, json!({})).await;
                let as_said = if open { answer.status == 200 } else { answer.status == 403 && answer.error() == "not allowed" };
                if !as_said {
                    wrong.push(format!("{name}: {document} → {} {}", answer.status, answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}
