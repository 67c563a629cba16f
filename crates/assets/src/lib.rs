//! Files of assets: the forms that clients send them with ([`Forms`]), where their bytes are ([`Storage`]), what they are
//! ([`recognise`]), and fetching them from elsewhere ([`Assets::fetch`]).
//!
//! Names of objects are made here, of random digits: nothing that a client sends picks one. An object is written once and never
//! changed; which one belongs to an asset is said by a row that is written after it. So a crash leaves objects that no row
//! names, which [`Storage::strays`] finds, and no row without its object.

mod fetching;
mod form;
mod kind;
mod receiving;
mod settings;
mod storage;

pub use fetching::{FetchError, SourceError, file_name_of, source};
pub use form::{ALGORITHM, Allowed, Form, FormError, Forms, SentForm, key};
pub use kind::recognise;
pub use outbound::Reach;
pub use receiving::{ReceiveError, Received};
pub use settings::Settings;
pub use storage::{Object, Reading, Storage, StorageError};

use std::sync::Arc;

use accounts::secret::random_bytes;
use outbound::Fetcher;

/// Files of all environments. Cheap to clone.
#[derive(Clone)]
pub struct Assets {
    /// How large and how slow files may be.
    pub settings: Settings,
    /// What clients send files with.
    pub forms: Arc<Forms>,
    /// Where files are.
    pub storage: Storage,
    fetcher: Fetcher,
}

impl Assets {
    /// Files in a storage; forms are signed with a key that is for nothing else.
    pub fn new(settings: Settings, storage: Storage, key: [u8; 32]) -> Self {
        let forms = Arc::new(Forms::new(key, settings.largest, settings.patience));
        Self { settings, forms, storage, fetcher: Fetcher::new(settings.reach) }
    }
}

/// A new handle, 128 random bits in 32 digits: who does not know it does not find the file.
pub fn new_handle() -> String {
    hex::encode(random_bytes::<16>())
}
