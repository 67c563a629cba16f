//! People: rows are `id, email, name, picture, created_at, updated_at, generation, preferences`; `preferences` is JSON.

use crate::{Statement, Value};

/// The columns of the person `p` in a statement of several tables.
pub(super) const COLUMNS: &str =
    "p.id, p.email, p.name, p.picture, p.created_at, p.updated_at, p.generation, p.preferences";

/// A person to insert. `email` is normalised.
pub struct NewRow<'a> {
    /// The person's id.
    pub id: &'a str,
    /// Normalised e-mail address.
    pub email: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Argon2id hash in PHC form; none for who signs in through an identity provider only.
    pub password_hash: Option<&'a str>,
    /// Whether this is the one owner of the server.
    pub is_owner: bool,
    /// Canonical time.
    pub now: &'a str,
}

/// Inserts a person. Unique: `person.email`, and one owner, whose address counts as shown to be theirs.
pub fn insert(row: &NewRow<'_>) -> Statement {
    Statement::new(
        "INSERT INTO person (id, email, name, picture, password_hash, is_owner, created_at, updated_at, email_proven_at) \
         VALUES ($1, $2, $3, NULL, $4, $5, $6, $6, CASE WHEN $5 THEN $6 END)",
        vec![
            Value::from(row.id),
            Value::from(row.email),
            Value::from(row.name),
            Value::from(row.password_hash),
            Value::Bool(row.is_owner),
            Value::from(row.now),
        ],
    )
}

/// One row when there is an owner.
pub fn owner() -> Statement {
    Statement::new("SELECT id FROM person WHERE is_owner", Vec::new())
}

/// The person with that id.
pub fn by_id(id: &str) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM person AS p WHERE p.id = $1"), vec![Value::from(id)])
}

/// The person with that normalised address.
pub fn by_email(email: &str) -> Statement {
    Statement::new(format!("SELECT {COLUMNS} FROM person AS p WHERE p.email = $1"), vec![Value::from(email)])
}

/// The password's hash of the person with that normalised address: one nullable column.
pub fn password_hash(email: &str) -> Statement {
    Statement::new("SELECT password_hash FROM person WHERE email = $1", vec![Value::from(email)])
}

/// The password's hash of the person with that id: one nullable column.
pub fn password_hash_by_id(id: &str) -> Statement {
    Statement::new("SELECT password_hash FROM person WHERE id = $1", vec![Value::from(id)])
}

/// Writes another password's hash.
pub fn set_password(id: &str, password_hash: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE person SET password_hash = $2, updated_at = $3 WHERE id = $1",
        vec![Value::from(id), Value::from(password_hash), Value::from(now)],
    )
}

/// Takes a person's password away: they sign in another way until they set one.
pub fn drop_password(id: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE person SET password_hash = NULL, updated_at = $2 WHERE id = $1",
        vec![Value::from(id), Value::from(now)],
    )
}

/// One row when the person has shown that their address is theirs.
pub fn email_proven(id: &str) -> Statement {
    Statement::new("SELECT id FROM person WHERE id = $1 AND email_proven_at IS NOT NULL", vec![Value::from(id)])
}

/// Says that a person has shown that their address is theirs.
pub fn prove_email(id: &str, now: &str) -> Statement {
    Statement::new(
        "UPDATE person SET email_proven_at = $2 WHERE id = $1 AND email_proven_at IS NULL",
        vec![Value::from(id), Value::from(now)],
    )
}

/// Ends all short-lived tokens of a person.
pub fn end_tokens(id: &str) -> Statement {
    Statement::new("UPDATE person SET generation = generation + 1 WHERE id = $1", vec![Value::from(id)])
}

/// Deletes a person who owns no project and has registered no app; sessions, memberships and invitations go along.
pub fn delete(id: &str) -> Statement {
    Statement::new("DELETE FROM person WHERE id = $1", vec![Value::from(id)])
}

/// Writes a person's name and picture.
pub fn set_profile(id: &str, name: &str, picture: Option<&str>, now: &str) -> Statement {
    Statement::new(
        "UPDATE person SET name = $2, picture = $3, updated_at = $4 WHERE id = $1",
        vec![Value::from(id), Value::from(name), Value::from(picture), Value::from(now)],
    )
}

/// Writes what Studio remembers for a person: JSON, or null.
pub fn set_preferences(id: &str, preferences: Option<String>) -> Statement {
    Statement::new(
        "UPDATE person SET preferences = $2 WHERE id = $1",
        vec![Value::from(id), preferences.map_or(Value::Null, Value::Json)],
    )
}
