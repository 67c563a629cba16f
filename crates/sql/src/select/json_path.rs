//! The JSON paths that both engines can answer alike (content-api-read.md §4.3, `_json_path_exists`).
//!
//! PostgreSQL has a whole language of paths, SQLite none with filters. What is read here is the part that is used to ask
//! whether something is there: `$`, `.key`, `."key"`, `[0]`, `[*]`, `.*`, `.**`, and at the end a filter
//! `? (@.key > 1)`, all in PostgreSQL's lax mode. Anything else is no valid path here.

use serde_json::Value as Literal;

use super::predicate::Comparison;

/// A path that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPath {
    pub(super) steps: Vec<Step>,
    pub(super) filter: Option<Filter>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    AnyKey,
    Item(u32),
    AnyItem,
    Descendants,
}

/// `? (@ steps comparison literal)`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filter {
    pub(super) steps: Vec<Step>,
    pub(super) comparison: Comparison,
    pub(super) literal: Literal,
}

/// The text is no path, or one of the kinds that are not known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid json path")]
pub struct JsonPathError;

impl JsonPath {
    /// Reads a path. The text may be 1,000 bytes long and hold 32 steps.
    ///
    /// # Errors
    /// [`JsonPathError`] for everything else.
    pub fn parse(text: &str) -> Result<JsonPath, JsonPathError> {
        if text.len() > 1_000 {
            return Err(JsonPathError);
        }
        let mut reader = Reader { rest: text.trim() };
        if reader.rest.starts_with("lax ") {
            reader.rest = reader.rest[4..].trim_start();
        }
        reader.expect("$")?;
        let steps = reader.steps()?;
        let filter = if reader.take("?") { Some(reader.filter()?) } else { None };
        let total = steps.len() + filter.as_ref().map_or(0, |filter| filter.steps.len());
        if reader.rest.is_empty() && total <= 32 { Ok(JsonPath { steps, filter }) } else { Err(JsonPathError) }
    }

    /// The path as PostgreSQL reads it.
    pub(super) fn text(&self) -> String {
        let mut text = "$".to_owned();
        write_steps(&mut text, &self.steps);
        if let Some(filter) = &self.filter {
            text.push_str(" ? (@");
            write_steps(&mut text, &filter.steps);
            let sign = match filter.comparison {
                Comparison::Equal => "==",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            text.push_str(&format!(" {sign} {})", filter.literal));
        }
        text
    }
}

fn write_steps(text: &mut String, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Key(key) => text.push_str(&format!(".\"{key}\"")),
            Step::AnyKey => text.push_str(".*"),
            Step::Item(index) => text.push_str(&format!("[{index}]")),
            Step::AnyItem => text.push_str("[*]"),
            Step::Descendants => text.push_str(".**"),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// Takes a sign and the blanks after it.
    fn take(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), JsonPathError> {
        if self.take(sign) { Ok(()) } else { Err(JsonPathError) }
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        taken.to_owned()
    }

    fn steps(&mut self) -> Result<Vec<Step>, JsonPathError> {
        let mut steps = Vec::new();
        loop {
            if self.take(".**") {
                steps.push(Step::Descendants);
            } else if self.take(".*") {
                steps.push(Step::AnyKey);
            } else if self.take(".\"") {
                let key = self.rest.split('"').next().unwrap_or_default().to_owned();
                self.rest = &self.rest[key.len()..];
                self.expect("\"")?;
                steps.push(Step::Key(plain_key(key)?));
            } else if self.take(".") {
                let key = self.take_while(|character| character.is_alphanumeric() || character == '_');
                if key.is_empty() || key.starts_with(|first: char| first.is_numeric()) {
                    return Err(JsonPathError);
                }
                steps.push(Step::Key(key));
            } else if self.take("[") {
                if self.take("*") {
                    steps.push(Step::AnyItem);
                } else {
                    let index = self.take_while(|character| character.is_ascii_digit());
                    steps.push(Step::Item(index.parse().map_err(|_| JsonPathError)?));
                }
                self.expect("]")?;
            } else {
                return Ok(steps);
            }
        }
    }

    fn filter(&mut self) -> Result<Filter, JsonPathError> {
        self.expect("(")?;
        self.expect("@")?;
        let steps = self.steps()?;
        let comparison = self.comparison()?;
        let literal = self.literal()?;
        self.expect(")")?;
        Ok(Filter { steps, comparison, literal })
    }

    fn comparison(&mut self) -> Result<Comparison, JsonPathError> {
        const SIGNS: [(&str, Comparison); 7] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<>", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let found = SIGNS.into_iter().find(|(sign, _)| self.take(sign));
        found.map(|(_, comparison)| comparison).ok_or(JsonPathError)
    }

    /// A text without escapes, a number, `true`, `false` or `null`.
    fn literal(&mut self) -> Result<Literal, JsonPathError> {
        if self.take("\"") {
            let text = self.rest.split('"').next().unwrap_or_default().to_owned();
            self.rest = &self.rest[text.len()..];
            self.expect("\"")?;
            return plain_key(text).map(Literal::String);
        }
        let word = self.take_while(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
        match serde_json::from_str(&word) {
            Ok(literal @ (Literal::Null | Literal::Bool(_) | Literal::Number(_))) => Ok(literal),
            Ok(Literal::String(_) | Literal::Array(_) | Literal::Object(_)) | Err(_) => Err(JsonPathError),
        }
    }
}

/// Texts that need no escapes: the engines write those differently.
fn plain_key(text: String) -> Result<String, JsonPathError> {
    if text.contains(|character: char| character == '\\' || character.is_control()) {
        return Err(JsonPathError);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_in_one_form() {
        for (written, read) in [
            ("$", "$"),
            ("lax $.a", "$.\"a\""),
            ("$.a[*].b[0]", "$.\"a\"[*].\"b\"[0]"),
            ("$.* ? (@ > 1)", "$.* ? (@ > 1)"),
            ("$.**?(@.\"x y\"==\"it's\")", "$.** ? (@.\"x y\" == \"it's\")"),
            ("$ ? ( @.n <= -1.5e3 )", "$ ? (@.\"n\" <= -1500.0)"),
            ("$.a ? (@ <> null)", "$.\"a\" ? (@ != null)"),
        ] {
            assert_eq!(JsonPath::parse(written).unwrap().text(), read, "{written}");
        }
    }

    #[test]
    fn case_50_what_is_no_path_is_refused() {
        for wrong in [
            "",
            "a",
            "$.",
            "$[",
            "$[-1]",
            "$['a']",
            "$.a.b(",
            "strict $.a",
            "$.a ? (@ > 1) x",
            "$.a ? (@ = 1)",
            "$.\"a\\\"b\"",
            "$.a ? (@ like_regex \"x\")",
            "$.a'); DROP TABLE x; --",
            "$.1a",
            "$[99999999999]",
        ] {
            assert_eq!(JsonPath::parse(wrong), Err(JsonPathError), "{wrong}");
        }
        assert!(JsonPath::parse(&format!("${}", ".a".repeat(33))).is_err());
    }
}
