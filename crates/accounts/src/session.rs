//! Studio's sessions: an opaque cookie of 256 bits whose hash is kept.

use std::time::Duration;

use model::ids::UserId;
use sql::platform::sessions;
use store::StoreError;

use crate::accounts::Accounts;
use crate::clock;
use crate::person::Person;
use crate::secret::{self, Secret};
use crate::writing::execute_all;

/// A session ends at the latest after this.
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A session that nobody uses ends after this.
const IDLE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Use is written down at most this often.
const SEEN_EVERY: Duration = Duration::from_secs(60);
/// A longer cookie is none of ours.
const MAX_COOKIE: usize = 128;

/// A session's cookie. Its `Debug` shows nothing.
#[derive(Clone, Debug)]
pub struct SessionToken(Secret);

impl SessionToken {
    /// The value of the cookie.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Accounts {
    /// Opens a session for a person who has shown who they are; sessions past their end are forgotten on the way.
    pub async fn open_session(&self, person: &UserId) -> Result<SessionToken, StoreError> {
        self.open_session_at(person, &clock::now()).await
    }

    pub(crate) async fn open_session_at(&self, person: &UserId, now: &str) -> Result<SessionToken, StoreError> {
        let token = SessionToken(Secret::random());
        let insert = sessions::insert(&token.0.hash(), person.as_str(), now, &clock::after(now, LIFE));
        let forget = sessions::delete_ended(now, &clock::before(now, IDLE));
        execute_all(self.platform(), vec![forget, insert]).await?;
        Ok(token)
    }

    /// The person whose session the cookie is, unless the session has ended: 30 days after it was opened, or after 7 days
    /// without use.
    pub async fn session(&self, cookie: &str) -> Result<Option<Person>, StoreError> {
        self.session_at(cookie, &clock::now()).await
    }

    pub(crate) async fn session_at(&self, cookie: &str, now: &str) -> Result<Option<Person>, StoreError> {
        if cookie.len() > MAX_COOKIE {
            return Ok(None);
        }
        let hash = secret::hash(cookie);
        let Some(row) = self.platform().query_opt(sessions::with_person(&hash)).await? else { return Ok(None) };
        let (last_seen, expires) = (row.text(0)?, row.text(1)?);
        if expires <= now || last_seen <= clock::before(now, IDLE).as_str() {
            return Ok(None);
        }
        if last_seen <= clock::before(now, SEEN_EVERY).as_str() {
            execute_all(self.platform(), vec![sessions::seen(&hash, now)]).await?;
        }
        Person::read(&row, 2).map(Some)
    }

    /// Ends the session that the cookie is; nothing happens when there is none.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), StoreError> {
        execute_all(self.platform(), vec![sessions::delete(&secret::hash(cookie))]).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
