//! Everything that can be asked of a schema with every kind of field, asked by every kind of actor: allowed or refused as
//! tables say that are written from the specification (platform.md §1.1 to §1.3, management-api.md §1.7).
//!
//! The paths are made from the schema itself; one that the tables do not know fails the test.

mod matching;
mod read_paths;
mod reads;
mod root_fields;
mod schema;
mod write_paths;
mod writes;

use serde_json::json;
use wire_tests::{Client, Owner, ProjectHandle, TestServer};

use crate::blog::Blog;
use crate::conditions::{Rule, token};
use crate::setup::{exchange, install, register_app, set_status, setup_code};
use schema::MODELS;

/// The rights that there are, under the names that rows have.
const RIGHTS: [&str; 7] = ["READ", "READ_VERSION", "CREATE", "UPDATE", "DELETE", "PUBLISH", "UNPUBLISH"];

/// A client of an app with that right to content.
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

/// A token with these rights to everything; under the condition, when there is one, each model for itself.
async fn with_rights(blog: &Blog, rights: &[&'static str], condition: Option<&str>) -> Client {
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

/// A token with every right to every model but for that right to that model.
async fn without(blog: &Blog, right: &str, model: &str) -> Client {
    let whole = RIGHTS.iter().filter(|other| **other != right).map(|other| Rule::on_all(other));
    let others = MODELS.iter().filter(|other| **other != model).map(|other| Rule::on(right, other));
    let rules: Vec<Rule<'_>> = whole.chain(others).collect();
    token(blog, &rules).await
}

/// Somebody who may everything, under a name: apps and members.
async fn whoever_may_everything(server: &TestServer, blog: &Blog) -> Vec<(String, Client)> {
    let mut all = vec![("a token with everything".to_owned(), with_rights(blog, &RIGHTS, None).await)];
    all.push(("an app that writes".to_owned(), app(server, &blog.owner, &blog.project, "READ_WRITE").await));
    all.push(("Owner".to_owned(), server.again("owner@example.org").await));
    for role in ["Admin", "Developer", "Editor"] {
        all.push((role.to_owned(), server.member(&blog.project, role).await));
    }
    all
}
