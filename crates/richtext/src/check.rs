//! Whether a value is a rich text AST that the server takes.

use serde_json::{Map, Value};

use crate::ast::{Kind, MAX_DEPTH};

/// What is wrong with an AST, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}", place = if .path.is_empty() { "the root" } else { .path.as_str() })]
pub struct AstError {
    /// Place of the node, such as `children[0].children[2]`; empty for the root.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// The rules of an AST (content-api-read.md §9.3, content-api-write.md §3.4).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A string, list, number or the like where an object has to be. Plain text is no rich text.
    #[error("a node has to be an object")]
    NotAnObject,
    /// Neither `text` nor `children`, or `children` is no list.
    #[error("a node has to have \"text\" or a list of \"children\"")]
    NoChildren,
    /// A key that has to be of another kind.
    #[error("\"{key}\" has to be {expected}")]
    WrongKind {
        /// The key.
        key: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
    /// An element without a `type`.
    #[error("an element has to have a \"type\"")]
    NoType,
    /// An attribute without which the element means nothing.
    #[error("an element of type \"{ty}\" has to have \"{key}\"")]
    Missing {
        /// The element's type.
        ty: &'static str,
        /// The attribute.
        key: &'static str,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("nodes are nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

const MARKS: [&str; 4] = ["bold", "italic", "underline", "code"];
const TEXTS: [&str; 12] =
    ["href", "title", "rel", "id", "className", "src", "altText", "handle", "mimeType", "url", "nodeId", "nodeType"];

/// Checks structure and the attributes that are known; unknown types and keys are the client's own.
pub fn check(ast: &Value) -> Result<(), AstError> {
    let Value::Object(root) = ast else { return Err(error(&[], Problem::NotAnObject)) };
    let mut path = Vec::new();
    match root.get("children") {
        Some(Value::Array(nodes)) => children(nodes, &mut path),
        _ => Err(error(&path, Problem::WrongKind { key: "children", expected: "a list" })),
    }
}

fn children(nodes: &[Value], path: &mut Vec<usize>) -> Result<(), AstError> {
    for (index, value) in nodes.iter().enumerate() {
        path.push(index);
        if path.len() > MAX_DEPTH {
            return Err(error(path, Problem::TooDeep));
        }
        node(value, path)?;
        path.pop();
    }
    Ok(())
}

fn node(value: &Value, path: &mut Vec<usize>) -> Result<(), AstError> {
    let Value::Object(fields) = value else { return Err(error(path, Problem::NotAnObject)) };
    let result = if fields.contains_key("text") { leaf(fields) } else { element(fields) };
    let nodes = result.map_err(|problem| error(path, problem))?;
    children(nodes, path)
}

fn leaf(fields: &Map<String, Value>) -> Result<&[Value], Problem> {
    kind(fields, "text", "a text", Value::is_string)?;
    MARKS.into_iter().try_for_each(|mark| kind(fields, mark, "true or false", Value::is_boolean))?;
    Ok(&[])
}

fn element(fields: &Map<String, Value>) -> Result<&[Value], Problem> {
    let Some(Value::Array(nodes)) = fields.get("children") else { return Err(Problem::NoChildren) };
    let name = match fields.get("type") {
        Some(Value::String(name)) => name,
        Some(_) => return Err(Problem::WrongKind { key: "type", expected: "a text" }),
        None => return Err(Problem::NoType),
    };
    let element = Kind::from_name(name);
    TEXTS.into_iter().try_for_each(|key| kind(fields, key, "a text", Value::is_string))?;
    ["openInNewTab", "isInline"]
        .into_iter()
        .try_for_each(|key| kind(fields, key, "true or false", Value::is_boolean))?;
    let size = |value: &Value| value.is_number() || value.is_string();
    ["width", "height"].into_iter().try_for_each(|key| kind(fields, key, "a number", size))?;
    let missing = |ty, keys: &[&'static str]| {
        let key = keys.iter().find(|key| !fields.get(**key).is_some_and(Value::is_string));
        key.map_or(Ok(()), |key| Err(Problem::Missing { ty, key }))
    };
    match element {
        Kind::Embed => missing("embed", &["nodeId", "nodeType"]),
        Kind::Link if fields.contains_key("nodeId") => missing("link", &["nodeType"]),
        Kind::Link => missing("link", &["href"]),
        Kind::Image => missing("image", &["src"]),
        Kind::Video => missing("video", &["src"]),
        Kind::Iframe => missing("iframe", &["url"]),
        Kind::Paragraph
        | Kind::Heading(_)
        | Kind::BlockQuote
        | Kind::BulletedList
        | Kind::NumberedList
        | Kind::ListItem
        | Kind::ListItemChild
        | Kind::Table
        | Kind::TableHead
        | Kind::TableBody
        | Kind::TableRow
        | Kind::TableCell
        | Kind::TableHeaderCell
        | Kind::CodeBlock
        | Kind::Class
        | Kind::Other => Ok(()),
    }?;
    Ok(nodes)
}

/// A known key may be absent or null, but not of another kind.
fn kind(
    fields: &Map<String, Value>,
    key: &'static str,
    expected: &'static str,
    good: impl Fn(&Value) -> bool,
) -> Result<(), Problem> {
    match fields.get(key) {
        Some(Value::Null) if key != "text" => Ok(()),
        Some(value) if !good(value) => Err(Problem::WrongKind { key, expected }),
        Some(_) | None => Ok(()),
    }
}

fn error(path: &[usize], problem: Problem) -> AstError {
    let steps: Vec<String> = path.iter().map(|index| format!("children[{index}]")).collect();
    AstError { path: steps.join("."), problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(node: Value) -> String {
        check(&json!({"children": [{"type": "paragraph", "children": [{"text": ""}, node]}]})).unwrap_err().to_string()
    }

    #[test]
    fn takes_what_clients_send() {
        let good = json!({"children": [
            {"type": "paragraph", "children": [{"text": "a", "bold": true, "mine": [1]}, {"type": "link", "href": "", "title": null, "children": [{"text": ""}]}]},
            {"type": "embed", "nodeId": "1", "nodeType": "Asset", "isInline": false, "children": [{"text": ""}], "colour": {"deep": true}},
            {"type": "link", "nodeId": "1", "nodeType": "Post", "children": []},
            {"type": "video", "src": "s", "width": null, "height": 5, "children": [{"text": ""}]},
            {"type": "mine", "children": [{"text": "kept", "size": 3}]},
            {"type": "table", "children": [{"type": "table_head", "children": [{"text": ""}]}]},
        ], "extra": 1});
        assert_eq!(check(&good), Ok(()));
        assert_eq!(check(&json!({"children": []})), Ok(()));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(check(&json!("text")).unwrap_err().to_string(), "the root: a node has to be an object");
        assert_eq!(check(&json!({})).unwrap_err().to_string(), "the root: \"children\" has to be a list");
        assert_eq!(refused(json!(1)), "children[0].children[1]: a node has to be an object");
        assert_eq!(
            refused(json!({"type": "link"})),
            "children[0].children[1]: a node has to have \"text\" or a list of \"children\""
        );
        assert_eq!(refused(json!({"text": 1})), "children[0].children[1]: \"text\" has to be a text");
        assert_eq!(
            refused(json!({"text": "", "bold": "yes"})),
            "children[0].children[1]: \"bold\" has to be true or false"
        );
        assert_eq!(refused(json!({"children": []})), "children[0].children[1]: an element has to have a \"type\"");
        assert_eq!(
            refused(json!({"type": "link", "href": 1, "children": []})),
            "children[0].children[1]: \"href\" has to be a text"
        );
        assert_eq!(
            refused(json!({"type": "embed", "nodeId": "1", "children": []})),
            "children[0].children[1]: an element of type \"embed\" has to have \"nodeType\""
        );
    }

    /// Without the macro, which would copy the tree at each level.
    fn nested(levels: usize, ty: &str) -> Value {
        let mut node = json!({"text": "x"});
        for _ in 1..levels {
            let fields = [("type".to_owned(), Value::from(ty)), ("children".to_owned(), Value::Array(vec![node]))];
            node = Value::Object(Map::from_iter(fields));
        }
        Value::Object(Map::from_iter([("children".to_owned(), Value::Array(vec![node]))]))
    }

    #[test]
    fn a_deep_tree_is_refused_not_walked() {
        let ast = nested(2_000, "paragraph");
        assert_eq!(check(&ast).unwrap_err().problem, Problem::TooDeep);
        crate::render(&ast);
        crate::embeds(&ast);
    }

    #[test]
    fn the_deepest_tree_renders() {
        for ty in ["paragraph", "block-quote", "bulleted-list", "list-item", "class", "table", "table_cell"] {
            let ast = nested(MAX_DEPTH, ty);
            assert_eq!(check(&ast), Ok(()));
            assert!(crate::render(&ast).html.contains('x'), "{ty}");
            assert_eq!(crate::render(&ast).text, "x");
        }
        assert_eq!(check(&nested(MAX_DEPTH + 1, "paragraph")).unwrap_err().problem, Problem::TooDeep);
    }
}
