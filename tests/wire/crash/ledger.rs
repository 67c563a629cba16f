//! What the writers know of their entries.

use std::collections::BTreeMap;

use serde_json::Value;
use wire_tests::TestEngine;

use crate::below::Events;

/// An entry in one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    number: i64,
    /// Labels by locale. They repeat the number: a copy that is half an old one and half a new one shows.
    labels: BTreeMap<String, String>,
}

impl Copy {
    /// The copy that a writer makes.
    pub fn of(number: i64) -> Self {
        let label = |locale: &str| (locale.to_owned(), format!("{locale} {number}"));
        Self { number, labels: ["en", "de"].iter().map(|locale| label(locale)).collect() }
    }

    /// The copy that the API shows.
    pub fn read(entry: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let label = |found: &Value| (text(&found["locale"]), text(&found["label"]));
        let labels = entry["localizations"].as_array().expect("a list").iter().map(label).collect();
        Self { number: entry["number"].as_i64().expect("a number"), labels }
    }
}

/// An entry in both stages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub draft: Option<Copy>,
    pub published: Option<Copy>,
}

/// What a writer knows of an entry: the last state that was acknowledged, and the one that it asked for after that.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub acknowledged: Entry,
    pub asked_for: Option<Entry>,
    /// Its id, once that was told.
    pub id: Option<String>,
    /// What was acknowledged, in order, as events name it.
    pub done: Vec<&'static str>,
    /// What was asked for after that.
    pub asked: Option<&'static str>,
}

/// All entries of all rounds, by name.
#[derive(Default)]
pub struct Ledger(BTreeMap<String, Known>);

impl Ledger {
    /// Takes in what a writer knows.
    pub fn extend(&mut self, known: BTreeMap<String, Known>) {
        self.0.extend(known);
    }

    /// Compares the entries of a round with what the API shows of it.
    pub fn compare(&self, round: i64, mut found: BTreeMap<String, Entry>) {
        let prefix = format!("{round}-");
        for (name, known) in self.0.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            let there = found.remove(name).unwrap_or_default();
            let fits = there == known.acknowledged || known.asked_for.as_ref() == Some(&there);
            assert!(fits, "round {round}: {name} is {there:?} after {known:?}");
        }
        assert!(found.is_empty(), "round {round}: nobody wrote {found:?}");
    }

    /// Compares the events of a round's entries with what was acknowledged: each has its event, in order, and nothing else has one.
    pub fn compare_events(&self, round: i64, events: &Events) {
        let prefix = format!("{round}-");
        for (name, known) in self.0.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            let Some(id) = &known.id else { continue };
            let told = events.get(id).map(Vec::as_slice).unwrap_or_default();
            let told: Vec<&str> = told.iter().map(|event| event.action.as_str()).collect();
            let mut with_asked = known.done.clone();
            with_asked.extend(known.asked);
            let fits = told == known.done || told == with_asked;
            assert!(fits, "round {round}: events of {name} are {told:?} after {known:?}");
        }
    }

    /// Says what was seen.
    #[allow(clippy::print_stderr)]
    pub fn report(&self, engine: TestEngine, kills: i64) {
        let acknowledged: usize = self.0.values().map(|known| known.done.len()).sum();
        let open = self.0.values().filter(|known| known.asked.is_some()).count();
        eprintln!("{engine:?}: {kills} kills, {acknowledged} writes acknowledged, {open} under way when killed");
        assert!(acknowledged > 0, "the kills came before any writing");
    }
}
