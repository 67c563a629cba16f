//! People.

use std::fmt;

use model::ids::UserId;
use sql::platform::people;
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::input::{self, InputError};
use crate::password;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub id: UserId,
    /// Normalised e-mail address.
    pub email: String,
    /// Name for people.
    pub name: String,
    /// Address of a picture.
    pub picture: Option<String>,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
    /// What Studio remembers for the person.
    pub preferences: Option<serde_json::Value>,
    /// Counts the times that all short-lived tokens of the person were ended.
    pub(crate) generation: i64,
}

/// A nullable JSON column.
pub(crate) fn read_json(row: &Row, at: usize) -> Result<Option<serde_json::Value>, StoreError> {
    let Some(text) = row.opt_text(at)? else { return Ok(None) };
    let unreadable = |error| StoreError::Other(format!("what is remembered for a person cannot be read: {error}"));
    serde_json::from_str(text).map(Some).map_err(unreadable)
}

impl Person {
    /// Reads the columns of [`sql::platform::people`], which begin at `at`.
    pub(crate) fn read(row: &Row, at: usize) -> Result<Self, StoreError> {
        Ok(Self {
            id: UserId::new(row.text(at)?),
            email: row.text(at + 1)?.to_owned(),
            name: row.text(at + 2)?.to_owned(),
            picture: row.opt_text(at + 3)?.map(str::to_owned),
            created_at: row.text(at + 4)?.to_owned(),
            updated_at: row.text(at + 5)?.to_owned(),
            generation: row.int(at + 6)?,
            preferences: read_json(row, at + 7)?,
        })
    }
}

/// A person to be made, as typed. The calls that take it check it. Its `Debug` does not show the password.
#[derive(Clone)]
pub struct NewPerson {
    /// E-mail address, with which the person signs in.
    pub email: String,
    /// Name for people; empty means the address.
    pub name: String,
    /// Password, 10 to 1024 bytes.
    pub password: String,
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NewPerson").field("email", &self.email).field("name", &self.name).finish()
    }
}

impl NewPerson {
    /// The same with every field normalised.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub(crate) fn checked(self) -> Result<Self, InputError> {
        let email = normalised_email(&self.email)
            .ok_or_else(|| InputError::new("email", "Enter an e-mail address such as ada@example.com."))?;
        let name = if self.name.trim().is_empty() { email.clone() } else { input::name("name", &self.name, 200)? };
        if self.password.len() < *password::LENGTH.start() {
            return Err(InputError::new("password", "Use a password of at least 10 characters."));
        }
        if self.password.len() > *password::LENGTH.end() {
            return Err(InputError::new("password", "Use a password of at most 1024 bytes."));
        }
        Ok(Self { email, name, password: self.password })
    }
}

/// The one form of an e-mail address that is kept and compared: trimmed, ASCII letters in lower case, everything else as
/// it was typed, so that look-alikes and accents stay different addresses. `None` when it is no address.
pub(crate) fn normalised_email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.split_once('@')?;
    let sound = !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && text.len() <= 254
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    sound.then(|| text.to_ascii_lowercase())
}

impl Accounts {
    /// The person with that id.
    pub async fn person(&self, id: &UserId) -> Result<Option<Person>, StoreError> {
        let row = self.platform().query_opt(people::by_id(id.as_str())).await?;
        row.map(|row| Person::read(&row, 0)).transpose()
    }

    /// The person with that e-mail address, in any case of its ASCII letters.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, StoreError> {
        let Some(email) = normalised_email(email) else { return Ok(None) };
        let row = self.platform().query_opt(people::by_email(&email)).await?;
        row.map(|row| Person::read(&row, 0)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_28_addresses_match_exactly_after_ascii_lower_case() {
        let same = |one: &str, other: &str| normalised_email(one).unwrap() == normalised_email(other).unwrap();
        assert!(same(" Ada@Example.COM ", "ada@example.com"));
        assert!(!same("ada+tag@example.com", "ada@example.com"));
        assert!(!same("adà@example.com", "ada@example.com"));
        assert!(!same("аda@example.com", "ada@example.com"), "the first letter is Cyrillic");
        assert!(!same("KAY@example.com", "\u{212a}AY@example.com"), "the Kelvin sign is not a K");
        for none in ["", "ada", "@example.com", "ada@", "a@b@c", "a da@example.com", "ada@exam\nple.com"] {
            assert_eq!(normalised_email(none), None, "{none:?}");
        }
    }

    #[test]
    fn case_31_passwords_of_a_wrong_length_are_refused_before_hashing() {
        let with = |password: String| NewPerson { email: "a@b.c".into(), name: String::new(), password }.checked();
        assert_eq!(with("123456789".into()).unwrap_err().field, "password");
        assert_eq!(with("x".repeat(1025)).unwrap_err().field, "password");
        assert_eq!(with("x".repeat(1024)).unwrap().password.len(), 1024);
        assert_eq!(with("1234567890".into()).unwrap().name, "a@b.c");
        let shown = format!("{:?}", with("hunter2hunter2".into()).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
