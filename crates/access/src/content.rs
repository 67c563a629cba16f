//! Content permissions as rules (platform.md §1.3).

use std::collections::BTreeSet;

use model::ids::{LocaleId, ModelId, StageId};
use serde::{Deserialize, Serialize};

/// What may be done to entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContentAction {
    /// See entries.
    Read,
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
    pub const ALL: [ContentAction; 6] = [
        ContentAction::Read,
        ContentAction::Create,
        ContentAction::Update,
        ContentAction::Delete,
        ContentAction::Publish,
        ContentAction::Unpublish,
    ];
}

/// Which things a rule is about. An empty `Only` is about none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
}

/// One grant: an action on models, in locales and stages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContentRule {
    /// The action.
    pub action: ContentAction,
    /// Which models.
    pub models: Scope<ModelId>,
    /// Which locales.
    pub locales: Scope<LocaleId>,
    /// Which stages; for publishing the stages published to.
    pub stages: Scope<StageId>,
}

/// What an actor may do with content: the union of its rules. No rule, no right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentGrants(Vec<ContentRule>);

impl ContentGrants {
    /// Grants nothing.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Grants these actions on all models, locales and stages.
    pub fn on_everything(actions: &[ContentAction]) -> Self {
        let rule = |action| ContentRule { action, models: Scope::All, locales: Scope::All, stages: Scope::All };
        Self(actions.iter().copied().map(rule).collect())
    }

    /// Grants what these rules say.
    pub fn from_rules(rules: Vec<ContentRule>) -> Self {
        Self(rules)
    }

    /// Whether some rule allows the action on a model in a stage, whatever the locale.
    pub fn allows(&self, action: ContentAction, model: &ModelId, stage: &StageId) -> bool {
        self.0.iter().any(|rule| rule.action == action && rule.models.covers(model) && rule.stages.covers(stage))
    }

    /// Whether some rule allows the action on a model in a stage and a locale.
    pub fn allows_locale(&self, action: ContentAction, model: &ModelId, stage: &StageId, locale: &LocaleId) -> bool {
        self.0.iter().any(|rule| {
            rule.action == action
                && rule.models.covers(model)
                && rule.stages.covers(stage)
                && rule.locales.covers(locale)
        })
    }

    /// Whether some rule allows the action on some model: decides whether system types such as `User` can be read.
    pub fn allows_any(&self, action: ContentAction) -> bool {
        self.0.iter().any(|rule| rule.action == action)
    }
}
