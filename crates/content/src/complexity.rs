//! What a query costs, told on request in `extensions.complexity` (platform.md §11.1).
//!
//! A list has as many documents as its parents times its page; one that stands alone has as many as its parents. A list
//! costs two more than its documents. The answer is counted only here: nothing else parses it.

use std::collections::HashSet;

use graphql::{Arguments, CollectedField, collect_fields, field_arguments};
use indexmap::IndexMap;
use model::SystemField;
use serde_json::{Value as Json, json};

use crate::errors::ContentError;
use crate::read::QueryRead;

/// What a list costs beside its documents.
const LIST: u64 = 2;

/// A field with what it costs and what is below it.
struct Node {
    name: String,
    xpath: String,
    estimated: u64,
    actual: u64,
    additional: u64,
    children: Vec<Node>,
}

/// The objects that hold a field.
#[derive(Clone)]
struct Parents<'v> {
    estimated: u64,
    values: Vec<&'v Json>,
    xpath: String,
    /// Rows of the page around: edges have no arguments of their own.
    page: u64,
}

/// The tree of a query that was answered with `data`.
///
/// # Errors
/// As the planner's, which has looked before.
pub(crate) fn complexity(
    read: &QueryRead<'_>,
    root: &graphql::executable::SelectionSet,
    data: &Json,
) -> Result<Json, ContentError> {
    let fields = collect_fields(read.document, [root], "Query", read.variables);
    let merged = fields.into_iter().map(|(key, field)| (key, vec![field])).collect();
    let parents = Parents { estimated: 1, values: vec![data], xpath: String::new(), page: 1 };
    let children = nodes(read, &merged, &parents)?;
    let sum = |count: fn(&Node) -> u64| children.iter().map(|node| node.sum(count)).fold(0, u64::saturating_add);
    let (estimated, actual, additional) =
        (sum(|node| node.estimated), sum(|node| node.actual), sum(|node| node.additional));
    let tree = Node { name: "Root".to_owned(), xpath: String::new(), estimated, actual, additional, children };
    Ok(json!({
        "total_estimated_docs": estimated,
        "total_actual_docs": actual,
        "total_estimated_cost": estimated.saturating_add(additional),
        "total_actual_cost": actual.saturating_add(additional),
        "complexityTree": tree.to_json(),
    }))
}

impl Node {
    /// A count over this node and all below.
    fn sum(&self, count: fn(&Node) -> u64) -> u64 {
        self.children.iter().fold(count(self), |total, child| total.saturating_add(child.sum(count)))
    }

    fn to_json(&self) -> Json {
        let mut json = json!({ "field_name": self.name });
        let fields = json.as_object_mut().expect("an object was just made");
        if !self.xpath.is_empty() {
            fields.insert("xpath".to_owned(), Json::from(self.xpath.as_str()));
        }
        for (name, number) in [
            ("estimated_no_of_docs", self.estimated),
            ("additional_cost", self.additional),
            ("estimated_cost", self.estimated.saturating_add(self.additional)),
            ("actual_no_of_docs", self.actual),
            ("actual_cost", self.actual.saturating_add(self.additional)),
        ] {
            fields.insert(name.to_owned(), Json::from(number));
        }
        if !self.children.is_empty() {
            fields.insert("children".to_owned(), self.children.iter().map(Node::to_json).collect());
        }
        json
    }
}

/// The selections of one response key: one for each type that has them.
type Merged<'d> = IndexMap<&'d str, Vec<CollectedField<'d>>>;

fn nodes(read: &QueryRead<'_>, fields: &Merged<'_>, parents: &Parents<'_>) -> Result<Vec<Node>, ContentError> {
    fields.iter().map(|(key, same)| node(read, key, same, parents)).collect()
}

fn node(
    read: &QueryRead<'_>,
    key: &str,
    same: &[CollectedField<'_>],
    parents: &Parents<'_>,
) -> Result<Node, ContentError> {
    let field = &same[0];
    let definition = field.definition();
    let types = read.schema.graphql.possible_types(definition.ty.inner_named_type());
    let is_list = definition.ty.is_list() && !types.is_empty();
    let page = rows(read, field, parents)?;
    // A node stands for its edge, which is counted.
    let is_document = is_list || field.name() != "node" && types.iter().any(|ty| read.schema.object_type(ty).is_some());
    let values: Vec<&Json> = parents.values.iter().filter_map(|parent| parent.get(key)).flat_map(objects).collect();
    let count = |documents: u64| if is_document { documents } else { 0 };
    let below = Parents {
        estimated: parents.estimated.saturating_mul(if is_list { page } else { 1 }),
        xpath: xpath(&parents.xpath, key, is_list),
        page,
        values,
    };
    let mut merged = Merged::new();
    // Each selection once, although it was met for each type: else they multiply with every level.
    let mut met = HashSet::new();
    let sets = same.iter().flat_map(CollectedField::selection_sets);
    let sets: Vec<_> = sets.filter(|set| met.insert(std::ptr::from_ref(*set))).collect();
    for ty in types {
        for (key, part) in collect_fields(read.document, sets.iter().copied(), ty, read.variables) {
            merged.entry(key).or_default().push(part);
        }
    }
    Ok(Node {
        name: key.to_owned(),
        estimated: count(below.estimated),
        actual: count(below.values.len() as u64),
        additional: if is_list { LIST } else { 0 },
        children: nodes(read, &merged, &below)?,
        xpath: below.xpath,
    })
}

/// How many rows a field may give: its page, or that around it.
fn rows(read: &QueryRead<'_>, field: &CollectedField<'_>, parents: &Parents<'_>) -> Result<u64, ContentError> {
    let definition = field.definition();
    let limits = read.schema.limits;
    let content = &read.schema.content_model;
    if definition.argument_by_name("first").is_some() {
        let arguments = field_arguments(read.document, field.field(), read.variables)?;
        let size = number(&arguments, "first").or_else(|| number(&arguments, "last"));
        return Ok(size.unwrap_or(limits.default_page.into()).min(limits.largest_page.into()));
    }
    if definition.argument_by_name("limit").is_some() {
        let arguments = field_arguments(read.document, field.field(), read.variables)?;
        return Ok(number(&arguments, "limit").unwrap_or(limits.default_page.into()));
    }
    Ok(match field.name().as_str() {
        name if name == SystemField::Localizations.api_id() => content.locales.len() as u64,
        name if name == SystemField::DocumentInStages.api_id() => content.stages.len() as u64,
        "edges" => parents.page,
        _ => limits.default_page.into(),
    })
}

fn number(arguments: &Arguments<'_>, name: &str) -> Option<u64> {
    arguments.given(name).and_then(Json::as_u64)
}

fn xpath(parent: &str, key: &str, is_list: bool) -> String {
    let dot = if parent.is_empty() { "" } else { "." };
    let all = if is_list { ".#" } else { "" };
    format!("{parent}{dot}{key}{all}")
}

/// An object, or those in a list.
fn objects(value: &Json) -> Vec<&Json> {
    match value {
        Json::Object(_) => vec![value],
        Json::Array(items) => items.iter().filter(|item| item.is_object()).collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    }
}
