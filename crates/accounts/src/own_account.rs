//! What people change of themselves: password, profile, and what Studio remembers for them.

use std::net::IpAddr;

use model::ids::{MemberId, UserId};
use serde_json::{Map, Value};
use sql::platform::{members, people};
use store::StoreError;

use crate::accounts::Accounts;
use crate::clock;
use crate::input::{self, InputError};
use crate::password_reset::set_password;
use crate::person::{NewPerson, Person};
use crate::session::SessionToken;
use crate::sign_in::SignInError;
use crate::team::end_access;
use crate::writing::execute_all;

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The new one breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// There is none: the person signs in through an identity provider.
    #[error(
        "Your account has no password. Set one by “Forgot your password?” on the sign-in page, or by a link from whoever runs \
         this server."
    )]
    NoPassword,
    /// The present one was not right, or was tried too often.
    #[error(transparent)]
    Refused(#[from] SignInError),
}

impl From<StoreError> for PasswordError {
    fn from(error: StoreError) -> Self {
        Self::Refused(SignInError::Store(error))
    }
}

/// Most bytes of JSON that Studio may have remembered for somebody.
const MOST_REMEMBERED: usize = 64 * 1024;

impl Accounts {
    /// Gives a person another password. All their sessions and short-lived tokens end; a new session is opened.
    pub async fn change_password(
        &self,
        person: &Person,
        present: &str,
        new: String,
        client: IpAddr,
    ) -> Result<SessionToken, PasswordError> {
        let checked = NewPerson { email: person.email.clone(), name: person.name.clone(), password: new }.checked()?;
        let kept = self.platform().query_opt(people::password_hash_by_id(person.id.as_str())).await?;
        if kept.map(|row| row.opt_text(0).map(|hash| hash.is_none())).transpose()? == Some(true) {
            return Err(PasswordError::NoPassword);
        }
        self.check_password(&person.email, present, client).await?;
        let hash = self.inner().passwords.hash(checked.password).await.map_err(SignInError::from)?;
        execute_all(self.platform(), set_password(&person.id, &hash, &clock::now())).await?;
        Ok(self.open_session(&person.id).await?)
    }

    /// Ends all sessions and short-lived tokens of a person.
    pub async fn sign_out_everywhere(&self, person: &UserId) -> Result<(), StoreError> {
        execute_all(self.platform(), end_access(person).into()).await.map(drop)
    }

    /// Gives a person another name or picture; what is `None` stays.
    pub async fn update_profile(
        &self,
        person: &Person,
        name: Option<&str>,
        picture: Option<&str>,
    ) -> Result<Person, ProfileError> {
        let mut person = person.clone();
        if let Some(name) = name {
            person.name = input::name("name", name, 200)?;
        }
        if let Some(picture) = picture {
            let is_address = picture.starts_with("https://") || picture.starts_with("http://");
            if !picture.is_empty() && (!is_address || picture.len() > 2000 || picture.contains('\0')) {
                return Err(InputError::new("picture", "Give the picture's address, such as https://…").into());
            }
            person.picture = Some(picture.to_owned()).filter(|picture| !picture.is_empty());
        }
        person.updated_at = clock::now();
        let (id, picture) = (person.id.as_str(), person.picture.as_deref());
        let update = people::set_profile(id, &person.name, picture, &person.updated_at);
        execute_all(self.platform(), vec![update]).await?;
        self.forget_members();
        Ok(person)
    }

    /// Adds to what Studio remembers for a person: keys are merged, null forgets everything (management-api.md §3.6).
    pub async fn remember_preferences(&self, person: &Person, more: Value) -> Result<Option<Value>, ProfileError> {
        let merged = merged("preferences", person.preferences.clone(), more)?;
        let text = merged.as_ref().map(Value::to_string);
        execute_all(self.platform(), vec![people::set_preferences(person.id.as_str(), text)]).await?;
        self.forget_members();
        Ok(merged)
    }

    /// Adds to what Studio remembers for a member of a project; as [`Accounts::remember_preferences`].
    pub async fn remember_selection(
        &self,
        member: (&MemberId, Option<Value>),
        more: Value,
    ) -> Result<Option<Value>, ProfileError> {
        let (id, before) = member;
        let merged = merged("selection", before, more)?;
        let text = merged.as_ref().map(Value::to_string);
        execute_all(self.platform(), vec![members::set_selection(id.as_str(), text)]).await?;
        self.forget_members();
        Ok(merged)
    }
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn merged(field: &'static str, before: Option<Value>, more: Value) -> Result<Option<Value>, InputError> {
    let mut all = match before {
        Some(Value::Object(all)) => all,
        Some(_) | None => Map::new(),
    };
    match more {
        Value::Null => return Ok(None),
        Value::Object(more) => all.extend(more),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Err(InputError::new(field, format!("Give an object for {field}.")));
        }
    }
    let all = Value::Object(all);
    let text = all.to_string();
    if text.len() > MOST_REMEMBERED || text.contains("\\u0000") {
        return Err(InputError::new(field, format!("{field} can hold at most 64 KiB of JSON.")));
    }
    Ok(Some(all))
}
