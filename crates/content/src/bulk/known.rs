//! Lines that are done, by the sender's key.

use access::Actor;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use sql::environment::bulk;
use store::{Database, StoreError};

use super::Done;

/// What a sender has done under a key.
#[derive(Clone)]
pub(super) struct Known {
    /// Made of the sender and their key: nobody gets another's results.
    pub(super) import: String,
    /// Of the lines read so far.
    pub(super) digest: Digest,
}

/// Stands for a sequence of lines: each is hashed together with the digest before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Digest([u8; 32]);

impl Digest {
    /// Adds lines; the digest with them.
    pub(super) fn add(&mut self, lines: &[Bytes]) -> Digest {
        for line in lines {
            self.0 = Sha256::new().chain_update(self.0).chain_update(line).finalize().into();
        }
        *self
    }

    pub(super) fn to_text(self) -> String {
        hex(&self.0)
    }
}

impl Known {
    pub(super) fn new(actor: &Actor, key: &str) -> Self {
        let sender = Sha256::new().chain_update(actor.identity.user_id()).chain_update([0]);
        Self { import: hex(&sender.chain_update(key).finalize()), digest: Digest::default() }
    }

    /// The part that begins with a line, and the digest of the lines up to its end.
    pub(super) async fn part(&self, database: &Database, first: i64) -> Result<Option<(Done, String)>, StoreError> {
        let Some(row) = database.query_opt(bulk::find(&self.import, first)).await? else { return Ok(None) };
        let done = Done { lines: row.int(0)?, failed: row.int(1)?, results: row.text(3)?.to_owned() };
        Ok(Some((done, row.text(2)?.to_owned())))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
