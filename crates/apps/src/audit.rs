//! What the audit log says of apps and their installations (platform.md §9), written in the transaction of the change.
//!
//! `AuditLogResource` has no kind of its own for apps; they are `EXTENSION`s, as what extended Studio before them. An
//! installation's rows are in its environment's log. An app belongs to a person and to no project, so its rows are in the
//! server's own log, and once more in the log of every environment that it is installed in: whoever let it in sees that its
//! addresses or its secret are others. No row holds a secret or a value of a config, which may be one.

use access::Identity;
use accounts::audit;
use serde_json::{Map, Value, json};
use sql::Statement;
use sql::environment::audit::{Action, Entry, Resource};
use store::{StoreError, Transaction};

use crate::app::App;
use crate::installation::Installation;

/// A row to be: of an app or of an installation.
pub(crate) struct Told {
    action: Action,
    id: String,
    name: String,
    payload: Value,
}

impl Told {
    fn entry(&self) -> Entry<'_> {
        Entry {
            resource: Resource::Extension,
            action: self.action,
            entity_id: Some(&self.id),
            entity_name: Some(&self.name),
            payload: Some(self.payload.clone()),
            detail: None,
        }
    }

    /// In the log of an environment.
    pub(crate) fn in_environment(&self, by: &Identity, now: &str) -> Vec<Statement> {
        audit::in_environment(by, now, self.entry())
    }

    /// In the server's own log.
    pub(crate) fn of_server(&self, by: &Identity, now: &str) -> Statement {
        audit::of_server(by, now, self.entry())
    }

    /// Writes the row in an environment's transaction.
    pub(crate) async fn write(&self, tx: &mut Transaction, by: &Identity, now: &str) -> Result<(), StoreError> {
        for statement in self.in_environment(by, now) {
            tx.execute(statement).await?;
        }
        Ok(())
    }
}

fn of_app(app: &App, action: Action, payload: Value) -> Told {
    Told { action, id: app.id.to_string(), name: app.api_id.clone(), payload }
}

/// An app as a row tells of it.
fn shown(app: &App) -> Map<String, Value> {
    let elements: Vec<Value> =
        app.elements.iter().map(|element| json!({ "apiId": element.api_id, "src": element.src })).collect();
    let shown = [
        ("name", json!(app.name)),
        ("description", json!(app.description)),
        ("avatarUrl", json!(app.avatar_url)),
        ("setupUrl", json!(app.setup_url)),
        ("webhookUrl", json!(app.webhook_url)),
        ("configurationUrl", json!(app.configuration_url)),
        ("permissions", json!(app.permissions)),
        ("elements", json!(elements)),
    ];
    shown.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// An app was registered.
pub(crate) fn registered(app: &App) -> Told {
    of_app(app, Action::Create, Value::Object(shown(app)))
}

/// An app was changed.
pub(crate) fn changed(before: &App, after: &App) -> Told {
    let (old, new) = (shown(before), shown(after));
    let different = new.iter().filter(|(key, value)| old.get(*key) != Some(value));
    let payload = different.map(|(key, value)| (key.clone(), json!({ "from": old.get(key), "to": value }))).collect();
    of_app(after, Action::Update, Value::Object(payload))
}

/// An app has another client secret; the one before is good until then.
pub(crate) fn got_secret(app: &App, old_until: &str) -> Told {
    of_app(app, Action::Update, json!({ "clientSecret": { "madeAnew": true, "oldIsGoodUntil": old_until } }))
}

/// An app was deleted.
pub(crate) fn deleted(app: &App) -> Told {
    of_app(app, Action::Delete, Value::Object(shown(app)))
}

fn of_installation(installation: &Installation, action: Action, payload: Value) -> Told {
    Told { action, id: installation.id.to_string(), name: installation.app_api_id.clone(), payload }
}

/// Somebody let an app in, with the permissions that it has.
pub(crate) fn installed(installation: &Installation, app: &App, was: Option<&Installation>) -> Told {
    let action = if was.is_some() { Action::Update } else { Action::Create };
    let mut payload = json!({
        "app": app.name,
        "permissions": app.permissions,
        "status": { "from": was.map(|was| was.status.wire()), "to": installation.status.wire() },
    });
    let keys = different_keys(was.map(|was| &was.config), &installation.config);
    if !keys.is_empty() {
        payload["configKeys"] = json!(keys);
    }
    of_installation(installation, action, payload)
}

/// An installation has another status or config.
pub(crate) fn patched(before: &Installation, after: &Installation) -> Told {
    let mut payload = Map::new();
    if before.status != after.status {
        payload.insert("status".to_owned(), json!({ "from": before.status.wire(), "to": after.status.wire() }));
    }
    let keys = different_keys(Some(&before.config), &after.config);
    if !keys.is_empty() {
        payload.insert("configKeys".to_owned(), json!(keys));
    }
    of_installation(after, Action::Update, Value::Object(payload))
}

/// An app was uninstalled.
pub(crate) fn uninstalled(installation: &Installation) -> Told {
    let status = json!({ "status": { "from": installation.status.wire(), "to": null } });
    of_installation(installation, Action::Delete, status)
}

/// A setup code was made, with which the app's server gets the token.
pub(crate) fn got_code(installation: &Installation, expires_at: &str) -> Told {
    of_installation(installation, Action::Update, json!({ "setupCode": { "expiresAt": expires_at } }))
}

/// A setup code was exchanged for the token; tokens from before ended.
pub(crate) fn exchanged(installation: &Installation, token: &str) -> Told {
    of_installation(installation, Action::Update, json!({ "token": { "made": token } }))
}

/// A setup code came again after it was used: the token that it gave ended.
pub(crate) fn replayed(installation: &Installation, token: &str) -> Told {
    of_installation(
        installation,
        Action::Update,
        json!({ "token": { "revoked": token, "why": "setup code used again" } }),
    )
}

/// The keys of a config whose values are others than before.
fn different_keys(before: Option<&Value>, after: &Value) -> Vec<String> {
    let empty = Map::new();
    let old = before.and_then(Value::as_object).unwrap_or(&empty);
    let new = after.as_object().unwrap_or(&empty);
    let keys = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
    keys.filter(|key| old.get(*key) != new.get(*key)).cloned().collect()
}
