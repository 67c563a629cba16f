//! Errors of a document or its execution, and the two ways they are worded.

use serde_json::{Map, Value};

use crate::ErrorCode;

/// Whose error texts a document gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flavor {
    /// The Content API: texts of gqlparser with `input:<line>: ` before and a line feed after (content-api-read.md §12).
    Content,
    /// The Management API: texts of graphql-js, with locations and `extensions.code` (management-api.md §4.4).
    Management,
}

/// A place in the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// At which step a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The document is larger or deeper than allowed.
    Limit,
    /// The text is not GraphQL.
    Syntax,
    /// The document does not fit the schema.
    Validation,
    /// No operation, or none of that name, or one that the method does not allow.
    Operation,
    /// A variable's value does not fit its type.
    Variables,
    /// A field could not be resolved.
    Field(ErrorCode),
}

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct GraphqlError {
    /// The text for the person, complete with the flavour's prefix.
    pub message: String,
    /// Where in the document; empty when there is no place.
    pub locations: Vec<Location>,
    /// Response keys and list indexes of the field; empty for errors before execution.
    pub path: Vec<Value>,
    /// At which step it happened.
    pub kind: ErrorKind,
}

impl GraphqlError {
    /// An error without place or path.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> GraphqlError {
        GraphqlError { message: message.into(), locations: Vec::new(), path: Vec::new(), kind }
    }

    /// An error at a place of the document, worded for the flavour: the Content API gets the line as a prefix.
    pub fn at(kind: ErrorKind, flavor: Flavor, location: Option<Location>, message: &str) -> GraphqlError {
        let message = match (flavor, location) {
            (Flavor::Content, Some(location)) => format!("input:{}: {message}\n", location.line),
            (Flavor::Content, None) => format!("input: {message}\n"),
            (Flavor::Management, _) => message.to_owned(),
        };
        GraphqlError { message, locations: location.into_iter().collect(), path: Vec::new(), kind }
    }

    /// The code of the Management API. Everything that is wrong with the document or its variables is the sender's input.
    pub fn code(&self) -> ErrorCode {
        match self.kind {
            ErrorKind::Limit
            | ErrorKind::Syntax
            | ErrorKind::Validation
            | ErrorKind::Operation
            | ErrorKind::Variables => ErrorCode::BadUserInput,
            ErrorKind::Field(code) => code,
        }
    }

    /// The entry as JSON. Content: `{message, path?}`; Management: `{message, locations?, path?, extensions: {code}}`.
    pub fn to_json(&self, flavor: Flavor) -> Value {
        let mut entry = Map::new();
        entry.insert("message".to_owned(), Value::from(self.message.as_str()));
        if flavor == Flavor::Management && !self.locations.is_empty() {
            let locations = self.locations.iter().map(|place| {
                let line_and_column = [("line", place.line), ("column", place.column)];
                line_and_column
                    .into_iter()
                    .map(|(key, number)| (key.to_owned(), Value::from(number)))
                    .collect::<Map<_, _>>()
            });
            entry.insert("locations".to_owned(), locations.map(Value::Object).collect());
        }
        if !self.path.is_empty() {
            entry.insert("path".to_owned(), Value::from(self.path.clone()));
        }
        if flavor == Flavor::Management {
            let code = Map::from_iter([("code".to_owned(), Value::from(self.code().as_str()))]);
            entry.insert("extensions".to_owned(), Value::Object(code));
        }
        Value::Object(entry)
    }
}
