//! What one request did to each entry: one event per entry and stage, with the final state (content-api-write.md §7).

use indexmap::IndexMap;
use model::ids::{EntryId, ModelId};

/// What happened to an entry in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happened {
    Created,
    Updated,
    Deleted,
    Published,
    Unpublished,
}

impl Happened {
    /// `action` of the event.
    pub(super) fn action(self) -> &'static str {
        match self {
            Happened::Created => "create",
            Happened::Updated => "update",
            Happened::Deleted => "delete",
            Happened::Published => "publish",
            Happened::Unpublished => "unpublish",
        }
    }

    /// What both together come to; `None` when nothing is left of it.
    fn then(self, next: Happened) -> Option<Happened> {
        match (self, next) {
            (Happened::Created, Happened::Updated) => Some(Happened::Created),
            (Happened::Created, Happened::Deleted) => None,
            (Happened::Deleted, Happened::Created) => Some(Happened::Updated),
            (
                Happened::Created | Happened::Updated | Happened::Deleted | Happened::Published | Happened::Unpublished,
                next,
            ) => Some(next),
        }
    }
}

/// An entry in a stage (key).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) model: ModelId,
    pub(super) entry: EntryId,
    pub(super) stage: i64,
}

/// Events of one request, in the order in which entries were first touched.
#[derive(Debug, Default)]
pub(super) struct Events(IndexMap<Place, Happened>);

impl Events {
    /// Notes what happened.
    pub(super) fn note(&mut self, place: Place, happened: Happened) {
        if happened == Happened::Deleted {
            // No unpublishing is told of what is gone.
            self.0.retain(|other, _| {
                (&other.model, &other.entry) != (&place.model, &place.entry) || other.stage == place.stage
            });
        }
        let sum = self.0.get(&place).map_or(Some(happened), |before| before.then(happened));
        match sum {
            Some(sum) => drop(self.0.insert(place, sum)),
            None => drop(self.0.shift_remove(&place)),
        }
    }

    pub(super) fn take(&mut self) -> Vec<(Place, Happened)> {
        std::mem::take(&mut self.0).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(entry: &str, stage: i64) -> Place {
        Place { model: ModelId::new("m"), entry: EntryId::new(entry), stage }
    }

    #[test]
    fn one_event_per_entry_and_stage_tells_the_end() {
        let mut events = Events::default();
        events.note(place("a", 1), Happened::Created);
        events.note(place("b", 1), Happened::Updated);
        events.note(place("a", 1), Happened::Updated);
        events.note(place("a", 2), Happened::Published);
        events.note(place("b", 2), Happened::Unpublished);
        events.note(place("b", 1), Happened::Deleted);
        events.note(place("c", 1), Happened::Created);
        events.note(place("c", 2), Happened::Published);
        events.note(place("c", 1), Happened::Deleted);
        let told = [
            (place("a", 1), Happened::Created),
            (place("b", 1), Happened::Deleted),
            (place("a", 2), Happened::Published),
        ];
        assert_eq!(events.take(), told);
        assert!(events.take().is_empty());
    }
}
