//! Who is behind a request.

use model::CreatedBy;
use model::ids::{AppId, AppTokenId, InstallationId, StageId, TokenId, UserId};

use crate::grants::ContentGrants;

/// Every request and every job has exactly one of these. The public and the system are somebody, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// No credential was sent.
    Public,
    /// A person, by session or short-lived token.
    Member {
        /// The person.
        id: UserId,
        /// Shown as the name of the Content API's `User`.
        name: String,
    },
    /// A permanent auth token.
    PermanentToken {
        /// The token.
        id: TokenId,
        /// Its name.
        name: String,
    },
    /// An app's installation.
    AppToken {
        /// The token.
        id: AppTokenId,
        /// The installation that it belongs to.
        installation: InstallationId,
        /// The app.
        app: AppId,
        /// The app's name.
        name: String,
    },
    /// A job of the product's own.
    System {
        /// The job's name, for logs and audit.
        job: &'static str,
    },
}

impl Identity {
    /// `kind` of the Content API's `User` (content-api-read.md §3.4, `UserKind`).
    pub fn kind(&self) -> &'static str {
        match self {
            Identity::Public => "PUBLIC",
            Identity::Member { .. } => "MEMBER",
            Identity::PermanentToken { .. } => "PAT",
            Identity::AppToken { .. } => "APP_TOKEN",
            // The enum has no kind of its own for jobs.
            Identity::System { .. } => "WEBHOOK",
        }
    }

    /// Id of the Content API's `User`.
    pub fn user_id(&self) -> &str {
        match self {
            Identity::Public => "public",
            Identity::Member { id, .. } => id.as_str(),
            Identity::PermanentToken { id, .. } => id.as_str(),
            Identity::AppToken { id, .. } => id.as_str(),
            Identity::System { job } => job,
        }
    }

    /// Name of the Content API's `User`.
    pub fn name(&self) -> &str {
        match self {
            Identity::Public => "Public API",
            Identity::Member { name, .. } | Identity::PermanentToken { name, .. } | Identity::AppToken { name, .. } => {
                name
            }
            Identity::System { job } => job,
        }
    }

    /// How parts of the schema remember who made them.
    pub fn created_by(&self) -> Option<CreatedBy> {
        match self {
            Identity::Member { id, .. } => Some(CreatedBy::Member(id.clone())),
            Identity::PermanentToken { id, .. } => Some(CreatedBy::PermanentToken(id.clone())),
            Identity::AppToken { installation, .. } => Some(CreatedBy::AppToken(installation.clone())),
            Identity::Public | Identity::System { .. } => None,
        }
    }
}

/// Somebody in front of one environment's Content API, with what is granted there.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub identity: Identity,
    /// What is granted.
    pub content: ContentGrants,
    /// The stage that queries read when they name none (platform.md §1.6).
    pub default_stage: StageId,
}
