//! Who somebody is at an identity provider: `issuer` and `subject` name them there for good.

use super::people::COLUMNS;
use crate::{Statement, Value};

/// The person that an identity is of: the columns of [`super::people`].
pub fn person(issuer: &str, subject: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT {COLUMNS} FROM openid_identity i JOIN person p ON p.id = i.person_id \
             WHERE i.issuer = $1 AND i.subject = $2"
        ),
        vec![Value::from(issuer), Value::from(subject)],
    )
}

/// Says whose an identity is. Unique: `openid_identity.issuer, openid_identity.subject`.
pub fn insert(issuer: &str, subject: &str, person: &str, now: &str) -> Statement {
    Statement::new(
        "INSERT INTO openid_identity (issuer, subject, person_id, created_at) VALUES ($1, $2, $3, $4)",
        vec![Value::from(issuer), Value::from(subject), Value::from(person), Value::from(now)],
    )
}
