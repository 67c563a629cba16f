//! The GraphQL part of an HTTP request, from every form in which clients send it.

use serde_json::{Map, Value};

/// What a client asks for, read but not yet checked against a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The document's text.
    pub query: String,
    /// Values of variables as sent; empty when there are none.
    pub variables: Map<String, Value>,
    /// Which operation of the document to run. An empty name counts as none.
    pub operation_name: Option<String>,
}

/// Why a request could not be read. The text is for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Nothing was sent.
    #[error("The request is empty. Send a JSON object with \"query\".")]
    Empty,
    /// Not JSON, or not a complete one, or more after it.
    #[error("The request is not valid JSON: {0}.")]
    NotJson(String),
    /// Not UTF-8.
    #[error("The request is not valid UTF-8 text.")]
    NotText,
    /// An array of operations.
    #[error("Batches of operations are not supported. Send one operation per request.")]
    Batch,
    /// JSON, but no object.
    #[error("The request has to be a JSON object with \"query\".")]
    NotAnObject,
    /// No document.
    #[error("The request has no \"query\". It has to be the text of a GraphQL document.")]
    NoQuery,
    /// `variables` is something else than an object or null.
    #[error("\"variables\" has to be a JSON object.")]
    Variables,
    /// `operationName` is something else than a string or null.
    #[error("\"operationName\" has to be a string.")]
    OperationName,
    /// JSON nested beyond 128 levels.
    #[error("The request is nested more than 128 levels deep.")]
    TooDeep,
    /// A text with the character U+0000, which PostgreSQL cannot keep and which therefore neither engine accepts.
    #[error("The request has a text with the NUL character (U+0000), which cannot be stored.")]
    Nul,
}

impl Request {
    /// Reads the body of a POST: `{"query", "variables"?, "operationName"?}`, whatever content type it came with. Other keys, such as
    /// `extensions`, are left out.
    pub fn from_json(body: &[u8]) -> Result<Request, RequestError> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let text = std::str::from_utf8(body).map_err(|_| RequestError::NotText)?;
        if text.trim().is_empty() {
            return Err(RequestError::Empty);
        }
        let mut fields = match read_json(text)? {
            Value::Object(fields) => fields,
            Value::Array(_) => return Err(RequestError::Batch),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(RequestError::NotAnObject);
            }
        };
        let Some(Value::String(query)) = fields.remove("query") else { return Err(RequestError::NoQuery) };
        let variables = variables(fields.remove("variables").unwrap_or_default())?;
        let operation_name = match fields.remove("operationName").unwrap_or_default() {
            Value::Null => None,
            Value::String(name) => Some(name),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                return Err(RequestError::OperationName);
            }
        };
        Request { query, variables, operation_name }.checked()
    }

    /// Reads a body of type `application/graphql`: the document alone.
    pub fn from_document(body: &[u8]) -> Result<Request, RequestError> {
        let query = std::str::from_utf8(body).map_err(|_| RequestError::NotText)?;
        if query.trim().is_empty() {
            return Err(RequestError::Empty);
        }
        Request { query: query.to_owned(), variables: Map::new(), operation_name: None }.checked()
    }

    /// Reads the decoded pairs of a GET's query: `query`, `variables` as JSON text, `operationName`. The first of a name counts.
    pub fn from_pairs<K: AsRef<str>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Request, RequestError> {
        let (mut query, mut variables_text, mut operation_name) = (None, None, None);
        for (key, value) in pairs {
            let slot = match key.as_ref() {
                "query" => &mut query,
                "variables" => &mut variables_text,
                "operationName" => &mut operation_name,
                _ => continue,
            };
            slot.get_or_insert(value.into());
        }
        let variables = match variables_text.filter(|text| !text.trim().is_empty()) {
            Some(text) => variables(read_json(&text)?)?,
            None => Map::new(),
        };
        let query = query.filter(|text| !text.trim().is_empty()).ok_or(RequestError::NoQuery)?;
        Request { query, variables, operation_name }.checked()
    }

    fn checked(mut self) -> Result<Request, RequestError> {
        self.operation_name = self.operation_name.filter(|name| !name.is_empty());
        if self.variables.iter().any(|(key, value)| key.contains('\0') || has_nul(value)) {
            return Err(RequestError::Nul);
        }
        Ok(self)
    }
}

fn read_json(text: &str) -> Result<Value, RequestError> {
    serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        // serde_json keeps the kind private; the words are the only sign of its own depth limit.
        if reason.starts_with("recursion limit") { RequestError::TooDeep } else { RequestError::NotJson(reason) }
    })
}

fn variables(value: Value) -> Result<Map<String, Value>, RequestError> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(variables) => Ok(variables),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(RequestError::Variables),
    }
}

/// Depth is bounded by the JSON reader's 128 levels.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> RequestError {
        Request::from_json(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn reads_a_post() {
        let request =
            Request::from_json(br#"{"query":"{a}","variables":{"x":1},"operationName":"","extensions":{}}"#).unwrap();
        assert_eq!(request.query, "{a}");
        assert_eq!(request.variables["x"], 1);
        assert_eq!(request.operation_name, None);
        let request = Request::from_json(br#"{"query":"{a}","variables":null,"operationName":null}"#).unwrap();
        assert!(request.variables.is_empty());
    }

    #[test]
    fn refuses_what_is_no_single_operation() {
        assert_eq!(refused("[{\"query\":\"{a}\"}]"), RequestError::Batch);
        assert_eq!(refused(" "), RequestError::Empty);
        assert_eq!(refused("null"), RequestError::NotAnObject);
        assert_eq!(refused("{}"), RequestError::NoQuery);
        assert_eq!(refused(r#"{"query":1}"#), RequestError::NoQuery);
        assert_eq!(refused(r#"{"query":"{a}","variables":[]}"#), RequestError::Variables);
        assert_eq!(refused(r#"{"query":"{a}","variables":"{}"}"#), RequestError::Variables);
        assert_eq!(refused(r#"{"query":"{a}","operationName":1}"#), RequestError::OperationName);
    }

    #[test]
    fn refuses_broken_text_in_words() {
        assert_eq!(
            refused(r#"{"query":"{a}"} junk"#).to_string(),
            "The request is not valid JSON: trailing characters at line 1 column 17."
        );
        assert!(matches!(refused(r#"{"query":"{a}","variables":{"x":"\ud800"}}"#), RequestError::NotJson(_)));
        assert!(matches!(refused(r#"{"query":"{a}","variables":{"x":NaN}}"#), RequestError::NotJson(_)));
        assert!(matches!(refused(r#"{"query":"{a}","variables":{"x":1e999}}"#), RequestError::NotJson(_)));
        assert_eq!(refused(r#"{"query":"{a}","variables":{"x":["\u0000"]}}"#), RequestError::Nul);
        assert_eq!(Request::from_json(b"\xff{}").unwrap_err(), RequestError::NotText);
    }

    #[test]
    fn deep_variables_do_not_overflow() {
        let deep = format!(r#"{{"query":"{{a}}","variables":{{"x":{}{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(refused(&deep), RequestError::TooDeep);
    }

    #[test]
    fn reads_a_get() {
        let request = Request::from_pairs([
            ("query", "{a}"),
            ("variables", r#"{"x":"😀"}"#),
            ("operationName", "Q"),
            ("query", "{b}"),
        ])
        .unwrap();
        assert_eq!((request.query.as_str(), request.operation_name.as_deref()), ("{a}", Some("Q")));
        assert_eq!(request.variables["x"], "😀");
        assert_eq!(Request::from_pairs([("variables", "{}")]).unwrap_err(), RequestError::NoQuery);
        assert_eq!(Request::from_pairs([("query", "{a}"), ("variables", "[]")]).unwrap_err(), RequestError::Variables);
    }

    #[test]
    fn reads_a_document_alone() {
        assert_eq!(Request::from_document(b"{a}").unwrap().query, "{a}");
        assert_eq!(Request::from_document(b"").unwrap_err(), RequestError::Empty);
    }
}
