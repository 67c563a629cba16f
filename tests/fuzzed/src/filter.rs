//! Filters, orders and cursors of a list, as variables and as literals of the document.

use std::sync::OnceLock;

use access::{Actor, Condition, ContentAction, ContentGrants, ContentRule, Identity, Scope, WhereInput};
use content::errors::ContentError;
use content::read::{QueryRead, plan};
use content::request::RequestHeaders;
use graphql::{Document, Flavor, Limits, coerce_variables};
use model::ids::ModelId;
use serde_json::{Map, Value};
use sql::{Engine, Statement};

use crate::blog;

const QUERY: &str = "query($where: ThingWhereInput, $orderBy: ThingOrderByInput, $first: Int, $skip: Int, $after: String) { \
    things(where: $where, orderBy: $orderBy, first: $first, skip: $skip, after: $after, stage: DRAFT) { id pages(where: {path_not: \"\"}) { id } } \
    thingsConnection(where: $where, stage: DRAFT) { aggregate { count } } }";

/// Everybody, whoever may read some things, and nobody.
fn actors() -> &'static [Actor; 3] {
    static ACTORS: OnceLock<[Actor; 3]> = OnceLock::new();
    ACTORS.get_or_init(|| {
        let condition = WhereInput::parse(r#"{"slug_not":"hidden"}"#).unwrap();
        let bound = ContentRule {
            models: Scope::Only([ModelId::new(blog::THING)].into()),
            condition: Condition::Where(condition),
            ..ContentRule::everywhere(ContentAction::Read)
        };
        let pages = ContentRule {
            models: Scope::Only([ModelId::new("page")].into()),
            ..ContentRule::everywhere(ContentAction::Read)
        };
        let grants = [
            ContentGrants::on_everything(&ContentAction::ALL),
            ContentGrants::from_rules(vec![bound, pages]),
            ContentGrants::none(),
        ];
        grants.map(|content| Actor {
            identity: Identity::Public,
            content,
            default_stage: blog::schema().default_stage.clone(),
        })
    })
}

fn outcome(document: &Document, variables: &Map<String, Value>, actor: &Actor) -> Result<Vec<Statement>, ContentError> {
    let operation = document.operation(None).map_err(ContentError::from)?;
    let variables = coerce_variables(document, operation, variables).map_err(ContentError::from)?;
    let headers = RequestHeaders::default();
    let mut statements = Vec::new();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let read = QueryRead::new(blog::schema(), document, &variables, actor, &headers);
        statements.extend(plan(&read, operation, engine)?.statement);
    }
    Ok(statements)
}

pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match serde_json::from_str(text) {
        Ok(Value::Object(variables)) => asked(QUERY, &variables),
        // A text that is no JSON is the filter's own text in the document.
        Ok(_) | Err(_) => asked(&format!("{{ things(stage: DRAFT, where: {text}) {{ id }} }}"), &Map::new()),
    }
}

fn asked(query: &str, variables: &Map<String, Value>) {
    let Ok(document) = Document::parse(&blog::schema().graphql, query, &Limits::CONTENT, Flavor::Content) else {
        return;
    };
    let [everybody, some, nobody] = actors();
    let all = outcome(&document, variables, everybody);
    let again = outcome(&document, variables, everybody);
    assert_eq!(all.as_ref().ok(), again.as_ref().ok(), "the same question is planned differently");
    let is_about_content = all.as_ref().is_ok_and(|statements| !statements.is_empty());
    if is_about_content {
        let none = outcome(&document, variables, nobody);
        assert!(matches!(none, Err(ContentError::NotAllowed)), "nobody may read, and yet: {none:?}");
    }
    for statement in all.into_iter().chain(outcome(&document, variables, some)).flatten() {
        sound(&statement, variables);
    }
}

/// As many values as places, and no text of the input in the statement's.
fn sound(statement: &Statement, variables: &Map<String, Value>) {
    let text = &statement.text;
    for number in 1..=statement.params.len() {
        assert!(text.contains(&format!("${number}")), "value {number} has no place in {text}");
    }
    assert!(!text.contains(&format!("${}", statement.params.len() + 1)), "a place without a value in {text}");
    let mut texts = Vec::new();
    collect(&Value::Object(variables.clone()), &mut texts);
    for given in texts.iter().filter(|given| given.len() > 3 && given.contains('\'')) {
        assert!(!text.contains(given), "{given:?} stands in {text}");
    }
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|value| collect(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
