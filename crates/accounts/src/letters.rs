//! Letters to people. They are sent behind the answers: nothing waits for a mail server, and nothing fails with it.

use std::sync::Arc;
use std::time::Duration;

use outbound::{Letter, Mailer};
use tokio::sync::Semaphore;

use crate::invite::Invite;
use crate::limits::Limit;
use crate::person::Person;
use crate::secret::Secret;

/// Letters under way at once; what is more is not sent, so that nobody fills the memory with them.
const MOST_UNDER_WAY: usize = 64;
/// Invitations that one person may have mailed: more than any team needs, and too few to be of use for advertising.
const OF_ISSUER: (u32, Duration) = (50, Duration::from_secs(60));
/// Links that are mailed to one address: an attacker must not fill somebody's mailbox. Earlier ones stay good, so that
/// nobody is kept from theirs.
const OF_ADDRESS: (u32, Duration) = (3, Duration::from_secs(20 * 60));

/// Writes and sends letters, when there is a mail server.
pub(crate) struct Letters {
    mailer: Option<Mailer>,
    base: String,
    turns: Arc<Semaphore>,
    of_issuer: Limit,
    of_address: Limit,
}

impl Letters {
    pub(crate) fn new(mailer: Option<Mailer>, base: String) -> Self {
        Self {
            mailer,
            base,
            turns: Arc::new(Semaphore::new(MOST_UNDER_WAY)),
            of_issuer: Limit::new(OF_ISSUER.0, OF_ISSUER.1),
            of_address: Limit::new(OF_ADDRESS.0, OF_ADDRESS.1),
        }
    }

    /// Whether there is a mail server.
    pub(crate) fn are_sent(&self) -> bool {
        self.mailer.is_some()
    }

    /// Sends an invitation's link to whom it is for.
    pub(crate) fn invite(&self, invite: &Invite, code: &str, issuer: &Person, project: &str) {
        if self.mailer.is_none() {
            return;
        }
        if self.of_issuer.check(issuer.id.as_str()).is_err() {
            tracing::warn!(issuer = %issuer.id, "an invitation is not mailed: this person has had too many mailed");
            return;
        }
        let (base, name, until) = (&self.base, &issuer.name, day(&invite.expires_at));
        self.send(Letter {
            to: invite.email.clone(),
            subject: format!("{name} invites you to {project}"),
            text: format!(
                "Hello,\n\n{name} ({}) invites you to the project {project}. To join, open\n\n{base}/invite/{code}\n\n\
                 The link is good until {until} (UTC). If you did not expect it, you need not do anything.\n",
                issuer.email
            ),
        });
    }

    /// Whether one more link that sets a password may go to that normalised address.
    pub(crate) fn may_send_reset(&self, email: &str) -> bool {
        self.of_address.check(email).is_ok()
    }

    /// Sends a link that sets a password to its person.
    pub(crate) fn reset(&self, person: &Person, link: &Secret) {
        self.send(Letter {
            to: person.email.clone(),
            subject: "Set a new password".to_owned(),
            text: format!(
                "Hello,\n\nsomebody, probably you, asked for a new password for {}. To set one, open\n\n{}\n\n\
                 The link works once, for an hour. If it was not you, you need not do anything: the password stays.\n",
                person.email,
                reset_address(&self.base, link)
            ),
        });
    }

    fn send(&self, letter: Letter) {
        let Some(mailer) = self.mailer.clone() else { return };
        let Ok(turn) = self.turns.clone().try_acquire_owned() else {
            tracing::warn!("a letter is not sent: the mail server is behind");
            return;
        };
        tokio::spawn(async move {
            let _turn = turn;
            if let Err(error) = mailer.send(letter).await {
                tracing::warn!(%error, "a letter was not sent");
            }
        });
    }
}

/// Where the link leads. What follows `#` stays in the browser: no log and no referrer has it (security case 36).
pub(crate) fn reset_address(base: &str, link: &Secret) -> String {
    format!("{base}/reset-password#{}", link.as_str())
}

/// The day of a canonical time.
fn day(time: &str) -> &str {
    time.split_once('T').map_or(time, |(day, _)| day)
}
