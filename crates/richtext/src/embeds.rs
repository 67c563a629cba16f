//! Entries that a rich text refers to.

use std::collections::HashSet;

use serde_json::Value;

use crate::ast::{MAX_DEPTH, Node, roots};

/// An entry in a rich text: embedded as a block or inline, or the target of a link.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Embed {
    /// The entry's id.
    pub node_id: String,
    /// apiId of its model.
    pub node_type: String,
}

/// The entries of a checked AST in the order of their first occurrence, each once (content-api-read.md §9.2).
pub fn embeds(ast: &Value) -> Vec<Embed> {
    let mut found = Found { seen: HashSet::new(), embeds: Vec::new() };
    roots(ast).for_each(|node| found.add(node, 1));
    found.embeds
}

struct Found<'a> {
    seen: HashSet<(&'a str, &'a str)>,
    embeds: Vec<Embed>,
}

impl<'a> Found<'a> {
    fn add(&mut self, node: Node<'a>, depth: usize) {
        let Node::Element(element) = node else { return };
        if depth > MAX_DEPTH {
            return;
        }
        if let Some((id, ty)) = element.entry()
            && self.seen.insert((id, ty))
        {
            self.embeds.push(Embed { node_id: id.to_owned(), node_type: ty.to_owned() });
        }
        element.children().for_each(|child| self.add(child, depth + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_entry_once_in_order() {
        let embed =
            |id: &str, ty: &str| json!({"type": "embed", "nodeId": id, "nodeType": ty, "children": [{"text": ""}]});
        let ast = json!({"children": [
            {"type": "paragraph", "children": [
                {"text": "a"},
                {"type": "link", "nodeId": "2", "nodeType": "Post", "children": [{"text": "x"}]},
                {"type": "link", "href": "https://x", "children": [{"text": "x"}]},
            ]},
            embed("1", "Asset"), embed("2", "Post"), embed("2", "Author"),
        ]});
        let found: Vec<(String, String)> =
            embeds(&ast).into_iter().map(|embed| (embed.node_id, embed.node_type)).collect();
        let expected = [("2", "Post"), ("1", "Asset"), ("2", "Author")];
        assert_eq!(found, expected.map(|(id, ty)| (id.to_owned(), ty.to_owned())));
    }
}
