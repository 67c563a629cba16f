//! A query, and what varies in it from one request to the next.

use std::sync::Arc;

/// A query with at most one variable.
#[derive(Clone)]
pub struct Question {
    /// The document.
    pub query: String,
    /// Its variable.
    pub variable: Option<Variable>,
}

/// A variable and the values that it takes in turn; there is at least one.
#[derive(Clone)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its values.
    pub values: Arc<[String]>,
}

impl Question {
    /// The same query each time.
    pub fn fixed(query: impl Into<String>) -> Self {
        Self { query: query.into(), variable: None }
    }

    /// Another value of the variable each time.
    pub fn varying(query: impl Into<String>, name: &'static str, values: Arc<[String]>) -> Self {
        Self { query: query.into(), variable: Some(Variable { name, values }) }
    }

    /// The variables of each request.
    pub fn variables(&self) -> Vec<serde_json::Map<String, serde_json::Value>> {
        let Some(Variable { name, values }) = &self.variable else { return vec![serde_json::Map::new()] };
        let of = |value: &String| serde_json::Map::from_iter([((*name).to_owned(), value.clone().into())]);
        values.iter().map(of).collect()
    }
}

/// Indices in an order that hops through all of them.
pub struct Hops {
    count: usize,
    at: usize,
}

impl Hops {
    /// A prime that no usual number of values is a multiple of.
    const HOP: usize = 7919;

    /// Begins elsewhere for each worker.
    pub fn new(count: usize, worker: usize) -> Self {
        Self { count, at: worker * 257 % count }
    }

    /// The next one.
    pub fn next_index(&mut self) -> usize {
        self.at = (self.at + Self::HOP) % self.count;
        self.at
    }
}
