//! Files of assets: what is expected, how far it is, where the bytes are (platform.md §3.2).

use crate::{Engine, Statement, Value, list_contains};

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// A new asset's file is expected.
    CreatePending,
    /// Another file is expected in the place of the one that is there.
    UpdatePending,
    /// It did not come.
    Failed,
    /// It is there.
    Complete,
    /// Nothing names it any more; its bytes are to go.
    Gone,
}

impl FileStatus {
    /// What `AssetUploadStatus` can say, in the order in which it is declared.
    pub const ON_THE_WIRE: [&str; 4] =
        ["ASSET_CREATE_PENDING", "ASSET_UPDATE_PENDING", "ASSET_ERROR_UPLOAD", "ASSET_UPLOAD_COMPLETE"];

    /// The name in rows and, but for [`FileStatus::Gone`], on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            FileStatus::CreatePending => Self::ON_THE_WIRE[0],
            FileStatus::UpdatePending => Self::ON_THE_WIRE[1],
            FileStatus::Failed => Self::ON_THE_WIRE[2],
            FileStatus::Complete => Self::ON_THE_WIRE[3],
            FileStatus::Gone => "GONE",
        }
    }
}

/// That a file is expected still.
const IS_EXPECTED: &str = "status IN ('ASSET_CREATE_PENDING', 'ASSET_UPDATE_PENDING')";

/// From where an expected file comes.
#[derive(Clone, Copy, Debug)]
pub enum FileSource<'a> {
    /// The fields of a form that a client sends with it.
    Form {
        /// `X-Amz-Date`
        date: &'a str,
        /// `X-Amz-Credential`
        credential: &'a str,
        /// `policy`
        policy: &'a str,
        /// `X-Amz-Signature`
        signature: &'a str,
    },
    /// An address that the server fetches.
    Url(&'a str),
}

/// A file that is expected.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedFile<'a> {
    /// Its handle.
    pub handle: &'a str,
    /// The asset.
    pub entry: &'a str,
    /// Key of the localisation that it was asked for.
    pub locale: i64,
    /// The handle of the file in whose place it comes, if it does.
    pub replaces: Option<&'a str>,
    /// From where it comes.
    pub source: FileSource<'a>,
    /// Until when (canonical text).
    pub expires_at: &'a str,
    /// Whether the asset takes its name.
    pub names_asset: bool,
    /// Id and kind of the `User` who asked for it.
    pub by: (&'a str, &'a str),
    /// Canonical text.
    pub now: &'a str,
}

/// Expects a file. Until it comes, the one that it replaces is delivered under its handle, too.
pub fn expect(file: &ExpectedFile<'_>) -> Statement {
    let status = if file.replaces.is_some() { FileStatus::UpdatePending } else { FileStatus::CreatePending };
    let (form, url) = match file.source {
        FileSource::Form { date, credential, policy, signature } => {
            ([Some(date), Some(credential), Some(policy), Some(signature)], None)
        }
        FileSource::Url(url) => ([None; 4], Some(url)),
    };
    let [date, credential, policy, signature] = form.map(Value::from);
    Statement::new(
        "INSERT INTO asset_file (id, entry, locale, status, expires_at, form_date, form_credential, form_policy, form_signature, \
         source_url, names_asset, requested_by, requested_by_kind, created_at, object, file_name, mime_type, size) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         (SELECT object FROM asset_file WHERE id = $15), (SELECT file_name FROM asset_file WHERE id = $15), \
         (SELECT mime_type FROM asset_file WHERE id = $15), (SELECT size FROM asset_file WHERE id = $15))",
        vec![
            Value::from(file.handle),
            Value::from(file.entry),
            Value::Int(file.locale),
            Value::from(status.name()),
            Value::from(file.expires_at),
            date,
            credential,
            policy,
            signature,
            Value::from(url),
            Value::Bool(file.names_asset),
            Value::from(file.by.0),
            Value::from(file.by.1),
            Value::from(file.now),
            Value::from(file.replaces),
        ],
    )
}

/// An expected file: no row for one that is not, or not any more. Columns: entry, locale, source_url, names_asset, id and kind of
/// who asked for it, expires_at.
pub fn expected(handle: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT entry, locale, source_url, names_asset, requested_by, requested_by_kind, expires_at FROM asset_file \
             WHERE id = $1 AND {IS_EXPECTED}"
        ),
        vec![Value::from(handle)],
    )
}

/// The same, taken for the rest of the transaction.
pub fn take_expected(engine: Engine, handle: &str) -> Statement {
    let Statement { text, params } = expected(handle);
    match engine {
        // Writers of one database come one after the other.
        Engine::Sqlite => Statement::new(text, params),
        Engine::Postgres => Statement::new(format!("{text} FOR UPDATE"), params),
    }
}

/// A file that has come.
#[derive(Clone, Copy, Debug)]
pub struct StoredFile<'a> {
    /// Its name in the object store.
    pub object: &'a str,
    /// The name that it came with.
    pub file_name: &'a str,
    /// What it is, by its content.
    pub mime_type: &'a str,
    /// In bytes.
    pub size: i64,
}

/// The file is there.
pub fn complete(handle: &str, stored: &StoredFile<'_>) -> Statement {
    Statement::new(
        "UPDATE asset_file SET status = 'ASSET_UPLOAD_COMPLETE', expires_at = NULL, error_code = NULL, error_message = NULL, \
         form_date = NULL, form_credential = NULL, form_policy = NULL, form_signature = NULL, source_url = NULL, \
         claimed_until = NULL, object = $2, file_name = $3, mime_type = $4, size = $5 WHERE id = $1",
        vec![
            Value::from(handle),
            Value::from(stored.object),
            Value::from(stored.file_name),
            Value::from(stored.mime_type),
            Value::Int(stored.size),
        ],
    )
}

/// The file does not come.
pub fn fail(handle: &str, code: &str, message: &str) -> Statement {
    Statement::new(
        "UPDATE asset_file SET status = 'ASSET_ERROR_UPLOAD', error_code = $2, error_message = $3, form_date = NULL, \
         form_credential = NULL, form_policy = NULL, form_signature = NULL, source_url = NULL, claimed_until = NULL \
         WHERE id = $1",
        vec![Value::from(handle), Value::from(code), Value::from(message)],
    )
}

/// The file is not waited for any more if it was: another is to come in its place.
pub fn supersede(handle: &str) -> Statement {
    let Statement { text, params } =
        fail(handle, "SUPERSEDED", "another file was asked for in the place of this one, which had not come yet");
    Statement::new(format!("{text} AND {IS_EXPECTED}"), params)
}

/// What is delivered under a handle: no row when nothing is. Columns: object, file_name, mime_type, size,
/// status.
pub fn delivered(handle: &str) -> Statement {
    Statement::new(
        "SELECT object, file_name, mime_type, size, status FROM asset_file \
         WHERE id = $1 AND object IS NOT NULL AND status <> 'GONE'",
        vec![Value::from(handle)],
    )
}

/// How many files there is something to do about: to fetch, to give up, to remove. Columns: count.
pub fn to_do(now: &str) -> Statement {
    Statement::new(
        format!(
            "SELECT COUNT(*) FROM asset_file WHERE status = 'GONE' \
             OR ({IS_EXPECTED} AND (expires_at < $1 OR source_url IS NOT NULL))"
        ),
        vec![Value::from(now)],
    )
}

/// Files to be fetched that nobody is at, the oldest first. Columns: id, source_url.
pub fn to_fetch(now: &str, most: i64) -> Statement {
    Statement::new(
        format!(
            "SELECT id, source_url FROM asset_file WHERE {IS_EXPECTED} AND source_url IS NOT NULL \
             AND (claimed_until IS NULL OR claimed_until < $1) ORDER BY created_at, id LIMIT $2"
        ),
        vec![Value::from(now), Value::Int(most)],
    )
}

/// Takes a file that is to be fetched until a moment; no row is touched when somebody else has it.
pub fn claim(handle: &str, now: &str, until: &str) -> Statement {
    Statement::new(
        format!(
            "UPDATE asset_file SET claimed_until = $3 WHERE id = $1 AND {IS_EXPECTED} AND source_url IS NOT NULL \
             AND (claimed_until IS NULL OR claimed_until < $2)"
        ),
        vec![Value::from(handle), Value::from(now), Value::from(until)],
    )
}

/// Gives a file back that was taken until that moment.
pub fn release(handle: &str, until: &str) -> Statement {
    Statement::new(
        "UPDATE asset_file SET claimed_until = NULL WHERE id = $1 AND claimed_until = $2",
        vec![Value::from(handle), Value::from(until)],
    )
}

/// Files that did not come in time. Columns: id.
pub fn expired(now: &str, most: i64) -> Statement {
    Statement::new(
        format!("SELECT id FROM asset_file WHERE {IS_EXPECTED} AND expires_at < $1 ORDER BY expires_at LIMIT $2"),
        vec![Value::from(now), Value::Int(most)],
    )
}

/// Nothing names the files of an asset any more: it is gone.
pub fn forget_of_entry(entry: &str) -> Statement {
    Statement::new("UPDATE asset_file SET status = 'GONE' WHERE entry = $1", vec![Value::from(entry)])
}

/// Files whose bytes are to go. Columns: id, and the object unless another file has the same.
pub fn gone(most: i64) -> Statement {
    Statement::new(
        "SELECT id, CASE WHEN EXISTS (SELECT 1 FROM asset_file AS other WHERE other.object = gone.object \
         AND other.status <> 'GONE') THEN NULL ELSE object END FROM asset_file AS gone WHERE status = 'GONE' LIMIT $1",
        vec![Value::Int(most)],
    )
}

/// Forgets a file whose bytes are gone.
pub fn forget(handle: &str) -> Statement {
    Statement::new("DELETE FROM asset_file WHERE id = $1 AND status = 'GONE'", vec![Value::from(handle)])
}

/// Which of these objects belong to files. Columns: object.
pub fn objects_in_use(engine: Engine, objects: Vec<String>) -> Statement {
    let among = list_contains(engine, "object", "$1");
    Statement::new(format!("SELECT DISTINCT object FROM asset_file WHERE {among}"), vec![Value::Texts(objects)])
}
