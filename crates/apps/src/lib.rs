//! The app platform: registration, installations, setup codes, the exchange, frame origins (apps.md §1 to §4).
//!
//! [`Apps`] is the entry point. Apps are registered once for the whole server; installations, their tokens and setup codes
//! belong to one environment and live in its database.

mod app;
mod apps;
mod audit;
mod element;
mod error;
mod exchange;
mod frames;
mod installation;
mod installing;
mod kinds;
mod registration;
mod secrets;
mod setup_code;
mod urls;

pub use accounts::{
    AppPermissions, ContentPermission, InputError, SchemaPermission, UserPermission, WebhooksPermission,
};
pub use app::{App, AppPatch, NewApp};
pub use apps::Apps;
pub use element::{AppElement, ElementDraft};
pub use error::AppError;
pub use exchange::ExchangeError;
pub use installation::{ConfigChange, Installation, InstallationPatch};
pub use kinds::{ElementFeature, ElementFieldType, ElementType, InstallationStatus, PublicationStatus};
pub use secrets::{AppWithSecrets, ClientSecret};
pub use setup_code::SetupCode;
pub use urls::StudioOrigin;

#[cfg(test)]
mod fixture;
#[cfg(test)]
#[path = "../../accounts/src/places.rs"]
mod places;
