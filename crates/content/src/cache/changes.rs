//! When content was last seen to change, per model and stage.

use std::collections::HashMap;

use model::ids::ModelId;
use serde::Deserialize;

use super::touched::Touched;
use crate::write::schedule::due::EVENT;

/// A count of looks at outboxes, over all environments of the process.
pub(super) type Tick = u64;

/// An event as the outbox has it.
#[derive(Deserialize)]
struct Event {
    action: String,
    model: Option<ModelId>,
    stage: Option<i64>,
}

/// The ticks at which something changed. What never changed while this was watched has no entry.
#[derive(Debug)]
pub(super) struct Changes {
    /// Anything of the environment.
    anything: Tick,
    /// More than can be told apart: nothing from before counts.
    everything: Tick,
    users: Tick,
    models: HashMap<ModelId, ModelChanges>,
}

#[derive(Debug, Default)]
struct ModelChanges {
    /// In any of its stages.
    any_stage: Tick,
    /// In all of its stages at once: an entry was deleted.
    all_stages: Tick,
    stages: HashMap<i64, Tick>,
}

impl Changes {
    /// Nothing from before `now` counts.
    pub(super) fn since(now: Tick) -> Self {
        Changes { anything: now, everything: now, users: 0, models: HashMap::new() }
    }

    /// Notes an event that was seen at a tick. What cannot be read, or is about more than entries, is about everything.
    pub(super) fn note(&mut self, event: &str, now: Tick) {
        self.anything = now;
        let Ok(event) = serde_json::from_str::<Event>(event) else { return self.note_everything(now) };
        match (event.action.as_str(), event.model, event.stage) {
            ("actor", None, None) => self.users = now,
            // Answers that tell what is scheduled depend on everything.
            (EVENT, None, None) => {}
            ("delete", Some(model), Some(_)) => {
                let model = self.models.entry(model).or_default();
                (model.any_stage, model.all_stages) = (now, now);
            }
            ("create" | "update" | "publish" | "unpublish", Some(model), Some(stage)) => {
                let model = self.models.entry(model).or_default();
                model.any_stage = now;
                model.stages.insert(stage, now);
            }
            _ => self.note_everything(now),
        }
    }

    /// Notes that more changed than was looked at.
    pub(super) fn note_everything(&mut self, now: Tick) {
        (self.anything, self.everything) = (now, now);
        self.models.clear();
    }

    /// Whether an answer that was asked for after a tick is still what the database would say.
    pub(super) fn leave(&self, touched: &Touched, asked: Tick) -> bool {
        let last = match touched.everything {
            true => self.anything,
            false => {
                let users = if touched.users { self.users } else { 0 };
                let models = touched.models.iter().map(|(model, stage)| self.last(model, *stage));
                models.fold(self.everything.max(users), Tick::max)
            }
        };
        last <= asked
    }

    fn last(&self, model: &ModelId, stage: Option<i64>) -> Tick {
        let Some(changes) = self.models.get(model) else { return 0 };
        match stage {
            None => changes.any_stage,
            Some(stage) => changes.stages.get(&stage).copied().unwrap_or(0).max(changes.all_stages),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Stage;

    use super::*;

    fn touched(models: &[(&str, Option<i64>)]) -> Touched {
        let models = models.iter().map(|(model, stage)| (ModelId::new(*model), *stage)).collect();
        Touched { models, ..Touched::default() }
    }

    #[test]
    fn an_event_is_about_its_model_and_stage() {
        let mut changes = Changes::since(1);
        let post = |stage| touched(&[("post", Some(stage))]);
        assert!(changes.leave(&post(Stage::DRAFT), 1));
        assert!(!changes.leave(&post(Stage::DRAFT), 0), "from before it was watched");
        changes.note(r#"{"action":"update","model":"post","entry":"e","stage":1}"#, 2);
        assert!(!changes.leave(&post(Stage::DRAFT), 1));
        assert!(changes.leave(&post(Stage::DRAFT), 2));
        assert!(changes.leave(&post(Stage::PUBLISHED), 1));
        assert!(!changes.leave(&touched(&[("author", Some(2)), ("post", None)]), 1));
        assert!(changes.leave(&touched(&[("author", Some(1))]), 1));
        changes.note(r#"{"action":"delete","model":"post","entry":"e","stage":1}"#, 3);
        assert!(!changes.leave(&post(Stage::PUBLISHED), 2));
        assert!(changes.leave(&Touched::default(), 1), "what touches nothing does not change");
    }

    #[test]
    fn what_cannot_be_told_apart_is_everything() {
        let everything = Touched { everything: true, ..Touched::default() };
        let users = Touched { users: true, ..Touched::default() };
        let post = touched(&[("post", Some(2))]);
        let after = |event: &str| {
            let mut changes = Changes::since(1);
            changes.note(event, 2);
            [&everything, &users, &post].map(|touched| changes.leave(touched, 1))
        };
        assert_eq!(after(r#"{"action":"update","model":"author","stage":1}"#), [false, true, true]);
        assert_eq!(after(r#"{"action":"actor"}"#), [false, false, true]);
        assert_eq!(after(r#"{"action":"schedule"}"#), [false, true, true]);
        for unknown in [r#"{"action":"migrate","schemaVersion":3}"#, r#"{"action":"update"}"#, "no JSON"] {
            assert_eq!(after(unknown), [false; 3], "{unknown}");
        }
    }
}
