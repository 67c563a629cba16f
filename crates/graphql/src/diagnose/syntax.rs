//! Texts of syntax errors: what was expected and what stands there instead.

use crate::Flavor;

/// Words a parser's message anew. `reason` is the parser's text without prefix, `rest` the document from the error's place on.
pub(crate) fn text(reason: &str, rest: &str, flavor: Flavor) -> String {
    let found = token(rest, flavor);
    let text = match reason {
        "expected at least one Selection in Selection Set"
        | "expected a Name"
        | "expected a Type"
        | "expected a Variable Name"
        | "expected an Argument"
        | "expected a Name in Type Condition"
        | "expected an Inline Fragment or a Fragment Spread" => expected("Name", &found),
        "expected a Selection Set" => expected(&punctuation("{", flavor), &found),
        "expected a valid Value"
        | "expected definition"
        | "expected a StringValue, Name or OperationDefinition"
        | "Fragment Name cannot be 'on'"
        | "Unexpected <EOF>." => format!("Unexpected {found}"),
        "unterminated string value" => "Unterminated string".to_owned(),
        "unexpected escaped character" => "Invalid character escape sequence in a string".to_owned(),
        "unpaired surrogate in unicode escape sequence" => "A string has half of a surrogate pair".to_owned(),
        // A closing bracket is missing: all that may follow there instead starts with a name.
        _ if reason.starts_with("expected R_CURLY") || reason.starts_with("expected R_PAREN") => {
            expected("Name", &found)
        }
        _ => reason.trim_end_matches('.').to_owned(),
    };
    match flavor {
        Flavor::Content => text,
        Flavor::Management => format!("Syntax Error: {text}."),
    }
}

fn expected(what: &str, found: &str) -> String {
    format!("Expected {what}, found {found}")
}

/// graphql-js puts punctuation in quotes, gqlparser does not.
fn punctuation(sign: &str, flavor: Flavor) -> String {
    match flavor {
        Flavor::Content => sign.to_owned(),
        Flavor::Management => format!("\"{sign}\""),
    }
}

/// The token at the start of the text, as both libraries name tokens: `}`, `Name "foo"`, `Int "1"`, `<EOF>`.
fn token(rest: &str, flavor: Flavor) -> String {
    let rest = skip_ignored(rest);
    let Some(first) = rest.chars().next() else { return "<EOF>".to_owned() };
    let end = |good: fn(char) -> bool| rest.find(|c| !good(c)).unwrap_or(rest.len());
    match first {
        'a'..='z' | 'A'..='Z' | '_' => {
            let name = &rest[..end(|c| c.is_ascii_alphanumeric() || c == '_')];
            format!("Name \"{name}\"")
        }
        '0'..='9' | '-' => {
            let number = &rest[..end(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'))];
            let kind = if number.contains(['.', 'e', 'E']) { "Float" } else { "Int" };
            format!("{kind} \"{number}\"")
        }
        '"' => "String".to_owned(),
        '.' if rest.starts_with("...") => punctuation("...", flavor),
        _ => punctuation(&first.to_string(), flavor),
    }
}

fn skip_ignored(mut rest: &str) -> &str {
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', ',', '\u{feff}']);
        if !rest.starts_with('#') {
            return rest;
        }
        rest = &rest[rest.find(['\n', '\r']).unwrap_or(rest.len())..];
    }
}
