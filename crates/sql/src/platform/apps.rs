//! Registered apps, their secrets and elements.
//!
//! Apps' rows are `id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url,
//! configuration_url, publication_status, permissions, client_id, created_at, updated_at`.

use crate::{Statement, Value};

/// What an app's row holds, for inserting and updating.
pub struct Row<'a> {
    /// The app's id.
    pub id: &'a str,
    /// Who registered it.
    pub author: &'a str,
    /// Unique over the whole server.
    pub api_id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Text for people; may be empty.
    pub description: &'a str,
    /// Picture.
    pub avatar_url: &'a str,
    /// Page that sets an installation up.
    pub setup_url: &'a str,
    /// Called on life-cycle events.
    pub webhook_url: Option<&'a str>,
    /// Page that configures an installation later.
    pub configuration_url: Option<&'a str>,
    /// Wire name of the publication status.
    pub publication_status: &'a str,
    /// JSON object of the four permissions.
    pub permissions: String,
    /// Public half of the app's credentials.
    pub client_id: &'a str,
}

/// Inserts an app. Unique: `app.api_id`.
pub fn insert(row: Row<'_>, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO app (id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url, \
         configuration_url, publication_status, permissions, client_id, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
        vec![
            Value::from(row.id),
            Value::from(row.author),
            Value::from(row.api_id),
            Value::from(row.name),
            Value::from(row.description),
            Value::from(row.avatar_url),
            Value::from(row.setup_url),
            Value::from(row.webhook_url),
            Value::from(row.configuration_url),
            Value::from(row.publication_status),
            Value::Json(row.permissions),
            Value::from(row.client_id),
            Value::from(now),
        ],
    )
}

/// Writes what may change after registration: names and addresses, never the permissions or ids.
pub fn update(row: &Row<'_>, now: &str) -> Statement {
    Statement::new(
        "UPDATE app SET name = $2, description = $3, avatar_url = $4, setup_url = $5, webhook_url = $6, \
         configuration_url = $7, updated_at = $8 WHERE id = $1",
        vec![
            Value::from(row.id),
            Value::from(row.name),
            Value::from(row.description),
            Value::from(row.avatar_url),
            Value::from(row.setup_url),
            Value::from(row.webhook_url),
            Value::from(row.configuration_url),
            Value::from(now),
        ],
    )
}

/// Which column finds an app.
#[derive(Clone, Copy)]
pub enum Key {
    /// `id`.
    Id,
    /// `api_id`.
    ApiId,
    /// `client_id`.
    ClientId,
}

/// The app that the key names.
pub fn by(key: Key, value: &str) -> Statement {
    let text = match key {
        Key::Id => {
            "SELECT id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url, \
             configuration_url, publication_status, permissions, client_id, created_at, updated_at \
             FROM app WHERE id = $1"
        }
        Key::ApiId => {
            "SELECT id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url, \
             configuration_url, publication_status, permissions, client_id, created_at, updated_at \
             FROM app WHERE api_id = $1"
        }
        Key::ClientId => {
            "SELECT id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url, \
             configuration_url, publication_status, permissions, client_id, created_at, updated_at \
             FROM app WHERE client_id = $1"
        }
    };
    Statement::new(text, vec![Value::from(value)])
}

/// A person's apps, oldest first.
pub fn of_author(author: &str) -> Statement {
    Statement::new(
        "SELECT id, author_person_id, api_id, name, description, avatar_url, setup_url, webhook_url, \
         configuration_url, publication_status, permissions, client_id, created_at, updated_at \
         FROM app WHERE author_person_id = $1 ORDER BY created_at, id",
        vec![Value::from(author)],
    )
}

/// Locks the app's row until the end of the transaction; touches one row when the app is there.
pub fn lock(id: &str) -> Statement {
    Statement::new("UPDATE app SET updated_at = updated_at WHERE id = $1", vec![Value::from(id)])
}

/// Deletes an app with its secrets and elements.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM app WHERE id = $1", vec![Value::from(id)])
}

/// Keeps the hash of an app's current secret.
pub fn insert_secret(app: &str, hash: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO app_secret (app_id, hash, created_at, expires_at) VALUES ($1, $2, $3, NULL)",
        vec![Value::from(app), Value::from(hash), Value::from(now)],
    )
}

/// Forgets an app's secrets that were replaced already.
pub fn delete_replaced_secrets(app: &str) -> Statement {
    Statement::new("DELETE FROM app_secret WHERE app_id = $1 AND expires_at IS NOT NULL", vec![Value::from(app)])
}

/// Gives the app's current secret an end.
pub fn replace_secret(app: &str, expires_at: &str) -> Statement {
    Statement::new(
        "UPDATE app_secret SET expires_at = $2 WHERE app_id = $1 AND expires_at IS NULL",
        vec![Value::from(app), Value::from(expires_at)],
    )
}

/// The hashes of the app's secrets that are valid now: one column.
pub fn valid_secrets(app: &str, now: &str) -> Statement {
    Statement::new(
        "SELECT hash FROM app_secret WHERE app_id = $1 AND (expires_at IS NULL OR expires_at > $2)",
        vec![Value::from(app), Value::from(now)],
    )
}

/// An app's element as its row holds it. Elements' rows are
/// `id, api_id, name, type, description, config, src, features, field_type, created_at, updated_at`.
pub struct ElementRow<'a> {
    /// Chosen by the client.
    pub id: &'a str,
    /// Order for people, from 0.
    pub position: i64,
    /// Unique in the app.
    pub api_id: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Wire name of the element's type.
    pub kind: &'a str,
    /// Text for people.
    pub description: Option<&'a str>,
    /// JSON of the element's settings.
    pub config: Option<String>,
    /// The page.
    pub src: &'a str,
    /// JSON array of the wire's names.
    pub features: String,
    /// Wire name of the type of field that it renders.
    pub field_type: Option<&'a str>,
    /// Canonical time.
    pub created_at: &'a str,
    /// Canonical time.
    pub updated_at: &'a str,
}

/// Inserts an element. Unique: `app_element.id`, and `app_element.app_id, app_element.api_id`.
pub fn insert_element(app: &str, row: ElementRow<'_>) -> Statement {
    Statement::new(
        "INSERT INTO app_element (id, app_id, position, api_id, name, type, description, config, src, features, \
         field_type, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        vec![
            Value::from(row.id),
            Value::from(app),
            Value::Int(row.position),
            Value::from(row.api_id),
            Value::from(row.name),
            Value::from(row.kind),
            Value::from(row.description),
            row.config.map_or(Value::Null, Value::Json),
            Value::from(row.src),
            Value::Json(row.features),
            Value::from(row.field_type),
            Value::from(row.created_at),
            Value::from(row.updated_at),
        ],
    )
}

/// Deletes all elements of an app.
pub fn delete_elements(app: &str) -> Statement {
    Statement::new("DELETE FROM app_element WHERE app_id = $1", vec![Value::from(app)])
}

/// An app's elements in order.
pub fn elements(app: &str) -> Statement {
    Statement::new(
        "SELECT id, api_id, name, type, description, config, src, features, field_type, created_at, updated_at \
         FROM app_element WHERE app_id = $1 ORDER BY position",
        vec![Value::from(app)],
    )
}
