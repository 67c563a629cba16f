//! The plain text of a document (content-api-read.md §9.6).

use serde_json::Value;

use crate::ast::{MAX_DEPTH, Node, roots};

/// Between two leaves stand a backslash and an `n`, two characters, even inside a line: a quirk of the API that clients expect.
const BETWEEN: &str = "\\n";

/// All text leaves in the order of the document; the empty leaves of embeds count.
pub(crate) fn text(ast: &Value) -> String {
    let mut leaves = Vec::new();
    roots(ast).for_each(|node| add(node, 1, &mut leaves));
    leaves.join(BETWEEN)
}

fn add<'a>(node: Node<'a>, depth: usize, leaves: &mut Vec<&'a str>) {
    match node {
        Node::Text(leaf) => leaves.push(leaf.text),
        Node::Element(element) if depth < MAX_DEPTH => {
            element.children().for_each(|child| add(child, depth + 1, leaves))
        }
        Node::Element(_) => {}
    }
}
