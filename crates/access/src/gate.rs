//! The one function that turns a reference to a field into something a statement may name.

use model::FieldRef;
use model::ids::{ModelId, StageId};

use crate::actor::Actor;
use crate::content::ContentAction;

/// A thing that passed the gate. Only [`gate`] and [`Pass`](crate::Pass) make it, and statements name columns only
/// through it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Granted<T>(T);

impl<T> Granted<T> {
    pub(crate) fn new(thing: T) -> Self {
        Self(thing)
    }

    /// What was granted.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// The actor may not do this; the wire says `not allowed` (platform.md §1.8) and no more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed")]
pub struct Denied {
    /// What was asked.
    pub action: ContentAction,
    /// On which model.
    pub model: ModelId,
}

/// Whether the actor may touch a field of every entry of a model in a stage: select, filter, order, count or write it.
/// Rules on some entries only do not count: they come out of [`ContentGrants::rows`](crate::ContentGrants::rows).
///
/// # Errors
/// [`Denied`] when no rule grants it.
pub fn gate(
    actor: &Actor,
    action: ContentAction,
    model: &ModelId,
    stage: &StageId,
    field: FieldRef,
) -> Result<Granted<FieldRef>, Denied> {
    if actor.content.allows(action, model, stage) {
        Ok(Granted(field))
    } else {
        Err(Denied { action, model: model.clone() })
    }
}

#[cfg(test)]
mod tests {
    use model::SystemField;

    use super::*;
    use crate::actor::Identity;
    use crate::content::{ContentRule, Scope};
    use crate::grants::ContentGrants;

    fn actor(content: ContentGrants) -> Actor {
        Actor { identity: Identity::Public, content, default_stage: StageId::new("draft") }
    }

    fn read(actor: &Actor, model: &str, stage: &str) -> bool {
        let id = FieldRef::System(SystemField::Id);
        gate(actor, ContentAction::Read, &ModelId::new(model), &StageId::new(stage), id).is_ok()
    }

    #[test]
    fn case_07_nothing_granted_denies() {
        assert!(!read(&actor(ContentGrants::none()), "m", "draft"));
        let empty =
            ContentRule { models: Scope::Only(Default::default()), ..ContentRule::everywhere(ContentAction::Read) };
        assert!(!read(&actor(ContentGrants::from_rules(vec![empty])), "m", "draft"));
    }

    #[test]
    fn a_rule_grants_its_action_model_and_stage_only() {
        let rule = ContentRule {
            models: Scope::Only([ModelId::new("m")].into()),
            stages: Scope::Only([StageId::new("published")].into()),
            ..ContentRule::everywhere(ContentAction::Read)
        };
        let actor = actor(ContentGrants::from_rules(vec![rule]));
        assert!(read(&actor, "m", "published"));
        assert!(!read(&actor, "m", "draft"));
        assert!(!read(&actor, "other", "published"));
        let id = FieldRef::System(SystemField::Id);
        let write = gate(&actor, ContentAction::Update, &ModelId::new("m"), &StageId::new("published"), id);
        assert_eq!(write.unwrap_err().to_string(), "not allowed");
    }
}
