//! A new password for who has forgotten theirs: by a link that works once, for an hour. It goes to their mailbox, or an
//! operator makes it. Only its hash is kept.

use std::net::IpAddr;
use std::time::Duration;

use model::ids::UserId;
use sql::Statement;
use sql::platform::{password_resets, people};
use store::{Row, StoreError};

use crate::accounts::Accounts;
use crate::clock;
use crate::input::InputError;
use crate::letters::reset_address;
use crate::limits;
use crate::password::HashingFailed;
use crate::person::{NewPerson, Person, normalised_email};
use crate::secret::{self, Secret};
use crate::team::end_access;
use crate::writing::execute_all;

/// How long a link is good.
const LINK_LIFE: Duration = Duration::from_secs(60 * 60);

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The password breaks a rule.
    #[error(transparent)]
    BadInput(#[from] InputError),
    /// The link is wrong, used, too old, or the password was changed since. One text for all of them.
    #[error("This link is not valid any more. Ask for a new one.")]
    LinkClosed,
    /// No letters are sent here.
    #[error("This server sends no mail. Ask whoever runs it for a link that sets a new password.")]
    NoMail,
    /// Too many tries from this network address.
    #[error("Too many tries. Wait {} seconds and try again.", retry_after.as_secs())]
    TooMany {
        /// How long to wait, in whole seconds.
        retry_after: Duration,
    },
    /// The password could not be hashed.
    #[error("The password could not be stored. Try again in a moment.")]
    Hashing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<HashingFailed> for ResetError {
    fn from(_: HashingFailed) -> Self {
        Self::Hashing
    }
}

/// Who holds a link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Only the mailbox of the person, who so shows that the address is theirs.
    Mail,
    /// An operator, who gives it to the person.
    Operator,
}

/// A link that is good.
struct OpenLink {
    person: Person,
    by_mail: bool,
}

impl OpenLink {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { by_mail: row.bool(0)?, person: Person::read(row, 1)? })
    }
}

/// What gives a person another password: everything ends that let them in, and every link that would set another one.
pub(crate) fn set_password(person: &UserId, hash: &str, now: &str) -> Vec<Statement> {
    let id = person.as_str();
    let mut statements = vec![people::set_password(id, hash, now), password_resets::delete_of_person(id)];
    statements.extend(end_access(person));
    statements
}

impl Accounts {
    /// Mails a link that sets a new password, if the address is a person's. Everything that depends on the address
    /// happens after this has returned, so that neither the answer nor its time tells whether it is (security case 30).
    ///
    /// # Errors
    /// [`ResetError::NoMail`] and [`ResetError::TooMany`].
    pub fn request_password_reset(&self, email: &str, client: IpAddr) -> Result<(), ResetError> {
        if !self.inner().letters.are_sent() {
            return Err(ResetError::NoMail);
        }
        let too_many = |retry_after| ResetError::TooMany { retry_after };
        self.inner().resets_of_address.check(limits::network(client)).map_err(too_many)?;
        let (accounts, email) = (self.clone(), normalised_email(email));
        tokio::spawn(async move {
            if let Some(email) = email
                && let Err(error) = accounts.mail_password_reset(&email).await
            {
                tracing::error!(%error, "a link that sets a password was not made");
            }
        });
        Ok(())
    }

    async fn mail_password_reset(&self, email: &str) -> Result<(), StoreError> {
        let Some(person) = self.person_by_email(email).await? else { return Ok(()) };
        if self.inner().letters.may_send_reset(&person.email) {
            let link = self.create_reset_link(&person, Way::Mail, &clock::now()).await?;
            self.inner().letters.reset(&person, &link);
        }
        Ok(())
    }

    /// Makes a link that sets a person's password, for an operator to hand over: its address below the base of this
    /// server's addresses.
    pub async fn password_reset_address(&self, person: &Person, base: &str) -> Result<String, StoreError> {
        Ok(reset_address(base, &self.create_reset_link(person, Way::Operator, &clock::now()).await?))
    }

    async fn create_reset_link(&self, person: &Person, way: Way, now: &str) -> Result<Secret, StoreError> {
        let link = Secret::random();
        let (by_mail, end) = (way == Way::Mail, clock::after(now, LINK_LIFE));
        let insert = password_resets::insert(&link.hash(), person.id.as_str(), by_mail, now, &end);
        execute_all(self.platform(), vec![password_resets::delete_ended(now), insert]).await?;
        Ok(link)
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// [`ResetError::LinkClosed`], whatever is wrong with it, and [`ResetError::TooMany`].
    pub async fn person_of_reset(&self, link: &str, client: IpAddr) -> Result<Person, ResetError> {
        self.count_reset_try(client)?;
        Ok(self.open_reset(link, &clock::now()).await?.person)
    }

    /// Sets a person's password through a link, which is used up only when that succeeds. All their sessions, short-lived
    /// tokens and other links end.
    pub async fn reset_password(&self, link: &str, password: String, client: IpAddr) -> Result<(), ResetError> {
        self.count_reset_try(client)?;
        self.reset_password_at(link, password, &clock::now()).await
    }

    async fn reset_password_at(&self, link: &str, password: String, now: &str) -> Result<(), ResetError> {
        // Asked before hashing the password: strangers must not make the server work.
        let OpenLink { person, by_mail } = self.open_reset(link, now).await?;
        let new = NewPerson { email: person.email.clone(), name: person.name.clone(), password }.checked()?;
        let hash = self.inner().passwords.hash(new.password).await?;
        let take = password_resets::take(&secret::hash(link), now);
        let mut statements = set_password(&person.id, &hash, now);
        if by_mail {
            statements.push(people::prove_email(person.id.as_str(), now));
        }
        let job = self.platform().write(move |tx| {
            Box::pin(async move {
                if tx.execute(take).await? == 0 {
                    return Err(ResetError::LinkClosed);
                }
                for statement in statements {
                    tx.execute(statement).await?;
                }
                Ok(())
            })
        });
        job.await?;
        self.forget_members();
        tracing::info!(person = %person.id, by_mail, "a password was set through a link");
        Ok(())
    }

    fn count_reset_try(&self, client: IpAddr) -> Result<(), ResetError> {
        let tries = &self.inner().tries_of_address;
        tries.check(limits::network(client)).map_err(|retry_after| ResetError::TooMany { retry_after })
    }

    async fn open_reset(&self, link: &str, now: &str) -> Result<OpenLink, ResetError> {
        let row = self.platform().query_opt(password_resets::valid(&secret::hash(link), now)).await?;
        Ok(OpenLink::read(&row.ok_or(ResetError::LinkClosed)?)?)
    }
}

#[cfg(test)]
mod tests;
