//! Content permissions as rules (platform.md §1.3).

use std::collections::BTreeSet;

use model::ids::{LocaleId, ModelId, StageId};

use crate::condition::Condition;

/// What may be done to entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentAction {
    /// See entries.
    Read,
    /// See older states of entries.
    ReadVersion,
    /// Make entries.
    Create,
    /// Change entries in DRAFT.
    Update,
    /// Delete entries with all their copies.
    Delete,
    /// Copy entries to a stage.
    Publish,
    /// Remove entries' copies from a stage.
    Unpublish,
}

impl ContentAction {
    /// All actions.
    pub const ALL: [ContentAction; 7] = [
        ContentAction::Read,
        ContentAction::ReadVersion,
        ContentAction::Create,
        ContentAction::Update,
        ContentAction::Delete,
        ContentAction::Publish,
        ContentAction::Unpublish,
    ];

    /// The name under which rows keep it.
    pub fn name(self) -> &'static str {
        match self {
            ContentAction::Read => "READ",
            ContentAction::ReadVersion => "READ_VERSION",
            ContentAction::Create => "CREATE",
            ContentAction::Update => "UPDATE",
            ContentAction::Delete => "DELETE",
            ContentAction::Publish => "PUBLISH",
            ContentAction::Unpublish => "UNPUBLISH",
        }
    }

    /// The action of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// Which things a rule is about. An empty `Only` is about none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope<I: Ord> {
    /// Present and future ones.
    All,
    /// These.
    Only(BTreeSet<I>),
}

impl<I: Ord> Scope<I> {
    /// Whether the rule is about this one.
    pub fn covers(&self, id: &I) -> bool {
        match self {
            Scope::All => true,
            Scope::Only(ids) => ids.contains(id),
        }
    }

    /// Whether the rule is about none.
    pub fn is_empty(&self) -> bool {
        match self {
            Scope::All => false,
            Scope::Only(ids) => ids.is_empty(),
        }
    }
}

/// One grant: an action on models, in locales and stages, on the entries that its condition names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentRule {
    /// The action.
    pub action: ContentAction,
    /// Which models.
    pub models: Scope<ModelId>,
    /// Which locales.
    pub locales: Scope<LocaleId>,
    /// Which stages; for publishing the stages published to.
    pub stages: Scope<StageId>,
    /// The stages published from; nothing else asks for it.
    pub from_stages: Scope<StageId>,
    /// Which entries.
    pub condition: Condition,
}

impl ContentRule {
    /// The action on all entries of all models, in all locales and stages.
    pub fn everywhere(action: ContentAction) -> Self {
        Self {
            action,
            models: Scope::All,
            locales: Scope::All,
            stages: Scope::All,
            from_stages: Scope::All,
            condition: Condition::Always,
        }
    }

    /// Whether some part of it is about nothing, so that it grants nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.models.is_empty() || self.locales.is_empty() || self.stages.is_empty() || self.from_stages.is_empty()
    }
}
