//! The audit log: who did what (platform.md §9).
//!
//! The table has the same shape in an environment's database (content, schema, tokens, settings of the environment) and,
//! where it is there, in the platform's (project, members, roles), so these statements serve both:
//!
//! ```text
//! CREATE TABLE audit (
//!     id TEXT NOT NULL PRIMARY KEY,  -- begins with the time: ids sort by time, and dates are ranges of ids
//!     resource TEXT NOT NULL, action TEXT NOT NULL, trigger_type TEXT NOT NULL,
//!     actor_id TEXT NOT NULL, actor_name TEXT NOT NULL,
//!     entity_id TEXT, entity_name TEXT,
//!     payload TEXT, detail TEXT, created_at TEXT NOT NULL
//! );
//! CREATE INDEX audit_entity ON audit (entity_id, id);
//! CREATE INDEX audit_actor ON audit (actor_id, id);
//! CREATE INDEX audit_resource ON audit (resource, id);
//! ```
//!
//! Whoever writes adds [`insert`] to its own transaction: a change and its row stand or fall together.
//!
//! ```
//! use access::Identity;
//! use sql::environment::audit::{Action, Entry, Resource, insert};
//!
//! let by = Identity::System { job: "doc" };
//! let entry = Entry {
//!     resource: Resource::Role,
//!     action: Action::Update,
//!     entity_id: Some("r1"),
//!     entity_name: Some("Translator"),
//!     payload: Some(serde_json::json!({ "name": { "from": "Writer", "to": "Translator" } })),
//!     detail: None,
//! };
//! // The key makes the id unique; cuids of the writer do.
//! let statement = insert(&by, "2026-11-25T14:00:00+00:00", [("ckey1".to_owned(), entry)]);
//! assert_eq!(statement.len(), 1);
//! ```

use access::Identity;
use serde_json::Value as Json;

use crate::{Engine, NewRows, Statement, Value, list_contains};

/// `AuditLogResource` (platform.md §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Resource {
    Project,
    Environment,
    Model,
    Stage,
    Locale,
    Pat,
    Enumeration,
    Field,
    Content,
    Webhook,
    Member,
    Role,
    ViewGroup,
    ContentView,
    Extension,
    EnumerationValue,
    Invite,
    Component,
    Taxonomy,
    TaxonomyNode,
    AgentConfig,
}

impl Resource {
    /// The enumeration's value.
    pub const fn name(self) -> &'static str {
        match self {
            Resource::Project => "PROJECT",
            Resource::Environment => "ENVIRONMENT",
            Resource::Model => "MODEL",
            Resource::Stage => "STAGE",
            Resource::Locale => "LOCALE",
            Resource::Pat => "PAT",
            Resource::Enumeration => "ENUMERATION",
            Resource::Field => "FIELD",
            Resource::Content => "CONTENT",
            Resource::Webhook => "WEBHOOK",
            Resource::Member => "MEMBER",
            Resource::Role => "ROLE",
            Resource::ViewGroup => "VIEWGROUP",
            Resource::ContentView => "CONTENTVIEW",
            Resource::Extension => "EXTENSION",
            Resource::EnumerationValue => "ENUMERATION_VALUE",
            Resource::Invite => "INVITE",
            Resource::Component => "COMPONENT",
            Resource::Taxonomy => "TAXONOMY",
            Resource::TaxonomyNode => "TAXONOMY_NODE",
            Resource::AgentConfig => "AGENT_CONFIG",
        }
    }
}

/// `AuditLogAction` (platform.md §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Action {
    Create,
    Update,
    Delete,
    Publish,
    Unpublish,
    Accept,
    TransitionStep,
}

impl Action {
    /// The enumeration's value.
    pub const fn name(self) -> &'static str {
        match self {
            Action::Create => "CREATE",
            Action::Update => "UPDATE",
            Action::Delete => "DELETE",
            Action::Publish => "PUBLISH",
            Action::Unpublish => "UNPUBLISH",
            Action::Accept => "ACCEPT",
            Action::TransitionStep => "TRANSITION_STEP",
        }
    }
}

/// `AuditLogTriggerType` of whoever acts. Jobs of the product's own, which the enumeration does not know, are third
/// parties; a scheduled publish is its scheduler's.
const fn trigger_type(by: &Identity) -> &'static str {
    match by {
        Identity::Member { .. } => "USER",
        Identity::PermanentToken { .. } => "PAT",
        Identity::AppToken { .. } => "APP_TOKEN",
        Identity::Public => "OPEN",
        Identity::System { .. } => "THIRD_PARTY",
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<'a> {
    /// To what kind of thing.
    pub resource: Resource,
    /// What.
    pub action: Action,
    /// Which one.
    pub entity_id: Option<&'a str>,
    /// Its name then: a person looks for names, and what was deleted has none any more.
    pub entity_name: Option<&'a str>,
    /// `payload` on the wire: of schema and settings the change, as `{"<field>": {"from": …, "to": …}}` where there is a
    /// before and an after. Content has none (platform.md §9). No secrets.
    pub payload: Option<Json>,
    /// What we keep beside it. Of content: `{"model", "stage"}` (id, key) and, of an update, the values that were given, so
    /// that of two writers' values both are known (security case 72).
    pub detail: Option<Json>,
}

const COLUMNS: [&str; 11] = [
    "id",
    "created_at",
    "trigger_type",
    "actor_id",
    "actor_name",
    "resource",
    "action",
    "entity_id",
    "entity_name",
    "payload",
    "detail",
];

/// The rows of what somebody did in one transaction, in order; each with a key that is unique over all rows of a moment
/// (a cuid). `now` is canonical time.
pub fn insert<'a>(by: &Identity, now: &str, entries: impl IntoIterator<Item = (String, Entry<'a>)>) -> Vec<Statement> {
    let mut rows = rows(by, now, entries);
    let Some(mut all) = rows.next() else { return Vec::new() };
    // They have the same columns, so that none is given back.
    rows.for_each(|row| drop(all.join(row)));
    all.numbered_statements()
}

/// The rows of [`insert`], to be inserted together.
pub fn rows<'a>(
    by: &Identity,
    now: &str,
    entries: impl IntoIterator<Item = (String, Entry<'a>)>,
) -> impl Iterator<Item = NewRows> {
    entries.into_iter().enumerate().map(move |(number, (key, entry))| {
        NewRows::row("audit", COLUMNS.into_iter().zip(values(by, now, (number, &key), entry)))
    })
}

/// A row's values, in the order of its columns; with its number in its transaction, and its key.
pub(crate) fn values(
    by: &Identity,
    now: &str,
    (number, key): (usize, &str),
    entry: Entry<'_>,
) -> [Value; COLUMNS.len()] {
    let json = |json: Option<Json>| Value::from(json.map(|json| json.to_string()));
    [
        // Sorts by time, then by the order within the transaction.
        Value::Text(format!("{now}-{number:05}-{key}")),
        Value::from(now),
        Value::from(trigger_type(by)),
        Value::from(by.user_id()),
        Value::from(by.name()),
        Value::from(entry.resource.name()),
        Value::from(entry.action.name()),
        Value::from(entry.entity_id),
        Value::from(entry.entity_name),
        json(entry.payload),
        json(entry.detail),
    ]
}

/// Which rows are wanted (`AuditLogWhereInput`); what is `None` does not matter. Times are canonical text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Filter {
    pub timestamp: Option<String>,
    pub timestamp_lt: Option<String>,
    pub timestamp_lte: Option<String>,
    pub timestamp_gt: Option<String>,
    pub timestamp_gte: Option<String>,
    /// Id of a person or token.
    pub triggered_by: Option<String>,
    pub trigger_type: Option<String>,
    pub action: Option<String>,
    pub resource: Option<String>,
    pub entity_id: Option<String>,
}

/// Behind a moment it sorts after all ids of that moment, in which `-` follows.
const AFTER: char = '.';

impl Filter {
    fn condition(&self, params: &mut Vec<Value>) -> String {
        let mut conditions = Vec::new();
        let mut add = |condition: &str, value: String| {
            params.push(Value::Text(value));
            conditions.push(format!("{condition} ${}", params.len()));
        };
        // Ids begin with the time, so that dates need no index of their own.
        let after = |time: &Option<String>| time.as_ref().map(|time| format!("{time}{AFTER}"));
        let bounds = [
            (self.timestamp_gte.clone(), "id >="),
            (after(&self.timestamp_gt), "id >"),
            (self.timestamp_lt.clone(), "id <"),
            (after(&self.timestamp_lte), "id <"),
            (self.timestamp.clone(), "id >="),
            (after(&self.timestamp), "id <"),
        ];
        for (bound, comparison) in bounds {
            if let Some(bound) = bound {
                add(comparison, bound);
            }
        }
        let equal = [
            (&self.triggered_by, "actor_id ="),
            (&self.trigger_type, "trigger_type ="),
            (&self.action, "action ="),
            (&self.resource, "resource ="),
            (&self.entity_id, "entity_id ="),
        ];
        for (value, comparison) in equal {
            if let Some(value) = value {
                add(comparison, value.clone());
            }
        }
        if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") }
    }
}

/// `AuditLogOrderByInput`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

/// One page of rows. Columns: id, created_at, trigger_type, actor_id, actor_name, resource, action, entity_id,
/// entity_name, payload, detail; the last four may be null.
pub fn list(filter: &Filter, order: Order, limit: i64, skip: i64) -> Statement {
    list_where(None, filter, order, limit, skip)
}

fn within(project: Option<&str>, filter: &Filter, params: &mut Vec<Value>) -> String {
    let condition = filter.condition(params);
    let Some(project) = project else { return condition };
    params.push(Value::from(project));
    format!("{condition} AND project_id = ${}", params.len())
}

/// As [`list`], of one project's rows where the table holds many projects'.
pub(crate) fn list_where(project: Option<&str>, filter: &Filter, order: Order, limit: i64, skip: i64) -> Statement {
    let mut params = Vec::new();
    let condition = within(project, filter, &mut params);
    let order = match order {
        Order::Ascending => "ASC",
        Order::Descending => "DESC",
    };
    params.extend([Value::Int(limit), Value::Int(skip)]);
    let text = format!(
        "SELECT {} FROM audit WHERE {condition} ORDER BY id {order} LIMIT ${} OFFSET ${}",
        COLUMNS.join(", "),
        params.len() - 1,
        params.len()
    );
    Statement::new(text, params)
}

/// How many rows there are: one row, one integer.
pub fn count(filter: &Filter) -> Statement {
    count_where(None, filter)
}

/// As [`count`], of one project's rows where the table holds many projects'.
pub(crate) fn count_where(project: Option<&str>, filter: &Filter) -> Statement {
    let mut params = Vec::new();
    let condition = within(project, filter, &mut params);
    Statement::new(format!("SELECT COUNT(*) FROM audit WHERE {condition}"), params)
}

/// Forgets the values that were given to what is deleted; that it was written stays known.
pub fn forget_values(engine: Engine, entity_ids: Vec<String>) -> Statement {
    let which = list_contains(engine, "entity_id", "$1");
    let text = format!("UPDATE audit SET detail = NULL WHERE {which} AND action = 'UPDATE' AND resource = 'CONTENT'");
    Statement::new(text, vec![Value::Texts(entity_ids)])
}

/// Forgets the oldest rows of before a moment (canonical text), at most so many. Right for the log of projects, too.
pub fn forget_some(before: &str, most: i64) -> Statement {
    Statement::new(
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < $1 ORDER BY id LIMIT $2)",
        vec![Value::from(before), Value::Int(most)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry<'static> {
        Entry {
            resource: Resource::Content,
            action: Action::Publish,
            entity_id: Some("e"),
            entity_name: None,
            payload: None,
            detail: Some(serde_json::json!({ "stage": 2 })),
        }
    }

    #[test]
    fn rows_sort_by_time_and_then_as_they_came() {
        let by = Identity::Public;
        let statements = insert(&by, "2026-01-01T00:00:00+00:00", ["b", "a"].map(|key| (key.to_owned(), entry())));
        assert_eq!(statements.len(), 1);
        let second = &statements[0].params[COLUMNS.len()..];
        assert_eq!(second[0], Value::from("2026-01-01T00:00:00+00:00-00001-a"));
        assert_eq!(second[2], Value::from("OPEN"));
        assert!(insert(&by, "", []).is_empty());
    }

    #[test]
    fn a_moment_is_a_range_of_ids() {
        let (at, later) = ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.1+00:00");
        let (id, next) = (format!("{at}-00000-c"), format!("{later}-00000-c"));
        let end = format!("{at}{AFTER}");
        assert!(*at < *id && *id < *end && *end < *next);
    }

    #[test]
    fn filters_are_bound() {
        let filter =
            Filter { timestamp_gt: Some("t".to_owned()), triggered_by: Some("a".to_owned()), ..Filter::default() };
        let statement = list(&filter, Order::Descending, 10, 0);
        assert!(statement.text.ends_with("WHERE id > $1 AND actor_id = $2 ORDER BY id DESC LIMIT $3 OFFSET $4"));
    }
}
