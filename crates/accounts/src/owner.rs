//! The owner of the server: made once, through the link that the server prints, or by the command line.

use std::time::Duration;

use model::ids::UserId;
use sql::platform::{people, setup_tokens};
use store::StoreError;

use crate::accounts::Accounts;
use crate::clock;
use crate::input::InputError;
use crate::password::HashingFailed;
use crate::person::{NewPerson, Person};
use crate::secret::{self, Secret};
use crate::writing::execute_all;

/// How long the link is good.
const LINK_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// The token of the one-time link; only its hash is kept, so it is shown once.
#[derive(Clone, Debug)]
pub struct OwnerLink(Secret);

impl OwnerLink {
    /// The token, for the link's query.
    pub fn token(&self) -> &str {
        self.0.as_str()
    }
}

/// Why no owner was made.
#[derive(Debug, thiserror::Error)]
pub enum OwnerError {
    /// A field breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// The link is not the newest one, is used, or is older than a day.
    #[error("This link is not valid any more. Restart the server to get a new one.")]
    WrongLink,
    /// There is an owner already.
    #[error("This server has an owner already. Sign in instead.")]
    OwnerExists,
    /// The password could not be hashed.
    #[error("The password could not be stored. Try again in a moment.")]
    Hashing,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for OwnerError {
    fn from(error: StoreError) -> Self {
        match error {
            // The unique index of owners, or another process that made the same person a moment earlier.
            StoreError::Unique { .. } => Self::OwnerExists,
            other => Self::Store(other),
        }
    }
}

impl From<HashingFailed> for OwnerError {
    fn from(_: HashingFailed) -> Self {
        Self::Hashing
    }
}

impl Accounts {
    /// Whether the server has its owner.
    pub async fn owner_exists(&self) -> Result<bool, StoreError> {
        Ok(self.platform().query_opt(people::owner()).await?.is_some())
    }

    /// Makes the link through which the owner is created, good for 24 hours; older links end.
    pub async fn create_owner_link(&self) -> Result<OwnerLink, StoreError> {
        let link = OwnerLink(Secret::random());
        let now = clock::now();
        let insert = setup_tokens::insert(&link.0.hash(), &now, &clock::after(&now, LINK_LIFE));
        execute_all(self.platform(), vec![setup_tokens::delete_all(), insert]).await?;
        Ok(link)
    }

    /// Makes the owner through the link's token, which is used up only when it succeeds.
    ///
    /// # Errors
    /// [`OwnerError`]; who has no valid link learns nothing about the rest of the input.
    pub async fn create_owner_by_link(&self, token: &str, new: NewPerson) -> Result<Person, OwnerError> {
        self.owner_by_link_at(token, new, &clock::now()).await
    }

    async fn owner_by_link_at(&self, token: &str, new: NewPerson, now: &str) -> Result<Person, OwnerError> {
        if self.owner_exists().await? {
            return Err(OwnerError::OwnerExists);
        }
        let hash = secret::hash(token);
        // Asked before hashing the password: strangers must not make the server work.
        if self.platform().query_opt(setup_tokens::valid(&hash, now)).await?.is_none() {
            return Err(OwnerError::WrongLink);
        }
        self.insert_owner(new, Some(hash), now).await
    }

    /// Makes the owner without a link: for the command line, beside the database.
    ///
    /// # Errors
    /// [`OwnerError::OwnerExists`] when there is one, [`OwnerError::BadInput`].
    pub async fn create_owner(&self, new: NewPerson) -> Result<Person, OwnerError> {
        if self.owner_exists().await? {
            return Err(OwnerError::OwnerExists);
        }
        self.insert_owner(new, None, &clock::now()).await
    }

    async fn insert_owner(&self, new: NewPerson, link: Option<String>, now: &str) -> Result<Person, OwnerError> {
        let new = new.checked()?;
        let hash = self.inner().passwords.hash(new.password).await?;
        let person = Person {
            id: UserId::new(secret::fresh_cuid()),
            email: new.email,
            name: new.name,
            picture: None,
            created_at: now.to_owned(),
            updated_at: now.to_owned(),
            preferences: None,
            generation: 0,
        };
        let insert = people::insert(&people::NewRow {
            id: person.id.as_str(),
            email: &person.email,
            name: &person.name,
            password_hash: Some(&hash),
            is_owner: true,
            now,
        });
        let take = link.map(|hash| setup_tokens::take(&hash, now));
        let job = self.platform().write(move |tx| {
            Box::pin(async move {
                if let Some(take) = take
                    && tx.execute(take).await? == 0
                {
                    return Err(OwnerError::WrongLink);
                }
                tx.execute(insert).await?;
                tx.execute(setup_tokens::delete_all()).await?;
                Ok(())
            })
        });
        job.await.map(|()| person)
    }
}

#[cfg(test)]
mod tests;
