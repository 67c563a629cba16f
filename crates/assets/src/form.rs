//! Forms: a client sends a file together with fields that say, under the server's signature, which file it may send and until when.
//! Their names are those of Amazon's S3, which clients of Hygraph send (platform.md §3.2); only this server reads them.

use std::time::Duration;

use accounts::clock;
use accounts::secret::{hmac, random_bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use model::ids::EnvironmentId;
use serde_json::{Value as Json, json};
use subtle::ConstantTimeEq;

/// `X-Amz-Algorithm`
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Makes and checks forms.
pub struct Forms {
    key: [u8; 32],
    largest: u64,
    patience: Duration,
}

/// The fields of a form that was made; the others are constants, or follow from the handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// `X-Amz-Date`
    pub date: String,
    /// `X-Amz-Credential`
    pub credential: String,
    /// `policy`
    pub policy: String,
    /// `X-Amz-Signature`
    pub signature: String,
    /// Until when it may be sent (canonical text).
    pub expires_at: String,
}

/// The fields of a form as they came; what did not come is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentForm {
    /// `X-Amz-Date`
    pub date: String,
    /// `key`
    pub key: String,
    /// `X-Amz-Signature`
    pub signature: String,
    /// `X-Amz-Algorithm`
    pub algorithm: String,
    /// `policy`
    pub policy: String,
    /// `X-Amz-Credential`
    pub credential: String,
}

/// What a form allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The file's handle.
    pub handle: String,
    /// The most bytes that it may have.
    pub largest: u64,
}

/// Why a form is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not made here, or not for this environment, or changed.
    #[error("The signature does not fit the form: send all fields of requestPostData as they are.")]
    Signature,
    /// Too late.
    #[error("The form has expired: ask for another with updateAsset(data: {{reUpload: true}}).")]
    Expired,
    /// The fields beside the policy are others than it names.
    #[error("The form's field \"{0}\" is not the one that its policy names.")]
    Other(&'static str),
}

impl Forms {
    /// `largest` in bytes; a form may be sent for so long.
    pub fn new(key: [u8; 32], largest: u64, patience: Duration) -> Self {
        Self { key, largest, patience }
    }

    /// Forms that nobody takes: their key is thrown away.
    pub fn of_nobody() -> Self {
        Self::new(random_bytes(), 0, Duration::ZERO)
    }

    /// How long a file is waited for.
    pub fn patience(&self) -> Duration {
        self.patience
    }

    /// A form for a file that does not exist yet, from now (canonical text) on.
    pub fn make(&self, environment: &EnvironmentId, handle: &str, now: &str) -> Form {
        let expires_at = clock::after(now, self.patience);
        let (day, date) = amazon_times(now);
        let credential = format!("epigraph/{day}/{environment}/s3/aws4_request");
        let policy = json!({
            "expiration": expires_at,
            "conditions": [
                { "bucket": environment.as_str() },
                { "key": key(environment, handle) },
                { "x-amz-algorithm": ALGORITHM },
                { "x-amz-credential": credential },
                { "x-amz-date": date },
                ["content-length-range", 0, self.largest],
            ],
        });
        let policy = STANDARD.encode(policy.to_string());
        let signature = hex::encode(self.sign(environment, &policy));
        Form { date, credential, policy, signature, expires_at }
    }

    /// What a form allows that came for an environment.
    ///
    /// # Errors
    /// [`FormError`]
    pub fn check(&self, environment: &EnvironmentId, sent: &SentForm, now: &str) -> Result<Allowed, FormError> {
        let signature = hex::decode(&sent.signature).map_err(|_| FormError::Signature)?;
        if !bool::from(signature.ct_eq(&self.sign(environment, &sent.policy))) {
            return Err(FormError::Signature);
        }
        // Signed here, so made here: it reads as it was written.
        let policy = STANDARD.decode(&sent.policy).map_err(|_| FormError::Signature)?;
        let policy: Json = serde_json::from_slice(&policy).map_err(|_| FormError::Signature)?;
        let expiration = policy["expiration"].as_str().ok_or(FormError::Signature)?;
        if expiration < now {
            return Err(FormError::Expired);
        }
        let conditions = policy["conditions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let named = |name: &str| conditions.iter().find_map(|condition| condition[name].as_str());
        for (name, told, sent) in [
            ("key", "key", &sent.key),
            ("x-amz-algorithm", "X-Amz-Algorithm", &sent.algorithm),
            ("x-amz-credential", "X-Amz-Credential", &sent.credential),
            ("x-amz-date", "X-Amz-Date", &sent.date),
        ] {
            if named(name) != Some(sent.as_str()) {
                return Err(FormError::Other(told));
            }
        }
        let handle = sent.key.strip_prefix(&key(environment, "")).ok_or(FormError::Other("key"))?;
        let largest = conditions.iter().find(|condition| condition[0] == "content-length-range");
        let largest = largest.and_then(|condition| condition[2].as_u64()).ok_or(FormError::Signature)?;
        Ok(Allowed { handle: handle.to_owned(), largest })
    }

    /// Every environment has a key of its own.
    fn sign(&self, environment: &EnvironmentId, policy: &str) -> [u8; 32] {
        hmac(&hmac(&self.key, environment.as_str()), policy)
    }
}

impl std::fmt::Debug for Forms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Forms(…)")
    }
}

/// The form's field `key`.
pub fn key(environment: &EnvironmentId, handle: &str) -> String {
    format!("{environment}/{handle}")
}

/// A day and a moment as Amazon writes them: `20261125`, `20261125T140014Z`.
fn amazon_times(now: &str) -> (String, String) {
    let now: Timestamp = now.parse().unwrap_or_else(|_| Timestamp::now());
    (now.strftime("%Y%m%d").to_string(), now.strftime("%Y%m%dT%H%M%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-25T14:00:14.290877+00:00";

    fn forms() -> Forms {
        Forms::new([7; 32], 1000, Duration::from_secs(60))
    }

    fn environment(letter: &str) -> EnvironmentId {
        EnvironmentId::new(letter.repeat(32))
    }

    fn sent(form: &Form, handle: &str) -> SentForm {
        SentForm {
            date: form.date.clone(),
            key: key(&environment("e"), handle),
            signature: form.signature.clone(),
            algorithm: ALGORITHM.to_owned(),
            policy: form.policy.clone(),
            credential: form.credential.clone(),
        }
    }

    #[test]
    fn a_form_allows_one_file_for_a_while() {
        let form = forms().make(&environment("e"), "h", NOW);
        assert_eq!(
            (form.date.as_str(), form.expires_at.as_str()),
            ("20261125T140014Z", "2026-11-25T14:01:14.290877+00:00")
        );
        let check = |sent: &SentForm, now: &str| forms().check(&environment("e"), sent, now);
        let right = sent(&form, "h");
        assert_eq!(check(&right, NOW), Ok(Allowed { handle: "h".to_owned(), largest: 1000 }));
        assert_eq!(check(&right, "2026-11-25T14:01:15+00:00"), Err(FormError::Expired));
        assert_eq!(forms().check(&environment("f"), &right, NOW), Err(FormError::Signature));
        assert_eq!(check(&sent(&form, "other"), NOW), Err(FormError::Other("key")));
    }

    #[test]
    fn case_58_nothing_of_a_form_can_be_changed() {
        let form = forms().make(&environment("e"), "h", NOW);
        let right = sent(&form, "h");
        let other = sent(&forms().make(&environment("e"), "other", NOW), "other");
        let longer =
            STANDARD.encode(String::from_utf8(STANDARD.decode(&form.policy).unwrap()).unwrap().replace("1000", "9000"));
        for wrong in [
            SentForm { signature: other.signature.clone(), ..right.clone() },
            SentForm { signature: String::new(), ..right.clone() },
            SentForm { signature: "zz".to_owned(), ..right.clone() },
            SentForm { policy: other.policy.clone(), ..right.clone() },
            SentForm { policy: longer, ..right.clone() },
            SentForm { key: other.key.clone(), ..right.clone() },
            SentForm { date: "20261125T140015Z".to_owned(), ..right.clone() },
            SentForm { algorithm: "none".to_owned(), ..right.clone() },
            SentForm { credential: "me".to_owned(), ..right.clone() },
            SentForm::default(),
        ] {
            assert!(forms().check(&environment("e"), &wrong, NOW).is_err(), "{wrong:?}");
        }
        assert!(Forms::new([8; 32], 1000, Duration::from_secs(60)).check(&environment("e"), &right, NOW).is_err());
    }
}
