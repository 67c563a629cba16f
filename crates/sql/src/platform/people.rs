//! People: rows are `id, email, name, picture, created_at, updated_at`.

use crate::{Statement, Value};

/// A person to insert. `email` is normalised.
pub struct NewRow<'a> {
    /// The person's id.
    pub id: &'a str,
    /// Normalised e-mail address.
    pub email: &'a str,
    /// Name for people.
    pub name: &'a str,
    /// Argon2id hash in PHC form.
    pub password_hash: &'a str,
    /// Whether this is the one owner of the server.
    pub is_owner: bool,
    /// Canonical time.
    pub now: &'a str,
}

/// Inserts a person. Unique: `person.email`, and one owner.
pub fn insert(row: &NewRow<'_>) -> Statement {
    Statement::new(
        "INSERT INTO person (id, email, name, picture, password_hash, is_owner, created_at, updated_at) \
         VALUES ($1, $2, $3, NULL, $4, $5, $6, $6)",
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
    Statement::new(
        "SELECT id, email, name, picture, created_at, updated_at FROM person WHERE id = $1",
        vec![Value::from(id)],
    )
}

/// The person with that normalised address.
pub fn by_email(email: &str) -> Statement {
    Statement::new(
        "SELECT id, email, name, picture, created_at, updated_at FROM person WHERE email = $1",
        vec![Value::from(email)],
    )
}

/// The password's hash of the person with that normalised address: one nullable column.
pub fn password_hash(email: &str) -> Statement {
    Statement::new("SELECT password_hash FROM person WHERE email = $1", vec![Value::from(email)])
}
