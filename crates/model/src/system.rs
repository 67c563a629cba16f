//! System fields: what every model has without anybody having made it (content-api-read.md §3.2).

use crate::ids::FieldId;

/// A field that the product gives to every model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemField {
    /// `stage: Stage!`
    Stage,
    /// `locale: Locale!`, on localised models only.
    Locale,
    /// `localizations`, on localised models only.
    Localizations,
    /// `documentInStages`
    DocumentInStages,
    /// `publishedAt: DateTime`
    PublishedAt,
    /// `updatedAt: DateTime!`
    UpdatedAt,
    /// `createdAt: DateTime!`
    CreatedAt,
    /// `id: ID!`
    Id,
    /// `publishedBy: User`
    PublishedBy,
    /// `updatedBy: User`
    UpdatedBy,
    /// `createdBy: User`
    CreatedBy,
}

impl SystemField {
    /// All of them, in the order in which the Content API prints them.
    pub const ALL: [SystemField; 11] = [
        SystemField::Stage,
        SystemField::Locale,
        SystemField::Localizations,
        SystemField::DocumentInStages,
        SystemField::PublishedAt,
        SystemField::UpdatedAt,
        SystemField::CreatedAt,
        SystemField::Id,
        SystemField::PublishedBy,
        SystemField::UpdatedBy,
        SystemField::CreatedBy,
    ];

    /// The name on the wire.
    pub fn api_id(self) -> &'static str {
        match self {
            SystemField::Stage => "stage",
            SystemField::Locale => "locale",
            SystemField::Localizations => "localizations",
            SystemField::DocumentInStages => "documentInStages",
            SystemField::PublishedAt => "publishedAt",
            SystemField::UpdatedAt => "updatedAt",
            SystemField::CreatedAt => "createdAt",
            SystemField::Id => "id",
            SystemField::PublishedBy => "publishedBy",
            SystemField::UpdatedBy => "updatedBy",
            SystemField::CreatedBy => "createdBy",
        }
    }

    /// The system field of that name.
    pub fn from_api_id(api_id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.api_id() == api_id)
    }
}

/// A reference to a field of a model: what permissions are about and what the gate is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldRef {
    /// A field that every model has.
    System(SystemField),
    /// A field that somebody made.
    Own(FieldId),
}
