//! JSON paths. PostgreSQL has them; SQLite gets one select for each step, in the same lax mode: a step into something
//! that is a list goes into each of its items.

use super::predicate::number_value;
use super::{Scope, Writer};
use crate::select::column::Column;
use crate::select::json_path::{Filter, JsonPath, Step};
use crate::select::predicate::Comparison;
use crate::{Engine, Value};

/// A node of SQLite's `json_each` or `json_tree` as JSON text, whatever its key is called.
const NODE: &str = "CASE WHEN e.type IN ('array', 'object') THEN e.value WHEN e.type IN ('true', 'false') THEN e.type \
                    ELSE json_quote(e.value) END AS j";

impl Writer {
    pub(super) fn json_path(&mut self, column: &Column, path: &JsonPath, scope: &Scope<'_>) {
        let column = self.column_text(column, scope);
        match self.engine {
            Engine::Postgres => {
                let path = self.bind(Value::from(path.text()));
                self.push(&format!(
                    "COALESCE(jsonb_path_exists({column}::jsonb, {path}::text::jsonpath, '{{}}', TRUE), FALSE)"
                ));
            }
            Engine::Sqlite => {
                let mut nodes = format!("SELECT json({column}) AS j WHERE {column} IS NOT NULL");
                for step in &path.steps {
                    nodes = self.step(&nodes, step);
                }
                let found = match &path.filter {
                    None => format!("EXISTS ({nodes})"),
                    Some(filter) => self.filtered(nodes, filter),
                };
                self.push(&found);
            }
        }
    }

    fn step(&mut self, nodes: &str, step: &Step) -> String {
        match step {
            Step::AnyItem => items(nodes),
            Step::Item(index) => {
                format!(
                    "SELECT w.a -> '$[{index}]' AS j FROM ({}) AS w WHERE w.a -> '$[{index}]' IS NOT NULL",
                    lists(nodes)
                )
            }
            Step::Key(key) => {
                let key = self.bind(Value::Text(format!("$.\"{key}\"")));
                format!("SELECT n.j -> {key} AS j FROM ({}) AS n WHERE n.j -> {key} IS NOT NULL", items(nodes))
            }
            Step::AnyKey => format!(
                "SELECT {NODE} FROM ({}) AS n, json_each(n.j) AS e WHERE json_type(n.j) = 'object'",
                items(nodes)
            ),
            Step::Descendants => format!("SELECT {NODE} FROM ({nodes}) AS n, json_tree(n.j) AS e"),
        }
    }

    fn filtered(&mut self, nodes: String, filter: &Filter) -> String {
        let mut nodes = items(&nodes);
        for step in &filter.steps {
            nodes = self.step(&nodes, step);
        }
        let condition = self.comparison(filter);
        format!("EXISTS (SELECT 1 FROM ({}) AS n WHERE {condition})", items(&nodes))
    }

    /// Values of different types are neither equal nor unequal, but null differs from everything else.
    fn comparison(&mut self, filter: &Filter) -> String {
        let (sign, null) = match filter.comparison {
            Comparison::Equal => ("=", ""),
            Comparison::NotEqual => ("<>", " OR json_type(n.j) = 'null'"),
            Comparison::Less => ("<", ""),
            Comparison::LessOrEqual => ("<=", ""),
            Comparison::Greater => (">", ""),
            Comparison::GreaterOrEqual => (">=", ""),
        };
        let typed = |types: &str, value: &str| {
            format!("((json_type(n.j) IN ({types}) AND json_extract(n.j, '$') {sign} {value}){null})")
        };
        match &filter.literal {
            serde_json::Value::Number(number) => {
                let number = self.bind(number_value(number));
                typed("'integer', 'real'", &number)
            }
            serde_json::Value::String(text) => {
                let text = self.bind(Value::from(text));
                typed("'text'", &text)
            }
            serde_json::Value::Bool(truth) => typed("'true', 'false'", if *truth { "1" } else { "0" }),
            serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
                let same = "json_type(n.j) = 'null'";
                match filter.comparison {
                    Comparison::NotEqual => format!("NOT ({same})"),
                    Comparison::Equal | Comparison::LessOrEqual | Comparison::GreaterOrEqual => same.to_owned(),
                    Comparison::Less | Comparison::Greater => "FALSE".to_owned(),
                }
            }
        }
    }
}

/// Each node as a list: what is none becomes a list of one.
fn lists(nodes: &str) -> String {
    format!("SELECT CASE json_type(p.j) WHEN 'array' THEN p.j ELSE json_array(json(p.j)) END AS a FROM ({nodes}) AS p")
}

/// The items of each node.
fn items(nodes: &str) -> String {
    format!("SELECT {NODE} FROM ({}) AS w, json_each(w.a) AS e", lists(nodes))
}
