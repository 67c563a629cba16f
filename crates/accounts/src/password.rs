//! Passwords: argon2id, off the runtime's threads, a few at a time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

/// A password could not be hashed; the system is out of memory or threads, or stops.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub(crate) struct HashingFailed;

/// Shortest and longest password in bytes. A longer one is refused before it is hashed and never cut.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 10..=1024;

/// Hashes passwords, at most two at a time: each takes 19 MiB and a core for tens of milliseconds.
pub(crate) struct Passwords {
    turns: Semaphore,
}

/// Argon2id hash of a random password, with the parameters of all others: verifying against it takes as long for an
/// address that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXJhbmRvbXNhbHQxMg$\
                      0KAbJKDbpBFYVIDZJHhFkhI3aHVpgTfOWZTgQYV1dNY";

impl Passwords {
    pub(crate) fn new() -> Self {
        Self { turns: Semaphore::new(2) }
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, HashingFailed> {
        self.turns.acquire().await.map_err(|_| HashingFailed)
    }

    /// The hash of a password in PHC form.
    pub(crate) async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        let _turn = self.turn().await?;
        let hashed = tokio::task::spawn_blocking(move || {
            let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
            Ok::<_, argon2::password_hash::Error>(hash.to_string())
        });
        hashed.await.map_err(|_| HashingFailed)?.map_err(|_| HashingFailed)
    }

    /// Whether the password has that hash. Without a hash it takes as long and is wrong.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        if password.len() > *LENGTH.end() {
            return Ok(false);
        }
        let _turn = self.turn().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let parsed = PasswordHash::new(hash.as_deref().unwrap_or(NOBODY));
            let right =
                parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
            right && known
        });
        verified.await.map_err(|_| HashingFailed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn case_31_long_passwords_count_to_their_last_byte() {
        let passwords = Passwords::new();
        let long = "a".repeat(1024);
        let hash = passwords.hash(long.clone()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(long.clone(), Some(hash.clone())).await.unwrap());
        let other = format!("{}b", "a".repeat(1023));
        assert!(!passwords.verify(other, Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("a".repeat(1_000_000), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn case_30_nobody_costs_as_much_as_somebody() {
        let parsed = PasswordHash::new(NOBODY).unwrap();
        let made: PasswordHash = Argon2::default().hash_password(b"0123456789").unwrap();
        assert_eq!(parsed.params, made.params);
        assert_eq!(parsed.algorithm, made.algorithm);
        assert!(parsed.hash.is_some() && parsed.salt.is_some());
        assert!(!Passwords::new().verify("0123456789".into(), None).await.unwrap());
    }
}
