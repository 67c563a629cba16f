//! One client that creates, changes, publishes and deletes entries, one after the other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::CHILDREN;
use super::ledger::{Copy, Entry, Known};
use crate::binary::Endpoint;

const CREATE: &str = "mutation($name: String!, $round: Int!, $number: Int!, $en: String!, $de: String!, \
    $parts: PartCreateManyInlineInput) { \
    done: createCounter(data: { name: $name, round: $round, number: $number, label: $en, parts: $parts, \
    localizations: { create: [{ locale: de, data: { label: $de } }] } }) { id } }";

const UPDATE: &str = "mutation($name: String!, $round: Int!, $number: Int!, $en: String!, $de: String!) { \
    done: updateCounter(where: { name: $name }, data: { round: $round, number: $number, label: $en, \
    localizations: { update: [{ locale: de, data: { label: $de } }] } }) { id } }";

const PUBLISH: &str =
    "mutation($name: String!) { done: publishCounter(where: { name: $name }, locales: [en, de]) { id } }";

const DELETE: &str = "mutation($name: String!) { done: deleteCounter(where: { name: $name }) { id } }";

/// The writer, with what it knows of its entries by name.
pub struct Writer {
    endpoint: Endpoint,
    round: i64,
    number: i64,
    known: BTreeMap<String, Known>,
}

/// One step in the life of an entry.
struct Step {
    query: &'static str,
    variables: Value,
    /// As events name it.
    action: &'static str,
    next: Entry,
}

impl Writer {
    pub fn new(endpoint: Endpoint, round: i64, number: i64) -> Self {
        Self { endpoint, round, number, known: BTreeMap::new() }
    }

    /// Writes until the server goes away.
    pub async fn write(mut self) -> BTreeMap<String, Known> {
        for count in 0.. {
            let name = format!("{}-{}-{count}", self.round, self.number);
            if self.write_entry(&name, count).await.is_none() {
                break;
            }
        }
        self.known
    }

    /// The life of one entry; `None` when the server went away in it. Not every entry lives through all of it.
    async fn write_entry(&mut self, name: &str, count: i64) -> Option<()> {
        let variables = |number: i64| {
            let parts: Vec<Value> = (0..CHILDREN).map(|part| json!({ "name": format!("{name}.{part}") })).collect();
            json!({ "name": name, "round": self.round, "number": number, "parts": { "create": parts },
            "en": format!("en {number}"), "de": format!("de {number}") })
        };
        let (first, second) = (variables(count), variables(count + 1_000_000));
        let draft = |number| Entry { draft: Some(Copy::of(number)), published: None };
        let step = |query, variables, action, next| Step { query, variables, action, next };

        self.step(name, step(CREATE, first, "create", draft(count))).await?;
        if count % 4 == 0 {
            return Some(());
        }
        self.step(name, step(UPDATE, second, "update", draft(count + 1_000_000))).await?;
        let both = Some(Copy::of(count + 1_000_000));
        let both = Entry { draft: both.clone(), published: both };
        self.step(name, step(PUBLISH, json!({ "name": name }), "publish", both)).await?;
        if count % 4 == 1 {
            self.step(name, step(DELETE, json!({ "name": name }), "delete", Entry::default())).await?;
        }
        Some(())
    }

    /// Asks for the next state of an entry; `None` when the server went away before it acknowledged.
    async fn step(&mut self, name: &str, step: Step) -> Option<()> {
        let known = self.known.entry(name.to_owned()).or_default();
        (known.asked_for, known.asked) = (Some(step.next.clone()), Some(step.action));
        let (status, body) = self.endpoint.try_send(step.query, step.variables).await.ok()?;
        assert!(status == 200 && body.get("errors").is_none(), "{name}: {status} {body}");
        known.id = body["data"]["done"]["id"].as_str().map(str::to_owned);
        known.done.push(step.action);
        (known.acknowledged, known.asked_for, known.asked) = (step.next, None, None);
        Some(())
    }
}
