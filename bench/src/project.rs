//! A project on a database of its own, made as a person or a script would make it.

use std::io::Write;
use std::process::{Command, Stdio};

use model::ids::EnvironmentId;
use serde_json::{Value, json};

use crate::Result;
use crate::binary::Binary;
use crate::database::Database;

/// A project without models.
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// The environment's name in addresses.
    pub environment_name: String,
    /// A token that may do everything.
    pub token: String,
}

impl Project {
    /// Makes the owner and the project on a fresh database; no server needs to run.
    pub fn make(binary: &Binary, database: &Database) -> Result<Self> {
        let mut owner = binary.command(&["owner", "create", "--email", "owner@example.org", "--password-stdin"]);
        output(owner.args(database.flags()), "correct horse battery\n")?;
        let arguments = ["project", "create", "--owner", "owner@example.org", "--name", "Bench", "--json"];
        let project = output(binary.command(&arguments).args(database.flags()), "")?;
        let project: Value = serde_json::from_str(&project)?;
        let text = |key: &str| project[key].as_str().map(str::to_owned).ok_or_else(|| format!("no {key}: {project}"));
        Ok(Self {
            id: text("projectId")?,
            environment: EnvironmentId::new(text("environmentId")?),
            environment_name: text("environment")?,
            token: text("token")?,
        })
    }

    /// Path of the Content API.
    pub fn path(&self) -> String {
        format!("/v2/{}/{}", self.id, self.environment_name)
    }

    /// Path of the Content API that keeps answers.
    pub fn fast_path(&self) -> String {
        format!("/content/{}/{}", self.id, self.environment_name)
    }

    /// Changes the content model. `base` is the address of a running server.
    pub async fn change(&self, base: &str, changes: Value) -> Result<()> {
        let query =
            "mutation($data: BatchMigrationInput!) { submitBatchChanges(data: $data) { migration { status errors } } }";
        let data = json!({ "environmentId": self.environment.as_str(), "changes": changes });
        let answer = self.send(&format!("{base}/graphql"), query, json!({ "data": data })).await?;
        match answer.pointer("/submitBatchChanges/migration/status").and_then(Value::as_str) {
            Some("SUCCESS") => Ok(()),
            _ => Err(format!("the content model was not changed: {answer}").into()),
        }
    }

    /// `data` of an operation.
    pub async fn send(&self, url: &str, query: &str, variables: Value) -> Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let answer = reqwest::Client::new().post(url).bearer_auth(&self.token).json(&body).send().await?;
        let mut answer: Value = answer.json().await?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(format!("the server refused: {errors}").into()),
        }
    }
}

/// What a command prints.
fn output(command: &mut Command, input: &str) -> Result<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("the command ended with {}", output.status).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
