//! What an actor may do with content: the sum of its rules.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use model::ids::{LocaleId, ModelId, StageId};

use crate::condition::Condition;
use crate::content::{ContentAction, ContentRule, Scope};
use crate::fingerprint::{Fingerprint, fingerprint};
use crate::gate::Denied;
use crate::rows::Rows;

/// What an actor may do with content: the union of its rules. No rule, no right.
///
/// Cheap to clone, to compare and to use as a key: two with the same rules are equal, and that is decided by their
/// [`Fingerprint`] alone.
#[derive(Clone, Debug)]
pub struct ContentGrants(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    /// In order, each once.
    rules: Vec<ContentRule>,
    /// Places of the rules on all models, by action.
    general: PerAction,
    /// Places of the rules on single models.
    particular: HashMap<ModelId, PerAction>,
    fingerprint: Fingerprint,
}

type PerAction = [Vec<usize>; ContentAction::ALL.len()];

/// A part of an entry that rights can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The entry itself, with the fields that are not localised: a right in any locale is one to it.
    Base,
    /// One of its localisations.
    Localization(&'a LocaleId),
}

impl ContentGrants {
    /// Grants nothing.
    pub fn none() -> Self {
        Self::from_rules(Vec::new())
    }

    /// Grants these actions on all models, locales and stages.
    pub fn on_everything(actions: &[ContentAction]) -> Self {
        Self::from_rules(actions.iter().copied().map(ContentRule::everywhere).collect())
    }

    /// Grants what these rules say.
    pub fn from_rules(mut rules: Vec<ContentRule>) -> Self {
        rules.retain(|rule| !rule.is_empty());
        rules.sort_unstable();
        rules.dedup();
        let (mut general, mut particular) = (PerAction::default(), HashMap::<ModelId, PerAction>::new());
        for (place, rule) in rules.iter().enumerate() {
            match &rule.models {
                Scope::All => general[rule.action as usize].push(place),
                Scope::Only(models) => {
                    for model in models {
                        particular.entry(model.clone()).or_default()[rule.action as usize].push(place);
                    }
                }
            }
        }
        let fingerprint = fingerprint(&rules);
        Self(Arc::new(Rules { rules, general, particular, fingerprint }))
    }

    /// The rules, in an order of their own.
    pub fn rules(&self) -> &[ContentRule] {
        &self.0.rules
    }

    /// What stands for all rules together, such as in the key of a cache.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.0.fingerprint
    }

    /// The rules on an action and a model.
    fn on(&self, action: ContentAction, model: &ModelId) -> impl Iterator<Item = &ContentRule> {
        let Rules { rules, general, particular, .. } = &*self.0;
        let particular = particular.get(model).map(|places| places[action as usize].as_slice()).unwrap_or_default();
        general[action as usize].iter().chain(particular).map(|place| &rules[*place])
    }

    /// Whether some rule allows the action on every entry of a model in a stage, whatever the locale.
    ///
    /// A rule with a condition is none: whoever can honour conditions asks [`ContentGrants::rows`]. For publishing, a rule
    /// that is about some stages to publish from is none, either: [`ContentGrants::rows_to_publish`] knows them.
    pub fn allows(&self, action: ContentAction, model: &ModelId, stage: &StageId) -> bool {
        self.on(action, model).any(|rule| whole(rule) && rule.from_stages == Scope::All && rule.stages.covers(stage))
    }

    /// Whether some rule allows the action on some entries of some model: decides whether system types such as `User` can
    /// be read.
    pub fn allows_any(&self, action: ContentAction) -> bool {
        self.0.rules.iter().any(|rule| rule.action == action)
    }

    /// Which entries of a model, or localisations of them, the action is allowed on in a stage.
    ///
    /// # Errors
    /// [`Denied`] when on none.
    pub fn rows(
        &self,
        action: ContentAction,
        model: &ModelId,
        stage: &StageId,
        part: Part<'_>,
    ) -> Result<Rows, Denied> {
        let fits =
            |rule: &&ContentRule| rule.from_stages == Scope::All && rule.stages.covers(stage) && covers(rule, part);
        Rows::of_any(self.on(action, model).filter(fits)).ok_or_else(|| Denied { action, model: model.clone() })
    }

    /// Which entries of a model, or localisations of them, may be published from a stage to another.
    ///
    /// # Errors
    /// [`Denied`] when none.
    pub fn rows_to_publish(
        &self,
        model: &ModelId,
        from: &StageId,
        to: &StageId,
        part: Part<'_>,
    ) -> Result<Rows, Denied> {
        let action = ContentAction::Publish;
        let fits = |rule: &&ContentRule| rule.from_stages.covers(from) && rule.stages.covers(to) && covers(rule, part);
        Rows::of_any(self.on(action, model).filter(fits)).ok_or_else(|| Denied { action, model: model.clone() })
    }
}

fn whole(rule: &ContentRule) -> bool {
    rule.condition == Condition::Always
}

fn covers(rule: &ContentRule, part: Part<'_>) -> bool {
    match part {
        Part::Base => true,
        Part::Localization(locale) => rule.locales.covers(locale),
    }
}

impl Default for ContentGrants {
    fn default() -> Self {
        Self::none()
    }
}

impl PartialEq for ContentGrants {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint() == other.fingerprint()
    }
}

impl Eq for ContentGrants {}

impl Hash for ContentGrants {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fingerprint().hash(state);
    }
}

#[cfg(test)]
mod tests;
