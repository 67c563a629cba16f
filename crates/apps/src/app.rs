//! Registered apps (apps.md §2).

use accounts::{AppPermissions, InputError};
use model::ids::{AppId, UserId};
use sql::platform::apps;
use store::{Row, StoreError};

use crate::element::{self, AppElement, ElementDraft};
use crate::kinds::PublicationStatus;
use crate::urls::{self, StudioOrigin};

/// A registered app, without its secret.
#[derive(Clone, Debug, PartialEq)]
pub struct App {
    /// The app's id.
    pub id: AppId,
    /// Who registered it and may change it.
    pub author: UserId,
    /// Name in addresses, unique over the whole server, never changed.
    pub api_id: String,
    /// Name for people.
    pub name: String,
    /// Text for people; may be empty.
    pub description: String,
    /// Picture.
    pub avatar_url: String,
    /// Page that sets an installation up.
    pub setup_url: String,
    /// Called on life-cycle events.
    pub webhook_url: Option<String>,
    /// Page that configures an installation later; the setup page when there is none.
    pub configuration_url: Option<String>,
    /// Who can find it.
    pub publication_status: PublicationStatus,
    /// What its installations may do; fixed at registration.
    pub permissions: AppPermissions,
    /// Public half of its credentials: 32 hex digits.
    pub client_id: String,
    /// What it puts into Studio, in order.
    pub elements: Vec<AppElement>,
    /// Canonical time.
    pub created_at: String,
    /// Canonical time.
    pub updated_at: String,
}

/// An app as typed. Registration checks it.
#[derive(Clone, Debug)]
pub struct NewApp {
    /// Name for people.
    pub name: String,
    /// Name in addresses: letters, digits, `_` and `-`, beginning with a small letter.
    pub api_id: String,
    /// Page that sets an installation up.
    pub setup_url: String,
    /// Picture.
    pub avatar_url: String,
    /// Text for people; may be empty.
    pub description: String,
    /// Called on life-cycle events.
    pub webhook_url: Option<String>,
    /// Page that configures an installation later.
    pub configuration_url: Option<String>,
    /// What its installations may do.
    pub permissions: AppPermissions,
    /// What it puts into Studio.
    pub elements: Vec<ElementDraft>,
}

/// Changes of an app; what is `None` stays. API ID and permissions cannot change.
#[derive(Clone, Debug, Default)]
pub struct AppPatch {
    /// Name for people.
    pub name: Option<String>,
    /// Page that sets an installation up.
    pub setup_url: Option<String>,
    /// Picture.
    pub avatar_url: Option<String>,
    /// Text for people.
    pub description: Option<String>,
    /// Called on life-cycle events; `Some(None)` takes it away.
    pub webhook_url: Option<Option<String>>,
    /// Page that configures an installation later; `Some(None)` takes it away.
    pub configuration_url: Option<Option<String>>,
    /// All elements; those that are not given are deleted.
    pub elements: Option<Vec<ElementDraft>>,
}

/// Letters, digits, `_`, `-`, beginning with a small letter (apps.md §2). `new` is Studio's address for registering.
pub(crate) fn checked_api_id(text: &str) -> Result<String, InputError> {
    let sound = text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(element::is_word);
    if !sound || text.len() > 64 {
        let rule = "Begin the API ID with a small letter and use at most 64 letters, digits, _ and -.";
        return Err(InputError::new("apiId", rule));
    }
    if text == "new" {
        return Err(InputError::new("apiId", "The API ID \"new\" is reserved. Choose another one."));
    }
    Ok(text.to_owned())
}

impl App {
    /// The same with every text that may change checked and trimmed.
    pub(crate) fn checked(mut self, studio: &StudioOrigin) -> Result<Self, InputError> {
        self.name = self.name.trim().to_owned();
        if self.name.is_empty() || self.name.chars().count() > 200 || self.name.chars().any(char::is_control) {
            return Err(InputError::new("name", "Enter a name of at most 200 characters."));
        }
        if self.description.chars().count() > 2000 || self.description.contains('\0') {
            return Err(InputError::new("description", "Use at most 2000 characters for the description."));
        }
        self.avatar_url = urls::plain("avatarUrl", &self.avatar_url)?;
        self.setup_url = urls::framed("setupUrl", &self.setup_url, studio)?;
        self.webhook_url = given(self.webhook_url).map(|url| urls::plain("webhookUrl", &url)).transpose()?;
        self.configuration_url =
            given(self.configuration_url).map(|url| urls::framed("configurationUrl", &url, studio)).transpose()?;
        Ok(self)
    }

    /// Reads a row of [`sql::platform::apps`]; its elements are read apart.
    pub(crate) fn read(row: &Row, elements: Vec<AppElement>) -> Result<Self, StoreError> {
        let unknown = |what: &str| StoreError::Other(format!("an app's {what} cannot be read"));
        Ok(Self {
            id: AppId::new(row.text(0)?),
            author: UserId::new(row.text(1)?),
            api_id: row.text(2)?.to_owned(),
            name: row.text(3)?.to_owned(),
            description: row.opt_text(4)?.unwrap_or_default().to_owned(),
            avatar_url: row.opt_text(5)?.unwrap_or_default().to_owned(),
            setup_url: row.text(6)?.to_owned(),
            webhook_url: row.opt_text(7)?.map(str::to_owned),
            configuration_url: row.opt_text(8)?.map(str::to_owned),
            publication_status: PublicationStatus::from_wire(row.text(9)?)
                .ok_or_else(|| unknown("publication status"))?,
            permissions: serde_json::from_str(row.json(10)?).map_err(|_| unknown("permissions"))?,
            client_id: row.text(11)?.to_owned(),
            elements,
            created_at: row.text(12)?.to_owned(),
            updated_at: row.text(13)?.to_owned(),
        })
    }

    pub(crate) fn row(&self) -> apps::Row<'_> {
        apps::Row {
            id: self.id.as_str(),
            author: self.author.as_str(),
            api_id: &self.api_id,
            name: &self.name,
            description: &self.description,
            avatar_url: &self.avatar_url,
            setup_url: &self.setup_url,
            webhook_url: self.webhook_url.as_deref(),
            configuration_url: self.configuration_url.as_deref(),
            publication_status: self.publication_status.wire(),
            permissions: serde_json::to_string(&self.permissions).expect("permissions are names"),
            client_id: &self.client_id,
        }
    }
}

/// A form sends an empty text for an address that is not given.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}
