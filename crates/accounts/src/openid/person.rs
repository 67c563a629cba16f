//! Whom an identity provider means.
//!
//! An identity is issuer and subject; it stays with its person whatever their addresses become. Who comes for the first time
//! is found by their e-mail address, if the provider has verified it: an existing person, or else one who is invited.
//! Nobody else gets an account.

use model::ids::UserId;
use sql::Statement;
use sql::platform::{invites, openid_identities, password_resets, people};
use store::StoreError;

use super::id_token::Profile;
use super::sign_in::OpenIdError;
use crate::accounts::Accounts;
use crate::input;
use crate::person::{Person, normalised_email};
use crate::team::end_access;
use crate::{clock, secret};

/// Who somebody is at the provider.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) issuer: String,
    pub(super) subject: String,
}

impl Identity {
    fn becomes(&self, person: &UserId, now: &str) -> Statement {
        openid_identities::insert(&self.issuer, &self.subject, person.as_str(), now)
    }
}

impl Accounts {
    /// The person whose the identity is already.
    pub(super) async fn known_person(&self, identity: &Identity) -> Result<Option<Person>, StoreError> {
        let asked = openid_identities::person(&identity.issuer, &identity.subject);
        self.platform().query_opt(asked).await?.map(|row| Person::read(&row, 0)).transpose()
    }

    /// The person whose the identity becomes.
    pub(super) async fn first_sign_in(&self, identity: &Identity, profile: &Profile) -> Result<Person, OpenIdError> {
        let email = profile.verified_email().and_then(normalised_email).ok_or(OpenIdError::Unverified)?;
        let id = match self.person_by_email(&email).await? {
            Some(person) => self.link(identity, person.id).await,
            None => self.join_by_identity(identity, &email, profile.name.as_deref()).await,
        };
        match id {
            Ok(id) => Ok(self.person(&id).await?.ok_or(StoreError::Closed)?),
            // Another request of the same person was faster.
            Err(OpenIdError::Store(StoreError::Unique { .. })) => {
                self.known_person(identity).await?.ok_or(OpenIdError::Unverified)
            }
            Err(other) => Err(other),
        }
    }

    /// Gives an identity to the person who has its address. Somebody else may have made the account in their name, through
    /// an invitation that they forwarded to themselves: unless the person has shown before that the address is theirs, the
    /// password goes, and everything that was let in by it (security case 33).
    async fn link(&self, identity: &Identity, person: UserId) -> Result<UserId, OpenIdError> {
        let now = clock::now();
        let (id, identity) = (person.clone(), identity.clone());
        let job = self.platform().write(move |tx| {
            Box::pin(async move {
                tx.execute(identity.becomes(&id, &now)).await?;
                if tx.query_opt(people::email_proven(id.as_str())).await?.is_none() {
                    tx.execute(people::drop_password(id.as_str(), &now)).await?;
                    tx.execute(password_resets::delete_of_person(id.as_str())).await?;
                    for statement in end_access(&id) {
                        tx.execute(statement).await?;
                    }
                    tx.execute(people::prove_email(id.as_str(), &now)).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        job.await?;
        self.forget_members();
        tracing::info!(%person, "a person signs in through the identity provider from now on");
        Ok(person)
    }

    /// Makes a person for whom there are invitations, and a member wherever they are invited.
    async fn join_by_identity(
        &self,
        identity: &Identity,
        email: &str,
        name: Option<&str>,
    ) -> Result<UserId, OpenIdError> {
        let now = clock::now();
        let open = self.invites_of(&self.platform().query(invites::open_of_email(email, &now)).await?).await?;
        let id = UserId::new(secret::fresh_cuid());
        let name = name.and_then(|name| input::name("name", name, 200).ok()).unwrap_or_else(|| email.to_owned());
        let row =
            people::NewRow { id: id.as_str(), email, name: &name, password_hash: None, is_owner: false, now: &now };
        let becomes = [people::insert(&row), people::prove_email(id.as_str(), &now), identity.becomes(&id, &now)];
        let joining = open.iter().map(|invite| (invites::accept(invite.id.as_str(), &now), invite.joining(&id, &now)));
        let joining: Vec<_> = joining.collect();
        let job = self.platform().write(move |tx| {
            Box::pin(async move {
                for statement in becomes {
                    tx.execute(statement).await?;
                }
                let mut is_invited = false;
                for (accept, statements) in joining {
                    // Revoked meanwhile.
                    if tx.execute(accept).await? == 0 {
                        continue;
                    }
                    is_invited = true;
                    for statement in statements {
                        tx.execute(statement).await?;
                    }
                }
                if is_invited { Ok(()) } else { Err(OpenIdError::NoAccount) }
            })
        });
        job.await?;
        self.forget_members();
        Ok(id)
    }
}
